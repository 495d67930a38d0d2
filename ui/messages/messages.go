// Package messages is the list of a folder's messages, newest first.
//
// It holds one window of rows around the cursor, never the folder: when the
// cursor comes near an edge of the window, the window is read again around the
// cursor. What is selected is a place in the order (time of receipt and id), not
// a row number, so it survives whatever the store does, and when the selected
// message goes, the next older one is selected.
package messages

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// Loader makes the commands that read rows. Each results in the message named
// in its comment, with the given generation.
type Loader interface {
	// Rows reads a window: [RowsLoaded].
	Rows(gen int, w Window) tea.Cmd
	// NextUnread looks for an unread row: [UnreadFound].
	NextUnread(gen int, q Search) tea.Cmd
}

// Window asks for the rows around a place: at most Newer rows newer than At,
// then at most Older rows that begin with At itself. The zero At is before the
// newest row.
type Window struct {
	Folder mail.FolderID
	At     mail.Anchor
	Newer  int
	Older  int
}

// RowsLoaded answers a [Window].
type RowsLoaded struct {
	Gen    int
	Window Window
	Rows   []mail.Summary // newest first
	Newer  int            // how many of them are newer than Window.At
	Err    error
}

// To implements [pane.Addressed].
func (RowsLoaded) To() pane.ID { return pane.Messages }

// atTop and atBottom report whether there are no rows beyond those read.
func (m RowsLoaded) atTop() bool    { return m.Newer < m.Window.Newer }
func (m RowsLoaded) atBottom() bool { return len(m.Rows)-m.Newer < m.Window.Older }

// Search asks for the nearest unread row beyond a place, not counting it. Read
// says that it is to be opened when found.
type Search struct {
	Folder mail.FolderID
	From   mail.Anchor
	Dir    mail.Direction
	Read   bool
}

// UnreadFound answers a [Search]. Found is nil when there is none within reach.
type UnreadFound struct {
	Gen    int
	Search Search
	Found  *mail.Summary
	Err    error
}

// To implements [pane.Addressed].
func (UnreadFound) To() pane.ID { return pane.Messages }

// oldest is a place after every row: no message was received before writing
// was invented.
func oldest() mail.Anchor { return mail.Anchor{Received: time.Date(-9999, 1, 1, 0, 0, 0, 0, time.UTC)} }

// Pane is the message list.
type Pane struct {
	env    pane.Env
	load   Loader
	method ansi.Method
	w, h   int
	focus  bool

	folder mail.FolderID
	toward bool   // show whom mail went to: the folder holds what was sent
	opened bool   // a folder is open
	notice string // shown while none is

	rows            []mail.Summary // the window
	atTop, atBottom bool           // it reaches the newest, the oldest row
	list            widget.List    // over rows
	place           mail.Anchor    // of the cursor; zero: the newest row, whichever
	held            bool           // somebody chose the place; else the newest row stays in view

	left map[mail.FolderID]mail.Anchor // the chosen places of other folders

	gen     int  // of the load under way
	loading bool //
	dirty   bool // the store changed since that load began
	loaded  bool // rows of this folder have come
	reading bool // the load under way is to be followed by opening
	search  int  // generation of the search under way

	jumping   bool                 // the load under way is for another place than the rows
	searching bool                 //
	ahead     []func() pane.Result // keys that wait for the end of either

	cache lineCache
}

var _ pane.Pane = (*Pane)(nil)

// New returns an empty list.
func New(env pane.Env, load Loader) *Pane {
	return &Pane{env: env, load: load, left: map[mail.FolderID]mail.Anchor{}}
}

// Open shows another folder: from where it was left, else from its newest message
// on. Toward says that its rows name whom the mail went to.
func (p *Pane) Open(folder mail.FolderID, toward bool) tea.Cmd {
	p.leave()
	p.folder, p.toward, p.opened = folder, toward, true
	p.empty()
	at, held := p.left[folder]
	p.held = held
	return p.jump(at)
}

// leave remembers where the cursor is, when somebody moved it there.
func (p *Pane) leave() {
	if !p.opened {
		return
	}
	if delete(p.left, p.folder); p.held {
		p.left[p.folder] = p.place
	}
}

// Explain shows why no folder is open in place of messages.
func (p *Pane) Explain(notice string) {
	p.leave()
	p.folder, p.opened, p.notice = 0, false, notice
	p.empty()
	p.gen++
	p.loading, p.jumping, p.atTop, p.atBottom = false, false, true, true
}

func (p *Pane) empty() {
	p.rows, p.loaded = nil, false
	p.list.SetLen(0)
	p.cache.clear()
	p.search++
	p.searching, p.ahead = false, nil
}

// Folder returns the folder shown; 0 is all inboxes.
func (p *Pane) Folder() mail.FolderID { return p.folder }

// Opened reports whether a folder is shown.
func (p *Pane) Opened() bool { return p.opened }

// Selected returns the message under the cursor.
func (p *Pane) Selected() (mail.Summary, bool) {
	if p.list.Cursor >= len(p.rows) {
		return mail.Summary{}, false
	}
	return p.rows[p.list.Cursor], true
}

// Position returns the number of the cursor's row among all rows, from 1 on,
// while it is known: when the window reaches the newest row, or the oldest one.
// Nothing is counted for it.
func (p *Pane) Position(all int) (int, bool) {
	switch {
	case len(p.rows) == 0:
		return 0, false
	case p.atTop:
		return p.list.Cursor + 1, true
	case p.atBottom && all > len(p.rows):
		return all - len(p.rows) + p.list.Cursor + 1, true
	default:
		return 0, false
	}
}

// Context implements [pane.Pane].
func (p *Pane) Context() keymap.Context { return keymap.List }

// SetFocus implements [pane.Pane].
func (p *Pane) SetFocus(on bool) { p.focus = on }

// SetMethod implements [pane.Pane].
func (p *Pane) SetMethod(m ansi.Method) {
	p.method = m
	p.cache.clear()
}

// SetTheme implements [pane.Pane].
func (p *Pane) SetTheme(t theme.Theme) {
	p.env.Theme = t
	p.cache.clear()
}

// Beside says whether other panes stand beside the list, which decides how it
// scrolls.
func (p *Pane) Beside(on bool) { p.list.HalfPages = on }

// Resize implements [pane.Pane].
func (p *Pane) Resize(w, h int) pane.Result {
	if w != p.w {
		p.cache.clear()
	}
	p.w, p.h = w, h
	p.list.Resize(h)
	if !p.held && p.list.Top > 0 {
		p.list.MoveTo(0)
		return p.moved()
	}
	return pane.Result{Cmd: p.prefetch()}
}

// Changed implements [pane.Pane].
func (p *Pane) Changed(events []mail.Event) tea.Cmd {
	for _, e := range events {
		if p.opened && p.concerns(e) {
			return p.reload()
		}
	}
	return nil
}

// concerns reports whether an event may have changed rows. All inboxes are
// concerned by any folder: the list does not know which folders they are.
func (p *Pane) concerns(e mail.Event) bool {
	switch e := e.(type) {
	case mail.FolderChanged:
		return p.folder == 0 || e.Folder == p.folder
	case mail.MessageChanged:
		for _, r := range p.rows {
			if r.ID == e.Message {
				return true
			}
		}
		return false
	case mail.StoreChanged:
		return true
	default:
		return false
	}
}
