package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// mailOf is a whole message of a POP3 server under an id.
func mailOf(id, content string) backend.Message {
	raw := letter(content)
	header, _ := backend.SplitHeader(raw)
	return backend.Message{ID: mail.RemoteID(id), Size: int64(len(raw)), Header: header, Body: raw}
}

// copyOf is a message without an id to trust.
func copyOf(number int, content string) backend.Message {
	m := mailOf(fmt.Sprintf("\x00%d", number), content)
	m.SessionOnly = true
	return m
}

// headerOf is a message that is too large to be read whole.
func headerOf(id, content string) backend.Message {
	m := mailOf(id, content)
	m.Body = nil
	return m
}

func doubtful(m backend.Message) backend.Message {
	m.Doubt = &mail.Problem{Kind: mail.Protocol, Cause: mail.SizeDiffers}
	return m
}

// connect begins a new session.
func connect(x *world) { x.sess = newSession() }

// policy runs the policy over the ledger.
func policy(x *world) {
	x.t.Helper()
	p := &pass{account: "ada", folder: x.folder("INBOX").ID, ledger: true, session: x.sess, now: x.now}
	if p.session == nil {
		p.session = newSession()
	}
	if err := x.w.applyPolicy(context.Background(), p); err != nil {
		x.t.Fatal(err)
	}
}

