// Package folders is the pane of accounts and their folders. It also holds the
// newest known state of all accounts and folders for the rest of the screen.
package folders

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// Loader makes the command that reads accounts and folders: [Loaded].
type Loader interface {
	Folders(gen int) tea.Cmd
}

// Loaded is the accounts and folders as they are now, in display order.
type Loaded struct {
	Gen      int
	Accounts []mail.Account
	Folders  []mail.Folder
	Err      error
}

// To implements [pane.Addressed].
func (Loaded) To() pane.ID { return pane.Folders }

// Pane is the folder pane.
type Pane struct {
	env    pane.Env
	load   Loader
	method ansi.Method
	w, h   int
	focus  bool

	accounts []mail.Account
	folders  []mail.Folder
	asking   map[mail.AccountID]bool // with an open question
	loaded   bool
	rows     []row
	list     widget.List // over rows
	current  mail.FolderID

	gen     int
	loading bool
	dirty   bool
}

// row is one line: an account's name, a folder, or an empty line. A row of
// neither is the unified inbox.
type row struct {
	kind    rowKind
	account mail.Account
	folder  mail.Folder
}

type rowKind uint8

const (
	folderRow rowKind = iota
	accountRow
	unifiedRow
	gapRow
)

var _ pane.Pane = (*Pane)(nil)

// New returns an empty pane.
func New(env pane.Env, load Loader) *Pane { return &Pane{env: env, load: load} }

// Load reads accounts and folders. One load is under way at a time: a wish
// meanwhile is remembered.
func (p *Pane) Load() tea.Cmd {
	if p.loading {
		p.dirty = true
		return nil
	}
	p.gen++
	p.loading, p.dirty = true, false
	return p.load.Folders(p.gen)
}

// Accounts returns the accounts in display order.
func (p *Pane) Accounts() []mail.Account { return p.accounts }

// Account returns one account.
func (p *Pane) Account(id mail.AccountID) (mail.Account, bool) {
	for _, a := range p.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return mail.Account{}, false
}

// SetAsking tells which accounts have a question that waits for the user.
func (p *Pane) SetAsking(accounts map[mail.AccountID]bool) { p.asking = accounts }

// State returns how an account is doing.
func (p *Pane) State(a mail.Account) mail.State { return a.State(p.asking[a.ID]) }

// Folder returns one folder. The folder 0 is all inboxes, with their numbers
// added up.
func (p *Pane) Folder(id mail.FolderID) (mail.Folder, bool) {
	if id == 0 {
		return p.unified(), true
	}
	for _, f := range p.folders {
		if f.ID == id {
			return f, true
		}
	}
	return mail.Folder{}, false
}

// Inbox returns the inbox of an account.
func (p *Pane) Inbox(account mail.AccountID) (mail.Folder, bool) {
	for _, f := range p.folders {
		if f.Account == account && f.Role == mail.RoleInbox {
			return f, true
		}
	}
	return mail.Folder{}, false
}

func (p *Pane) unified() mail.Folder {
	all := mail.Folder{Name: mail.Line(textAllInboxes), Role: mail.RoleInbox}
	for _, f := range p.folders {
		if f.Role == mail.RoleInbox {
			all.Total += f.Total
			all.Unread += f.Unread
		}
	}
	return all
}

// SetCurrent marks the folder that is open and puts the cursor on it.
func (p *Pane) SetCurrent(id mail.FolderID) {
	p.current = id
	for i, r := range p.rows {
		if r.is(id) {
			p.list.MoveTo(i)
		}
	}
}

// noFolder is the open folder while there is none.
const noFolder mail.FolderID = -1

// SetAccount puts the cursor on an account of which no folder is open.
func (p *Pane) SetAccount(id mail.AccountID) {
	p.current = noFolder
	for i, r := range p.rows {
		if r.kind == accountRow && r.account.ID == id {
			p.list.MoveTo(i)
		}
	}
}

// is reports whether the row stands for a folder.
func (r row) is(id mail.FolderID) bool {
	return r.kind == folderRow && r.folder.ID == id || r.kind == unifiedRow && id == 0
}

// Context implements [pane.Pane].
func (p *Pane) Context() keymap.Context { return keymap.Folders }

// SetFocus implements [pane.Pane].
func (p *Pane) SetFocus(on bool) { p.focus = on }

// SetMethod implements [pane.Pane].
func (p *Pane) SetMethod(m ansi.Method) { p.method = m }

