package reader

import (
	"slices"

	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// forms returns the forms that the message has, in the order in which they
// follow each other.
func (p *Pane) forms() []render.Form {
	plain := false
	for _, b := range p.message.Bodies(message.Plain) {
		if b.HTML || b.Missing {
			plain = false
			break
		}
		plain = true
	}
	html := p.message.HasHTML()
	var list []render.Form
	if plain || !html {
		list = append(list, render.PlainText)
	}
	if html {
		list = append(list, render.HTMLText)
	}
	return append(list, render.Source)
}

// form returns the form that is on the screen.
func (p *Pane) form() render.Form {
	switch {
	case p.laid.Prefer == render.Source:
		return render.Source
	case p.doc.HTML && p.message.HasHTML():
		return render.HTMLText
	default:
		return render.PlainText
	}
}

// nextOf returns the form after the one that was chosen last, on the screen or
// on its way there.
func (p *Pane) nextOf(forms []render.Form) render.Form {
	now := p.form()
	if p.chosen {
		now = p.look.Prefer
	}
	return forms[(slices.Index(forms, now)+1)%len(forms)]
}

// nextForm shows the next form of the message.
func (p *Pane) nextForm() pane.Result {
	if p.state != shown {
		return pane.Result{Note: textNoMessage}
	}
	p.look.Prefer, p.chosen = p.nextOf(p.forms()), true
	return pane.Result{Cmd: p.layOut(), Intents: p.remember()}
}

// remember asks for the form to be that of all mail of the sender. The source is
// looked at once; it is no way to read.
func (p *Pane) remember() []pane.Intent {
	from := p.message.Header.From
	if p.look.Prefer == render.Source || len(from) == 0 {
		return nil
	}
	p.beside.Sender.Form = p.look.Prefer
	return []pane.Intent{pane.SetSender{Address: from[0].Addr.String(), View: p.beside.Sender}}
}

// formName is a form in words.
func formName(f render.Form) string {
	switch f {
	case render.HTMLText:
		return textHTML
	case render.Source:
		return textSource
	default:
		return textPlain
	}
}

// fold shows what is folded, or folds it again.
func (p *Pane) fold() pane.Result {
	switch {
	case p.state != shown:
		return pane.Result{Note: textNoMessage}
	case p.doc.Folds == 0 && !p.look.Unfold:
		return pane.Result{Note: textNoFold}
	}
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
