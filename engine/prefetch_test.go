package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// cached counts the messages whose texts are here.
func (x *world) cached() (n int) {
	for _, s := range x.shown() {
		if s.Cached {
			n++
		}
	}
	return n
}

// why returns why a message could not be read.
func (x *world) why(id mail.LocalID) (why *mail.Problem) {
	x.t.Helper()
	x.read(func(tx *cache.ReadTx) (err error) {
		_, why, err = tx.WantState(id)
		return err
	})
	return why
}

// TestRefusalsPass: what could not be read ahead is read when the server is
// well again; what it refuses for good is left alone for a day.
func TestRefusalsPass(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		refuse error
		fails  bool // the visit says so
		next   int  // texts here after the next visit
	}{
		{"folder, for now", problem(mail.Temporary, mail.ScopeFolder), true, 3},
		{"folder, for good", problem(mail.Rejected, mail.ScopeFolder), false, 1},
		{"message, for now", problem(mail.Temporary, mail.ScopeMessage), false, 3},
		{"message, for good", problem(mail.Rejected, mail.ScopeMessage), false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newFakeServer("Work")
			s.deliver("INBOX", "a", "b")
			s.deliver("Work", "c")
			s.fault = func(what string) error {
				if what == "fetch INBOX" && backend.ProblemOf(test.refuse, "").Scope == mail.ScopeFolder {
					return test.refuse
				}
				if what == "item INBOX" {
					return test.refuse
				}
				return nil
			}
			x := newWorld(t, s.account())
			if err := x.visit(); (err != nil) != test.fails {
				t.Errorf("the visit says %v", err)
			}
			if got := x.cached(); got != 1 {
				t.Errorf("%d texts are here", got)
			}
			s.fault = nil
			x.mustVisit()
			if got := x.cached(); got != test.next {
				t.Errorf("%d texts are here after the next visit, want %d", got, test.next)
			}
			x.now = x.now.Add(lookAgain + time.Hour)
			x.mustVisit()
			if got := x.cached(); got != 3 {
				t.Errorf("%d texts are here a day later", got)
			}
		})
	}
}

// TestPoison: a message whose answer ends the connection costs no other its
// text, neither in visits of a running program nor in a single one.
func TestPoison(t *testing.T) {
	t.Parallel()
	for _, running := range []bool{false, true} {
		t.Run(map[bool]string{true: "run", false: "once"}[running], func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, x *world, s *fakeServer) {
				s.deliver("INBOX", "c", "poison", "d")
				s.poison = "poison"
				if running {
					stop := x.running()
					after(time.Hour)
					stop()
				} else {
					x.mustVisit()
				}
				if got := x.cached(); got != 4 {
					t.Errorf("%d texts are here", got)
				}
			})
		})
	}
}

// TestWantedPoison: a person is told, and the account goes on.
func TestWantedPoison(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.poison = "a"
		defer x.running()()
		after(time.Hour)
		id := x.find("a").ID
		if err := x.e.Want(t.Context(), id, mail.Readable); err != nil {
			t.Fatal(err)
		}
		after(time.Hour)
		if why := x.why(id); why == nil || why.Kind != mail.Protocol {
			t.Errorf("told %+v", why)
		}
		if a := x.account(); a.Phase != mail.PhaseIdle {
			t.Errorf("account %+v", a)
		}
	})
}

// TestPrefetchGoesOn: what a person does in the middle of a sync does not put
// off the texts until the next full visit.
func TestPrefetchGoesOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.deliver("Work", "c", "d")
		s.pause = func(what string) {
			if strings.HasPrefix(what, "sync") || strings.HasPrefix(what, "fetch") {
				x.w.look(t.Context())
			}
		}
		defer x.running()()
		after(time.Minute)
		if got := x.cached(); got != 4 {
			t.Errorf("%d texts are here", got)
		}
	})
}
