package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/uitest"
)

// linked is an HTML message with links: one that tracks, one that is wrapped,
// one that seems to lead elsewhere, and many more.
func linked() string {
	var b strings.Builder
	b.WriteString(`<p><a href="https://shop.example/t?id=7&utm_source=mail">Track</a> it.</p>` +
		`<p><a href="https://shop.example/long">` + strings.Repeat("many words ", 12) + `</a></p>` +
		`<p><a href="https://evil.example/x">https://bank.example/login</a></p>`)
	for i := range 9 {
		fmt.Fprintf(&b, `<p><a href="https://shop.example/%d">More</a></p>`, i)
	}
	fmt.Fprintf(&b, `<p><a href="https://shop.example/%s">Endless</a></p>`, strings.Repeat("0123456789", 150))
	return "From: ACME Shop <orders@acme.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + b.String()
}

func linkedPage(w, h int) *page {
	store := uitest.Sample()
	store.Bodies[30] = linked()
	p := newPage(store, w, h)
	p.take(p.Open(p.row(30)))
	p.intents = nil
	return p
}

func (p *page) digits(keys string) {
	for _, k := range strings.Split(keys, "") {
		p.take(p.Do(keymap.Press{Action: keymap.Link, Key: k}))
	}
}

func TestLinkByNumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, keys, want string }{
		{"one digit", "2", "link 2  https://shop.example/long"},
		{"two digits", "12", "link 12  https://shop.example/8"},
		{"corrected", "991", "link 1  https://shop.example/t?id=7&utm_source=mail"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := linkedPage(80, 24)
			p.digits(tt.keys)
			if !p.shows(tt.want) || !p.shows("Enter open   y copy") {
				t.Errorf("%q is not in\n%s", tt.want, uitest.Plain(p.View()))
			}
			if n := len(p.View()); n != 24 {
				t.Errorf("%d lines", n)
			}
		})
	}
	p := linkedPage(80, 24)
	if r := p.Do(keymap.Press{Action: keymap.Link, Key: "0"}); r.Note != "This message has no link 0." || p.shows("Enter open") {
		t.Errorf("link 0: %q", r.Note)
	}
	p.digits("1")
	if r := p.Do(keymap.Press{Action: keymap.Link, Key: "4"}); r.Note != "This message has no link 14." || p.shows("Enter open") {
		t.Errorf("link 14: %q\n%s", r.Note, uitest.Plain(p.View()))
	}
	// A number is forgotten with the message and with any other action.
	p.digits("2")
	p.press(keymap.Down)
	if !p.shows("link 2") {
		t.Error("scrolling forgets the number")
	}
	p.press(keymap.Headers)
	if p.shows("link 2  ") {
		t.Error("the number stays")
	}
	p.digits("2")
	p.take(p.Open(p.row(29)))
	if p.shows("link 2  ") {
		t.Error("the number stays with another message")
	}
}

func TestLinkIsOpened(t *testing.T) {
	t.Parallel()
	p := linkedPage(80, 24)
	p.digits("1")
	if !p.shows("without what only tells who clicked") {
		t.Errorf("no word about what is taken away:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Open)
	in, ok := p.intents[0].(pane.OpenURL)
	if !ok || in.Link.Open.String() != "https://shop.example/t?id=7" || p.shows("Enter open") {
		t.Errorf("opened: %#v", p.intents)
	}
	p.intents = nil
	p.digits("2")
	p.press(keymap.Back)
	if len(p.intents) > 0 || p.shows("Enter open") {
		t.Errorf("escape does more than to forget the number: %#v", p.intents)
	}
	p.press(keymap.Back)
	if _, ok := p.intents[0].(pane.Leave); !ok {
		t.Errorf("back: %#v", p.intents)
	}
}

func TestLinkIsCopied(t *testing.T) {
	t.Parallel()
	p := linkedPage(80, 24)
	if r := p.Do(keymap.Press{Action: keymap.Copy}); r.Note == "" || r.Cmd != nil {
		t.Error("nothing is copied without a word")
	}
	p.digits("1")
	r := p.Do(keymap.Press{Action: keymap.Copy})
	if r.Note != "Copied https://shop.example/t?id=7" || fmt.Sprint(r.Cmd()) != "https://shop.example/t?id=7" {
		t.Errorf("copied %v, told %q", r.Cmd(), r.Note)
	}
}

// Without links digits are what they are everywhere: accounts.
func TestDigitsWithoutLinks(t *testing.T) {
	t.Parallel()
	p := newPage(uitest.Sample(), 80, 24)
	p.take(p.Open(p.row(30)))
	p.intents = nil
	p.digits("20")
	want := []pane.Intent{
		pane.Elsewhere{Press: keymap.Press{Action: keymap.Account, Key: "2"}},
		pane.Elsewhere{Press: keymap.Press{Action: keymap.AllInboxes, Key: "0"}},
	}
	if fmt.Sprint(p.intents) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", p.intents, want)
	}
}

// The whole address is on the screen before it is opened, as far as there is
// room, whatever the size.
func TestWholeAddressIsShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		w, h  int
		whole bool
	}{{100, 34, true}, {80, 26, true}, {38, 12, false}, {32, 7, false}} {
		p := linkedPage(tt.w, tt.h)
		p.digits("13")
		text := strings.Join(strings.Fields(uitest.Plain(p.View())), "")
		if whole := strings.Contains(text, strings.Repeat("0123456789", 150)); whole != tt.whole {
			t.Errorf("%d×%d: whole %v:\n%s", tt.w, tt.h, whole, uitest.Plain(p.View()))
		}
		if !tt.whole && !p.shows(" more char") || !p.shows("https://shop.examp") || !p.shows("Enter open") {
			t.Errorf("%d×%d:\n%s", tt.w, tt.h, uitest.Plain(p.View()))
		}
		for i, line := range p.View() {
			if w := uitest.Width(line); w != tt.w || len(p.View()) != tt.h {
				t.Errorf("%d×%d: line %d has %d cells", tt.w, tt.h, i, w)
			}
		}
	}
}

// The pieces of a wrapped link are one hyperlink of the terminal. One with a
// warning is none: a click would pass by the question.
func TestHyperlinks(t *testing.T) {
	t.Parallel()
	p := linkedPage(60, 60)
	raw := strings.Join(p.View(), "\n")
	if n := strings.Count(raw, "\x1b]8;id=2;https://shop.example/long\x07"); n < 2 {
		t.Errorf("link 2 begins %d times", n)
	}
	if !strings.Contains(raw, "\x1b]8;id=1;https://shop.example/t?id=7\x07") || strings.Contains(raw, "utm_source") {
		t.Error("link 1 is not stripped")
	}
	if begin, end := strings.Count(raw, "\x1b]8;id="), strings.Count(raw, "\x1b]8;;\x07"); begin != end {
		t.Errorf("%d hyperlinks begin, %d end", begin, end)
	}
}

func TestWarnedLinkAsks(t *testing.T) {
	t.Parallel()
	p := linkedPage(60, 60)
	p.digits("3")
	if !p.shows("! ") || !p.shows("says bank.example, but the link") {
		t.Errorf("no warning:\n%s", uitest.Plain(p.View()))
	}
	if raw := strings.Join(p.View(), "\n"); strings.Contains(raw, "\x1b]8;id=3;") {
		t.Error("it is a hyperlink that can be clicked")
	}
	p.press(keymap.Open)
	if in, ok := p.intents[0].(pane.OpenURL); !ok || in.Link.Warning.Empty() {
		t.Errorf("opened: %#v", p.intents)
	}
}
