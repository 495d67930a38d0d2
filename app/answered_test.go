package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
)

// given asserts what is known to have been answered to the invitation 7.
func given(t *testing.T, m *Mail, id mail.LocalID, want calendar.Status) calendar.Given {
	t.Helper()
	got, err := m.InviteAnswer(t.Context(), id, "7")
	if err != nil || got.Status != want || got.When.IsZero() != (want == calendar.NoAnswer) {
		t.Errorf("answered %+v, %v; want %v", got, err, want)
	}
	return got
}

// The answer to an invitation is told by the mail that was sent: before it has
// gone out and after, and by whatever program it was written.
func TestAnswerIsKnown(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	invite := invited("ada@home.example")
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, invite)
	given(t, a.Mail, id, calendar.NoAnswer)
	if err := a.AnswerInvite(t.Context(), id, calendar.Accept); err != nil {
		t.Fatal(err)
	}
	if got := given(t, a.Mail, id, calendar.Accepted); !got.When.Equal(demo.Now()) || !got.Waits {
		t.Errorf("%+v: it was now, and nothing has gone out yet", got)
	}
	if s, err := a.Summary(t.Context(), id); err != nil || !s.Flags.Has(mail.Answered) {
		t.Errorf("%+v, %v is not marked answered", s, err)
	}

	// Another process, and a later start, read the same.
	again, err := OpenMail(t.Context(), a.dirs)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}()
	given(t, again, id, calendar.Accepted)

	// The later answer holds, though it was written elsewhere.
	var sent mail.FolderID
	write(t, a.Mail, func(tx *cache.Tx) (err error) {
		sent, err = tx.LocalFolder("home", mail.RoleSent, "Sent")
		return err
	})
	later := demo.Now().Add(time.Hour).Format(time.RFC1123Z)
	elsewhere := strings.NewReplacer("METHOD:REQUEST", "METHOD:REPLY", "method=REQUEST", "method=REPLY",
		"Message-ID: <7@navy.example>", "Message-ID: <8@home.example>\r\nIn-Reply-To: <7@navy.example>\r\nDate: "+later,
		"ATTENDEE;CN=A:", "ATTENDEE;PARTSTAT=DECLINED:").Replace(invite)
	keep(t, a.Mail, sent, 2, elsewhere)
	given(t, a.Mail, id, calendar.Declined)
	if got, err := a.InviteAnswer(t.Context(), id, "8"); err != nil || got != (calendar.Given{}) {
		t.Errorf("to another event %v was answered, %v", got, err)
	}
	var gone mail.Problem
	if _, err := a.InviteAnswer(t.Context(), 1<<40, "7"); !errors.As(err, &gone) || gone.Cause != mail.NotFound {
		t.Errorf("of no message: %v", err)
	}
}

// What others send is no answer of the user, and neither is other mail.
func TestWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	reply := strings.NewReplacer("METHOD:REQUEST", "METHOD:REPLY", "Message-ID: <7@navy.example>",
		"Message-ID: <8@home.example>\r\nIn-Reply-To: <7@navy.example>", "ATTENDEE;CN=A:", "ATTENDEE;PARTSTAT=ACCEPTED:").
		Replace(invited("ada@home.example"))
	tests := []struct {
		name, raw string
		role      mail.Role
		account   string
		want      calendar.Status
	}{
		{"an answer", reply, mail.RoleSent, "home", calendar.Accepted},
		{"that came in", reply, mail.RoleInbox, "home", calendar.NoAnswer},
		{"of another account", reply, mail.RoleSent, "mute", calendar.NoAnswer},
		{"an invitation that went on", strings.Replace(reply, "METHOD:REPLY", "METHOD:REQUEST", 1), mail.RoleSent, "home", calendar.NoAnswer},
		{"words", "Message-ID: <9@home.example>\r\nIn-Reply-To: <7@navy.example>\r\n\r\nYes!\r\n", mail.RoleSent, "home", calendar.NoAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := openWriter(t)
			id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, invited("ada@home.example"))
			to := place(t, a.Mail, tt.account, "")
			if tt.role == mail.RoleSent {
				write(t, a.Mail, func(tx *cache.Tx) (err error) {
					to, err = tx.LocalFolder(mail.AccountID(tt.account), mail.RoleSent, "Sent")
					return err
				})
			}
			keep(t, a.Mail, to, 2, "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n"+tt.raw)
			given(t, a.Mail, id, tt.want)
		})
	}
}
