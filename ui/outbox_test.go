package ui_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// Mail that was written for the user and has not gone out is not said to have:
// neither in the status line nor, of an invitation, in the message.
func TestMailInTheOutboxIsNotToldAsSent(t *testing.T) {
	t.Parallel()
	t.Run("an answer", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.Bodies[30] = invitation("Lunch", "eve@list.example")
		s.Unreachable = true
		term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
		term.Press("enter")
		term.Press("I", "j", "enter")
		screen(t, term, "You accepted: Today 14:06 (in the outbox, not sent yet)",
			"Your answer is in the outbox until the mail server takes it.")
		s.Change(func() {
			given := s.Answers[30]
			given.Waits = false
			s.Answers[30] = given
		}, mail.FolderChanged{Folder: uitest.PersonalSent})
		term.WaitIdle()
		screen(t, term, "You accepted: Today 14:06", "-not sent")
	})
	for _, tt := range []struct{ name, header, want string }{
		{"a list that is left by mail", "List-Unsubscribe: <mailto:leave@list.example>", "A mail to leave the list is in the outbox"},
		{
			"a list that is left by a request",
			"List-Unsubscribe: <mailto:leave@list.example>, <https://list.example/u>\r\n" +
				"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
			"Done: the list was asked to take you off.",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = strings.Join([]string{"From: a@list.example", tt.header, "", "News."}, "\r\n")
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press("enter")
			term.Press("tab", "enter", "j", "enter")
			screen(t, term, tt.want)
		})
	}
}