// SetTheme implements [pane.Pane].
func (p *Pane) SetTheme(t theme.Theme) { p.env.Theme = t }

// Resize implements [pane.Pane].
func (p *Pane) Resize(w, h int) pane.Result {
	p.w, p.h = w, h
	p.list.Resize(h)
	return pane.Result{}
}

// Changed implements [pane.Pane].
func (p *Pane) Changed(events []mail.Event) tea.Cmd {
	for _, e := range events {
		switch e.(type) {
		case mail.AccountChanged, mail.FoldersChanged, mail.FolderChanged, mail.StoreChanged:
			return p.Load()
		}
	}
	return nil
}

// Do implements [pane.Pane].
func (p *Pane) Do(press keymap.Press) pane.Result {
	switch press.Action {
	case keymap.Down:
		p.step(1)
	case keymap.Up:
		p.step(-1)
	case keymap.HalfDown:
		p.list.ScrollBy(max(p.h/2, 1))
	case keymap.HalfUp:
		p.list.ScrollBy(-max(p.h/2, 1))
	case keymap.PageDown:
		p.list.ScrollBy(max(p.h, 1))
	case keymap.PageUp:
		p.list.ScrollBy(-max(p.h, 1))
	case keymap.Top:
		p.list.MoveTo(0)
	case keymap.Bottom:
		p.list.MoveTo(len(p.rows) - 1)
	case keymap.Back:
		return pane.Ask(pane.Focus{Pane: pane.Messages})
	case keymap.Open:
		return p.open()
	default:
	}
	return pane.Result{}
}

// step moves the cursor by one row that is not empty.
func (p *Pane) step(d int) {
	p.list.MoveBy(d)
	if c := p.list.Cursor; c < len(p.rows) && p.rows[c].kind == gapRow {
		p.list.MoveBy(d)
	}
}

// open shows the folder or the account under the cursor.
func (p *Pane) open() pane.Result {
	if p.list.Cursor >= len(p.rows) {
		return pane.Result{}
	}
	r := p.rows[p.list.Cursor]
	switch r.kind {
	case gapRow:
		return pane.Result{}
	case accountRow:
		return pane.Ask(pane.OpenAccount{Account: r.account.ID}, pane.Focus{Pane: pane.Messages})
	case folderRow:
		if r.folder.NoMail {
			return pane.Result{Note: textNoMail}
		}
	case unifiedRow:
	}
	return pane.Ask(pane.OpenFolder{Folder: r.folder.ID}, pane.Focus{Pane: pane.Messages})
}

// Update implements [pane.Pane].
func (p *Pane) Update(msg pane.Addressed) pane.Result {
	loaded, ok := msg.(Loaded)
	if !ok || loaded.Gen != p.gen {
		return pane.Result{}
	}
	p.loading = false
	var again tea.Cmd
	if p.dirty {
		again = p.Load()
	}
	if loaded.Err != nil {
		return pane.Result{Cmd: again, Intents: []pane.Intent{pane.Fail{Err: loaded.Err}}}
	}
	p.take(loaded)
	return pane.Result{Cmd: again, Intents: []pane.Intent{pane.FoldersLoaded{}}}
}

// take shows newer accounts and folders and keeps the cursor on what it was on.
func (p *Pane) take(msg Loaded) {
	var selected row
	if p.list.Cursor < len(p.rows) {
		selected = p.rows[p.list.Cursor]
	}
	first := !p.loaded
	p.accounts, p.folders, p.loaded = msg.Accounts, msg.Folders, true
	p.rows = p.rows[:0]
	if len(p.accounts) > 1 {
		p.rows = append(p.rows, row{kind: unifiedRow, folder: p.unified()}, row{kind: gapRow})
	}
	for i, a := range p.accounts {
		if i > 0 {
			p.rows = append(p.rows, row{kind: gapRow})
		}
		p.rows = append(p.rows, row{kind: accountRow, account: a})
		for _, f := range p.folders {
			if f.Account == a.ID {
				p.rows = append(p.rows, row{kind: folderRow, folder: f, account: a})
			}
		}
	}
	p.list.SetLen(len(p.rows))
	if first {
		return
	}
	for i, r := range p.rows {
		if r.kind == selected.kind && r.folder.ID == selected.folder.ID && r.account.ID == selected.account.ID {
			p.list.MoveTo(i)
			return
		}
	}
}
