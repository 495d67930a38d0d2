package ui_test

import (
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// The frame of a message says which of how many it is, as far as the list knows
// that without counting: near the newest and near the oldest message.
func TestPlaceOfTheMessage(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(100_000)
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	screen(t, term, "Message 1 of 100,000")
	s.Reads()
	term.Press("J")
	screen(t, term, "Message 2 of 100,000")
	if pages, _ := s.Reads(); pages > 0 {
		t.Errorf("%d pages were read for the next message of the window", pages)
	}
	term.Press("q", "G")
	screen(t, term, " 100000/100000 ")
	term.Press("enter", "K")
	screen(t, term, "Message 99,999 of 100,000")
	for range 200 { // the window leaves the oldest message
		term.Press("K")
	}
	screen(t, term, "─ Message ─", "-Message 9")
}

// In a list that has gone on to another message, the one that is still read has
// no number.
func TestPlaceOfAMessageThatIsGone(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	screen(t, term, "─ Preview ─")
	term.Press("j", "enter")
	screen(t, term, "Message 2 of 29")
	s.Change(func() {
		rows := s.Lists[uitest.PersonalInbox]
		s.Lists[uitest.PersonalInbox] = append(rows[:1:1], rows[2:]...)
	}, mail.FolderChanged{Folder: uitest.PersonalInbox})
	term.WaitIdle()
	screen(t, term, "─ Message ─", "-Message 2", " 2/28 ")
}
