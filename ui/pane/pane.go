// Package pane is the contract between the root of the interface and its
// panes: what a pane can do, what it hands back, and the typed intents by which
// it asks for anything outside itself.
//
// Panes are pointers owned by the root and are touched only inside its Update
// and View, on one goroutine. They do no I/O: what they need they ask for with
// a command or an intent.
package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/theme"
)

// ID names a pane.
type ID uint8

// The panes, in the order in which the tab key visits them.
const (
	Folders ID = iota + 1
	Messages
	Reader
)

// Addressed is a message for one pane: every result of a loader.
type Addressed interface{ To() ID }

// Env is what all panes are built with.
type Env struct {
	Theme theme.Theme
	Keys  keymap.Map
	Now   func() time.Time
}

// Result is what a pane hands back from an update.
type Result struct {
	Cmd     tea.Cmd
	Intents []Intent
	Note    string // one line for the status row: why something is not possible
}

// Ask returns a Result of intents only.
func Ask(intents ...Intent) Result { return Result{Intents: intents} }

// Pane is one part of the screen.
type Pane interface {
	// Context says which bindings apply while the pane has the focus.
	Context() keymap.Context
	// Do carries out an action of those bindings.
	Do(p keymap.Press) Result
	// Update takes a message addressed to the pane.
	Update(msg Addressed) Result
	// Changed tells what is no longer current in the store; the pane answers
	// with a loader when that concerns it.
	Changed(events []mail.Event) tea.Cmd
	// Resize sets the cells inside the pane's frame. It is called when they
	// changed, and never with a negative size.
	Resize(w, h int) Result
	// SetFocus tells whether the pane has the keys.
	SetFocus(on bool)
	// SetMethod sets how the terminal measures text.
	SetMethod(m ansi.Method)
	// SetTheme sets how the pane looks.
	SetTheme(t theme.Theme)
	// View returns exactly h lines of w cells.
	View() []string
	// CursorRow is the line of View where the terminal's cursor belongs, or -1.
	CursorRow() int
}
