package ui_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// forwarded is a message with another one attached to it, which has one, too.
func forwarded() string {
	inner := "From: c@example.org\r\nSubject: The innermost message\r\n\r\nInnermost words.\r\n"
	for _, subject := range []string{"The inner message", "The outer"} {
		boundary := strings.ReplaceAll(subject, " ", "")
		inner = "From: b@example.org\r\nSubject: " + subject + "\r\nContent-Type: multipart/mixed; boundary=" + boundary +
			"\r\n\r\n--" + boundary + "\r\n\r\nWords.\r\n--" + boundary + "\r\nContent-Type: message/rfc822\r\n\r\n" +
			inner + "\r\n--" + boundary + "--\r\n"
	}
	return inner
}

// Inside of an attached message the place says so, however long the subject of
// the outer one is.
func TestPlaceOfAnAttachedMessage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		w, h           int
		inner, within2 string // of the place
	}{
		{80, 24, " INBOX › Fwd: … › The inner message ", " Fwd: … › The i… › The innermost message "},
		{132, 30, "Personal › INBOX › Fwd: with a message in it, about whi… › The inner message ", "› The innermost message "},
		{40, 15, " Fwd: … › The inner message ", " Fwd: … › The i… › The in"},
	} {
		s := uitest.Sample()
		s.Bodies[30] = forwarded()
		s.Lists[uitest.PersonalInbox][0].Subject = mail.Line("Fwd: with a message in it, about which there is much to say at length")
		term := uitest.Run(t, s, uitest.Options{W: tt.w, H: tt.h})
		term.Press("enter")
		term.Press("tab", "enter")
		screen(t, term, tt.inner)
		term.Press("tab", "enter")
		screen(t, term, "Innermost words.", tt.within2)
	}
}

// The tab key goes round in a message that fills the screen, and to the other
// panes where they are beside it.
func TestTabStaysInAMessageThatFillsTheScreen(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{{W: 80, H: 24}, {W: 60, H: 20}, {W: 40, H: 15}} {
		s := uitest.Sample()
		s.Bodies[30] = letter("")
		term := uitest.Run(t, s, o)
		term.Press("enter")
		for range 4 {
			term.Press("tab", "tab", "tab")
			screen(t, term, "q back", "plan.pdf", "-All inboxes")
		}
		s.Calls()
		term.Press("tab", "enter")
		calls(t, s, "OpenPart 30 2 false")
		term.Press("shift+tab", "shift+tab", "shift+tab")
		screen(t, term, "q back", "plan.pdf", "-All inboxes")
		term.Press("tab", "enter")
		calls(t, s, "OpenPart 30 2 false")
		term.Press("J", "tab") // nothing to go to
		screen(t, term, "q back", "-All inboxes")
	}
	s := uitest.Sample()
	s.Bodies[30] = letter("")
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	term.Press("tab", "tab", "tab")
	screen(t, term, "Enter open", "q back")
	term.Press("tab")
	screen(t, term, "q quit")
}
