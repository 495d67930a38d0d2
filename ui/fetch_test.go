package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// absent is an interface with a message whose second file is not here, and is
// chosen.
func absent(t *testing.T) (*uitest.Store, *uitest.Terminal) {
	t.Helper()
	s := uitest.Sample()
	whole := letter("")
	s.Partial[30] = partial(t, whole)
	term := reading(t, s, whole)
	term.Resize(80, 24)
	term.Press("tab", "tab")
	screen(t, term, "not here  Enter fetches it")
	return s, term
}

// A file that was fetched by hand is told of when it comes, wherever one is then.
func TestFetchedFileIsTold(t *testing.T) {
	t.Parallel()
	gone := mail.Problem{Cause: mail.NotOnServer, Host: "mail.example:993"}
	for _, tt := range []struct {
		name string
		keys []string
		want mail.PartWant // of the file in the end; none: it has come
		says string
	}{
		{"in the message", nil, mail.PartWant{}, "notes.txt is here now."},
		{"in the next message", []string{"J"}, mail.PartWant{}, "notes.txt is here now."},
		{"in the list", []string{"q"}, mail.PartWant{}, "notes.txt is here now."},
		{"cancelled", []string{"esc", "J"}, mail.PartWant{}, "-notes.txt is here now."},
		{"not to be had", []string{"J"}, mail.PartWant{Part: "3", Problem: &gone}, "-notes.txt is here now."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, term := absent(t)
			term.Press("enter")
			calls(t, s, "OpenPart 30 3 false", "WantPart 30 3")
			screen(t, term, "waiting  Esc cancels")
			term.Press("enter") // it is on its way
			calls(t, s)
			term.Press(tt.keys...)
			screen(t, term, "-is here now")
			if tt.want.Part == "" {
				wanted(s, term, changed)
			} else {
				wanted(s, term, changed, tt.want)
			}
			screen(t, term, tt.says)
			term.Press("j")
			wanted(s, term, changed)
			screen(t, term, "-is here now") // once
		})
	}
}

// What would not be opened is not fetched for that: it is said before, and offered
// to be saved.
func TestWhatCannotBeOpenedIsNotFetchedForIt(t *testing.T) {
	t.Parallel()
	for _, cause := range []mail.Cause{mail.NoReader, mail.IsProgram} {
		s, term := absent(t)
		s.Err = mail.Problem{Cause: cause, What: mail.Line("notes.txt")}
		term.Press("enter")
		calls(t, s, "OpenPart 30 3 false")
		screen(t, term, "Not opened", "Save it", "-Esc cancels")
		s.Err = nil
		s.Advance(time.Second)
		s.SaveErrors["3"] = mail.Problem{Cause: mail.NotCached}
		term.Press("j", "enter", "/", "enter")
		calls(t, s, "SaveEach 30 [3] /", "WantPart 30 3")
		screen(t, term, "Fetching 1: saved when here.")
	}
}
