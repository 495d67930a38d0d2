package engine

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// TestWatchGoesOn: only what asks something of an account ends what it watches.
func TestWatchGoesOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		defer x.running()()
		after(time.Second)
		watched := func() (log []string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, what := range s.log {
				if words := strings.Fields(what); words[0] == "watch" || words[0] == "store" {
					log = append(log, words[0]+" "+words[1])
				}
			}
			s.log = nil
			return log
		}
		want := func(why string, log ...string) {
			t.Helper()
			after(time.Second)
			if got := watched(); !slices.Equal(got, log) {
				t.Errorf("%s: %q, want %q", why, got, log)
			}
		}
		want("the begin", "watch INBOX")
		for range 3 {
			x.e.poke() // as an action on another account does
			after(time.Second)
		}
		want("another account")
		focus := func(box string) {
			if err := x.e.Focus(t.Context(), x.folder(box).ID); err != nil {
				t.Error(err)
			}
		}
		focus("Work")
		want("another folder", "watch Work")
		focus("Work")
		want("the same folder")
		m := x.shown()[0]
		if err := x.e.SetFlags(t.Context(), []mail.LocalID{m.ID}, mail.FlagDelta{Add: mail.Flagged}); err != nil {
			t.Error(err)
		}
		want("a flag", "store INBOX", "watch Work")
	})
}

// TestMailComesBeforeTheWatch: what comes after the visit and before the first
// Watch does not wait for the next visit.
func TestMailComesBeforeTheWatch(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		x.w.acct.CheckEvery = 24 * time.Hour
		begin := make(chan struct{})
		s.pause = func(what string) {
			if what == "watch INBOX" {
				<-begin
			}
		}
		defer x.running()()
		after(time.Minute)
		s.deliver("INBOX", "c")
		close(begin)
		after(time.Minute)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
	})
}
