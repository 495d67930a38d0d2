package dialog

import (
	"time"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Entry is one problem that was told.
type Entry struct {
	When time.Time
	Text string // a sentence, safe to show
}

// Problems lists what went wrong, the newest first.
type Problems struct {
	style   Style
	entries []Entry
	scroll  widget.Scroll
}

// NewProblems returns the list of entries, which are oldest first.
func NewProblems(style Style, entries []Entry) *Problems {
	return &Problems{style: style, entries: entries}
}

// Context implements [Dialog].
func (d *Problems) Context() keymap.Context { return keymap.Problems }

// Title implements [Dialog].
func (d *Problems) Title() string { return textProblems }

// Type implements [Dialog].
func (d *Problems) Type(string) {}

// Do implements [Dialog].
func (d *Problems) Do(p keymap.Press) pane.Result {
	page := max(d.scroll.Height-1, 1)
	switch p.Action {
	case keymap.Down:
		d.scroll.By(1)
	case keymap.Up:
		d.scroll.By(-1)
	case keymap.HalfDown:
		d.scroll.By(max(page/2, 1))
	case keymap.HalfUp:
		d.scroll.By(-max(page/2, 1))
	case keymap.PageDown:
		d.scroll.By(page)
	case keymap.PageUp:
		d.scroll.By(-page)
	case keymap.Top:
		d.scroll.To(0)
	case keymap.Bottom:
		d.scroll.To(d.scroll.Len)
	case keymap.Back:
		return pane.Ask(pane.Close{})
	default:
	}
	return pane.Result{}
}

// Size implements [Dialog].
func (d *Problems) Size(w, h int) (int, int) {
	return min(w, 90), min(h, max(len(d.lines(min(w, 90))), 3))
}

func (d *Problems) lines(w int) []string {
	m := d.style.Method
	if len(d.entries) == 0 {
		return []string{widget.Fit(m, textNoProblems, w)}
	}
	const indent = len("15:04  ")
	var lines []string
	for i := len(d.entries) - 1; i >= 0; i-- {
		e := d.entries[i]
		head := e.When.Format("15:04")
		for _, l := range widget.Wrap(m, e.Text, max(w-indent, 1)) {
			lines = append(lines, widget.Fit(m, widget.Fit(m, head, indent)+l, w))
			head = ""
		}
	}
	return lines
}

// View implements [Dialog].
func (d *Problems) View(w, h int) []string {
	lines := d.lines(w)
	d.scroll.Set(len(lines), h)
	from, to := d.scroll.Visible()
	return pad(lines[from:to:to], w, h)
}
