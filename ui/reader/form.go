package reader

import (
	"slices"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// formsOf returns the forms that a message has, in the order in which they
// follow each other.
func formsOf(m *message.Message) []mail.Form {
	plain, html := true, m.HasHTML()
	for _, b := range m.Bodies(message.Plain) {
		plain = plain && !b.HTML && !b.Missing
	}
	var list []mail.Form
	if plain || !html {
		list = append(list, mail.PlainText)
	}
	if html {
		list = append(list, mail.HTMLText)
	}
	return append(list, mail.Source)
}

// form returns the form that is on the screen.
func (p *Pane) form() mail.Form {
	switch {
	case p.laid.Prefer == mail.Source:
		return mail.Source
	case p.doc.HTML && slices.Contains(p.beside.Forms, mail.HTMLText):
		return mail.HTMLText
	default:
		return mail.PlainText
	}
}

// nextForm returns the form after the one that was chosen last, on the screen or
// on its way there.
func (p *Pane) nextForm() mail.Form {
	forms, now := p.beside.Forms, p.form()
	if p.chosen {
		now = p.look.Prefer
	}
	return forms[(slices.Index(forms, now)+1)%len(forms)]
}

// view shows the next form of the message.
func (p *Pane) view() pane.Result {
	p.look.Prefer, p.chosen = p.nextForm(), true
	return pane.Result{Cmd: p.layOut(), Intents: p.remember()}
}

// remember asks for the form to be that of all mail of the sender. The source is
// looked at once; it is no way to read.
func (p *Pane) remember() []pane.Intent {
	from := p.message.Header.From
	if p.look.Prefer == mail.Source || len(from) == 0 {
		return nil
	}
	p.beside.Sender.Form = p.look.Prefer
	return []pane.Intent{pane.SetSender{Address: from[0].Addr.String(), View: p.beside.Sender}}
}

// formName is a form in words.
func formName(f mail.Form) string {
	switch f {
	case mail.HTMLText:
		return textHTML
	case mail.Source:
		return textSource
	default:
		return textPlain
	}
}

// fold shows what is folded, or folds it again.
func (p *Pane) fold() pane.Result {
	p.look.Unfold = !p.look.Unfold
	return pane.Result{Cmd: p.layOut()}
}

// sideStep is how far one key scrolls sideways, in cells.
const sideStep = 8

// sideways scrolls the lines that are too long for the pane.
func (p *Pane) sideways(a keymap.Action) {
	step := sideStep
	if a == keymap.Left {
		step = -sideStep
	}
	widest := 0
	from, to := p.scroll.Visible()
	for i := from; i < to; i++ {
		if n := i - len(p.text.head); n >= 0 && n < len(p.doc.Lines) {
			widest = max(widest, widget.Width(p.method, p.doc.Lines[n].String()))
		}
	}
	p.left = max(min(p.left+step, widest-p.look.Width), 0)
}
