package ui_test

import (
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// chosen is an interface with a message whose second file is being fetched to be
// saved, and is chosen.
func chosen(t *testing.T) (*uitest.Store, *uitest.Terminal) {
	t.Helper()
	s := uitest.Sample()
	whole := letter("")
	s.Partial[30] = partial(t, whole)
	s.SaveErrors["3"] = mail.Problem{Cause: mail.NotCached}
	term := reading(t, s, whole)
	term.Resize(80, 24)
	term.Press("tab", "tab", "S", "/", "enter")
	s.Change(func() { s.PartWants[30] = s.PartWants[30][:1] }, changed...)
	term.WaitIdle()
	screen(t, term, "waiting  Esc cancels", "q back")
	s.Calls()
	return s, term
}

// The key that goes back goes back: what is being fetched comes and is saved.
func TestGoingBackCancelsNothing(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "h", "left"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			s, term := chosen(t)
			term.Press(key)
			calls(t, s)
			screen(t, term, "Grace Hopper", "Folders", "-Esc cancels")
			s.SaveErrors["3"] = nil
			wanted(s, term, changed)
			calls(t, s, "SaveEach 30 [3] /")
			screen(t, term, "Saved //3")
		})
	}
}

// Escape cancels what is chosen, and says what will not be there.
func TestCancellingIsTold(t *testing.T) {
	t.Parallel()
	s, term := chosen(t)
	term.Press("esc")
	calls(t, s, "CancelPart 30 3")
	screen(t, term, "Cancelled: notes.txt is not saved.", "not here  Enter fetches it")
	term.Press("enter")
	screen(t, term, "Esc cancels", "-Cancelled")
	term.Press("esc")
	screen(t, term, "Cancelled: notes.txt is not fetched.")
	s.Calls()
	term.Press("q") // although the file is chosen still
	calls(t, s)
	screen(t, term, "Folders", "-Enter fetches it")
}
