package imap_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

// uidsOf returns the UIDs that a model holds, ascending.
func uidsOf(model *backendtest.Model) []string {
	var uids []string
	for id := range model.Messages {
		uids = append(uids, strings.TrimLeft(string(id[8:]), "0"))
	}
	slices.Sort(uids)
	return uids
}

// TestSyncSurvives runs two syncs against a server that misbehaves.
func TestSyncSurvives(t *testing.T) {
	for _, tt := range []struct {
		name string
		bend func(f *fake)
		want string // the UIDs in the store after the first sync, and after the second
	}{
		{"nothing", func(*fake) {}, "1 2 3 5 8 / 1 2 3 5 8"},
		{"no UIDNEXT and no HIGHESTMODSEQ (Courier)", func(f *fake) { f.uidNext, f.modSeq = 0, 0 }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"a UIDNEXT that is too high", func(f *fake) { f.uidNext = 4294967295 }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"a UIDNEXT that is too low", func(f *fake) { f.uidNext = 2 }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"a UIDVALIDITY of 64 bits", func(f *fake) { f.validity = 1666390893380 }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"a UIDVALIDITY of 0", func(f *fake) { f.validity = 0 }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"no extensions", func(f *fake) { f.caps = "IMAP4rev1" }, "1 2 3 5 8 / 1 2 3 5 8"},
		{"split answers", splitAnswers, "1 2 3 5 8 / 1 2 3 5 8"},
		{"answers that descend", descend, "1 2 3 5 8 / 1 2 3 5 8"},
		{"answers that nobody asked for", unasked, "1 2 3 5 8 / 1 2 3 5 8"},
		{"one that is not answered at first", silentOnce(3), "1 2 3 5 8 / 1 2 3 5 8"},
		{"one that is never answered", silentAlways(3), "1 2 5 8 / 1 2 5 8"},
		{"one that spoils the whole FETCH", refuse(3), "1 2 5 8 / 1 2 5 8"},
		{"one that is expunged meanwhile", vanish(3), "1 2 5 8 / 1 2 5 8"},
		{"headers that are NIL", nilHeader(3), "1 2 5 8 / 1 2 5 8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(1, 2, 3, 5, 8)
			tt.bend(f)
			opts := f.start(t)
			model := backendtest.NewModel()
			var got [2]string
			for i := range got {
				syncAll(t, connected(t, opts), model, "INBOX")
				got[i] = strings.Join(uidsOf(model), " ")
			}
			if s := got[0] + " / " + got[1]; s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
			if strings.HasPrefix(tt.name, "one that is expunged") && len(model.Failed) > 0 {
				t.Errorf("told as failed: %v", model.Failed)
			}
			for id, kept := range model.Messages {
				if want := fmt.Sprintf("Subject: number %s\r\n", strings.TrimLeft(string(id[8:]), "0")); kept.Text != want || kept.Size == 0 {
					t.Errorf("%s has header %q and size %d", id, kept.Text, kept.Size)
				}
			}
		})
	}
}

// splitAnswers sends the flags of a message in a FETCH of their own.
func splitAnswers(f *fake) {
	flags := regexp.MustCompile(`(?m)^(\* \d+ FETCH \(UID \d+) FLAGS \(\) (.*BODY)`)
	f.hooks["FETCH"] = func(args string) string {
		return flags.ReplaceAllString(f.fetch(args), "$1 FLAGS ())\r\n$1 $2") + "<tag> OK done\r\n"
	}
}

func descend(f *fake) {
	f.hooks["FETCH"] = func(args string) string {
		slices.Reverse(f.msgs)
		defer slices.Reverse(f.msgs)
		return f.fetch(args) + "<tag> OK done\r\n"
	}
}

// unasked sends the last message whatever is asked for (RFC 9051 §9: "*" is
// always there), and one that does not exist.
func unasked(f *fake) {
	ghost := &fakeMessage{uid: 99, text: "Subject: ghost\r\n\r\n"}
	f.hooks["FETCH"] = func(args string) string {
		_, items, _ := strings.Cut(args, " ")
		return f.fetch(args) + f.msgs[len(f.msgs)-1].fetched(5, items) + ghost.fetched(6, items) + "<tag> OK done\r\n"
	}
}

// without answers a FETCH but for one message.
func (f *fake) without(uid uint32, args string) string {
	msgs := f.msgs
	defer func() { f.msgs = msgs }()
	f.msgs = slices.DeleteFunc(slices.Clone(msgs), func(m *fakeMessage) bool { return m.uid == uid })
	return f.fetch(args)
}

func silentOnce(uid uint32) func(*fake) {
	return func(f *fake) {
		n := 0
		f.hooks["FETCH"] = func(args string) string {
			if n++; n > 1 {
				return ""
			}
			return f.without(uid, args) + "<tag> OK done\r\n"
		}
	}
}

func silentAlways(uid uint32) func(*fake) {
	return func(f *fake) {
		f.hooks["FETCH"] = func(args string) string { return f.without(uid, args) + "<tag> OK done\r\n" }
	}
}

