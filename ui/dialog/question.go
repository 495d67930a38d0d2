package dialog

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// Question asks what only the user can decide.
type Question struct {
	style    Style
	question mail.Question
	account  mail.Text
	folder   mail.Text
	list     widget.List // over the choices
}

// NewQuestion returns the dialog of a question about an account and, where that
// matters, a folder.
func NewQuestion(style Style, q mail.Question, account, folder mail.Text) *Question {
	d := &Question{style: style, question: q, account: account, folder: folder}
	d.list.SetLen(len(q.Choices()))
	return d
}

// ID returns which question it is.
func (d *Question) ID() mail.QuestionID { return d.question.ID }

// Context implements [Dialog].
func (d *Question) Context() keymap.Context { return keymap.Question }

// Title implements [Dialog].
func (d *Question) Title() string { return fmt.Sprintf(textQuestion, d.account) }

// Type implements [Dialog].
func (d *Question) Type(string) {}

// Do implements [Dialog].
func (d *Question) Do(p keymap.Press) pane.Result {
	switch p.Action {
	case keymap.Down:
		d.list.MoveBy(1)
	case keymap.Up:
		d.list.MoveBy(-1)
	case keymap.Back:
		return pane.Result{Intents: []pane.Intent{pane.Close{}}, Note: textLater}
	case keymap.Open:
		if choices := d.question.Choices(); d.list.Cursor < len(choices) {
			answer := pane.Answer{Question: d.question.ID, Choice: choices[d.list.Cursor]}
			return pane.Ask(answer, pane.Close{})
		}
	default:
	}
	return pane.Result{}
}

// Size implements [Dialog].
func (d *Question) Size(w, h int) (int, int) {
	w = min(w, 64)
	return w, min(h, len(d.words(w))+1+len(d.question.Choices()))
}

// words is what is asked.
func (d *Question) words(w int) []string {
	text := ""
	if d.question.Problem != nil {
		text = d.question.Problem.Sentence() + "\n"
	}
	switch d.question.Kind {
	case mail.AskSignIn:
		text += textSignIn
	case mail.AskVanished:
		text += fmt.Sprintf(textVanished, d.question.Count, d.folder)
	case mail.AskClock:
		text += textClock
	case mail.AskSent:
		text += textAskSent
	case mail.AskUnsent:
		text += textAskUnsent
	}
	return widget.Wrap(d.style.Method, text, max(w, 1))
}

// View implements [Dialog].
func (d *Question) View(w, h int) []string {
	m, th := d.style.Method, d.style.Theme
	var lines []string
	for _, l := range d.words(w) {
		lines = append(lines, widget.Fit(m, l, w))
	}
	choices := d.question.Choices()
	if room := h - len(choices) - 1; len(lines) > room {
		lines = lines[:max(room, 0)] // the answers must be in view
	}
	lines = pad(lines, w, len(lines)+1)
	for i, c := range choices {
		mark := "  "
		if i == d.list.Cursor {
			mark = th.Glyphs.Cursor + " "
		}
		line := widget.Fit(m, mark+choiceText(c), w)
		if i == d.list.Cursor {
			line = th.Cursor.Render(line)
		}
		lines = append(lines, line)
	}
	return pad(lines, w, h)
}

// choiceText says what an answer does.
func choiceText(c mail.Choice) string {
	switch c {
	case mail.ChoiceRetry:
		return textRetry
	case mail.ChoiceKeep:
		return textKeep
	case mail.ChoiceLetGo:
		return textLetGo
	case mail.ChoiceBelieve:
		return textBelieve
	case mail.ChoiceSent:
		return textWasSent
	case mail.ChoiceResend:
		return textResend
	case mail.ChoiceDiscard:
		return textDiscard
	default:
		return string(c)
	}
}
