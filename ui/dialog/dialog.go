// Package dialog holds what is shown over the panes: the help, questions of an
// account, the list of problems. A dialog gets all keys while it is on top and
// answers with intents.
package dialog

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
)

// Dialog is one box over the panes.
type Dialog interface {
	// Context says which bindings apply.
	Context() keymap.Context
	// Do carries out an action of those bindings.
	Do(p keymap.Press) pane.Result
	// Type takes text that is no binding.
	Type(text string)
	// Size returns how many cells the dialog wants inside its frame, of at most
	// w × h.
	Size(w, h int) (int, int)
	// View returns h lines of w cells.
	View(w, h int) []string
	// Title is what the frame says.
	Title() string
}

// Style is what dialogs are drawn with.
type Style struct {
	Theme  theme.Theme
	Method ansi.Method
}

// grace is for how long the keyboard has to rest before a dialog that opened by
// itself takes keys: what was on its way to something else must not answer it.
const grace = 700 * time.Millisecond

// Stack is the open dialogs, the last one on top.
type Stack struct {
	open []entry
	now  func() time.Time
}

type entry struct {
	dialog Dialog
	since  time.Time // when it takes keys
}

// NewStack returns an empty stack.
func NewStack(now func() time.Time) Stack { return Stack{now: now} }

// Push opens a dialog that the user asked for.
func (s *Stack) Push(d Dialog) { s.open = append(s.open, entry{dialog: d}) }

// PopUp opens a dialog that comes by itself.
func (s *Stack) PopUp(d Dialog) {
	s.open = append(s.open, entry{dialog: d, since: s.now().Add(grace)})
}

// Pop closes the dialog on top.
func (s *Stack) Pop() {
	if len(s.open) > 0 {
		s.open = s.open[:len(s.open)-1]
	}
}

// Remove closes a dialog wherever it is.
func (s *Stack) Remove(d Dialog) {
	for i, e := range s.open {
		if e.dialog == d {
			s.open = append(s.open[:i:i], s.open[i+1:]...)
			return
		}
	}
}

// Top returns the dialog on top, or nil.
func (s *Stack) Top() Dialog {
	if len(s.open) == 0 {
		return nil
	}
	return s.open[len(s.open)-1].dialog
}

// Ready reports whether the dialog on top takes keys yet.
func (s *Stack) Ready() bool {
	return len(s.open) > 0 && !s.now().Before(s.open[len(s.open)-1].since)
}

// Hold has the dialog on top wait for another rest of the keyboard.
func (s *Stack) Hold() {
	if n := len(s.open); n > 0 {
		s.open[n-1].since = s.now().Add(grace)
	}
}

var (
	_ Dialog = (*Help)(nil)
	_ Dialog = (*Question)(nil)
	_ Dialog = (*Problems)(nil)
)
