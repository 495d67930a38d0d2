package folders

import (
	"strconv"
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// wide is the width from which on the protocol of an account is shown.
const wide = 20

// CursorRow implements [pane.Pane].
func (p *Pane) CursorRow() int { return p.list.CursorRow() }

// View implements [pane.Pane].
func (p *Pane) View() []string { return p.list.View(p.w, p.line, p.words) }

// words say why there is no row.
func (p *Pane) words() []string {
	text := textReading
	if p.loaded {
		text = textNoAccounts
	}
	return []string{p.env.Theme.Faint.Render(widget.Fit(p.method, " "+text, p.w))}
}

func (p *Pane) line(i int) string {
	r := p.rows[i]
	th := p.env.Theme
	mark := " "
	if i == p.list.Cursor {
		mark = th.Glyphs.Cursor
	}
	var text string
	var right string
	style := theme.Style{}
	switch r.kind {
	case gapRow:
		return strings.Repeat(" ", p.w)
	case accountRow:
		text, right, style = r.account.Name.String(), p.Glyph(r.account), th.Title
		switch {
		case r.account.Local:
			right = textNoServer + " " + right
		case p.w >= wide:
			right = strings.ToUpper(r.account.Protocol) + " " + right
		}
	default:
		text, right = p.folderText(r), number(r.folder.Unread)
		if r.folder.Unread > 0 {
			style = th.Unread
		}
		if r.folder.Role == mail.RoleOutbox { // what waits there was written here
			right = number(r.folder.Total)
		}
	}
	if r.is(p.current) && i != p.list.Cursor {
		mark = th.Glyphs.Crumb
	}
	rightWidth := widget.Width(p.method, right)
	line := mark + widget.Fit(p.method, text, max(p.w-rightWidth-3, 0)) + " " + right + " "
	if p.w < rightWidth+3 {
		line = widget.Fit(p.method, mark+text, p.w)
	}
	if i == p.list.Cursor && p.focus {
		style = th.Cursor
	}
	return style.Render(line)
}

// folderText is a folder's name, moved right below its parent.
func (p *Pane) folderText(r row) string {
	if r.kind == unifiedRow {
		return r.folder.Name.String()
	}
	text := strings.Repeat(" ", min(r.folder.Depth, 4)+1) + r.folder.Name.String()
	if r.folder.Box == "" && r.folder.Role != mail.RoleOutbox {
		text += textLocal
	}
	return text
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Glyph returns the sign for how an account is doing.
func (p *Pane) Glyph(a mail.Account) string {
	g := p.env.Theme.Glyphs
	switch p.State(a) {
	case mail.StateLocal:
		return g.Local
	case mail.StateStopped, mail.StateAsking:
		return g.Stopped
	case mail.StateConnecting:
		return g.Connecting
	case mail.StateSyncing:
		return g.Syncing
	case mail.StateOffline:
		return g.Offline
	default:
		return g.Idle
	}
}
