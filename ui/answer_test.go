package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// An invitation that was answered says what, and when, at once and whenever it is
// read later.
func TestAnsweredInvitationSaysSo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, keys string
		want       string
	}{
		{"accepted", "j", "You accepted: "},
		{"maybe", "jj", "You said maybe: "},
		{"declined", "jjj", "You declined: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = invitation("Lunch", "eve@list.example")
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press("enter")
			screen(t, term, "[I] answer", "-You ")
			term.Press("I")
			for _, k := range tt.keys {
				term.Press(string(k))
			}
			term.Press("enter")
			screen(t, term, tt.want+"Today 14:06", "[I] answer", "Your answer is in the outbox until the mail server takes it.")
			s.Advance(24 * time.Hour)
			term.Press("q", "j", "enter", "K")
			screen(t, term, tt.want+"Mon 23 Nov 2026 14:06")
		})
	}
}

// What the store knows is told without an answer in this session; of an answer
// that did not go out nothing is.
func TestOnlyWhatWasAnsweredIsTold(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30], s.Bodies[29] = invitation("Lunch", "eve@list.example"), invitation("Tea", "eve@list.example")
	s.Answers[30] = calendar.Given{Status: calendar.Declined, When: uitest.Start().Add(-72 * time.Hour)}
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	screen(t, term, "You declined: Fri 20 Nov 2026 14:06")
	s.Err = mail.Problem{Kind: mail.Config, Cause: mail.NoSMTP, What: mail.Line("Personal")}
	term.Press("J", "I", "j", "enter")
	screen(t, term, "Tea", "-You ")
}
