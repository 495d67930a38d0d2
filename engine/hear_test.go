package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// TestMailComesWhileSomethingLongIsRead: the connection that would watch is busy,
// so the other one looks, at once where the server speaks up meanwhile.
func TestMailComesWhileSomethingLongIsRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		open    string // the folder that would be watched
		section string // that is read
		after   time.Duration
	}{
		{"in the folder that is read", "INBOX", "", 12 * time.Second},
		{"while a large signed message is opened", "INBOX", mail.Readable, 12 * time.Second},
		{"in another", "Work", "", time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mailComesMeanwhile(t, tt.open, tt.section, tt.after)
		})
	}
}

// refuseReadingAhead refuses every message that is asked for by itself.
func refuseReadingAhead(what string) error {
	if strings.HasPrefix(what, "item ") {
		return problem(mail.Rejected, mail.ScopeMessage)
	}
	return nil
}

func mailComesMeanwhile(t *testing.T, open, section string, within time.Duration) {
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		x.w.acct.CheckEvery = 24 * time.Hour
		s.fault = refuseReadingAhead
		defer x.running()()
		after(time.Minute)
		if err := x.e.Focus(t.Context(), x.folder(open).ID); err != nil {
			t.Fatal(err)
		}
		after(time.Minute)
		s.mu.Lock()
		s.fault, s.slow = nil, 5*time.Second
		s.mu.Unlock()
		id := x.find("a").ID
		if err := x.e.Want(t.Context(), id, section); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		s.deliver(mail.RemoteBox(open), "c")
		after(within)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
		if len(x.w.servingNow()) == 0 {
			t.Error("nothing was read meanwhile")
		}
	})
}

// Whoever leaves a large signed message for another one does not wait for it.
func TestNextMessageComesWhileALongOneIsOpened(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.fault = refuseReadingAhead
		defer x.running()()
		after(time.Minute)
		open := func(slow time.Duration, content string) mail.LocalID {
			s.mu.Lock()
			s.fault, s.slow = nil, slow
			s.mu.Unlock()
			id := x.find(content).ID
			if err := x.e.Want(t.Context(), id, mail.Readable); err != nil {
				t.Fatal(err)
			}
			return id
		}
		first := open(time.Second, "a")
		after(3 * time.Second)
		next := open(0, "b")
		after(5 * time.Second)
		if !x.find("b").Cached || x.find("a").Cached {
			t.Errorf("message %v is here: %v; message %v, wanted before: %v",
				next, x.find("b").Cached, first, x.find("a").Cached)
		}
	})
}
