package engine

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// ops says what is queued: state and refusals of each operation.
func (x *world) ops() (open []cache.Op) {
	x.t.Helper()
	x.read(func(tx *cache.ReadTx) (err error) {
		open, err = tx.OpenOps("ada", 0, 1000)
		return err
	})
	return open
}

// asked returns what of a kind the server was asked, and forgets it.
func (s *fakeServer) asked(kind string) (found []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.log {
		if strings.HasPrefix(line, kind) {
			found = append(found, line)
		}
	}
	s.log = nil
	return found
}

func unstar(subject string) step { return mark(subject, mail.FlagDelta{Remove: mail.Flagged}) }

func TestPush(t *testing.T) {
	t.Parallel()
	setFault := func(s *fakeServer, what string, err error) {
		s.fault = func(now string) error {
			if strings.HasPrefix(now, what) {
				return err
			}
			return nil
		}
	}
	tests := []struct {
		name   string
		do     func(x *world, s *fakeServer)
		state  string   // of the server, and here after the last visit
		asked  []string // of the server in that visit
		queued int
	}{
		{"neighbours are one command", func(x *world, _ *fakeServer) {
			x.do(star("a"), star("b"))
		}, "INBOX/a 4, INBOX/b 4, INBOX/c 0", []string{"store INBOX 2 +4 -0"}, 0},
		{"what differs is another command", func(x *world, _ *fakeServer) {
			x.do(star("a"), mark("b", mail.FlagDelta{Add: mail.Seen}), star("c"))
		}, "INBOX/a 4, INBOX/b 1, INBOX/c 4", []string{"store INBOX 2 +4 -0", "store INBOX 1 +1 -0"}, 0},
		{"one message keeps its order", func(x *world, _ *fakeServer) {
			x.do(star("a"), unstar("a"), star("b"))
		}, "INBOX/a 0, INBOX/b 4, INBOX/c 0", []string{"store INBOX 2 +4 -0", "store INBOX 1 +0 -4"}, 0},
		{"a server that lies is asked thrice, then it fails", func(x *world, s *fakeServer) {
			s.lie = true
			x.do(star("a"))
			for range 2 {
				x.mustVisit()
				x.now = x.now.Add(time.Hour)
			}
		}, "INBOX/a 0, INBOX/b 0, INBOX/c 0", slices.Repeat([]string{"store INBOX 1 +4 -0"}, 3), 0},
		{"not asked again at once", func(x *world, s *fakeServer) {
			s.lie = true
			x.do(star("a"))
			x.mustVisit()
			s.asked("")
		}, "INBOX/a 0, INBOX/b 0, INBOX/c 0", nil, 1},
		{"refused thrice", func(x *world, s *fakeServer) {
			setFault(s, "store", problem(mail.Rejected, mail.ScopeFolder))
			x.do(star("a"))
			for range 2 {
				x.mustVisit()
				x.now = x.now.Add(time.Hour)
			}
		}, "INBOX/a 0, INBOX/b 0, INBOX/c 0", slices.Repeat([]string{"store INBOX 1 +4 -0"}, 3), 0},
		{"the folder cannot be had for now: it waits, the visit goes on", func(x *world, s *fakeServer) {
			setFault(s, "store", problem(mail.Temporary, mail.ScopeFolder))
			x.do(star("a"))
			x.mustVisit()
			s.asked("")
		}, "INBOX/a 0, INBOX/b 0, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 1},
		{"only reading allowed: it waits", func(x *world, s *fakeServer) {
			setFault(s, "store", problem(mail.ReadOnly, mail.ScopeFolder))
			x.do(star("a"))
			for range 5 {
				x.mustVisit()
			}
			s.asked("")
		}, "INBOX/a 0, INBOX/b 0, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 1},
		{"cut before it was done", func(x *world, s *fakeServer) {
			setFault(s, "store", problem(mail.Temporary, mail.ScopeAccount))
			x.do(star("a"))
			for range 5 {
				if x.visit() == nil {
					x.t.Error("the visit did not fail")
				}
			}
			s.fault = nil
			s.asked("")
		}, "INBOX/a 4, INBOX/b 0, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 0},
		{"cut after it was done", func(x *world, s *fakeServer) {
			setFault(s, "answer", problem(mail.Temporary, mail.ScopeAccount))
			x.do(star("a"))
			if x.visit() == nil {
				x.t.Error("the visit did not fail")
			}
			s.fault = nil
			s.asked("")
		}, "INBOX/a 4, INBOX/b 0, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 0},
		{"found running after a crash", func(x *world, _ *fakeServer) {
			x.do(star("a"))
			x.write(func(tx *cache.Tx) error { return tx.RunOps(x.ops()[0].ID) })
		}, "INBOX/a 4, INBOX/b 0, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 0},
		{"the message is gone", func(x *world, s *fakeServer) {
			x.do(star("a"))
			s.change(func() { s.boxes["INBOX"].msgs = s.boxes["INBOX"].msgs[1:] })
			x.mustVisit()
			s.asked("")
		}, "INBOX/b 0, INBOX/c 0", nil, 0},
		{"another client has moved it", func(x *world, s *fakeServer) {
			x.do(star("a"))
			s.change(func() {
				s.boxes["INBOX"].msgs = s.boxes["INBOX"].msgs[1:]
				s.boxes["Work"].add("a", mail.Seen)
			})
			x.mustVisit()
			s.asked("")
		}, "INBOX/b 0, INBOX/c 0, Work/a 5", []string{"store Work 1 +4 -0"}, 0},
		{"a new UIDVALIDITY", func(x *world, s *fakeServer) {
			x.do(star("b"))
			s.change(func() { s.boxes["INBOX"].renumber() })
			x.mustVisit()
			s.asked("")
		}, "INBOX/a 0, INBOX/b 4, INBOX/c 0", []string{"store INBOX 1 +4 -0"}, 0},
		{"one that waits lets others pass", func(x *world, s *fakeServer) {
			x.do(star("a"), tell("INBOX", reset(added())), star("b"))
			s.deliver("Work", "d")
		}, "INBOX/a 4, INBOX/b 4, INBOX/c 0, Work/d 0", nil, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newFakeServer("Work", "Trash")
			s.deliver("INBOX", "a", "b", "c")
			x := newWorld(t, s.account())
			x.mustVisit()
			s.asked("")
			test.do(x, s)
			_ = x.visit()
			if got := s.asked("store"); !slices.Equal(got, test.asked) {
				t.Errorf("asked %q, want %q", got, test.asked)
			}
			if got := len(x.ops()); got != test.queued {
				t.Errorf("%d operations are left, want %d", got, test.queued)
			}
			if test.queued == 0 {
				if got := x.view(); got != test.state {
					t.Errorf("shown %q, want %q", got, test.state)
				}
				if got := s.state(); got != test.state {
					t.Errorf("the server has %q, want %q", got, test.state)
				}
			}
		})
	}
}

// TestRefusalIsShown: what failed for good is reverted and can be seen.
func TestRefusalIsShown(t *testing.T) {
	t.Parallel()
	s := newFakeServer()
	s.deliver("INBOX", "a")
	x := newWorld(t, s.account())
	x.mustVisit()
	s.lie = true
	x.do(star("a"))
	op := x.ops()[0].ID
	if got := x.state(); got != "INBOX: 1aF+?1" {
		t.Errorf("before: %q", got)
	}
	for range 3 {
		x.mustVisit()
		x.now = x.now.Add(time.Hour)
	}
	if got := x.state(); got != "INBOX: 1a+" {
		t.Errorf("after: %q", got)
	}
	x.read(func(tx *cache.ReadTx) error {
		a, err := tx.Account("ada")
		if a.Problem == nil || a.Problem.Kind != mail.Rejected {
			t.Errorf("the account's problem is %+v", a.Problem)
		}
		if err != nil {
			return err
		}
		failed, err := tx.Op(op)
		if failed.State != cache.OpFailed || failed.Reason == nil {
			t.Errorf("the operation is %+v", failed)
		}
		return err
	})
}