// setState is what other steps of the cycle do to all rows with an id.
func setState(s cache.RemoteState, ids ...string) step {
	return func(x *world) {
		x.t.Helper()
		x.write(func(tx *cache.Tx) error {
			for _, id := range ids {
				r, err := tx.Remote(x.folder("INBOX").ID, mail.RemoteID(id))
				if err != nil {
					return err
				}
				if err := tx.SetRemoteState(s, r.Row); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func detached(ids ...string) (b backend.Batch) {
	for _, id := range ids {
		b.Detached = append(b.Detached, mail.RemoteID(id))
	}
	return b
}

// withCursor gives a batch a cursor.
func withCursor(c string, b backend.Batch) backend.Batch {
	b.Cursor = backend.Cursor(c)
	return b
}

// ledger says what the ledger holds, in the order of its rows: "id=content state",
// with a dash for no id.
func (x *world) ledger() string {
	x.t.Helper()
	names := map[cache.RemoteState]string{
		cache.RemoteLive: "stored", cache.RemoteVerified: "verified", cache.RemoteDue: "due",
		cache.RemoteReleasing: "releasing", cache.RemoteGone: "gone", cache.RemoteDoubtful: "doubtful",
		cache.RemoteHeader: "header",
	}
	var rows []cache.Remote
	x.read(func(tx *cache.ReadTx) error {
		for state := range names {
			list, err := tx.RemotesInState(x.folder("INBOX").ID, state, 0, 1000)
			if err != nil {
				return err
			}
			rows = append(rows, list...)
		}
		return nil
	})
	slices.SortFunc(rows, func(a, b cache.Remote) int { return int(a.Row - b.Row) })
	var words []string
	for _, r := range rows {
		id, content := string(r.ID), "nothing"
		if id == "" {
			id = "-"
		}
		if r.Message != 0 {
			content = x.content(r.Message)
		}
		words = append(words, id+"="+content+" "+names[r.State])
	}
	return strings.Join(words, ", ")
}

// content returns the content that a message was made of, as far as it is here.
func (x *world) content(id mail.LocalID) string {
	var s mail.Summary
	x.read(func(tx *cache.ReadTx) (err error) {
		s, err = tx.Summary(id)
		return err
	})
	text := s.Snippet.String()
	if words := strings.Fields(text); len(words) == 2 {
		return s.Subject.String() + "/" + words[1]
	}
	return s.Subject.String()
}

func TestLedger(t *testing.T) {
	t.Parallel()
	ab := added(mailOf("1", "a"), mailOf("2", "b"))
	twins := added(copyOf(1, "t/x"), copyOf(2, "t/y"), copyOf(3, "t/z"))
	tests := []struct {
		name     string
		steps    []step
		want     string
		shown    int
		distrust bool
	}{
		{"new mail", []step{all("INBOX", ab)}, "1=a stored, 2=b stored", 2, false},
		{"read again", []step{all("INBOX", ab), connect, all("INBOX", ab)}, "1=a stored, 2=b stored", 2, false},
		{"read again with a field that servers add", []step{
			all("INBOX", ab), connect, all("INBOX", added(mailOf("1", "a+"))),
		}, "1=a stored, 2=b stored", 2, false},
		{"the same Message-ID and text, another header", []step{
			all("INBOX", ab), connect, all("INBOX", added(rewritten(mailOf("1", "a")))),
		}, "1=a stored, 2=b stored", 2, false},
		{"an id with other mail", []step{
			all("INBOX", ab), connect, all("INBOX", added(mailOf("1", "c"))),
		}, "-=a gone, 2=b stored, 1=c stored", 3, true},
		{"an id with mail of an equal header", []step{
			all("INBOX", added(mailOf("1", "t/x"))), connect, all("INBOX", added(mailOf("1", "t/y"))),
		}, "-=t/x gone, 1=t/y stored", 2, true},
		{"an id that went, with other mail", []step{
			all("INBOX", ab), connect, all("INBOX", detached("1")), connect, all("INBOX", added(mailOf("1", "c"))),
		}, "-=a gone, 2=b stored, 1=c stored", 3, true},
		{"an id recycled twice", []step{
			all("INBOX", added(mailOf("1", "a"))), connect, all("INBOX", added(mailOf("1", "b"))), connect,
			all("INBOX", added(mailOf("1", "c"))),
		}, "-=a gone, -=b gone, 1=c stored", 3, true},
		{"a QUIT that was rolled back", []step{
			all("INBOX", ab), setState(cache.RemoteGone, "1", "2"), connect, all("INBOX", ab),
		}, "1=a stored, 2=b stored", 2, false},
		{"another client took it", []step{all("INBOX", ab), connect, all("INBOX", detached("1"))}, "1=a gone, 2=b stored", 2, false},
		{"gone that is not known", []step{all("INBOX", ab), all("INBOX", detached("9"))}, "1=a stored, 2=b stored", 2, false},
		{"due stays due when read", []step{
			all("INBOX", ab), setState(cache.RemoteDue, "1"), connect, all("INBOX", added(mailOf("1", "a"))),
		}, "1=a due, 2=b stored", 2, false},
		{"releasing stays releasing when read", []step{
			all("INBOX", ab), setState(cache.RemoteReleasing, "1"), connect, all("INBOX", added(mailOf("1", "a"))),
		}, "1=a releasing, 2=b stored", 2, false},
		{"releasing and gone", []step{
			all("INBOX", ab), setState(cache.RemoteReleasing, "1"), connect, all("INBOX", detached("1")),
		}, "1=a gone, 2=b stored", 2, false},

		{"three of one header", []step{all("INBOX", twins)}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"read again", []step{all("INBOX", twins), connect, all("INBOX", twins)}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"in another order", []step{
			all("INBOX", twins), connect, all("INBOX", added(copyOf(1, "t/z"), copyOf(2, "t/x"), copyOf(3, "t/y"))),
		}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"cut after the first", []step{
			tell("INBOX", added(copyOf(1, "t/x"))), connect, all("INBOX", twins),
		}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"one of them taken by another client", []step{
			all("INBOX", withCursor("1", twins)), connect, all("INBOX", withCursor("2", added(copyOf(1, "t/x"), copyOf(2, "t/z")))),
		}, "-=t/x stored, -=t/y gone, -=t/z stored", 3, true},
		{"listings that did not change say nothing of them", []step{
			all("INBOX", withCursor("1", twins)), connect, all("INBOX", withCursor("1", backend.Batch{})),
		}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"equal copies are as many rows", []step{
			all("INBOX", added(copyOf(1, "a"), copyOf(2, "a"))), connect, all("INBOX", added(copyOf(1, "a"), copyOf(2, "a"))),
		}, "-=a stored, -=a stored", 2, true},
		{"one more of them", []step{
			all("INBOX", added(copyOf(1, "a"), copyOf(2, "a"))), connect,
			all("INBOX", added(copyOf(1, "a"), copyOf(2, "a"), copyOf(3, "a"))),
		}, "-=a stored, -=a stored, -=a stored", 3, true},
		{"an id that becomes ambiguous", []step{
			all("INBOX", added(mailOf("t", "t/x"))), connect, all("INBOX", added(copyOf(1, "t/x"), copyOf(2, "t/y"))),
		}, "-=t/x stored, -=t/y stored", 2, true},
		{"and unambiguous again", []step{
			all("INBOX", added(copyOf(1, "t/x"), copyOf(2, "t/y"))), connect,
			all("INBOX", withCursor("2", added(mailOf("t", "t/y")))),
		}, "-=t/x gone, t=t/y stored", 2, true},
		{"a rolled-back QUIT without ids", []step{
			all("INBOX", withCursor("1", twins)), connect, all("INBOX", withCursor("2", backend.Batch{})),
			connect, all("INBOX", withCursor("3", twins)),
		}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"a session that looked at no copy does not count", []step{
			all("INBOX", withCursor("1", twins)), connect, all("INBOX", withCursor("2", backend.Batch{})),
			connect, all("INBOX", withCursor("2", backend.Batch{})), connect, all("INBOX", withCursor("2", backend.Batch{})),
			connect, all("INBOX", withCursor("3", twins)),
		}, "-=t/x stored, -=t/y stored, -=t/z stored", 3, true},
		{"long after it they are new", []step{
			all("INBOX", withCursor("1", twins)), connect, all("INBOX", withCursor("2", backend.Batch{})),
			connect, all("INBOX", withCursor("3", backend.Batch{})),
			connect, all("INBOX", withCursor("4", added(copyOf(1, "t/x")))),
		}, "-=t/x gone, -=t/y gone, -=t/z gone, -=t/x stored", 4, true},

		{"too large", []step{all("INBOX", added(headerOf("1", "a")))}, "1=a header", 1, false},
		{"and read whole later", []step{
			all("INBOX", added(headerOf("1", "t/x"))), connect, all("INBOX", added(mailOf("1", "t/x"))),
		}, "1=t/x stored", 1, false},
		{"too large under a known id", []step{
			all("INBOX", added(mailOf("1", "a"))), connect, all("INBOX", added(headerOf("1", "a"))),
		}, "1=a stored", 1, false},

		{"could not be had", []step{all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: "1"}}})}, "1=nothing doubtful", 0, false},
		{"and is had later", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: "1"}}}), connect, all("INBOX", ab),
		}, "1=a stored, 2=b stored", 2, false},
		{"and is gone", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: "1"}}}), connect, all("INBOX", detached("1")),
		}, "", 0, false},
		{"a copy that could not be had", []step{
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: "\x001"}}}),
		}, "", 0, false},
		{"bytes that are not to be trusted", []step{all("INBOX", added(doubtful(mailOf("1", "a"))))}, "1=a doubtful", 1, false},
		{"and are right later", []step{
			all("INBOX", added(doubtful(mailOf("1", "a")))), connect, all("INBOX", added(mailOf("1", "a"))),
		}, "1=a stored", 1, false},
		{"known mail that could not be proved", []step{
			all("INBOX", ab), setState(cache.RemoteDue, "1"), connect,
			all("INBOX", backend.Batch{Failed: []backend.Failure{{ID: "1", Problem: mail.Problem{Kind: mail.Rejected}}}}),
		}, "1=a doubtful, 2=b stored", 2, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: POP3})
			x.do(test.steps...)
			if got := x.ledger(); got != test.want {
				t.Errorf("the ledger holds %q, want %q", got, test.want)
			}
			if got := len(x.shown()); got != test.shown {
				t.Errorf("%d messages are shown, want %d", got, test.shown)
			}
			x.read(func(tx *cache.ReadTx) error {
				distrust, err := tx.Distrust("ada")
				if distrust != test.distrust {
					t.Errorf("distrust is %v", distrust)
				}
				return err
			})
		})
	}
}

