package engine

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// TestMailThatWaitsIsAProblem of its account from the refusal on until it is
// sent, whatever the mailbox does meanwhile; not while the user works offline.
func TestMailThatWaitsIsAProblem(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		defer x.running()()
		after(time.Minute)
		p.refuse(mail.Temporary, mail.ScopeMessage)
		x.do(submit("one"))
		after(time.Second)
		for range 3 { // the mailbox is visited, it is tried again
			if a := x.account(); a.Problem == nil || a.Problem.Op != "send" {
				t.Fatalf("the account is %+v", a)
			}
			if err := x.e.Refresh(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			after(time.Hour)
		}
		if err := x.e.WorkOffline(t.Context(), "ada", true); err != nil {
			t.Fatal(err)
		}
		if a := x.account(); a.Problem != nil {
			t.Errorf("offline, the account is %+v", a)
		}
		if err := x.e.WorkOffline(t.Context(), "ada", false); err != nil {
			t.Fatal(err)
		}
		p.accept()
		after(24 * time.Hour)
		if a := x.account(); a.Problem != nil {
			t.Errorf("sent, the account is %+v", a)
		}
	})
}