func refuse(uid uint32) func(*fake) {
	return func(f *fake) {
		f.hooks["FETCH"] = func(args string) string {
			set, items, _ := strings.Cut(args, " ")
			if in(set, uid) && strings.Contains(items, "HEADER") {
				return "<tag> NO [SERVERBUG] cannot read it\r\n"
			}
			return ""
		}
	}
}

func vanish(uid uint32) func(*fake) {
	return func(f *fake) {
		f.hooks["FETCH"] = func(args string) string {
			f.msgs = slices.DeleteFunc(f.msgs, func(m *fakeMessage) bool { return m.uid == uid })
			if in(strings.Fields(args)[0], uid) {
				return f.fetch(args) + "<tag> NO [EXPUNGEISSUED] gone\r\n"
			}
			return ""
		}
	}
}

func nilHeader(uid uint32) func(*fake) {
	return func(f *fake) {
		f.hooks["FETCH"] = func(args string) string {
			answer := f.without(uid, args)
			if set, items, _ := strings.Cut(args, " "); in(set, uid) {
				answer += fmt.Sprintf("* 3 FETCH (UID %d FLAGS ()", uid)
				if strings.Contains(items, "HEADER") {
					answer += " BODY[HEADER.FIELDS (Subject)] NIL"
				}
				answer += ")\r\n"
			}
			return answer + "<tag> OK done\r\n"
		}
	}
}

func TestSyncTellsWhatFailedAndTriesItAgain(t *testing.T) {
	f := newFake(1, 2, 3, 5, 8)
	refuse(3)(f)
	opts := f.start(t)
	model := backendtest.NewModel()
	syncAll(t, connected(t, opts), model, "INBOX")
	if len(model.Failed) != 1 || model.Failed[0].ID != "0000000700000003" || model.Failed[0].Problem.Scope != mail.ScopeMessage {
		t.Fatalf("failed: %+v", model.Failed)
	}
	f.mu.Lock()
	delete(f.hooks, "FETCH")
	f.mu.Unlock()
	syncAll(t, connected(t, opts), model, "INBOX")
	if got := strings.Join(uidsOf(model), " "); got != "1 2 3 5 8" {
		t.Errorf("after the server was mended: %s", got)
	}
}

func TestSyncFindsAgainWhatItMissed(t *testing.T) {
	f := newFake(1, 2, 3)
	silentAlways(2)(f)
	opts := f.start(t)
	model := backendtest.NewModel()
	syncAll(t, connected(t, opts), model, "INBOX")
	f.mu.Lock()
	delete(f.hooks, "FETCH")
	f.mu.Unlock()
	syncAll(t, connected(t, opts), model, "INBOX")
	if got := strings.Join(uidsOf(model), " "); got != "1 2 3" {
		t.Errorf("got %s", got)
	}
}

// TestAbsenceIsNotBelievedAtOnce: a server that loses messages from its SEARCH,
// while it says that they are there, removes nothing.
func TestAbsenceIsNotBelievedAtOnce(t *testing.T) {
	for _, tt := range []struct{ name, answer, exists string }{
		{"no answer", "<tag> OK done\r\n", ""},
		{"an empty one", "* ESEARCH UID\r\n<tag> OK done\r\n", ""},
		{"a short one", "* ESEARCH UID ALL 1:2\r\n<tag> OK done\r\n", ""},
		{"one that cannot be read", "* ESEARCH UID ALL 1:x\r\n<tag> OK done\r\n", ""},
		{"too many", "", "4294967295"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(1, 2, 3)
			opts := f.start(t)
			model := backendtest.NewModel()
			syncAll(t, connected(t, opts), model, "INBOX")
			f.mu.Lock()
			f.modSeq, f.exists = 101, tt.exists
			f.hooks["SEARCH"] = func(string) string { return tt.answer }
			f.mu.Unlock()
			err, broken := model.Sync(t.Context(), connected(t, opts), "INBOX")
			if p := backend.ProblemOf(err, ""); broken != nil || p.Cause != mail.CountsDiffer || p.Kind != mail.Temporary {
				t.Errorf("got %v, %v", err, broken)
			}
			if len(model.Messages) != 3 {
				t.Errorf("%d of 3 messages are left", len(model.Messages))
			}
		})
	}
}

func TestAnotherUIDValidityResets(t *testing.T) {
	f := newFake(1, 2, 3)
	opts := f.start(t)
	model := backendtest.NewModel()
	var cursors []backend.Cursor
	for _, validity := range []uint64{7, 9, 7, 0, 9} {
		f.mu.Lock()
		f.validity = validity
		f.mu.Unlock()
		syncAll(t, connected(t, opts), model, "INBOX")
		cursors = append(cursors, model.Cursor)
		for id := range model.Messages {
			if want := fmt.Sprintf("%08x", validity); string(id[:8]) != want {
				t.Fatalf("UIDVALIDITY %d: %s", validity, id)
			}
		}
	}
	if model.Resets != 4 {
		t.Errorf("%d resets, want 4", model.Resets)
	}
	// An empty or foreign cursor with ids of another UIDVALIDITY is one too.
	for _, cursor := range []backend.Cursor{"", "nonsense", cursors[0]} {
		model.Cursor = cursor
		f.mu.Lock()
		f.validity++
		f.mu.Unlock()
		syncAll(t, connected(t, opts), model, "INBOX")
		if got := len(model.Messages); got != 3 {
			t.Errorf("from %q: %d messages", cursor, got)
		}
	}
}

