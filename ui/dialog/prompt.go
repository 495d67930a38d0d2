package dialog

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// maxTyped is how many characters a line may have.
const maxTyped = 4096

// Wording is what a [Prompt] says, all of it safe to show.
type Wording struct {
	Title   string
	Text    string         // above the line
	Empty   string         // that nothing was typed
	Context keymap.Context // whose hints say what Enter does
}

// Prompt asks for one line of text.
type Prompt struct {
	style Style
	says  Wording
	input textinput.Model
	done  func(line string) []pane.Intent
}

// NewPrompt returns a dialog with a line that begins as line. done makes intents
// of what was typed; an empty line is not taken.
func NewPrompt(style Style, says Wording, line string, done func(line string) []pane.Intent) *Prompt {
	input := textinput.New()
	input.Prompt = "> "
	input.CharLimit = maxTyped
	input.SetValue(line)
	input.CursorEnd()
	input.KeyMap.Paste.Unbind() // it would start a program that reads the clipboard
	look := textinput.DefaultStyles(true)
	look.Focused = textinput.StyleState{}
	look.Cursor.Blink = false
	input.SetStyles(look)
	input.Focus() // the command blinks the cursor: this one stands still
	return &Prompt{style: style, says: says, input: input, done: done}
}

// Context implements [Dialog].
func (d *Prompt) Context() keymap.Context { return d.says.Context }

// Title implements [Dialog].
func (d *Prompt) Title() string { return d.says.Title }

// Type implements [Dialog]: pasted text goes to where the cursor is.
func (d *Prompt) Type(text string) { d.edit(tea.PasteMsg{Content: text}) }

// Edit takes a key that is no binding.
func (d *Prompt) Edit(key tea.KeyPressMsg) { d.edit(key) }

func (d *Prompt) edit(msg tea.Msg) {
	d.input, _ = d.input.Update(msg) // its commands only blink the cursor and paste
}

// Do implements [Dialog].
func (d *Prompt) Do(p keymap.Press) pane.Result {
	switch p.Action {
	case keymap.Back:
		return pane.Ask(pane.Close{})
	case keymap.Open:
		line := d.input.Value()
		if line == "" {
			return pane.Result{Note: d.says.Empty}
		}
		return pane.Ask(append([]pane.Intent{pane.Close{}}, d.done(line)...)...)
	default:
	}
	return pane.Result{}
}

// Size implements [Dialog].
func (d *Prompt) Size(w, h int) (int, int) {
	w = min(w, 72)
	return w, min(h, len(fitted(d.style.Method, d.says.Text, w))+2)
}

// View implements [Dialog].
func (d *Prompt) View(w, h int) []string {
	lines := within(d.style.Method, fitted(d.style.Method, d.says.Text, w), w, h-2) // the line must be in view
	lines = pad(lines, w, len(lines)+1)
	d.input.SetWidth(max(w-3, 1)) // its prompt, and the cursor behind the text
	line := d.input.View()
	if n := w - widget.Width(d.style.Method, line); n > 0 {
		line += widget.Fit(d.style.Method, "", n)
	}
	return pad(append(lines, line), w, h)
}
