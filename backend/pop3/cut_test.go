package pop3_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/demo/maildrop"
)

// cut drops the connection of one session after a number of bytes of the
// server's answers.
type cut struct {
	mu      sync.Mutex
	session int
	after   int  // bytes; counted down
	undone  bool // a QUIT whose answer is cut did nothing
	hit     bool
}

// arm sets the next cut.
func (c *cut) arm(session, after int, undone bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session, c.after, c.undone, c.hit = session, after, undone, false
}

// wasHit reports whether the connection was cut.
func (c *cut) wasHit() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hit
}

func (c *cut) script(turn *maildrop.Turn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn.Session != c.session || c.hit {
		return
	}
	if len(turn.Answer) <= c.after {
		c.after -= len(turn.Answer)
		return
	}
	turn.Answer, turn.Cut, c.hit = turn.Answer[:c.after], true, true
	turn.Lost = c.undone && turn.Verb == "QUIT"
}

// TestCutAtEveryByte cuts the first session after every byte that the server
// says, delivers a mail that is given the id of a deleted one where the case
// says so, and visits again: every mail is in the store, each once, and whatever
// is not there is still on the server.
func TestCutAtEveryByte(t *testing.T) {
	same := func(n int, body string) maildrop.Message {
		return maildrop.Message{UID: "same", Body: []byte("Subject: equal\r\n\r\n" + body + fmt.Sprint(n) + "\r\n")}
	}
	for _, c := range []struct {
		name  string
		mails []maildrop.Message
		later []maildrop.Message // delivered after the cut
		uidl  string             // replaces UIDL's answer
		capa  string             // replaces CAPA's answer
		keep  bool
	}{
		{name: "plain", mails: letters(1, 3)},
		{name: "keep", mails: letters(1, 3), keep: true},
		{name: "without pipelining", mails: letters(1, 2), capa: "+OK\r\nTOP\r\nUIDL\r\n.\r\n"},
		{name: "equal ids", mails: []maildrop.Message{same(1, "a"), same(2, "b"), same(3, "c")}},
		{name: "an id is used again", mails: []maildrop.Message{same(1, "a")}, later: []maildrop.Message{same(2, "b")}},
		{
			name:  "an equal header and a new id",
			mails: letters(1, 2),
			later: []maildrop.Message{{
				UID: "new", Body: bytes.Replace(letter(1).Body, []byte("This"), []byte("That"), 1),
			}},
		},
		{name: "no ids", mails: letters(1, 3), uidl: "-ERR unknown\r\n"},
		{name: "byte-identical mail", mails: []maildrop.Message{same(1, "a"), same(1, "a")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := &cut{}
			s := start(t, func(turn *maildrop.Turn) {
				if turn.Verb == "UIDL" && c.uidl != "" {
					turn.Answer = []byte(c.uidl)
				}
				if turn.Verb == "CAPA" && c.capa != "" {
					turn.Answer = []byte(c.capa)
				}
				k.script(turn)
			})
			points, last := 0, 0
			for _, undone := range []bool{false, true} {
				first := max(0, last-len("+OK bye\r\n")) // only there it matters whether QUIT is undone
				for after := first; after == first || k.wasHit(); after++ {
					s.Drop.Empty()
					s.Drop.Deliver(c.mails...)
					k.arm(s.Sessions()+1, after, undone)
					e := newEngine(t, inClear(s))
					e.keep = c.keep
					cutOnce(t, e, s, c.mails, c.later, k.wasHit)
					if t.Failed() {
						t.Fatalf("cut after byte %d, a cut QUIT undone: %v", after, undone)
					}
					points, last = points+1, after
				}
			}
			t.Logf("%d cut points", points)
		})
	}
}

// cutOnce runs a session that is cut, delivers later, and visits until all is
// in the store.
func cutOnce(
	t *testing.T, e *engine, s *backendtest.POP3Server, mails, later []maildrop.Message, wasHit func() bool,
) {
	t.Helper()
	if err := e.visit(t.Context()); err != nil && !wasHit() {
		t.Fatalf("failed without a cut: %v", err)
	}
	nothingLost(t, e, s, mails)
	s.Drop.Deliver(later...)
	for range 3 { // the first may find that an id was used again
		visit(t, e)
	}
	holds(t, e, bodies(slices.Concat(mails, later)...))
	if n := len(s.Drop.Messages()); !e.keep && n != 0 {
		t.Errorf("%d messages are still on the server", n)
	}
}

// nothingLost checks that every mail is in the store or on the server.
func nothingLost(t *testing.T, e *engine, s *backendtest.POP3Server, mails []maildrop.Message) {
	t.Helper()
	here := e.bodies()
	for _, m := range s.Drop.Messages() {
		here = append(here, string(m.Body))
	}
	for _, body := range bodies(mails...) {
		if !slices.Contains(here, body) {
			t.Errorf("lost: %q", body)
		}
	}
}

// TestCrashAtEveryCommit kills the engine at each of its transactions, and
// visits again with what was durable.
func TestCrashAtEveryCommit(t *testing.T) {
	mails := letters(1, 4)
	for crash := 1; ; crash++ {
		s := start(t, nil, mails...)
		e := newEngine(t, inClear(s))
		e.crash = crash
		err := e.visit(t.Context())
		nothingLost(t, e, s, mails)
		e.crash = 0
		visit(t, e)
		holds(t, e, bodies(mails...))
		left(t, s)
		if t.Failed() {
			t.Fatalf("crash at commit %d", crash)
		}
		if err == nil {
			t.Logf("%d commits", crash-1)
			return
		}
	}
}