// rewritten is a message whose header the server has changed beyond the fields
// that servers add.
func rewritten(m backend.Message) backend.Message {
	m.Body = append([]byte("X-Scanned: yes\r\n"), m.Body...)
	m.Header, _ = backend.SplitHeader(m.Body)
	m.Size = int64(len(m.Body))
	return m
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	deleting := Maildrop{OnServer: Delete}
	days := Maildrop{KeepDays: 7}
	ab := added(mailOf("1", "a"), mailOf("2", "b"))
	later := func(d time.Duration) step {
		return func(x *world) { x.now = x.now.Add(d) }
	}
	visited := func(x *world) {
		if err := x.w.noteTime(context.Background()); err != nil {
			x.t.Fatal(err)
		}
	}
	daily := func(n int) step { // visits on n days, so that no clock jumps
		return func(x *world) {
			for range n {
				x.do(later(23*time.Hour), policy, visited)
			}
		}
	}
	tests := []struct {
		name  string
		m     Maildrop
		steps []step
		want  string
		asked string
	}{
		{"delete", deleting, []step{all("INBOX", ab), policy}, "1=a due, 2=b due", ""},
		{"keep", Maildrop{}, []step{all("INBOX", ab), policy}, "1=a verified, 2=b verified", ""},
		{"keep some days", days, []step{all("INBOX", ab), policy, visited, daily(7)}, "1=a verified, 2=b verified", ""},
		{"and no longer", days, []step{all("INBOX", ab), policy, visited, daily(8), connect, policy}, "1=a due, 2=b due", ""},
		{"the clock jumps ahead", days, []step{
			all("INBOX", ab), policy, visited, later(10 * 365 * day), connect, policy, visited,
		}, "1=a verified, 2=b verified", "3:0"},
		{"and is believed", days, []step{
			all("INBOX", ab), policy, visited, later(10 * 365 * day), connect, policy, visited,
			answer(mail.ChoiceBelieve), policy,
		}, "1=a due, 2=b due", ""},
		{"and jumps back", days, []step{
			all("INBOX", ab), policy, visited, later(10 * 365 * day), connect, policy, visited, later(-10 * 365 * day), policy, visited,
		}, "1=a verified, 2=b verified", ""},
		{"the clock jumps back", days, []step{
			all("INBOX", ab), policy, visited, daily(8), later(-30 * day), connect, policy, visited,
		}, "1=a verified, 2=b verified", ""},
		{"delete changed to keep", deleting, []step{
			all("INBOX", ab), policy, func(x *world) { x.w.acct.Maildrop = Maildrop{} }, policy,
		}, "1=a verified, 2=b verified", ""},
		{"keep changed to delete", Maildrop{}, []step{
			all("INBOX", ab), policy, func(x *world) { x.w.acct.Maildrop = deleting }, connect, policy,
		}, "1=a due, 2=b due", ""},
		{"what may be deleted already is not called back without a proof", deleting, []step{
			all("INBOX", ab), setState(cache.RemoteReleasing, "1"), connect, func(x *world) { x.w.acct.Maildrop = Maildrop{} }, policy,
		}, "1=a releasing, 2=b verified", ""},
		{"and is with one", deleting, []step{
			all("INBOX", ab), setState(cache.RemoteReleasing, "1"), connect, func(x *world) { x.w.acct.Maildrop = Maildrop{} },
			all("INBOX", added(mailOf("1", "a"))), policy,
		}, "1=a verified, 2=b verified", ""},
		{"what is doubtful stays", deleting, []step{all("INBOX", added(doubtful(mailOf("1", "a")))), policy}, "1=a doubtful", ""},
		{"what is too large stays", deleting, []step{all("INBOX", added(headerOf("1", "a"))), policy}, "1=a header", ""},
		{"copies of an ambiguous id", deleting, []step{
			all("INBOX", added(copyOf(1, "t/x"), copyOf(2, "t/y"))), policy,
		}, "-=t/x due, -=t/y due", ""},
		{"a server without ids", deleting, []step{
			all("INBOX", added(copyOf(1, "a"))), func(x *world) { x.sess.noIDs = true }, policy,
		}, "-=a verified", ""},
		{"and the user said so", Maildrop{OnServer: Delete, DeleteWithoutIDs: true}, []step{
			all("INBOX", added(copyOf(1, "a"))), func(x *world) { x.sess.noIDs = true }, policy,
		}, "-=a due", ""},
		{"before the server has said whether it has ids", deleting, []step{
			all("INBOX", added(copyOf(1, "a"), mailOf("2", "b"))), connect, policy,
		}, "-=a verified, 2=b due", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := newWorld(t, Account{Protocol: POP3, Maildrop: test.m})
			x.do(test.steps...)
			if got := x.ledger(); got != test.want {
				t.Errorf("the ledger holds %q, want %q", got, test.want)
			}
			if got := x.questions(); got != test.asked {
				t.Errorf("asked %q, want %q", got, test.asked)
			}
		})
	}
}
