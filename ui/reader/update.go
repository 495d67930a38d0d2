package reader

import (
	"cmp"
	"slices"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// Do implements [pane.Pane].
func (p *Pane) Do(press keymap.Press) pane.Result {
	if p.waits(press.Action) {
		p.ahead = append(p.ahead, press)
		return pane.Result{}
	}
	if press.Action == keymap.PageDown && press.Key == "space" && p.scroll.AtEnd() {
		return pane.Ask(pane.Step{Action: keymap.NextUnread})
	}
	if p.scrolled(press.Action) {
		return pane.Result{}
	}
	for _, do := range []func(keymap.Action) (pane.Result, bool){p.doLink, p.doTarget, p.refuse, p.shownOtherwise} {
		if r, ok := do(press.Action); ok {
			return r
		}
	}
	switch press.Action {
	case keymap.Back, keymap.Cancel:
		if cmd, ok := p.leave(); ok {
			return pane.Result{Cmd: cmd}
		}
		return pane.Ask(pane.Leave{})
	case keymap.NextTarget, keymap.PrevTarget:
		return p.turn(press.Action)
	case keymap.Link:
		return p.number(press.Key)
	case keymap.Copy:
		return p.copyLink()
	case keymap.Next, keymap.Previous, keymap.NextUnread, keymap.PrevUnread:
		return pane.Ask(pane.Step{Action: press.Action})
	case keymap.Open:
		if p.state != empty {
			return pane.Ask(pane.OpenMessage{Message: p.summary})
		}
	case keymap.ToggleRead:
		return pane.Ask(pane.Toggle(p.summary, mail.Seen))
	case keymap.ToggleStar:
		return pane.Ask(pane.Toggle(p.summary, mail.Flagged))
	default:
		return p.outside(press.Action)
	}
	return pane.Result{}
}

// shownOtherwise shows the same message in another way, when that is what the
// action is for.
func (p *Pane) shownOtherwise(a keymap.Action) (pane.Result, bool) {
	switch a {
	case keymap.Headers:
		p.headers = !p.headers
		p.lay()
	case keymap.Quotes:
		return p.fold(), true
	case keymap.Form:
		return p.view(), true
	case keymap.Left, keymap.Right:
		p.sideways(a)
	default:
		return pane.Result{}, false
	}
	return pane.Result{}, true
}

// outside asks for what leaves mailtui.
func (p *Pane) outside(a keymap.Action) pane.Result {
	switch a {
	case keymap.Save:
		return p.saveAttachments(p.beside.Attachments)
	case keymap.Verify:
		return pane.Ask(pane.Verify{ID: p.summary.ID, Account: p.summary.Account})
	case keymap.Invite:
		return p.answer()
	case keymap.ShowLinks:
		return pane.Ask(pane.ShowLinks{Links: p.doc.Links, Words: p.linkWords()})
	case keymap.Images:
		return p.showPictures()
	case keymap.Browse:
		wanted := p.doc.Stats.RemoteImages > 0 && (p.look.Loaded || p.beside.Sender.Images)
		return pane.Ask(pane.Browse{ID: p.summary.ID, Ask: wanted})
	case keymap.Pipe:
		return pane.Ask(pane.PipeMessage{ID: p.summary.ID})
	default:
		return pane.Result{}
	}
}

func (p *Pane) scrolled(a keymap.Action) bool {
	switch a {
	case keymap.Down:
		p.scroll.By(1)
	case keymap.Up:
		p.scroll.By(-1)
	case keymap.HalfDown:
		p.scroll.By(max(p.h/2, 1))
	case keymap.HalfUp:
		p.scroll.By(-max(p.h/2, 1))
	case keymap.PageDown:
		p.scroll.By(max(p.h-1, 1))
	case keymap.PageUp:
		p.scroll.By(-max(p.h-1, 1))
	case keymap.Top:
		p.scroll.To(0)
	case keymap.Bottom:
		p.scroll.To(p.scroll.Len)
	default:
		return false
	}
	return true
}

// Update implements [pane.Pane].
func (p *Pane) Update(msg pane.Addressed) pane.Result {
	switch msg := msg.(type) {
	case Rested:
		if msg.Gen == p.rest && !p.opened {
			return pane.Result{Cmd: p.show(p.next)}
		}
	case Loaded:
		if msg.Gen == p.gen {
			return p.caughtUp(p.take(msg))
		}
	case LaidOut:
		if msg.Gen == p.gen && p.state == shown && msg.Options == p.look {
			p.setDocument(msg.Document, msg.Options)
			return p.caughtUp(pane.Result{})
		}
	case Verified:
		return p.verified(msg)
	case Pictured:
		return p.pictured(msg)
	case Believed:
		return p.believed(msg)
	case WantsLoaded:
		if msg.Gen == p.gen && p.state == shown && msg.Err == nil {
			return p.progress(msg.Wants)
		}
	case SummaryLoaded:
		p.row(msg)
	}
	return pane.Result{}
}

// row follows the message's row. A message that is gone stays readable until
// another is opened.
func (p *Pane) row(msg SummaryLoaded) {
	if msg.Gen != p.gen {
		return
	}
	switch problem, _ := mail.ProblemOf(msg.Err); {
	case problem.Cause == mail.NotFound:
		p.gone = true
	case msg.Err == nil && msg.Summary.ID == p.summary.ID:
		p.gone = msg.Gone || msg.Summary.Folder != p.home
		p.summary = msg.Summary
	default:
		return
	}
	p.lay()
}

// verified shows what the signatures are worth. It says something about the
// message of the row only, not about those that are attached to it.
func (p *Pane) verified(msg Verified) pane.Result {
	switch {
	case msg.Err != nil:
		return pane.Ask(pane.Fail{Err: msg.Err})
	case msg.ID == p.summary.ID:
		p.checked = msg.Found
		p.lay()
		return pane.Result{Note: msg.Found.String()}
	default:
		return pane.Result{}
	}
}

// believed reads the message again: there is more, or less, to say of it.
func (p *Pane) believed(msg Believed) pane.Result {
	switch {
	case msg.Err != nil:
		return pane.Ask(pane.Fail{Err: msg.Err})
	case p.state == shown:
		return pane.Result{Cmd: p.reload()}
	default:
		return pane.Result{}
	}
}

// progress shows how far the parts are that are being fetched. Only when one of
// them came, or is not waited for any more, the message is read again.
func (p *Pane) progress(now []mail.PartWant) pane.Result {
	if !slices.EqualFunc(p.beside.Wants, now, samePart) {
		return pane.Result{Cmd: p.reload()}
	}
	p.beside.Wants = now
	p.lay()
	return pane.Result{}
}

func samePart(a, b mail.PartWant) bool {
	return a.Part == b.Part && (a.Problem == nil) == (b.Problem == nil)
}

// take shows a message that was read, or why there is none. A message that was
// opened is marked read when there is something to read, and asked for once
// when there is not.
func (p *Pane) take(msg Loaded) pane.Result {
	if msg.Err != nil {
		p.state, p.problem = failed, msg.Err
		if problem, ok := mail.ProblemOf(msg.Err); ok && problem.Cause == mail.NotCached {
			p.state = absent
		}
		p.lay()
		if !p.opened || p.wanted || p.part != "" {
			return pane.Result{}
		}
		p.wanted = true
		return pane.Ask(pane.Want{ID: p.summary.ID})
	}
	p.latest(&msg)
	p.state, p.message, p.beside = shown, msg.Message, msg.Beside
	if !p.chosen {
		p.look.Prefer = cmp.Or(msg.Beside.Sender.Form, msg.Options.Prefer)
	}
	p.setDocument(msg.Document, msg.Options)
	r := p.read()
	r.Cmd = p.layOut()
	return r
}

// read marks a message read that was opened, and asks what has to be known of
// its senders.
func (p *Pane) read() pane.Result {
	var r pane.Result
	if p.opened && p.summary.Unread() && !p.marked() {
		p.seen = p.summary.ID
		r.Intents = append(r.Intents, pane.Toggle(p.summary, mail.Seen))
	}
	if p.opened && p.beside.Offer != "" {
		r.Intents = append(r.Intents, pane.OfferAuthserv{Account: p.summary.Account, ID: p.beside.Offer})
	}
	r.Intents = append(r.Intents, p.loadPictures()...)
	return r
}

// marked reports whether the shown message was marked read since it was opened,
// so that a reload does not undo what the user did.
func (p *Pane) marked() bool { return p.seen == p.summary.ID }
