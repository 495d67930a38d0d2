package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/uitest"
)

// alternative is a message with two forms that say different things.
func alternative() string {
	return strings.Join([]string{
		"From: ACME Shop <orders@acme.example>", "To: ada@example.org", "Subject: Your order",
		"MIME-Version: 1.0", `Content-Type: multipart/alternative; boundary="b"`, "",
		"--b", "Content-Type: text/plain; charset=utf-8", "", "The plain words.",
		"--b", "Content-Type: text/html; charset=utf-8", "",
		"<p>The <b>fine</b> words, and many more than there are in the plain text of it.</p>", "--b--", "",
	}, "\r\n")
}

func TestFormsFollowEachOther(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = alternative()
	store.Bodies[29] = strings.ReplaceAll(store.Bodies[29], "text/plain", "text/html")
	for _, tt := range []struct {
		name string
		open int
		want []string
	}{
		{"two and the source", 30, []string{"The fine words", "<b>fine</b>", "The plain words", "The fine words"}},
		{"plain text only", 28, []string{"This is message 28", "This is message 28", "This is message 28"}},
		{"HTML only", 29, []string{"This is message 29", "This is message 29", "This is message 29"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPage(store, 100, 30)
			p.take(p.Open(p.row(mail.LocalID(tt.open))))
			for i, want := range tt.want {
				if i > 0 {
					p.press(keymap.Form)
				}
				if !p.shows(want) {
					t.Errorf("form %d does not show %q:\n%s", i, want, uitest.Plain(p.View()))
				}
			}
			if p.reads != 1 {
				t.Errorf("the message was read %d times", p.reads)
			}
		})
	}
	p := newPage(store, 80, 24)
	if r := p.Do(keymap.Press{Action: keymap.Form}); r.Note == "" {
		t.Error("a form without a message is not refused")
	}
}

// TestFormOfASenderHoldsAtOnce: also for a message that was read before the store
// knew of it.
func TestFormOfASenderHoldsAtOnce(t *testing.T) {
	t.Parallel()
	p := shownPage(alternative(), mail.SenderView{})
	if !p.shows("The fine words") {
		t.Fatalf("the form is\n%s", uitest.Plain(p.View()))
	}
	p.SetSender("orders@acme.example", mail.SenderView{Form: mail.PlainText})
	p.take(p.Open(p.row(29)))
	p.take(p.Open(p.row(30)))
	if !p.shows("The plain words") {
		t.Errorf("the form is\n%s", uitest.Plain(p.View()))
	}
}

