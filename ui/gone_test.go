package ui_test

import (
	"fmt"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// noFolder is where the store keeps rows for a while that no list shows.
const noFolder mail.FolderID = 99

// remove takes messages out of the inbox of the sample.
func remove(s *uitest.Store, term *uitest.Terminal, ids ...mail.LocalID) {
	s.Change(func() {
		var kept, lost []mail.Summary
		for _, m := range s.Lists[uitest.PersonalInbox] {
			gone := false
			for _, id := range ids {
				gone = gone || m.ID == id
			}
			if gone {
				lost = append(lost, m)
			} else {
				kept = append(kept, m)
			}
		}
		s.Lists[uitest.PersonalInbox] = kept
		s.Lists[noFolder] = lost
	}, mail.FolderChanged{Folder: uitest.PersonalInbox})
	term.WaitIdle()
}

// When the message that is read goes, the keys go on from where it was: none is
// skipped, in either direction, and it is told.
func TestReadingGoesOnFromAMessageThatIsGone(t *testing.T) {
	t.Parallel()
	all := func(s *uitest.Store, flags mail.Flags) {
		for i := range s.Lists[uitest.PersonalInbox] {
			s.Lists[uitest.PersonalInbox][i].Flags = flags
		}
	}
	const bodies = "From: a@example.org\r\n\r\nWords of "
	for _, tt := range []struct {
		name  string
		flags mail.Flags
		open  []string // keys from the first row, which is 30
		gone  []mail.LocalID
		key   string
		want  string // on the screen
	}{
		{"next", mail.Seen, []string{"j", "enter"}, []mail.LocalID{29}, "J", "Words of 28."},
		{"previous", mail.Seen, []string{"j", "enter"}, []mail.LocalID{29}, "K", "Words of 30."},
		{"next unread", 0, []string{"j", "enter"}, []mail.LocalID{29}, "n", "Words of 28."},
		{"previous unread", 0, []string{"j", "enter"}, []mail.LocalID{29}, "N", "Words of 30."},
		{"several", mail.Seen, []string{"j", "enter"}, []mail.LocalID{29, 28}, "J", "Words of 27."},
		{"the newest", mail.Seen, []string{"enter"}, []mail.LocalID{30}, "J", "Words of 29."},
		{"nothing before it", mail.Seen, []string{"enter"}, []mail.LocalID{30}, "K", "no more messages that way"},
		{"nothing after it", mail.Seen, []string{"G", "enter"}, []mail.LocalID{2}, "J", "no more messages that way"},
		{"the last but one", mail.Seen, []string{"G", "enter"}, []mail.LocalID{2}, "K", "Words of 3."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			all(s, tt.flags)
			for _, m := range s.Lists[uitest.PersonalInbox] {
				s.Bodies[m.ID] = fmt.Sprintf("%s%d.", bodies, m.ID)
			}
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press(tt.open...)
			screen(t, term, "Words of", "-no longer in this folder")
			remove(s, term, tt.gone...)
			screen(t, term, "Words of", "no longer in this folder")
			term.Press(tt.key)
			screen(t, term, tt.want)
		})
	}
}

// Mail that comes while the newest message is read is not what is read next.
func TestReadingGoesOnFromWhatIsRead(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(5)
	for id := range mail.LocalID(7) {
		s.Bodies[id] = fmt.Sprintf("From: a@example.org\r\n\r\nWords of %d.", id)
	}
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("tab") // to the preview
	s.Change(func() {
		m := s.Lists[1][0]
		m.ID, m.Received = 6, s.Lists[1][0].Received.Add(1)
		s.Lists[1] = append([]mail.Summary{m}, s.Lists[1]...)
	}, mail.FolderChanged{Folder: 1})
	term.WaitIdle()
	term.Press("J")
	screen(t, term, "Words of 4.")
}
