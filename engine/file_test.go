package engine

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// filing is a backend with a folder for sent mail, to which it appends.
type filing struct{ *fakeBackend }

// Folders implements [backend.Backend].
func (b filing) Folders(ctx context.Context) ([]backend.Folder, error) {
	list, err := b.fakeBackend.Folders(ctx)
	for i := range list {
		if list[i].Box == "Sent" {
			list[i].Role = mail.RoleSent
		}
	}
	return list, err
}

// Append implements [backend.Appender].
func (b filing) Append(_ context.Context, box mail.RemoteBox, raw []byte, flags mail.Flags) error {
	if err := b.begin("append " + string(box)); err != nil {
		return err
	}
	header, _ := backend.SplitHeader(raw)
	b.s.change(func() { b.s.boxes[box].add(message.ParseHeader(header).Subject.String(), flags) })
	return b.begin("appended") // the answer may be lost
}

// filed runs a test of sent mail with a server that has a folder for it.
func filed(t *testing.T, test func(t *testing.T, x *world, p *post, s *fakeServer)) {
	t.Helper()
	posting(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
		x.files(s)
		defer x.running()()
		after(time.Second)
		test(t, x, p, s)
	})
}

// files gives the server a folder for sent mail.
func (x *world) files(s *fakeServer) {
	s.boxes["Sent"] = &fakeBox{validity: 1, next: 1}
	x.w.acct.Open = func() backend.Backend { return filing{&fakeBackend{s: s}} }
	x.w.bulk.open, x.w.live.conn.open, x.w.appends = x.w.acct.Open, x.w.acct.Open, true
}

// appends counts what was asked of the server.
func (s *fakeServer) appends() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, what := range s.log {
		if strings.HasPrefix(what, "append ") {
			n++
		}
	}
	return n
}

// wantFiled checks that a message is in the server's folder once, here and
// there, and nowhere else.
func (x *world) wantFiled(s *fakeServer, id mail.LocalID) {
	x.t.Helper()
	x.wantState("Sent: oneS+")
	if got := s.state(); got != "INBOX/a 0, INBOX/b 0, Sent/one 1" {
		x.t.Errorf("the server has %q", got)
	}
	if now := x.find("one"); now.ID != id || now.Folder != x.folder("Sent").ID {
		x.t.Errorf("it is message %d of folder %d", now.ID, now.Folder)
	}
	if got := x.bytes(id); got != string(reply("one")) {
		x.t.Errorf("kept is %q", got)
	}
	if n := x.sql(`SELECT count(*) FROM op`); n != 0 {
		x.t.Errorf("%d operations are left", n)
	}
}

func TestSentMailIsFiled(t *testing.T) {
	t.Parallel()
	filed(t, func(t *testing.T, x *world, _ *post, s *fakeServer) {
		x.do(submit("one"))
		id := x.find("one").ID
		after(10 * time.Second)
		x.wantFiled(s, id)
		if n := s.appends(); n != 1 {
			t.Errorf("it was appended %d times", n)
		}
		x.do(star("one")) // it is the server's now
		after(time.Second)
		if got := s.state(); got != "INBOX/a 0, INBOX/b 0, Sent/one 5" {
			t.Errorf("the server has %q", got)
		}
	})
}

// TestServerThatFilesByItself: a second copy would be one too many.
func TestServerThatFilesByItself(t *testing.T) {
	t.Parallel()
	filed(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
		p.answer = func(context.Context, int, backend.Outgoing) (bool, error) {
			s.change(func() { s.boxes["Sent"].add("one", mail.Seen) })
			return true, nil
		}
		x.do(submit("one"))
		id := x.find("one").ID
		after(10 * time.Second)
		x.wantFiled(s, id)
		if n := s.appends(); n != 0 {
			t.Errorf("it was appended %d times", n)
		}
	})
}

// TestFilingWhoseAnswerIsLost looks before it tries again.
func TestFilingWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"append Sent", "appended"} {
		filed(t, func(t *testing.T, x *world, _ *post, s *fakeServer) {
			failed := false
			s.change(func() {
				s.fault = func(what string) error {
					if what != lost || failed {
						return nil
					}
					failed = true
					return problem(mail.Temporary, mail.ScopeAccount)
				}
			})
			x.do(submit("one"))
			id := x.find("one").ID
			after(time.Hour)
			x.wantFiled(s, id)
			want := map[string]int{"append Sent": 2, "appended": 1}[lost]
			if n := s.appends(); n != want {
				t.Errorf("%s: it was appended %d times", lost, n)
			}
		})
	}
}

