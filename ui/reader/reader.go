// Package reader is the pane in which a message is read, or previewed while the
// cursor of the list rests on it.
//
// A message whose text is not on this machine is asked for when it is opened,
// never when it is only previewed; the pane says that it waits and for what.
package reader

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Loader makes the commands that the pane needs. Each results in the message
// named in its comment, with the given generation.
type Loader interface {
	// Message reads a message and lays it out: [Loaded].
	Message(gen int, id mail.LocalID, width int) tea.Cmd
	// Layout lays a message out again: [LaidOut].
	Layout(gen int, m *message.Message, width int) tea.Cmd
	// Summary reads the message's row: [SummaryLoaded].
	Summary(gen int, id mail.LocalID) tea.Cmd
	// Rest waits until the cursor has rested: [Rested].
	Rest(gen int) tea.Cmd
}

// Loaded is a message, laid out for Width cells, or why there is none.
type Loaded struct {
	Gen      int
	Message  *message.Message
	Document render.Document
	Width    int
	Err      error
}

// LaidOut is the shown message, laid out for another width.
type LaidOut struct {
	Gen      int
	Document render.Document
	Width    int
}

// SummaryLoaded is the row of the shown message as it is now.
type SummaryLoaded struct {
	Gen     int
	Summary mail.Summary
	Err     error
}

// Rested says that a wait for rest is over.
type Rested struct{ Gen int }

// To implements [pane.Addressed].
func (Loaded) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (LaidOut) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (SummaryLoaded) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (Rested) To() pane.ID { return pane.Reader }

// state is what the pane has to show.
type state uint8

const (
	empty   state = iota // no message
	reading              // its text is being read from the store
	absent               // its text is not in the store
	failed               // it could not be had, see problem
	shown                // its text is here
)

// Pane is the reading pane.
type Pane struct {
	env    pane.Env
	load   Loader
	method ansi.Method
	w, h   int
	focus  bool

	state   state
	summary mail.Summary
	account mail.Account // of the message
	opened  bool         // it is read, not only previewed
	wanted  bool         // it was asked for since it was opened
	seen    mail.LocalID // the message that was last marked read by opening it
	problem error
	message *message.Message
	doc     render.Document
	width   int // that doc is laid out for

	headers, folded bool // all header fields are shown; quotes are hidden

	text   text
	scroll widget.Scroll
	gen    int          // of what is shown
	next   mail.Summary // to be previewed when the cursor rests
	rest   int          // generation of that wait
}

var _ pane.Pane = (*Pane)(nil)

// New returns an empty pane.
func New(env pane.Env, load Loader) *Pane { return &Pane{env: env, load: load} }

// Clear shows no message.
func (p *Pane) Clear() {
	p.gen++
	p.rest++
	p.state, p.opened, p.summary, p.message = empty, false, mail.Summary{}, nil
	p.lay()
}

// Preview shows a message once no other was asked for during the time of
// [Loader.Rest]; until then what was shown stays.
func (p *Pane) Preview(m mail.Summary) tea.Cmd {
	p.rest++
	p.next = m
	if m.ID == 0 || m.ID == p.summary.ID {
		return nil
	}
	return p.load.Rest(p.rest)
}

// Open reads a message.
func (p *Pane) Open(m mail.Summary) tea.Cmd {
	p.rest++
	again := m.ID == p.summary.ID && p.state == shown
	p.opened, p.wanted, p.seen = true, false, 0
	if again {
		p.summary = m
		return p.reload()
	}
	return p.show(m)
}

// Leave ends reading; the message stays as a preview.
func (p *Pane) Leave() { p.opened = false }

// Message returns the message shown.
func (p *Pane) Message() (mail.Summary, bool) { return p.summary, p.state != empty }

// SetAccount tells the state of the account that the message is of.
func (p *Pane) SetAccount(a mail.Account) {
	p.account = a
	if p.state == absent {
		p.lay()
	}
}

func (p *Pane) show(m mail.Summary) tea.Cmd {
	p.summary, p.state, p.message = m, reading, nil
	p.headers = false
	p.scroll.To(0)
	p.lay()
	return p.reload()
}

func (p *Pane) reload() tea.Cmd {
	p.gen++
	return p.load.Message(p.gen, p.summary.ID, p.textWidth())
}

// textWidth is how wide the body is laid out: a column is left free on each
// side.
func (p *Pane) textWidth() int { return max(p.w-2, 1) }

// Context implements [pane.Pane].
func (p *Pane) Context() keymap.Context { return keymap.Message }

// SetFocus implements [pane.Pane].
func (p *Pane) SetFocus(on bool) { p.focus = on }

// SetMethod implements [pane.Pane].
func (p *Pane) SetMethod(m ansi.Method) {
	p.method = m
	p.lay()
}

// Resize implements [pane.Pane].
func (p *Pane) Resize(w, h int) pane.Result {
	p.w, p.h = w, h
	p.lay()
	if p.state == shown && p.width != p.textWidth() {
		return pane.Result{Cmd: p.load.Layout(p.gen, p.message, p.textWidth())}
	}
	return pane.Result{}
}

// Changed implements [pane.Pane].
func (p *Pane) Changed(events []mail.Event) tea.Cmd {
	if p.state == empty {
		return nil
	}
	body, row := false, false
	for _, e := range events {
		switch e := e.(type) {
		case mail.MessageChanged:
			body = body || e.Message == p.summary.ID
		case mail.FolderChanged:
			row = row || e.Folder == p.summary.Folder
		case mail.StoreChanged:
			row = true
			body = body || p.state != shown
		}
	}
	var cmds []tea.Cmd
	if body {
		cmds = append(cmds, p.reload())
	}
	if row {
		cmds = append(cmds, p.load.Summary(p.gen, p.summary.ID))
	}
	return tea.Batch(cmds...)
}
