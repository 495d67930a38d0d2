package render

import (
	"bytes"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// letters returns the text without white space and without what a layout adds:
// words may be wrapped anywhere, but none is lost, doubled or moved.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\t', '\u00a0', '\u2007', '\u202f', '\u3000', '>':
			return -1
		}
		return r
	}, s)
}

// TestNoWordIsLost: every plain text of the shared test mail is shown whole, in
// order and once, at every width.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(corpora.Path(t), "*", "*"))
	compared := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		m, err := message.Parse(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range m.Bodies(message.Plain) {
			if b.HTML || b.Cut || looksLikeHTML(b.Text) {
				continue
			}
			want := letters(dropInvisible(mail.Block(b.Text).String()))
			for _, width := range []int{0, 20, 72} {
				w := newWriter(Options{Width: width, Unfold: true})
				renderPlain(w, b)
				if w.full {
					continue
				}
				compared++
				if got := letters(w.finish().Text()); got != want {
					t.Errorf("%s, width %d: %s", file, width, firstDifference(got, want))
				}
			}
		}
	}
	t.Logf("%d texts compared", compared)
	if compared < 500 {
		t.Errorf("only %d texts", compared)
	}
}

// firstDifference shows where two texts differ.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(i-20, 0)
	return strings.ToValidUTF8("got "+a[from:min(i+40, len(a))]+" want "+b[from:min(i+40, len(b))], "?")
}

// visibleWords returns the words of an HTML source that are not in an element
// which is never shown, by the tokenizer alone.
func visibleWords(source string) []string {
	z := html.NewTokenizer(strings.NewReader(source))
	var text strings.Builder
	skipped := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Fields(dropInvisible(text.String()))
		case html.StartTagToken:
			if name, _ := z.TagName(); skipped == 0 && isSkipped(atom.Lookup(name)) {
				skipped = atom.Lookup(name)
			}
			text.WriteByte(' ')
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == skipped {
				skipped = 0
			}
			text.WriteByte(' ')
		case html.TextToken:
			if skipped == 0 {
				text.Write(z.Text())
			}
		default:
		}
	}
}

// htmlOf returns the text of an HTML part of a message, or of one attached to it.
func htmlOf(t *testing.T, raw []byte, p mail.Part) string {
	t.Helper()
	alone := bytes.NewBufferString("Content-Type: " +
		mime.FormatMediaType(p.Type, map[string]string{"charset": p.Charset}) + "\r\n\r\n")
	if err := message.Extract(bytes.NewReader(raw), []string{p.Number}, func(string) io.Writer { return alone }); err != nil {
		t.Fatal(err)
	}
	m, err := message.Parse(alone)
	if err != nil {
		t.Fatal(err)
	}
	return m.Bodies(message.HTML)[0].Text
}

// TestNoHTMLWordIsLost: the words of every HTML part that hides nothing by a
// style are shown, in order.
func TestNoHTMLWordIsLost(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(corpora.Path(t), "*", "*"))
	compared := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		m, err := message.Parse(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Parts {
			if p.Type != "text/html" {
				continue
			}
			source := htmlOf(t, raw, p)
			if strings.Contains(source, "display:none") || strings.ContainsRune(source, 0x1b) {
				continue
			}
			compared++
			shown := renderHTMLText(source, 0).Text()
			rest := letters(shown)
			for _, word := range visibleWords(mail.Block(source).String()) {
				_, after, found := strings.Cut(rest, letters(word))
				if !found {
					t.Errorf("%s: %q is not shown", file, word)
					break
				}
				rest = after
			}
		}
	}
	t.Logf("%d parts compared", compared)
	if compared < 50 {
		t.Errorf("only %d parts", compared)
	}
}
