package reader_test

import (
	"errors"
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/reader"
	"github.com/mailtui/mailtui/ui/uitest"
)

// illustrated is a mail with pictures at a server; from is who sent it.
func illustrated(from string) string {
	return "From: " + from + "\r\nTo: ada@example.org\r\nSubject: Pictures\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: text/html\r\n\r\n<p>Look:</p><img src=\"https://img.example/1.png\" width=300>" +
		"<img src=\"https://img.example/2.png\" width=300>\r\n"
}

// twoPictures is pictures that were loaded, one of them not.
func twoPictures() []mail.Picture {
	return []mail.Picture{
		{Name: mail.Line("1.png"), Image: image.NewGray(image.Rect(0, 0, 8, 8))},
		{Name: mail.Line("img.example"), Problem: &mail.Problem{Cause: mail.NotPicture, What: mail.Line("img.example")}},
	}
}

// shownPage is a message that is open in a pane.
func shownPage(raw string, view mail.SenderView) *page {
	store := uitest.Sample()
	store.Bodies[30] = raw
	store.Senders["grace@navy.example"] = view
	p := newPage(store, 80, 20)
	p.take(p.Open(p.row(30)))
	return p
}

// asked returns the intents of one type that the pane had since the last call.
func asked[T pane.Intent](p *page) []T {
	var list []T
	for _, in := range p.intents {
		if in, ok := in.(T); ok {
			list = append(list, in)
		}
	}
	p.intents = nil
	return list
}

func TestPicturesAreLoadedByAKeyThenShown(t *testing.T) {
	t.Parallel()
	p := shownPage(illustrated("Grace Hopper <grace@navy.example>"), mail.SenderView{})
	if n := len(asked[pane.LoadPictures](p)); n != 0 || !p.shows("2 remote images not loaded") || !p.shows("[i] load") {
		t.Fatalf("%d loads without a key\n%s", n, uitest.Plain(p.View()))
	}
	p.press(keymap.Images, keymap.Images)
	if list := asked[pane.LoadPictures](p); len(list) != 1 || list[0].ID != 30 || list[0].Message == nil || list[0].Quiet {
		t.Fatalf("%+v", list)
	}
	p.take(p.Update(reader.Pictured{ID: 29, Pictures: twoPictures()})) // of another message
	if p.shows("loaded:") {
		t.Error("pictures of another message are taken for its own")
	}
	r := p.Update(reader.Pictured{ID: 30, Pictures: twoPictures()})
	p.take(r)
	if r.Note != "1 of 2 pictures loaded: "+twoPictures()[1].Problem.Sentence() {
		t.Errorf("it says %q", r.Note)
	}
	if list := asked[pane.ShowPictures](p); len(list) != 1 || len(list[0].Pictures) != 2 {
		t.Errorf("%+v", list)
	}
	if p.shows("not loaded") || !p.shows("1 of 2 pictures loaded") || !p.shows("[i] show") {
		t.Errorf("the chips say:\n%s", uitest.Plain(p.View()))
	}

	// Once more: they are here, and the question is about all mail of the sender.
	p.press(keymap.Images)
	ask := asked[pane.AskPictures](p)
	if len(ask) != 1 || ask[0].Address.String() != "grace@navy.example" || ask[0].View.Images || len(ask[0].Pictures) != 2 {
		t.Fatalf("%+v", ask)
	}
	view := ask[0].View
	view.Images = true
	p.SetSender("grace@navy.example", view)
	p.SetSender("someone@else.example", mail.SenderView{})
	p.press(keymap.Images)
	if ask := asked[pane.AskPictures](p); len(ask) != 1 || !ask[0].View.Images {
		t.Errorf("the answer was not taken over: %+v", ask)
	}

	// The next message has none of it.
	p.take(p.Open(p.row(29)))
	if p.shows("pictures loaded") || len(asked[pane.LoadPictures](p)) != 0 {
		t.Error("pictures stay when another message is opened")
	}
}

