package ui_test

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/mailtui/mailtui/ui/uitest"
)

// What a cursor move costs on the wire decides how it feels over SSH. The limits
// are half of what aerc writes within a page, and what neomutt writes on
// average with scrolling (226 and 332 bytes at 120×40).
func TestBytesOfACursorMove(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		w, h         int
		inPage, mean int
	}{
		{"full width", 79, 40, 113, 200},
		{"beside the folders", 118, 30, 113, 332},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Huge(2000)
			term := uitest.Run(t, s, uitest.Options{W: tt.w, H: tt.h, Profile: colorprofile.ANSI})
			const page = 15
			term.Press("j")
			term.Written()
			total := 0
			for range page {
				term.Press("j")
				total += len(term.Written())
			}
			if mean := total / page; mean > tt.inPage {
				t.Errorf("within a page a key writes %d bytes, more than %d", mean, tt.inPage)
			} else {
				t.Logf("within a page a key writes %d bytes", mean)
			}
			const presses = 100
			total = 0
			for range presses {
				term.Press("j")
				total += len(term.Written())
			}
			if mean := total / presses; mean > tt.mean {
				t.Errorf("over %d keys a key writes %d bytes, more than %d", presses, mean, tt.mean)
			} else {
				t.Logf("over %d keys a key writes %d bytes", presses, mean)
			}
			// At rest nothing is written, and an event that changes nothing on
			// the screen writes nothing.
			term.WaitIdle()
			if b := term.Written(); len(b) > 0 {
				t.Errorf("at rest %d bytes are written: %q", len(b), b)
			}
		})
	}
}

// Reading costs what it shows: a line that is scrolled is one line, also where
// its text is coloured and linked.
func TestBytesOfScrolling(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = newsletter(t)
	term := uitest.Run(t, s, uitest.Options{W: 79, H: 24, Profile: colorprofile.ANSI})
	term.Press("enter")
	term.Written()
	const presses, limit = 15, 200
	total := 0
	for range presses {
		term.Press("j")
		total += len(term.Written())
	}
	if mean := total / presses; mean > limit {
		t.Errorf("scrolling by a line writes %d bytes, more than %d", mean, limit)
	} else {
		t.Logf("scrolling by a line writes %d bytes", mean)
	}
	term.Press("1")
	if n := len(term.Written()); n > 600 {
		t.Errorf("the address of a link writes %d bytes", n)
	} else {
		t.Logf("the address of a link writes %d bytes", n)
	}
}
