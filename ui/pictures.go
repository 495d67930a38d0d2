package ui

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/picture"
	"github.com/mailtui/mailtui/ui/reader"
)

// askTerminal asks the terminal what pictures it takes: its name (XTVERSION), its
// attributes (DA1) and the size of its cells. All of them have the form of which
// every terminal knows where it ends, so that none shows what it does not know.
func askTerminal() tea.Cmd {
	const cellSize = 16
	return tea.Batch(tea.RequestTerminalVersion,
		tea.Raw(ansi.RequestPrimaryDeviceAttributes+ansi.WindowOp(cellSize)))
}

// pictures is what pictures the terminal takes, and the message of which they
// were asked for, while it is read.
type pictures struct {
	terminal picture.Terminal
	of       mail.LocalID
	stop     context.CancelFunc
}

// learn follows what the terminal, or the environment, tells of the pictures
// that it takes.
func (p *pictures) learn(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.EnvMsg:
		p.terminal.Learn(picture.ByEnvironment(msg.Getenv))
	case tea.TerminalVersionMsg:
		p.terminal.Learn(picture.ByName(msg.Name))
	case uv.PrimaryDeviceAttributesEvent:
		p.terminal.Learn(picture.ByAttributes(msg))
	case uv.CellSizeEvent:
		p.terminal.Measure(msg.Width, msg.Height)
	}
}

// shows reports whether the terminal can show pictures.
func (p *pictures) shows() bool { return p.terminal.Protocol != picture.None }

// begin begins the load of the pictures of a message, in place of one that is
// under way.
func (p *pictures) begin(ctx context.Context, of mail.LocalID) context.Context {
	p.stop()
	p.of = of
	ctx, p.stop = context.WithCancel(ctx)
	return ctx
}

// foundMsg is the pictures that a message has, not loaded yet.
type foundMsg struct {
	ctx    context.Context // of the load
	in     pane.LoadPictures
	images []render.Image
}

// loadPictures loads the pictures of a message. For a terminal that cannot show
// them nothing is loaded: it would only tell the sender.
func (r *root) loadPictures(in pane.LoadPictures) tea.Cmd {
	if !r.pictures.shows() {
		return r.noPictures(in, fmt.Sprintf(textCannotShow, r.keys.Shown(keymap.Browse)))
	}
	ctx := r.pictures.begin(r.ctx, in.ID)
	return func() tea.Msg { return foundMsg{ctx: ctx, in: in, images: render.Images(in.Message)} }
}

// leavePictures stops the load of the pictures of a message that is not read any
// more.
func (r *root) leavePictures() {
	m, _ := r.reader.Message()
	if r.pictures.of == 0 || r.view.Message && m.ID == r.pictures.of {
		return
	}
	r.pictures.stop()
	r.reader.LeavePictures(r.pictures.of)
	r.pictures.of = 0
}

// noPictures says why there are none.
func (r *root) noPictures(in pane.LoadPictures, why string) tea.Cmd {
	if !in.Quiet {
		r.status.say(why)
	}
	return r.apply(r.reader.Update(reader.Pictured{ID: in.ID}))
}

// found says what is loaded, and loads it.
func (r *root) found(msg foundMsg) tea.Cmd {
	switch {
	case msg.ctx.Err() != nil:
		return nil
	case len(msg.images) == 0:
		return r.noPictures(msg.in, textNoPictures)
	}
	switch n, from := remoteOf(msg.images); n {
	case 0:
	case 1:
		r.status.say(fmt.Sprintf(textLoadPicture, from))
	default:
		r.status.say(fmt.Sprintf(textLoadPictures, n, from))
	}
	id := msg.in.ID
	return func() tea.Msg {
		list, err := r.deps.Desktop.Pictures(msg.ctx, id, true)
		if msg.ctx.Err() != nil {
			return nil
		}
		return reader.Pictured{ID: id, Pictures: list, Err: err}
	}
}

// maxHosts is how many servers are named.
const maxHosts = 3

// remoteOf returns how many pictures have to be loaded, and from which servers.
func remoteOf(images []render.Image) (n int, from string) {
	var hosts []string
	for _, i := range images {
		if i.URL == "" {
			continue
		}
		n++
		if h := message.HostOf(i.URL).String(); !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	if more := len(hosts) - maxHosts; more > 0 {
		hosts = append(hosts[:maxHosts], fmt.Sprintf(textMoreHosts, more))
	}
	return n, strings.Join(hosts, ", ")
}

// showPictures gives the terminal to pictures until the user goes back. Not while
// something else is on the screen: it would be gone from under the keys.
func (r *root) showPictures(in pane.ShowPictures) tea.Cmd {
	if r.dialogs.Top() != nil || !r.pictures.shows() {
		return nil
	}
	show := picture.NewShow(r.ctx, r.pictures.terminal, in.Pictures, image.Pt(r.layout.W, r.layout.H))
	return tea.Exec(show, func(err error) tea.Msg { return doneMsg{err} })
}

// askPictures asks whether the pictures of a sender are always wanted.
func (r *root) askPictures(in pane.AskPictures) {
	view, text, do := in.View, textAlwaysAsk, textAlways
	if view.Images {
		text, do = textNeverAsk, textNever
	}
	view.Images = !view.Images
	r.choose(textPicturesTitle, fmt.Sprintf(text, message.ShownAddress(in.Address)),
		option(textShowAgain, pane.ShowPictures{Pictures: in.Pictures}),
		option(do, pane.SetSender{Address: in.Address.String(), View: view}))
}

var _ mail.Command = (*picture.Show)(nil)
