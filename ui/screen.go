package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/dialog"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// screen is what the terminal writes on, and how the interface looks there.
type screen struct {
	theme      theme.Theme
	method     ansi.Method // how the terminal measures text
	background render.Background
	colors     render.Profile
}

func (s *screen) dialogStyle() dialog.Style { return dialog.Style{Theme: s.theme, Method: s.method} }

// View implements [tea.Model]: exactly as many rows and cells as the terminal
// has.
func (r *root) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	v.WindowTitle = r.windowTitle()
	if r.layout.W == 0 {
		return v
	}
	if r.layout.TooSmall {
		v.SetContent(r.tooSmall())
		return v
	}
	content := strings.Join(r.rows(), "\n")
	if r.deps.ASCII {
		content = strings.ReplaceAll(content, "…", "~")
	}
	if top := r.dialogs.Top(); top != nil {
		content = r.overlay(content, top)
	} else {
		v.Cursor = r.cursor()
	}
	v.SetContent(content)
	return v
}

func (r *root) windowTitle() string {
	f, ok := r.folders.Folder(r.messages.Folder())
	if !ok || !r.messages.Opened() {
		return textName
	}
	if f.Unread == 0 {
		return f.Name.String() + " - " + textName
	}
	return fmt.Sprintf("(%d) %s - %s", f.Unread, f.Name, textName)
}

func (r *root) tooSmall() string {
	rows := make([]string, r.layout.H)
	notice := fmt.Sprintf(textTooSmall, minWidth, minHeight, r.layout.W, r.layout.H)
	words := widget.Wrap(r.method, notice, r.layout.W)
	for i := range rows {
		text := ""
		if i < len(words) {
			text = words[i]
		}
		rows[i] = widget.Fit(r.method, text, r.layout.W)
	}
	return strings.Join(rows, "\n")
}

// rows draws the screen without dialogs.
func (r *root) rows() []string {
	rows := make([]string, r.layout.H)
	rows[r.layout.Header.Y] = r.header()
	rows[r.layout.Status.Y] = r.statusRow()
	if !r.layout.Hints.Empty() {
		rows[r.layout.Hints.Y] = r.hints()
	}
	// At any row the panes stand from left to right in this order.
	for i, p := range r.all() {
		id := pane.ID(i) + pane.Folders
		at := r.rect(id)
		if at.Empty() {
			continue
		}
		lines := p.View()
		if r.layout.Frames {
			title, info := r.captions(id)
			lines = r.frame(lines, at, caption{title, info, id == r.focus})
		}
		for j, l := range lines {
			rows[at.Y+j] += l
		}
	}
	return rows
}

// captions are what a pane's frame says above and below.
func (r *root) captions(id pane.ID) (title, info string) {
	switch id {
	case pane.Folders:
		return textFolders, ""
	case pane.Messages:
		return r.listTitle(), r.position()
	default:
		if percent, ok := r.reader.Progress(); ok {
			info = fmt.Sprintf("%d%%", percent)
		}
		if r.view.Message {
			return r.messageTitle(), info
		}
		return textPreview, info
	}
}

func (r *root) listTitle() string {
	if a, ok := r.account(); ok && r.bare != "" {
		return a.Name.String()
	}
	f, ok := r.folders.Folder(r.messages.Folder())
	if !ok || !r.messages.Opened() {
		return ""
	}
	if f.Total == 1 {
		return fmt.Sprintf(textOneMessage, f.Name, count(f.Unread))
	}
	return fmt.Sprintf(textMessages, f.Name, count(f.Total), count(f.Unread))
}

// messageTitle says which message of the list is read, unless the cursor of the
// list is on another one.
func (r *root) messageTitle() string {
	selected, _ := r.messages.Selected()
	read, _ := r.reader.Message()
	n, all, ok := r.place()
	if !ok || selected.ID != read.ID {
		return textMessage
	}
	return fmt.Sprintf(textMessageOf, count(n), count(all))
}

func (r *root) position() string {
	n, all, ok := r.place()
	if !ok {
		return ""
	}
	return fmt.Sprintf(textPosition, n, all)
}

// place returns which of the messages of the folder the cursor of the list is on,
// while that is known.
func (r *root) place() (n, all int, ok bool) {
	f, here := r.folders.Folder(r.messages.Folder())
	n, known := r.messages.Position(f.Total)
	return n, max(n, f.Total), here && known
}

// caption is what a frame says, and whether its pane has the keys.
type caption struct {
	title, info string
	focus       bool
}

