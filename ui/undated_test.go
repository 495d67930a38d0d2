package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/ui/uitest"
)

// Of mail without a date that can be read the time is shown at which it arrived,
// and that it is that.
func TestArrivalIsNotToldAsTheDate(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Lists[uitest.PersonalInbox][0].Sent = s.Lists[uitest.PersonalInbox][0].Received.Add(-time.Hour)
	s.Lists[uitest.PersonalInbox][1].Sent = time.Time{}
	for i := range 2 {
		s.Bodies[s.Lists[uitest.PersonalInbox][i].ID] = "From: a@example.org\r\n\r\nWords.\r\n"
	}
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	screen(t, term, "Today 12:58", "-arrived")
	term.Press("J")
	screen(t, term, "arrived Today 12:06 (no valid date in it)")
}
