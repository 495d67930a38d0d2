// Package reader is the pane in which a message is read, or previewed while the
// cursor of the list rests on it.
//
// A message whose text is not on this machine is asked for when it is opened,
// never when it is only previewed; the pane says that it waits and for what.
package reader

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

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

	summary mail.Summary
	account mail.Account  // of the message
	opened  bool          // it is read, not only previewed
	wanted  bool          // it was asked for since it was opened
	home    mail.FolderID // the folder from which it was opened
	gone    bool          // it is not there any more
	checked mail.Text     // what its signatures are worth; empty: nobody asked
	seen    mail.LocalID  // the message that was last marked read by opening it

	asked map[string]time.Time // mailing lists, to take the user off
	// views are what the user has said of senders and the store may not know yet.
	views map[string]mail.SenderView

	letter          // what is read
	outer  []letter // those in which it is attached, the outermost first

	gen  int          // of what is shown
	next mail.Summary // to be previewed when the cursor rests
	rest int          // generation of that wait
}

// letter is a message that is read, and how: the one of the row, or one that is
// attached to it.
type letter struct {
	part     string // its section number in the message of the row, "" for that one
	state    state
	problem  error
	message  *message.Message
	beside   Beside
	pictures pictures

	ahead []keymap.Press // keys that wait for it

	doc     render.Document
	look    render.Options // how it is to be laid out
	laid    render.Options // how doc is laid out
	chosen  bool           // the form of it is the user's choice
	headers bool           // all header fields are shown

	text   text
	scroll widget.Scroll
	target int                 // the place among text.targets that has the keys, from 1; 0: none
	link   int                 // the number that was typed, 0: none
	left   int                 // cells of long lines that are scrolled out of view
	held   place               // what was in view before the layout changed
	places map[mail.Form]place // where the forms were left that are not on the screen
}

var _ pane.Pane = (*Pane)(nil)

// New returns an empty pane.
func New(env pane.Env, load Loader) *Pane {
	return &Pane{
		env: env, load: load, asked: map[string]time.Time{}, views: map[string]mail.SenderView{},
		letter: letter{look: render.Options{Scroll: true}},
	}
}

// Clear shows no message.
func (p *Pane) Clear() {
	p.renew()
	p.rest++
	p.opened, p.summary = false, mail.Summary{}
	p.begin(empty, "")
	p.lay()
}

