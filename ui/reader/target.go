package reader

import (
	"fmt"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// target is something in the text that the tab key goes to: a way to
// unsubscribe, an invitation that can be answered, the rest of a long text, or an
// attachment.
type target struct {
	line        int // of the text
	rows        int // that belong to it, 0: one
	unsubscribe message.Unsubscribe
	invite      *calendar.Invite
	attachment  *message.Attachment
	more        bool // what a text is too long for
}

// focused returns the target that has the keys.
func (p *Pane) focused() (target, bool) {
	if p.target == 0 || p.target > len(p.text.targets) {
		return target{}, false
	}
	return p.text.targets[p.target-1], true
}

// add makes something a target, and reports whether it has the keys.
func (t *text) add(to target, focused int) bool {
	t.targets = append(t.targets, to)
	return len(t.targets) == focused
}

// turn gives the keys to the next target, before the first one to the text; after
// the last one the tab key is what it is everywhere.
func (p *Pane) turn(a keymap.Action) pane.Result {
	n := len(p.text.targets)
	elsewhere := keymap.NextPane
	switch {
	case a == keymap.NextTarget && p.target < n:
		p.target++
	case a == keymap.PrevTarget && p.target > 0:
		p.target--
	default:
		if a == keymap.PrevTarget {
			elsewhere = keymap.PrevPane
		}
		p.target = 0
		p.lay()
		return pane.Ask(pane.Elsewhere{Press: keymap.Press{Action: elsewhere}})
	}
	p.lay()
	p.reveal()
	return pane.Result{}
}

// reveal brings the target that has the keys into view.
func (p *Pane) reveal() {
	t, ok := p.focused()
	switch {
	case !ok:
	case t.line < p.scroll.Top:
		p.scroll.To(t.line)
	default:
		// What is warned of an attachment stands below it.
		if below := t.line + max(t.rows, 1) - p.h; below > p.scroll.Top {
			p.scroll.To(min(below, t.line))
		}
	}
}

// doTarget carries out an action on the target that has the keys, and reports
// whether it is one of those.
func (p *Pane) doTarget(a keymap.Action) (pane.Result, bool) {
	t, ok := p.focused()
	switch {
	case !ok:
	case a == keymap.Open:
		switch {
		case t.attachment != nil:
			return p.openAttachment(*t.attachment), true
		case t.invite != nil:
			return p.answer(), true
		case t.more:
			return pane.Result{Cmd: p.readOn()}, true
		default:
			return pane.Ask(pane.Unsubscribe{ID: p.summary.ID, List: p.list(), Ways: t.unsubscribe}), true
		}
	case a == keymap.Save && t.attachment != nil:
		return p.saveAttachments([]message.Attachment{*t.attachment}), true
	case a == keymap.Cancel:
		if t.attachment != nil {
			if w, ok := p.want(*t.attachment); ok && w.Problem == nil {
				return pane.Result{
					Note:    fmt.Sprintf(textCancelled, t.attachment.Name),
					Intents: []pane.Intent{pane.CancelPart{ID: p.summary.ID, Part: w.Part}},
				}, true
			}
		}
		p.target = 0
		p.lay()
		return pane.Result{}, true
	}
	return pane.Result{}, false
}

// sectionOf returns the section number that a part has in the message of the row.
func (p *Pane) sectionOf(a message.Attachment) string {
	if p.part == "" {
		return a.Part.Number
	}
	return p.part + "." + a.Part.Number
}

// want returns how the fetching of an attachment goes, and whether it was asked
// for: by itself, or with the whole message.
func (p *Pane) want(a message.Attachment) (mail.PartWant, bool) {
	number := p.sectionOf(a)
	for _, w := range p.beside.Wants {
		if w.Part == number || w.Part == "" {
			return w, true
		}
	}
	return mail.PartWant{}, false
}

// openAttachment opens an attachment: a message here, anything else in the
// program that the system has for it. A message that is not here is asked for; of
// anything else it is seen first whether it would be opened.
func (p *Pane) openAttachment(a message.Attachment) pane.Result {
	part := p.sectionOf(a)
	w, wanted := p.want(a)
	switch {
	case !a.Here && wanted && w.Problem == nil:
		return pane.Result{}
	case !a.Here && isMessage(a):
		return pane.Ask(pane.WantPart{ID: p.summary.ID, Part: part, Name: a.Name})
	case isMessage(a):
		return pane.Result{Cmd: p.enter(part)}
	default:
		return pane.Ask(pane.OpenPart{ID: p.summary.ID, Part: part, Attachment: a})
	}
}

// ask returns what asks for an attachment, unless that was done already.
func (p *Pane) ask(a message.Attachment) []pane.Intent {
	if w, ok := p.want(a); ok && w.Problem == nil {
		return nil
	}
	return []pane.Intent{pane.WantPart{ID: p.summary.ID, Part: p.sectionOf(a)}}
}

// answer asks what to answer to an invitation.
func (p *Pane) answer() pane.Result {
	return pane.Ask(pane.AnswerInvite{ID: p.summary.ID, Invite: *p.beside.Invite})
}

// saveAttachments saves attachments. Those that are not here are asked for
// meanwhile.
func (p *Pane) saveAttachments(list []message.Attachment) pane.Result {
	save := pane.SaveParts{ID: p.summary.ID, Attachments: list}
	var intents []pane.Intent
	for _, a := range list {
		save.Parts = append(save.Parts, p.sectionOf(a))
		if !a.Here {
			intents = append(intents, p.ask(a)...)
		}
	}
	return pane.Ask(append(intents, save)...)
}
