package ui_test

import (
	"testing"

	"github.com/mailtui/mailtui/ui/uitest"
)

// What was opened is named as the rest of the program names it.
func TestOpenedHostIsNamed(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.navy.example:8443/a":  "Opened navy.example",
		"mailto:grace@navy.example":        "Opened grace@navy.example",
		"http://WWW.Navy.example/c?d=e#fg": "Opened navy.example",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = uitest.Raw(s.Lists[uitest.PersonalInbox][0].From[0], "a link", "See <"+address+">.")
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press("enter")
			term.Press("1", "enter")
			screen(t, term, want)
		})
	}
}