// begin replaces what is read by a message of which nothing is known yet.
func (p *Pane) begin(s state, part string) {
	look := p.look
	look.Prefer, look.Unfold, look.Loaded, look.Times = render.Auto, false, false, 1
	p.letter = letter{state: s, part: part, look: look}
	if part == "" {
		p.outer = nil
	}
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

// Open reads a message. One that is shown already is not read from the store
// again.
func (p *Pane) Open(m mail.Summary) pane.Result {
	p.rest++
	again := m.ID == p.summary.ID && p.state == shown
	p.opened, p.wanted, p.seen = true, false, 0
	if again {
		p.summary = m
		p.lay()
		return p.read()
	}
	return pane.Result{Cmd: p.show(m)}
}

// Leave ends reading; the message stays as a preview.
func (p *Pane) Leave() { p.opened = false }

// Message returns the message shown.
func (p *Pane) Message() (mail.Summary, bool) { return p.summary, p.state != empty }

// Path returns the subjects of the attached messages that are open, the
// outermost first.
func (p *Pane) Path() []mail.Text {
	var path []mail.Text
	for _, l := range append(p.outer[:len(p.outer):len(p.outer)], p.letter) {
		if l.part != "" && l.message != nil {
			path = append(path, l.message.Header.Subject)
		}
	}
	return path
}

// SetAccount tells the state of the account that the message is of.
func (p *Pane) SetAccount(a mail.Account) {
	p.account = a
	if p.state == absent || len(p.beside.Wants) > 0 {
		p.lay()
	}
}

func (p *Pane) show(m mail.Summary) tea.Cmd {
	p.summary, p.home, p.gone, p.checked = m, m.Folder, false, mail.Text{}
	p.begin(reading, "")
	p.lay()
	return p.reload()
}

// renew begins another generation of what is shown.
func (p *Pane) renew() {
	p.gen++
	p.load.Cancel()
}

func (p *Pane) reload() tea.Cmd {
	p.renew()
	return p.load.Message(p.gen, Ask{Message: p.summary, Part: p.part, Options: p.look, Chosen: p.chosen})
}

// Again reads a message again when it is the one shown: there is more, or less, to
// say of it.
func (p *Pane) Again(id mail.LocalID) tea.Cmd {
	if p.state != shown || p.summary.ID != id {
		return nil
	}
	return p.reload()
}

// enter reads a message that is attached to this one.
func (p *Pane) enter(part string) tea.Cmd {
	p.outer = append(p.outer, p.letter)
	p.begin(reading, part)
	p.lay()
	return p.reload()
}

// leave goes back to the message in which this one is attached, to where that
// was left, and reports whether there is one.
func (p *Pane) leave() (tea.Cmd, bool) {
	n := len(p.outer)
	if n == 0 {
		return nil, false
	}
	now := p.look
	p.letter, p.outer = p.outer[n-1], p.outer[:n-1]
	p.look.Width, p.look.Background, p.look.Profile = now.Width, now.Background, now.Profile
	p.lay()
	return p.reload(), true
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

// SetTheme implements [pane.Pane].
func (p *Pane) SetTheme(t theme.Theme) {
	p.env.Theme = t
	p.lay()
}

// Resize implements [pane.Pane].
func (p *Pane) Resize(w, h int) pane.Result {
	p.w, p.h = w, h
	p.look.Width = p.textWidth()
	p.lay()
	return pane.Result{Cmd: p.layOut()}
}

// SetTerminal tells what the terminal writes on and which colours it has.
func (p *Pane) SetTerminal(b render.Background, c render.Profile) tea.Cmd {
	p.look.Background, p.look.Profile = b, c
	return p.layOut()
}

// layOut lays the message out again when it is not yet as it is to be.
func (p *Pane) layOut() tea.Cmd {
	if p.state != shown || p.laid == p.look {
		return nil
	}
	return p.load.Layout(p.gen, p.message, p.look)
}

// setDocument shows another layout of the message. The words that are first in
// view stay so. Another form begins at its top, or where it was left.
func (p *Pane) setDocument(d render.Document, o render.Options) {
	begins, before, at := p.laid == render.Options{}, p.form(), p.here()
	p.doc, p.laid = d, o
	p.lay()
	if now := p.form(); now != before && !begins {
		if p.places == nil {
			p.places = map[mail.Form]place{}
		}
		p.places[before], at = at, p.places[now]
		p.left = at.left
		p.scroll.To(at.top)
	}
	if p.held = at; at.starts == nil {
		return
	}
	if line := at.in(lettersOf(d)); line > 0 {
		p.scroll.To(len(p.text.head) + line)
	}
	p.held.top = p.scroll.Top
}

// here returns the place that is in view. While the user does not scroll it stays
// the same, however often the message is laid out again.
func (p *Pane) here() place {
	at, top := p.held, p.scroll.Top
	if line := top - len(p.text.head); at.starts == nil || at.top != top {
		at = place{line: line, top: top}
		if line > 0 && line < len(p.doc.Lines) {
			at.letters = lettersOf(p.doc)
		}
	}
	at.left = p.left
	return at
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
			body = body || p.beside.waits() // perhaps no longer
		case mail.StoreChanged:
			row = true
			body = body || p.state != shown || len(p.beside.Wants) > 0 || p.beside.waits()
		}
	}
	var cmds []tea.Cmd
	switch {
	case body && p.state == shown && len(p.beside.Wants) > 0:
		cmds = append(cmds, p.load.Wants(p.gen, p.summary.ID))
	case body:
		cmds = append(cmds, p.reload())
	}
	if row {
		cmds = append(cmds, p.load.Summary(p.gen, p.summary.ID))
	}
	return tea.Batch(cmds...)
}
