package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/folders"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/picture"
	"github.com/mailtui/mailtui/ui/reader"
	"github.com/mailtui/mailtui/ui/theme"
)

// root is the only model of the program: it owns the panes and the dialogs,
// routes messages to them and performs what they ask for.
type root struct {
	ctx      context.Context // of the program: commands work under it
	deps     Deps
	theme    theme.Theme
	method   ansi.Method // how the terminal measures text
	paper    render.Background
	terminal picture.Terminal // the pictures that it takes
	colors   render.Profile
	keys     keymap.Map
	matcher  keymap.Matcher

	view    View
	layout  Layout
	focus   pane.ID
	settled bool           // the folder to begin with is open, or the user has taken over
	bare    mail.AccountID // the account on the screen that has no inbox to open, or empty

	folders  *folders.Pane
	messages *messages.Pane
	reader   *reader.Pane
	dialogs  dialog.Stack
	asking   asking
	status   status

	offered map[mail.AccountID]bool // the user was asked whether its server is believed
	saving  saving
	piped   string // the last command that a message was piped into
	loading loading
}

// New returns the model of the interface. Its commands end with ctx.
func New(ctx context.Context, d Deps) tea.Model {
	env := pane.Env{Theme: theme.New(d.ASCII), Keys: keymap.Default(), Now: d.Now}
	load := loaders{ctx: ctx, reading: newReading(ctx), mail: d.Mail, look: d.Look}
	r := &root{
		ctx:      ctx,
		deps:     d,
		theme:    env.Theme,
		keys:     env.Keys,
		focus:    pane.Messages,
		folders:  folders.New(env, load),
		messages: messages.New(env, load),
		reader:   reader.New(env, load),
		dialogs:  dialog.NewStack(d.Now),
		asking:   asking{shown: map[mail.QuestionID]bool{}},
		status:   status{told: map[mail.AccountID]dialog.Entry{}},
		offered:  map[mail.AccountID]bool{},
		saving:   saving{dir: d.SaveDir},
		loading:  loading{stop: func() {}},
	}
	r.messages.SetFocus(true)
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

// panes returns all panes in the order of the tab key.
func (r *root) panes() []pane.Pane { return []pane.Pane{r.folders, r.messages, r.reader} }

func (r *root) pane(id pane.ID) pane.Pane { return r.panes()[id-pane.Folders] }

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
	for i, p := range r.panes() {
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
	r.focus = id
	for i, p := range r.panes() {
		p.SetFocus(pane.ID(i)+pane.Folders == id)
	}
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
	for _, p := range r.panes() {
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

func (r *root) dialogStyle() dialog.Style { return dialog.Style{Theme: r.theme, Method: r.method} }