// TestSyncCutAtEveryByte cuts the server's answers after each byte; the next
// sync must always end in the same state, which is the server's.
func TestSyncCutAtEveryByte(t *testing.T) {
	f := newFake(1, 2, 3, 5, 8, 9, 10)
	opts := f.start(t)
	want := backendtest.NewModel()
	syncAll(t, connected(t, opts), want, "INBOX")
	for n := int64(1); ; n++ {
		cut := opts
		cut.Dial.Dial = cutDialer(n)
		b := imap.New(cut)
		b.SetSizes(2, 2, 3)
		model := backendtest.NewModel()
		_, err := b.Connect(t.Context())
		if err == nil {
			var broken error
			err, broken = model.Sync(t.Context(), b, "INBOX")
			if broken != nil {
				t.Fatalf("cut after %d bytes: %v", n, broken)
			}
		}
		whole := err == nil
		if err != nil && !backend.IsKind(err, mail.Temporary) {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
		again := b
		if whole { // or is it cut between Connect and Sync
			again = imap.New(opts)
		}
		if _, err := again.Connect(t.Context()); err != nil {
			t.Fatalf("cut after %d bytes, then connect: %v", n, err)
		}
		syncAll(t, again, model, "INBOX")
		if model.State() != want.State() {
			t.Fatalf("cut after %d bytes:\n%s\nwant\n%s", n, model.State(), want.State())
		}
		if err := errors.Join(b.Close(), again.Close()); err != nil {
			t.Fatal(err)
		}
		if whole {
			if n < 500 {
				t.Errorf("a whole sync has %d bytes", n)
			}
			return
		}
	}
}

// TestEchoOfThePassword: a server that repeats the password later than in its
// answer to the login does not put it into a problem or the log either.
func TestEchoOfThePassword(t *testing.T) {
	for name, answer := range map[string]string{
		"refusal": "<tag> NO [NOPERM] not with " + backendtest.Password + "\r\n",
		"goodbye": "* BYE not with " + backendtest.Password + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(1)
			f.greeting = "OK"
			f.hooks["LOGIN"] = func(string) string { return "<tag> OK in\r\n" }
			f.hooks["SELECT"] = func(string) string { return answer }
			b := connected(t, f.start(t))
			err := b.Sync(t.Context(), backend.SyncRequest{Box: "INBOX", Known: backendtest.NewModel()}, discard)
			if p := backend.ProblemOf(err, ""); p.Detail.String() != "not with ***" {
				t.Errorf("it says %q", p.Detail)
			}
			if strings.Contains(err.Error(), backendtest.Password) {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}

func TestProblemsOfTheServer(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer string
		kind   mail.Kind
		cause  mail.Cause
		scope  mail.Scope
		detail string
	}{
		{"no such mailbox", "<tag> NO [NONEXISTENT] gone\r\n", mail.Gone, mail.CauseNone, mail.ScopeFolder, "gone"},
		{"no right", "<tag> NO [NOPERM] \x1b]0;x\x07no\r\n", mail.Rejected, mail.CauseNone, mail.ScopeFolder, "\uFFFD]0;x\uFFFDno"},
		{"in use", "<tag> NO [INUSE] busy\r\n", mail.Busy, mail.CauseNone, mail.ScopeFolder, "busy"},
		{"quota", "<tag> NO [OVERQUOTA] full\r\n", mail.Full, mail.CauseNone, mail.ScopeFolder, "full"},
		{"bye", "* BYE [UNAVAILABLE] maintenance\r\n", mail.Temporary, mail.Closed, mail.ScopeAccount, "maintenance"},
		{"nonsense", "what?\r\n", mail.Protocol, mail.CauseNone, mail.ScopeAccount, ""},
		{"silence", "* 1 EXISTS\r\n", mail.Temporary, mail.TimedOut, mail.ScopeAccount, ""},
		{"too much", "* OK " + strings.Repeat("x", 2<<20) + "\r\n", mail.Protocol, mail.TooLarge, mail.ScopeAccount, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(1)
				f.hooks["SELECT"] = func(string) string { return tt.answer }
				opts := f.inMemory()
				b := connected(t, opts)
				err := b.Sync(t.Context(), backend.SyncRequest{Box: "INBOX", Known: backendtest.NewModel()}, discard)
				p := backend.ProblemOf(err, "")
				if p.Kind != tt.kind || p.Cause != tt.cause || p.Scope != tt.scope || p.Detail.String() != tt.detail {
					t.Errorf("got kind %d, cause %d, scope %d, %q: %v", p.Kind, p.Cause, p.Scope, p.Detail, err)
				}
				if p.Host != opts.Dial.Addr() {
					t.Errorf("the host is %q", p.Host)
				}
				if _, err := b.Connect(t.Context()); err != nil {
					t.Errorf("connect again: %v", err)
				}
			})
		})
	}
}