// With the user's word for a sender they come by themselves, but the screen stays
// the user's. Not where something says that it is somebody else.
func TestPicturesOfASenderComeByThemselves(t *testing.T) {
	t.Parallel()
	always := mail.SenderView{Images: true}
	for _, tt := range []struct {
		name, raw string
		view      mail.SenderView
		want      int
	}{
		{"always", illustrated("Grace Hopper <grace@navy.example>"), always, 1},
		{"not said", illustrated("Grace Hopper <grace@navy.example>"), mail.SenderView{Form: mail.HTMLText}, 0},
		{"another sender", illustrated("Grace Hopper <grace@other.example>"), always, 0},
		{"two senders", illustrated("Grace Hopper <grace@navy.example>, m@other.example"), always, 0},
		{"no pictures", uitest.Raw(mail.Address{Addr: mail.Line("grace@navy.example")}, "x", "y"), always, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := shownPage(tt.raw, tt.view)
			list := asked[pane.LoadPictures](p)
			if len(list) != tt.want {
				t.Fatalf("%d loads, want %d", len(list), tt.want)
			}
			if tt.want == 0 {
				return
			}
			r := p.Update(reader.Pictured{ID: 30, Pictures: twoPictures()[:1]})
			p.take(r)
			if !list[0].Quiet || r.Note != "1 picture loaded. i shows them." || len(asked[pane.ShowPictures](p)) != 0 {
				t.Errorf("%+v, note %q", list, r.Note)
			}
			p.press(keymap.Images)
			if len(asked[pane.ShowPictures](p)) != 1 {
				t.Error("the key does not show them")
			}
			p.take(p.Open(p.row(30)))
			if len(asked[pane.LoadPictures](p)) != 0 {
				t.Error("they are loaded twice")
			}
		})
	}
	t.Run("not in a preview", func(t *testing.T) {
		t.Parallel()
		store := uitest.Sample()
		store.Bodies[30] = illustrated("Grace Hopper <grace@navy.example>")
		store.Senders["grace@navy.example"] = always
		p := newPage(store, 80, 20)
		p.run(p.Preview(p.row(30)))
		if !p.shows("Look:") || len(asked[pane.LoadPictures](p)) != 0 {
			t.Errorf("a preview loads pictures\n%s", uitest.Plain(p.View()))
		}
	})
}

// What the user says of a sender holds for the next message that is opened, also
// when that was read before it was stored. Then the store decides: another
// program may change it.
func TestTheWordForASenderHoldsAtOnce(t *testing.T) {
	t.Parallel()
	p := shownPage(illustrated("Grace Hopper <grace@navy.example>"), mail.SenderView{})
	loads := func() int {
		p.take(p.Open(p.row(29)))
		p.intents = nil
		p.take(p.Open(p.row(30)))
		return len(asked[pane.LoadPictures](p))
	}
	said := mail.SenderView{Images: true, Form: mail.HTMLText}
	p.SetSender("grace@navy.example", said)
	if n := loads(); n != 1 {
		t.Errorf("%d loads before it is stored", n)
	}
	p.store.Senders["grace@navy.example"] = said
	if n := loads(); n != 1 {
		t.Errorf("%d loads when it is stored", n)
	}
	p.store.Senders["grace@navy.example"] = mail.SenderView{}
	if n := loads(); n != 0 {
		t.Errorf("%d loads when another program has taken it back", n)
	}
}

func TestPicturesComeToWhoWaitsForThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(p *page)
		show int
	}{
		{"still there", func(*page) {}, 1},
		{"only previewed", func(p *page) { p.Leave() }, 1},
		{"gone to the list", func(p *page) { p.SetFocus(false); p.Leave() }, 0},
		{"in another message", func(p *page) { p.take(p.Open(p.row(29))) }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := shownPage(illustrated("Grace Hopper <grace@navy.example>"), mail.SenderView{})
			p.press(keymap.Images)
			tt.do(p)
			p.take(p.Update(reader.Pictured{ID: 30, Pictures: twoPictures()}))
			if n := len(asked[pane.ShowPictures](p)); n != tt.show {
				t.Errorf("%d times shown, want %d", n, tt.show)
			}
		})
	}
}

func TestPicturesThatDoNotComeCanBeAskedForAgain(t *testing.T) {
	t.Parallel()
	p := shownPage(illustrated("Grace Hopper <grace@navy.example>"), mail.SenderView{})
	wrong := errors.New("wrong")
	for _, msg := range []reader.Pictured{{ID: 30}, {ID: 30, Err: wrong}} {
		p.press(keymap.Images)
		p.take(p.Update(msg))
		if !p.shows("2 remote images not loaded") {
			t.Errorf("the chips say:\n%s", uitest.Plain(p.View()))
		}
	}
	var loads, fails int
	for _, in := range p.intents {
		switch in := in.(type) {
		case pane.LoadPictures:
			loads++
		case pane.Fail:
			fails++
			if d := cmp.Diff(in.Err.Error(), wrong.Error()); d != "" {
				t.Error(d)
			}
		}
	}
	if loads != 2 || fails != 1 {
		t.Errorf("%d loads and %d failures", loads, fails)
	}
}
