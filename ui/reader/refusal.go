package reader

import (
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

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
	switch p.state {
	case empty:
		return textNoMessage
	case reading:
		return textStillReading
	default:
		return textNoText
	}
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
