package ui_test

import (
	"context"
	"image"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui"
	"github.com/mailtui/mailtui/ui/uitest"
	"github.com/mailtui/mailtui/web"
)

const illustrated = "From: Grace Hopper <grace@navy.example>\r\nTo: ada@home.example\r\nSubject: Pictures\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>Look:</p>" +
	"<img src=\"https://a.example/1.png\" width=300><img src=\"https://b.example/2.png\" width=300>" +
	"<img src=\"https://a.example/3.png\" width=300><img src=\"https://spy.example/open.gif\" width=1 height=1>\r\n"

// A terminal that shows no pictures has none loaded for it, and says what else
// there is. What it says of itself decides.
func TestPicturesNeedATerminalThatShowsThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		told []tea.Msg
	}{
		{"says nothing", nil},
		{"says that it has none", []tea.Msg{tea.TerminalVersionMsg{Name: "XTerm(390)"}, uv.PrimaryDeviceAttributesEvent{62, 22}}},
		{"is tmux", []tea.Msg{
			tea.EnvMsg{"TERM=tmux-256color", "TMUX=/tmp/tmux", "TERM_PROGRAM=tmux"}, tea.TerminalVersionMsg{Name: "tmux 3.4"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Senders["grace@navy.example"] = mail.SenderView{Images: true}
			term := reading(t, s, illustrated)
			for _, msg := range tt.told {
				term.Send(msg)
			}
			screen(t, term, "-This terminal cannot")
			term.Press("i")
			screen(t, term, "This terminal cannot show pictures: O shows the message in the browser.", "3 remote images not loaded")
			calls(t, s)
		})
	}
}

func TestLoadingSaysFromWhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, html, says string }{
		{"one", `<img src="https://a.example/1.png">`, "Loading a picture from a.example…"},
		{"some", illustrated, "Loading 3 pictures from a.example, b.example…"},
		{
			"many", `<img src="https://a.example/1.png"><img src="https://b.example/1.png"><img src="https://c.example/1.png">` +
				`<img src="https://d.example/1.png"><img src="https://e.example/1.png">`,
			"Loading 5 pictures from a.example, b.example, c.example, 2 more…",
		},
		{"a lie", `<img src="https://bank.example@xn--nvy-6cd.example/1.png">`, "Loading a picture from xn--nvy-6cd.example…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample() // it has no pictures to give: what is said first stays
			raw := tt.html
			if raw != illustrated {
				raw = illustrated[:strings.Index(illustrated, "<img")] + raw + "\r\n"
			}
			term := reading(t, s, raw)
			term.Send(uv.PrimaryDeviceAttributesEvent{62, 4, 22})
			term.Press("i")
			screen(t, term, tt.says)
		})
	}
}

func TestMessageWithoutPicturesSaysSo(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, letter(""))
	term.Send(tea.TerminalVersionMsg{Name: "kitty(0.40.1)"})
	term.Press("i")
	screen(t, term, "This message has no pictures to show.")
	calls(t, s)
}

// The user's word for a sender loads them, and does not take the screen.
func TestPicturesOfASenderAreLoadedWhenOpened(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = illustrated
	s.Lists[1][0].Flags = mail.Seen
	s.Senders["grace@navy.example"] = mail.SenderView{Images: true}
	s.PictureList = []mail.Picture{{Name: mail.Line("1.png"), Image: image.NewGray(image.Rect(0, 0, 8, 8))}}
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 40})
	term.Send(tea.TerminalVersionMsg{Name: "kitty(0.40.1)"})
	s.Calls()
	term.Press("j", "k") // a preview loads nothing
	screen(t, term, "Look:")
	calls(t, s)
	term.Press("enter")
	calls(t, s, "Pictures 30 true")
	screen(t, term, "1 picture loaded. i shows them.", "[i] show", "-not loaded")
}

// Anybody can write the address of a sender into a mail. A server that the user
// believes may know better.
func TestPicturesOfARefutedSenderAreNotLoaded(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		says string
		want []string
	}{
		{"dmarc=fail header.from=navy.example", []string{"Focus 1"}},
		{"dkim=fail header.d=navy.example", []string{"Focus 1"}},
		{"dmarc=pass header.from=navy.example", []string{"Focus 1", "Pictures 30 true"}},
	} {
		t.Run(tt.says, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = "Authentication-Results: mx.personal.example; " + tt.says + "\r\n" + illustrated
			s.Lists[1][0].Flags = mail.Seen
			s.Trusted = map[mail.AccountID][]string{"personal": {"mx.personal.example"}}
			s.Senders["grace@navy.example"] = mail.SenderView{Images: true}
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Send(tea.TerminalVersionMsg{Name: "kitty(0.40.1)"})
			term.Press("enter")
			calls(t, s, tt.want...)
		})
	}
}

// gallery loads a picture from a server, whatever the message shows.
type gallery struct {
	*uitest.Store
	client *web.Client
	url    string
}

func (g gallery) Pictures(ctx context.Context, id mail.LocalID, remote bool) ([]mail.Picture, error) {
	list, _ := g.Store.Pictures(ctx, id, remote)
	g.client.Load(ctx, []string{g.url})
	return list, ctx.Err()
}

// Who leaves a message does not want its pictures any more: a server that never
// ends its answer holds nothing up, and is left. They are loaded when the message
// is opened again, as if they had never been asked for.
func TestLeavingStopsTheLoadOfPictures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		always bool
		leave  string
		again  string // how they are asked for when the message is opened again
	}{
		{"back to the list", false, "q", "i"},
		{"the pictures of a sender", true, "q", ""},
		{"the next message", false, "J", "i"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked, left := make(chan struct{}, 2), make(chan struct{}, 2)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, "\x89PNG")
				_ = http.NewResponseController(w).Flush()
				asked <- struct{}{}
				<-r.Context().Done()
				left <- struct{}{}
			}))
			defer server.Close()
			s := uitest.Sample()
			s.Bodies[30] = illustrated
			s.Lists[1][0].Flags = mail.Seen
			s.Senders["grace@navy.example"] = mail.SenderView{Images: tt.always}
			term := uitest.RunWith(t, s, uitest.Options{W: 80, H: 24}, ui.Deps{
				Mail: s, Actions: s, Events: s, Now: s.Now,
				Desktop: gallery{s, web.New(web.Options{Local: true}), server.URL},
			})
			term.Send(tea.TerminalVersionMsg{Name: "kitty(0.40.1)"})
			term.Type("enter")
			if !tt.always {
				term.WaitIdle()
				term.Type("i")
			}
			<-asked
			term.Press(tt.leave) // returns when nothing is under way any more
			<-left
			s.Calls()
			if tt.leave != "q" {
				term.Press("q", "k")
			}
			term.Type("enter")
			if tt.again != "" {
				term.WaitIdle()
				term.Type(tt.again)
			}
			<-asked
			term.Press("q")
			screen(t, term, "-cancel", "-Loading")
		})
	}
}