// TestFilingThatIsRefused ends: the message stays here only.
func TestFilingThatIsRefused(t *testing.T) {
	t.Parallel()
	filed(t, func(t *testing.T, x *world, _ *post, s *fakeServer) {
		s.change(func() {
			s.fault = func(what string) error {
				if what == "append Sent" {
					return problem(mail.Rejected, mail.ScopeFolder)
				}
				return nil
			}
		})
		x.do(submit("one"))
		after(time.Hour)
		x.wantState("Sent: oneS+")
		if n := s.appends(); n != fileTries || x.sql(`SELECT count(*) FROM op`) != 0 {
			t.Errorf("it was appended %d times", n)
		}
		if got := s.state(); got != "INBOX/a 0, INBOX/b 0" {
			t.Errorf("the server has %q", got)
		}
	})
}

// TestACopySettlesADoubt: what turns up on the server was sent.
func TestACopySettlesADoubt(t *testing.T) {
	t.Parallel()
	for _, box := range []mail.RemoteBox{"Sent", "INBOX"} {
		filed(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
			p.refuse(mail.Unknown, mail.ScopeMessage)
			x.do(submit("one"))
			after(time.Minute)
			x.wantState("Outbox: oneS+?1")
			if got := x.questions(); got != "4:0" {
				t.Errorf("asked is %q", got)
			}
			s.deliver(box, "one")
			if err := x.e.Refresh(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			after(time.Minute)
			if got := x.questions(); got != "" {
				t.Errorf("asked is %q", got)
			}
			if calls, _ := p.counts(); calls != 1 {
				t.Errorf("it was asked %d times", calls)
			}
			outbox := slices.ContainsFunc(x.folders(), func(f mail.Folder) bool { return f.Role == mail.RoleOutbox })
			if outbox || x.sql(`SELECT count(*) FROM op`) != 0 {
				t.Errorf("there is %q", x.state())
			}
			copies := 1
			if box == "INBOX" { // the user has written to themselves
				copies = 2
			}
			if n := strings.Count(s.state(), "/one"); n != copies || strings.Count(x.state(), "one") != copies {
				t.Errorf("there are %d copies, here %q", n, x.state())
			}
		})
	}
}

// TestWhatTheUserKnowsIsFiled: that it was sent is known from the user.
func TestWhatTheUserKnowsIsFiled(t *testing.T) {
	t.Parallel()
	filed(t, func(_ *testing.T, x *world, p *post, s *fakeServer) {
		p.refuse(mail.Unknown, mail.ScopeMessage)
		x.do(submit("one"))
		id := x.find("one").ID
		after(time.Minute)
		x.do(settle(mail.ChoiceSent))
		after(time.Minute)
		x.wantFiled(s, id)
	})
}

// TestADoubtIsSettledInOneVisit: nothing need come after the visit that finds
// the copy.
func TestADoubtIsSettledInOneVisit(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
		x.files(s)
		x.mustVisit() // it learns of the folders
		p.refuse(mail.Unknown, mail.ScopeMessage)
		x.do(submit("one"))
		x.mustVisit()
		x.wantState("Outbox: oneS+?1")
		s.deliver("INBOX", "one")
		x.mustVisit()
		x.wantState("Sent: oneS+")
		if n := s.appends(); n != 1 {
			t.Errorf("it was appended %d times", n)
		}
	})
}

// TestNoFolderToFileIn: then it stays here, and nothing waits.
func TestNoFolderToFileIn(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, _ *post, _ *fakeServer) {
		x.w.appends = true
		defer x.running()()
		x.do(submit("one"))
		after(time.Minute)
		x.wantState("Sent: oneS+")
		x.read(func(tx *cache.ReadTx) error {
			list, err := tx.Files("ada")
			if len(list) > 0 {
				t.Errorf("to be filed are %+v", list)
			}
			return err
		})
	})
}