// frame draws a frame around lines that fill its inside.
func (s *screen) frame(lines []string, at Rect, c caption) []string {
	g := s.theme.Glyphs
	style := s.theme.Border
	if c.focus {
		style = s.theme.Focus
	}
	left, right := style.Render(g.Vertical), style.Render(g.Vertical)
	out := make([]string, 0, at.H)
	out = append(out, s.edge(at.W, c.title, edgeGlyphs{g.TopLeft, g.TopRight, true}, style))
	for _, l := range lines {
		out = append(out, left+l+right)
	}
	return append(out, s.edge(at.W, c.info, edgeGlyphs{g.BottomLeft, g.BottomRight, false}, style))
}

// edgeGlyphs are the corners of an edge, and on which side its text stands.
type edgeGlyphs struct {
	left, right string
	textLeft    bool
}

func (s *screen) edge(w int, text string, e edgeGlyphs, style theme.Style) string {
	line := s.theme.Glyphs.Horizontal
	room := w - 2
	if text != "" && room >= 8 {
		n := min(widget.Width(s.method, text), room-4)
		text = " " + widget.Fit(s.method, text, n) + " "
		room -= n + 2
	} else {
		text = ""
	}
	before, after := 1, room-1
	if !e.textLeft {
		before, after = room-1, 1
	}
	before, after = max(before, 0), max(after, 0)
	if text != "" {
		text = s.theme.Title.Render(text)
	}
	return style.Render(e.left+strings.Repeat(line, before)) + text +
		style.Render(strings.Repeat(line, after)+e.right)
}

// overlay draws a dialog over the screen. Cells are used for that, so that a
// wide character under the edge of the box does not move the box. The status row
// stays in view: it answers what is done in the dialog.
func (r *root) overlay(content string, d dialog.Dialog) string {
	w, h := d.Size(r.layout.W-4, r.layout.Status.Y-3)
	at := Rect{(r.layout.W - w - 2) / 2, (r.layout.H - h - 2) / 2, w + 2, h + 2}
	box := r.frame(d.View(w, h), at, caption{title: d.Title(), focus: true})

	cells := uv.NewScreenBuffer(r.layout.W, r.layout.H)
	cells.Method = r.method
	uv.NewStyledString(content).Draw(cells, cells.Bounds())
	area := uv.Rect(at.X, at.Y, at.W, at.H)
	uv.NewStyledString(strings.Join(box, "\n")).Draw(cells, area)
	return cells.Render()
}

// cursor is where the terminal's own cursor stands: on the selected row, so
// that magnifiers and braille displays follow it.
func (r *root) cursor() *tea.Cursor {
	row := r.pane(r.focus).CursorRow()
	in := r.rect(r.focus).inner(r.layout.Frames)
	if row < 0 || row >= in.H {
		return nil
	}
	c := tea.NewCursor(in.X, in.Y+row)
	c.Blink = false
	return c
}

// leastCrumb is how much is left at least of the subject of a message when there
// is no room for it and for that of one attached to it, in cells.
const leastCrumb = 6

// crumbs is where the user is: account, folder, message. In a message that is
// attached to another one the way there gives way to a width.
func (r *root) crumbs(room int) string {
	if a, ok := r.account(); ok && r.bare != "" {
		return a.Name.String()
	}
	sep := " " + r.theme.Glyphs.Crumb + " "
	f, ok := r.folders.Folder(r.messages.Folder())
	if !ok || !r.messages.Opened() {
		return textName
	}
	parts := []string{f.Path.String()}
	if f.Path.Empty() {
		parts[0] = f.Name.String()
	}
	if a, ok := r.account(); ok {
		parts = append([]string{a.Name.String()}, parts...)
	}
	places := len(parts)
	if m, ok := r.reader.Message(); ok && r.view.Message {
		parts = append(parts, subject(m.Subject))
		for _, s := range r.reader.Path() {
			parts = append(parts, subject(s))
		}
	}
	over := widget.Width(r.method, strings.Join(parts, sep)) - room
	for i := places; i < len(parts)-1 && over > 0; i++ {
		width := widget.Width(r.method, parts[i])
		left := min(width, max(width-over, leastCrumb))
		parts[i] = widget.Fit(r.method, parts[i], left)
		over -= width - left
	}
	for len(parts)-places > 1 && places > 0 && over > 0 {
		over -= widget.Width(r.method, parts[0]+sep)
		parts, places = parts[1:], places-1
	}
	return strings.Join(parts, sep)
}

func subject(s mail.Text) string {
	if s.Empty() {
		return "…"
	}
	return s.String()
}
