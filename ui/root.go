package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/folders"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/reader"
	"github.com/mailtui/mailtui/ui/theme"
)

// root is the only model of the program: it owns the panes and the dialogs,
// routes messages to them and performs what they ask for.
type root struct {
	ctx  context.Context // of the program: commands work under it
	deps Deps
	keys keyboard

	screen
	view   View
	layout Layout

	panes
	settled bool           // the folder to begin with is open, or the user has taken over
	bare    mail.AccountID // the account on the screen that has no inbox to open, or empty

	dialogs  dialog.Stack
	asking   asking
	status   status
	saving   saving
	pictures pictures
	typed    typed
}

// keyboard is the key bindings, and what was typed of one of them.
type keyboard struct {
	keymap.Map
	keymap.Matcher
}

// typed is what the user typed last into a line, to be offered again.
type typed struct {
	dir     string // to save files in
	command string // to pipe a message into
}

// panes are the panes of the screen, and which of them has the keys.
type panes struct {
	folders  *folders.Pane
	messages *messages.Pane
	reader   *reader.Pane
	focus    pane.ID
}

// all returns the panes in the order of the tab key.
func (p *panes) all() []pane.Pane { return []pane.Pane{p.folders, p.messages, p.reader} }

func (p *panes) pane(id pane.ID) pane.Pane { return p.all()[id-pane.Folders] }

// give gives the keys to a pane.
func (p *panes) give(id pane.ID) {
	p.focus = id
	for i, each := range p.all() {
		each.SetFocus(pane.ID(i)+pane.Folders == id)
	}
}

// New returns the model of the interface. Its commands end with ctx.
func New(ctx context.Context, d Deps) tea.Model {
	env := pane.Env{Theme: theme.New(d.ASCII), Keys: keymap.Default(), Now: d.Now}
	load := loaders{ctx: ctx, reading: newReading(ctx), mail: d.Mail, look: d.Look}
	r := &root{
		ctx:    ctx,
		deps:   d,
		keys:   keyboard{Map: env.Keys},
		screen: screen{theme: env.Theme},
		panes: panes{
			folders: folders.New(env, load), messages: messages.New(env, load), reader: reader.New(env, load),
		},
		dialogs:  dialog.NewStack(d.Now),
		asking:   asking{shown: map[mail.QuestionID]bool{}, offered: map[mail.AccountID]bool{}},
		status:   status{told: map[mail.AccountID]dialog.Entry{}, offline: map[mail.AccountID]time.Time{}},
		pictures: pictures{stop: func() {}},
		typed:    typed{dir: d.SaveDir},
	}
	r.give(pane.Messages)
	return r
}

// Init implements [tea.Model].
func (r *root) Init() tea.Cmd {
	return tea.Batch(
		r.folders.Load(), questions(r.ctx, r.deps.Mail), wait(r.ctx, r.deps.Events), tea.RequestBackgroundColor,
		askTerminal())
}

// Update implements [tea.Model].
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := r.route(msg)
	r.leavePictures()
	return r, cmd
}

// rect returns where a pane is on the screen.
func (r *root) rect(id pane.ID) Rect {
	switch id {
	case pane.Folders:
		return r.layout.Folders
	case pane.Messages:
		return r.layout.List
	default:
		return r.layout.Reader
	}
}

// resize lays the screen out for another size.
func (r *root) resize(w, h int) tea.Cmd {
	r.layout.W, r.layout.H = w, h
	return r.relayout()
}

// relayout follows every change of size or view. Panes that come onto the screen
// or change there get their size; a preview that comes shows what is selected.
func (r *root) relayout() tea.Cmd {
	before := r.layout
	r.layout = Compute(before.W, before.H, r.view)
	if r.layout == before {
		return nil
	}
	r.messages.Beside(r.layout.List.W < r.layout.W)
	var cmds []tea.Cmd
	for i, p := range r.all() {
		if at := r.rect(pane.ID(i) + pane.Folders); !at.Empty() {
			in := at.inner(r.layout.Frames)
			cmds = append(cmds, r.apply(p.Resize(in.W, in.H)))
		}
	}
	if before.Reader.Empty() && !r.layout.Reader.Empty() && !r.view.Message {
		if m, ok := r.messages.Selected(); ok {
			cmds = append(cmds, r.reader.Preview(m))
		}
	}
	return tea.Batch(cmds...)
}

// setFocus gives the keys to a pane and brings it onto the screen.
func (r *root) setFocus(id pane.ID) tea.Cmd {
	r.give(id)
	r.view.Folders = id == pane.Folders
	switch id {
	case pane.Reader:
		r.view.Message = true
	case pane.Messages:
		r.view.Message = false
		r.reader.Leave()
		r.askNext()
	case pane.Folders:
	}
	return r.relayout()
}

// setMethod follows what the terminal tells of how it measures text.
func (r *root) setMethod(m ansi.Method) {
	r.method = m
	for _, p := range r.all() {
		p.SetMethod(m)
	}
}

// context returns the bindings that keys reach now.
func (r *root) context() keymap.Context {
	if d := r.dialogs.Top(); d != nil {
		return d.Context()
	}
	return r.pane(r.focus).Context()
}

// account returns the account of the open folder; all inboxes have none.
func (r *root) account() (mail.Account, bool) {
	if r.bare != "" {
		return r.folders.Account(r.bare)
	}
	if r.messages.Folder() == 0 {
		return mail.Account{}, false
	}
	f, ok := r.folders.Folder(r.messages.Folder())
	if !ok {
		return mail.Account{}, false
	}
	return r.folders.Account(f.Account)
}