func TestFoldsToggle(t *testing.T) {
	t.Parallel()
	store := letterStore()
	p := newPage(store, 60, 30)
	if r := p.Do(keymap.Press{Action: keymap.Quotes}); r.Note == "" {
		t.Error("a fold without a message is not refused")
	}
	p.take(p.Open(p.row(30)))
	if !p.shows("▸ 7 quoted lines") || p.shows("> four") {
		t.Fatalf("not folded:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Quotes)
	if !p.shows("> four") {
		t.Errorf("not unfolded:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Quotes)
	if p.shows("> four") {
		t.Errorf("not folded again:\n%s", uitest.Plain(p.View()))
	}
	p.take(p.Open(p.row(29)))
	if r := p.Do(keymap.Press{Action: keymap.Quotes}); !strings.Contains(r.Note, "Nothing is folded") {
		t.Errorf("nothing to fold: %q", r.Note)
	}
}

// novel is long prose with a long quote in the middle of it, every word
// different.
func novel() string {
	var b strings.Builder
	paragraph := func(mark string, n int) {
		for i := range 40 {
			if i%8 == 0 {
				b.WriteString(mark)
			}
			fmt.Fprintf(&b, "w%d-%d", n, i)
			if i%8 == 7 {
				b.WriteString("\r\n")
			} else {
				b.WriteString(" ")
			}
		}
		b.WriteString("\r\n")
	}
	for n := range 20 {
		paragraph("", n)
	}
	for n := range 4 {
		paragraph("> ", 20+n)
	}
	for n := range 20 {
		paragraph("", 30+n)
	}
	return b.String()
}

// firstWord returns the first word in view.
func firstWord(p *page) string {
	fields := strings.Fields(uitest.Plain(p.View()))
	if len(fields) > 0 && fields[0] == ">" {
		fields = fields[1:]
	}
	if len(fields) == 0 {
		return ""
	}
	return fields[0]
}

// However the message is laid out again, the words that were first in view are
// in its first line, and come back to where they were.
func TestPlaceIsKept(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", novel())
	p := newPage(store, 80, 10)
	p.take(p.Open(p.row(30)))
	p.press(keymap.Quotes)
	for range 9 {
		p.press(keymap.PageDown)
		before := firstWord(p)
		for _, w := range []int{40, 23, 120, 61} {
			p.take(p.Resize(w, 10))
			if line := uitest.Plain(p.View()[:2]); !strings.Contains(line, before) {
				t.Fatalf("at %d cells %q is not in %q", w, before, line)
			}
		}
		p.take(p.Resize(80, 10))
		if after := firstWord(p); after != before {
			t.Fatalf("back at 80 cells the first word is %q, not %q", after, before)
		}
	}
}

func TestPlaceIsKeptOverFolds(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", novel())
	p := newPage(store, 80, 10)
	p.take(p.Open(p.row(30)))
	scrollTo := func(word string) {
		p.press(keymap.Top)
		for range 400 {
			if firstWord(p) == word {
				return
			}
			p.press(keymap.Down)
		}
		t.Fatalf("%q never comes", word)
	}
	// Below the fold the same words stay first, folded or not.
	scrollTo("w33-0")
	for range 2 {
		p.press(keymap.Quotes)
		if got := firstWord(p); got != "w33-0" {
			t.Errorf("%q is first", got)
		}
	}
	// What is folded away is where its fold is.
	p.press(keymap.Quotes)
	scrollTo("w22-8")
	p.press(keymap.Quotes)
	if text := uitest.Plain(p.View()); !strings.Contains(text, "▸ 20 quoted lines") {
		t.Errorf("the fold is not in view:\n%s", text)
	}
}

// What is so short when it is folded that it is in view as a whole comes back to
// where it was.
func TestPlaceOutlivesAShortLayout(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	var quote strings.Builder
	for i := range 100 {
		fmt.Fprintf(&quote, "> line %d-\r\n", i)
	}
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", "Mine.\r\n\r\n"+quote.String())
	p := newPage(store, 80, 20)
	p.take(p.Open(p.row(30)))
	p.press(keymap.Quotes, keymap.PageDown, keymap.PageDown)
	before := uitest.Plain(p.View())
	p.press(keymap.Quotes)
	if !p.shows("▸ 100 quoted lines") || !p.shows("Grace Hopper") {
		t.Fatalf("not folded:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Quotes)
	if after := uitest.Plain(p.View()); after != before {
		t.Errorf("back at\n%s\nnot at\n%s", after, before)
	}
}

// Another message does not begin where the one before it was left.
func TestPlaceIsOfOneMessage(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	for _, id := range []int{30, 29} {
		store.Bodies[mail.LocalID(id)] = uitest.Raw(store.Lists[1][0].From[0], "long", novel())
	}
	p := newPage(store, 80, 10)
	p.take(p.Open(p.row(30)))
	p.press(keymap.PageDown, keymap.PageDown)
	p.take(p.Open(p.row(29)))
	if got := firstWord(p); got != "From" {
		t.Errorf("%q is first", got)
	}
}

// The lines of a diff are not wrapped: they are scrolled sideways.
func TestDiffScrollsSideways(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	long := "+" + strings.Repeat("abcdefghi ", 12) + "日本 END"
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "patch",
		"A word on it.\r\n\r\ndiff --git a/x b/x\r\n--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-old\r\n"+long)
	p := newPage(store, 40, 20)
	p.take(p.Open(p.row(30)))
	if p.shows("END") || !p.shows("+abcdefghi") {
		t.Fatalf("not cut at the edge:\n%s", uitest.Plain(p.View()))
	}
	for range 30 {
		p.press(keymap.Right)
		for i, line := range p.View() {
			if w := uitest.Width(line); w != 40 {
				t.Fatalf("line %d has %d cells", i, w)
			}
		}
	}
	for _, line := range strings.Split(uitest.Plain(p.View()), "\n") {
		if marked := strings.HasPrefix(line, "…"); marked != strings.Contains(line, "END") {
			t.Errorf("what begins on the left of the screen is not marked, or something else is: %q", line)
		}
	}
	if !p.shows("日本 END") || !p.shows("A word on it.") || !p.shows("-old") {
		t.Errorf("not scrolled to the end:\n%s", uitest.Plain(p.View()))
	}
	for range 30 {
		p.press(keymap.Left)
	}
	if !p.shows("\n +abcdefghi") {
		t.Errorf("not scrolled back:\n%s", uitest.Plain(p.View()))
	}
}

// Mail of somebody who never wrote before is told apart, the user's own not.
func TestFirstMailOfASenderIsTold(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = alternative()
	store.Strangers = map[string]bool{"orders@acme.example": true}
	p := newPage(store, 100, 30)
	p.take(p.Open(p.row(30)))
	if !p.shows("first mail from this address") {
		t.Errorf("not told:\n%s", uitest.Plain(p.View()))
	}
	p.SetAccount(mail.Account{Email: mail.Identity("orders@acme.example")})
	p.Resize(90, 30)
	if p.shows("first mail from this address") {
		t.Errorf("told of the user's own:\n%s", uitest.Plain(p.View()))
	}
}
