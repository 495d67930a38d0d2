package dialog

import (
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Option is one answer that a [Choose] offers, and what it does.
type Option struct {
	Text    string
	Intents []pane.Intent
}

// Choose asks the user to pick one of some options, or none of them.
type Choose struct {
	style   Style
	title   string
	text    string
	options []Option
	context keymap.Context
	later   string      // said when none was picked and it comes again
	list    widget.List // over the options
}

// NewChoose returns a dialog that says a text above its options, the safest of
// which comes first. The text is safe to show.
func NewChoose(style Style, title, text string, options []Option) *Choose {
	d := &Choose{style: style, title: title, text: text, options: options, context: keymap.Choice}
	d.list.SetLen(len(options))
	return d
}

// PutOff makes the dialog one that comes again when none was picked; note says
// when.
func (d *Choose) PutOff(note string) { d.context, d.later = keymap.Question, note }

// Context implements [Dialog].
func (d *Choose) Context() keymap.Context { return d.context }

// Title implements [Dialog].
func (d *Choose) Title() string { return d.title }

// Type implements [Dialog].
func (d *Choose) Type(string) {}

// Do implements [Dialog].
func (d *Choose) Do(p keymap.Press) pane.Result {
	switch p.Action {
	case keymap.Down:
		d.list.MoveBy(1)
	case keymap.Up:
		d.list.MoveBy(-1)
	case keymap.Back:
		return pane.Result{Intents: []pane.Intent{pane.Close{}}, Note: d.later}
	case keymap.Open:
		if d.list.Cursor < len(d.options) {
			// What it does may open another dialog: this one closes before.
			return pane.Ask(append([]pane.Intent{pane.Close{}}, d.options[d.list.Cursor].Intents...)...)
		}
	default:
	}
	return pane.Result{}
}

// Size implements [Dialog].
func (d *Choose) Size(w, h int) (int, int) {
	w = min(w, 64)
	return w, min(h, len(d.words(w))+1+len(d.options))
}

func (d *Choose) words(w int) []string {
	return widget.Wrap(d.style.Method, d.text, max(w, 1))
}

// View implements [Dialog].
func (d *Choose) View(w, h int) []string {
	m, th := d.style.Method, d.style.Theme
	var lines []string
	for _, l := range d.words(w) {
		lines = append(lines, widget.Fit(m, l, w))
	}
	lines = within(m, lines, w, h-len(d.options)-1) // the answers must be in view
	lines = pad(lines, w, len(lines)+1)
	for i, o := range d.options {
		mark := "  "
		if i == d.list.Cursor {
			mark = th.Glyphs.Cursor + " "
		}
		line := widget.Fit(m, mark+o.Text, w)
		if i == d.list.Cursor {
			line = th.Cursor.Render(line)
		}
		lines = append(lines, line)
	}
	return pad(lines, w, h)
}
