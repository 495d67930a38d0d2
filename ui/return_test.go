package ui_test

import (
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// The list of a folder is found again as it was left, whichever was open between.
func TestPlaceInAFolderIsKept(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		moves []string
		away  []string // and back
		want  string   // of the position in the list
	}{
		{"another account", []string{"j", "j", "j", "j"}, []string{"2", "1"}, " 5/29 "},
		{"all inboxes", []string{"j", "j", "j", "j"}, []string{"0", "1"}, " 5/29 "},
		{"the same account again", []string{"j", "j", "j", "j"}, []string{"1"}, " 5/29 "},
		{"another folder", []string{"G"}, []string{"`", "j", "enter", "1"}, " 29/29 "},
		{"an account without an inbox", []string{"j", "j"}, []string{"4", "1"}, " 3/29 "},
		{"the newest message", []string{"G", "g", "g"}, []string{"2", "1"}, " 1/29 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.AccountList = append(s.AccountList, mail.Account{ID: "new", Name: mail.Line("New")})
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press(tt.moves...)
			term.Press(tt.away...)
			screen(t, term, tt.want)
		})
	}
}

// Who never moved in a folder sees its newest message, also of mail that came
// meanwhile; who did does not lose the place to mail that came or went.
func TestPlaceInAFolderIsThatOfAMessage(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	arrive := func(id mail.LocalID) {
		s.Change(func() {
			rows := s.Lists[uitest.PersonalInbox]
			m := rows[0]
			m.ID, m.Received = id, m.Received.Add(1)
			s.Lists[uitest.PersonalInbox] = append([]mail.Summary{m}, rows...)
		}, mail.FolderChanged{Folder: uitest.PersonalInbox})
	}
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("2")
	arrive(60)
	term.Press("1")
	screen(t, term, " 1/30 ")
	term.Press("j", "j", "2")
	arrive(61)
	term.Press("1")
	screen(t, term, " 4/31 ")
	term.Press("2")
	remove(s, term, 29) // where the cursor was
	term.Press("1")
	screen(t, term, " 4/30 ", "▌●   ACME Shop")
}
