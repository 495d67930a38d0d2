package reader

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// pictures is how far it is with the pictures of a message. They are loaded when
// a key asks for that, or the user has said so of the sender before.
type pictures struct {
	asked  bool           // they are being loaded
	once   bool           // they were asked for without a key
	show   bool           // and are wanted on the screen when they come
	seen   bool           // they were on the screen
	loaded []mail.Picture // none: not yet
}

// Pictured is the pictures of a message, or why there are none.
type Pictured struct {
	ID       mail.LocalID
	Pictures []mail.Picture
	Err      error
}

// To implements [pane.Addressed].
func (Pictured) To() pane.ID { return pane.Reader }

// showPictures loads the pictures of the message, then shows them. When they
// were on the screen already it asks whether they are wanted of the sender.
func (p *Pane) showPictures() pane.Result {
	state := &p.pictures
	from := p.message.Header.From
	switch {
	case state.asked:
		state.show = true
		return pane.Result{Note: textPicturesCome}
	case len(state.loaded) == 0:
		state.asked, state.show = true, true
		return pane.Ask(pane.LoadPictures{ID: p.summary.ID, Message: p.message})
	case state.seen && len(from) > 0:
		return pane.Ask(pane.AskPictures{
			Address: from[0].Addr, View: p.beside.Sender, Pictures: state.loaded,
		})
	default:
		state.seen = true
		return pane.Ask(pane.ShowPictures{Pictures: state.loaded})
	}
}

// loadPictures asks for the pictures of a message that is opened, once, when the
// user wants those of its sender and nothing says that it is another one's.
func (p *Pane) loadPictures() []pane.Intent {
	state := &p.pictures
	if p.part != "" || !p.opened || !p.beside.Sender.Images || len(p.beside.Warnings) > 0 || p.beside.Refuted ||
		p.doc.Stats.RemoteImages == 0 || state.once || state.asked || len(state.loaded) > 0 {
		return nil
	}
	state.asked, state.once = true, true
	return []pane.Intent{pane.LoadPictures{ID: p.summary.ID, Message: p.message, Quiet: true}}
}

// LeavePictures tells that the pictures of a message are no longer being loaded:
// the next time they are asked for as if they never had been.
func (p *Pane) LeavePictures(of mail.LocalID) {
	if state := &p.outermost().pictures; p.summary.ID == of && state.asked {
		*state = pictures{}
	}
}

// outermost returns the message of the row, also when one that is attached to it
// is read.
func (p *Pane) outermost() *letter {
	if len(p.outer) > 0 {
		return &p.outer[0]
	}
	return &p.letter
}

// pictured takes the pictures over that were loaded. They belong to the message
// of the row.
func (p *Pane) pictured(msg Pictured) pane.Result {
	of := p.outermost()
	state := &of.pictures
	if msg.ID != p.summary.ID || !state.asked {
		return pane.Result{}
	}
	show := state.show
	state.asked, state.show, state.loaded = false, false, msg.Pictures
	switch {
	case msg.Err != nil:
		return pane.Ask(pane.Fail{Err: msg.Err})
	case len(msg.Pictures) == 0:
		return pane.Result{}
	}
	of.look.Loaded = true
	p.lay()
	r := pane.Result{Cmd: p.layOut()}
	switch {
	case !p.focus:
	case show && of == &p.letter:
		state.seen = true
		r.Note = loadedNote(msg.Pictures)
		r.Intents = []pane.Intent{pane.ShowPictures{Pictures: msg.Pictures}}
	default:
		r.Note = loadedNote(msg.Pictures) + " " + fmt.Sprintf(textPictureKey, p.env.Keys.Shown(keymap.Images))
	}
	return r
}

// loadedNote says how many pictures there are, and why one of them is none.
func loadedNote(list []mail.Picture) string {
	for _, p := range list {
		if p.Problem != nil {
			return loadedChip(list) + ": " + p.Problem.Sentence()
		}
	}
	return loadedChip(list) + "."
}

// loadedChip says how many pictures there are.
func loadedChip(list []mail.Picture) string {
	n := 0
	for _, p := range list {
		if p.Image != nil {
			n++
		}
	}
	if n < len(list) {
		return fmt.Sprintf(textSomePictures, n, len(list))
	}
	return counted(n, textOnePicture, textPictures)
}

// SetSender tells how mail of an address is shown from now on.
func (p *Pane) SetSender(address string, view mail.SenderView) {
	p.views[address] = view
	if p.message == nil {
		return
	}
	if from := p.message.Header.From; len(from) > 0 && from[0].Addr.String() == address {
		p.beside.Sender = view
	}
}

// latest puts what the user has said of the sender in place of what the store
// knew when the message was read, until both are the same.
func (p *Pane) latest(msg *Loaded) {
	from := msg.Message.Header.From
	if len(from) == 0 {
		return
	}
	address := from[0].Addr.String()
	view, said := p.views[address]
	switch {
	case !said:
	case view == msg.Beside.Sender:
		delete(p.views, address)
	default:
		msg.Beside.Sender = view
	}
}
