package dialog

import (
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Links lists where the links of a message lead, with their words. Typing narrows
// the list.
type Links struct {
	style  Style
	links  []render.Link
	words  []string
	filter string
	found  []int // of links, by index
	list   widget.List
}

// NewLinks returns the list of the links of a message. The words are those of each
// link in the text, "" where it has none of its own.
func NewLinks(style Style, links []render.Link, words []string) *Links {
	d := &Links{style: style, links: links, words: words}
	d.fill()
	return d
}

func (d *Links) fill() {
	d.found = d.found[:0]
	for i, l := range d.links {
		text := strings.Join([]string{d.number(i), d.words[i], l.URL.String()}, "\n")
		if strings.Contains(strings.ToLower(text), strings.ToLower(d.filter)) {
			d.found = append(d.found, i)
		}
	}
	d.list.SetLen(len(d.found))
	d.list.MoveTo(0)
}

// number is how the text of the message refers to a link.
func (d *Links) number(i int) string { return fmt.Sprintf("[%d] ", i+1) }

// line is where a link leads, then its words, which may say that it leads elsewhere:
// they get what a long address leaves, or a third of the room.
func (d *Links) line(i, room int) string {
	m := d.style.Method
	line, words := d.number(i)+d.links[i].URL.String(), widget.Clean(d.words[i])
	if words == "" {
		return line
	}
	words = "  " + words
	wide := max(room-widget.Width(m, words), room*2/3)
	return widget.Fit(m, line, min(widget.Width(m, line), wide)) + words
}

// Context implements [Dialog].
func (d *Links) Context() keymap.Context { return keymap.Links }

// Title implements [Dialog].
func (d *Links) Title() string { return textLinks }

// Type implements [Dialog]: it narrows the list. Backspace arrives as "\b".
func (d *Links) Type(text string) {
	d.filter = typed(d.filter, text)
	d.fill()
}

// Do implements [Dialog].
func (d *Links) Do(p keymap.Press) pane.Result {
	switch p.Action {
	case keymap.Down:
		d.list.MoveBy(1)
	case keymap.Up:
		d.list.MoveBy(-1)
	case keymap.PageDown:
		d.list.MoveBy(max(d.list.Height-1, 1))
	case keymap.PageUp:
		d.list.MoveBy(-max(d.list.Height-1, 1))
	case keymap.Back:
		if d.filter == "" {
			return pane.Ask(pane.Close{})
		}
		d.filter = ""
		d.fill()
	case keymap.Open, keymap.Copy:
		return d.take(p.Action)
	default:
	}
	return pane.Result{}
}

// take opens or copies the link under the cursor.
func (d *Links) take(a keymap.Action) pane.Result {
	if d.list.Cursor >= len(d.found) {
		return pane.Result{}
	}
	link := d.links[d.found[d.list.Cursor]]
	if a == keymap.Copy {
		return pane.Ask(pane.Close{}, pane.CopyText{Text: link.Open})
	}
	return pane.Ask(pane.Close{}, pane.OpenURL{Link: link})
}

// Size implements [Dialog].
func (d *Links) Size(w, h int) (int, int) {
	w = min(w, 100)
	return w, min(h, max(len(d.links), 1)+1+linkRoom)
}

// linkRoom is how many lines the whole address under the cursor has.
const linkRoom = 4

// View implements [Dialog]. Addresses are cut in the list; the one under the
// cursor stands below it as a whole.
func (d *Links) View(w, h int) []string {
	m, th := d.style.Method, d.style.Theme
	prompt := textFilter + d.filter
	if d.filter == "" {
		prompt = textTypeToFilterLinks
	}
	lines := []string{th.Faint.Render(widget.Fit(m, prompt, w))}
	d.list.Resize(max(h-1-linkRoom, 1))
	if len(d.found) == 0 {
		return pad(append(lines, fitted(m, textNoLink, w)...), w, h)
	}
	from, to := d.list.Visible()
	for i := from; i < to; i++ {
		n := d.found[i]
		line := "  "
		if i == d.list.Cursor {
			line = th.Glyphs.Cursor + " "
		}
		line = widget.Fit(m, line+d.line(n, w-widget.Width(m, line)), w)
		if i == d.list.Cursor {
			line = th.Cursor.Render(line)
		}
		lines = append(lines, line)
	}
	lines = pad(lines, w, max(h-linkRoom, 0))
	whole := d.links[d.found[d.list.Cursor]]
	text := whole.URL.String()
	if !whole.Warning.Empty() {
		text = whole.Warning.String() + "\n" + text
	}
	lines = append(lines, fitted(m, text, w)...)
	return pad(lines[:min(len(lines), h)], w, h)
}
