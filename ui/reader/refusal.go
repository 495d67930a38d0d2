package reader

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// waits reports whether an action has to wait for the message that is being read,
// or is for another layout of it that is under way. What leaves it, or is about its
// row, does not.
func (p *Pane) waits(a keymap.Action) bool {
	switch a {
	case keymap.Back, keymap.Cancel, keymap.Next, keymap.Previous, keymap.NextUnread, keymap.PrevUnread,
		keymap.ToggleRead, keymap.ToggleStar:
		return false
	case keymap.ShowLinks, keymap.Link:
		return p.state == reading || p.state == shown && p.laid != p.look
	default:
		return p.state == reading || len(p.ahead) > 0
	}
}

// caughtUp carries out the keys that waited for the message, after r.
func (p *Pane) caughtUp(r pane.Result) pane.Result {
	keys := p.ahead
	p.ahead = nil
	for _, press := range keys {
		next := p.Do(press)
		r.Cmd = tea.Batch(r.Cmd, next.Cmd)
		r.Intents = append(r.Intents, next.Intents...)
		r.Note = cmp.Or(next.Note, r.Note)
	}
	return r
}

// refuse says why an action is not possible, and reports whether that is so.
func (p *Pane) refuse(a keymap.Action) (pane.Result, bool) {
	why := p.refusal(a)
	return pane.Result{Note: why}, why != ""
}

// refusal returns why an action has nothing to do for what is on the screen, in a
// sentence; "" when it has, as most of them always have.
func (p *Pane) refusal(a keymap.Action) string {
	if p.state != shown {
		return p.refusalUnread(a)
	}
	b := p.beside
	switch a {
	case keymap.Verify, keymap.Invite, keymap.Browse, keymap.Pipe, keymap.Images:
		if p.part != "" {
			return textOuterOnly
		}
	default:
	}
	switch {
	case a == keymap.Invite && (b.Invite == nil || !b.Invite.CanReply()):
		return textNoInvite
	case a == keymap.Save && len(b.Attachments) == 0:
		return textNoAttachment
	case a == keymap.ShowLinks && len(p.doc.Links) == 0:
		return textNoLinks
	case a == keymap.Quotes && p.doc.Folds == 0 && !p.look.Unfold:
		return textNoFold
	default:
		return ""
	}
}

// refusalUnread is [Pane.refusal] while there is no message to be read.
func (p *Pane) refusalUnread(a keymap.Action) string {
	switch a {
	case keymap.ToggleRead, keymap.ToggleStar:
		if p.state != empty {
			return ""
		}
	case keymap.Form, keymap.Quotes, keymap.Save, keymap.ShowLinks, keymap.Images, keymap.Invite,
		keymap.Verify, keymap.Browse, keymap.Pipe:
	default:
		return ""
	}
	if p.state == empty {
		return textNoMessage
	}
	return textNoText
}

// Offers reports whether the keys row is to name an action: the message has what
// it is for. Pictures are looked for when their key is pressed; it is named where
// it is known already that there are some.
func (p *Pane) Offers(a keymap.Action) bool {
	if a == keymap.Images && p.doc.Stats.RemoteImages == 0 && len(p.pictures.loaded) == 0 {
		return false
	}
	return p.refusal(a) == ""
}
