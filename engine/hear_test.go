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

func mailComesMeanwhile(t *testing.T, open, section string, within time.Duration) {
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		x.w.acct.CheckEvery = 24 * time.Hour
		s.fault = func(what string) error { // nothing is read ahead
			if strings.HasPrefix(what, "item ") {
				return problem(mail.Rejected, mail.ScopeMessage)
			}
			return nil
		}
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
