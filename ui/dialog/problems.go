package dialog

import (
	"slices"
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

// Problems lists what is wrong now, and what went wrong before.
type Problems struct {
	style       Style
	now, before []Entry
	scroll      widget.Scroll
}

// NewProblems returns the list of what is wrong now, in the order to show it, and
// of what was before, oldest first; the newest is shown first.
func NewProblems(style Style, now, before []Entry) *Problems {
	return &Problems{style: style, now: now, before: before}
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
	if len(d.now)+len(d.before) == 0 {
		return fitted(d.style.Method, textNoProblems, w)
	}
	var lines []string
	heading := func(text string) {
		if len(d.now) > 0 {
			lines = append(lines, d.style.Theme.Title.Render(widget.Fit(d.style.Method, text, w)))
		}
	}
	heading(textNow)
	for _, e := range d.now {
		lines = append(lines, d.entry(e, w)...)
	}
	if len(d.before) > 0 {
		heading(textBefore)
	}
	for _, e := range slices.Backward(d.before) {
		lines = append(lines, d.entry(e, w)...)
	}
	return lines
}

func (d *Problems) entry(e Entry, w int) (lines []string) {
	const indent = len("15:04  ")
	m := d.style.Method
	head := e.When.Format("15:04")
	for _, l := range widget.Wrap(m, e.Text, max(w-indent, 1)) {
		lines = append(lines, widget.Fit(m, widget.Fit(m, head, indent)+l, w))
		head = ""
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
