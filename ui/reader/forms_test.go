package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/uitest"
)

// saga is a message whose two forms are long and have other words.
func saga() string {
	var plain, html strings.Builder
	for i := range 120 {
		fmt.Fprintf(&plain, "plain-%d\r\n\r\n", i)
		fmt.Fprintf(&html, "<p>fine-%d and more than the plain text has</p>\r\n", i)
	}
	return strings.Join([]string{
		"From: ACME Shop <orders@acme.example>", "To: ada@example.org", "Subject: A saga",
		"MIME-Version: 1.0", `Content-Type: multipart/alternative; boundary="b"`, "",
		"--b", "Content-Type: text/plain; charset=utf-8", "", plain.String(),
		"--b", "Content-Type: text/html; charset=utf-8", "", html.String(), "--b--", "",
	}, "\r\n")
}

// Each form is left and come back to at its own place; one that was not shown yet
// begins at the top.
func TestEachFormKeepsItsPlace(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = saga()
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	scroll := func(pages int) string {
		for range pages {
			p.press(keymap.PageDown)
		}
		return firstWord(p)
	}
	atTop := func(what string) {
		if !p.shows("ACME Shop <orders@acme.example>") {
			t.Fatalf("%s does not begin at the top:\n%s", what, uitest.Plain(p.View()))
		}
	}
	atTop("the first form")
	html := scroll(4)
	p.press(keymap.Form)
	atTop("the source")
	source := scroll(7)
	p.press(keymap.Form)
	atTop("the plain text")
	plain := scroll(2)
	for range 2 { // round twice
		for _, f := range []struct{ name, first string }{{"HTML", html}, {"source", source}, {"plain", plain}} {
			p.press(keymap.Form)
			if got := firstWord(p); got != f.first {
				t.Fatalf("%s comes back to %q, not to %q", f.name, got, f.first)
			}
		}
	}
	// The same words are first, however wide the screen is meanwhile.
	p.press(keymap.Form)
	p.take(p.Resize(50, 24))
	p.press(keymap.Form, keymap.Form, keymap.Form)
	if got := firstWord(p); got != html {
		t.Errorf("on a narrow screen it is %q, not %q", got, html)
	}
	// Above the text and below it there are no words to go by.
	p.press(keymap.Bottom)
	bottom := uitest.Plain(p.View())
	p.press(keymap.Form, keymap.Top, keymap.Form, keymap.Form)
	if got := uitest.Plain(p.View()); got != bottom {
		t.Errorf("the end is not come back to:\n%s\nwant\n%s", got, bottom)
	}
}

// Another message knows nothing of the places in the one before.
func TestPlacesAreOfOneMessage(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30], store.Bodies[29] = saga(), saga()
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	p.press(keymap.PageDown, keymap.Form, keymap.PageDown)
	p.take(p.Open(p.row(29)))
	for range 3 {
		if !p.shows("ACME Shop <orders@acme.example>") {
			t.Fatalf("not at the top:\n%s", uitest.Plain(p.View()))
		}
		p.press(keymap.Form)
	}
}
