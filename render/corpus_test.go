package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/message"
)

// checkDocument is what holds for every document, whatever it was made of.
func checkDocument(t *testing.T, d Document, width int) {
	t.Helper()
	if len(d.Lines) > maxLines {
		t.Errorf("%d lines", len(d.Lines))
	}
	for _, l := range d.Lines {
		s := l.String()
		checkShown(t, s)
		if w := max(ansi.StringWidth(s), ansi.StringWidthWc(s)); width > 0 && w > max(width, minWidth) {
			t.Errorf("%d cells instead of %d: %q", w, width, s)
		}
		for _, span := range l.Spans {
			if span.Link < 0 || span.Link > len(d.Links) {
				t.Errorf("link %d of %d in %q", span.Link, len(d.Links), s)
			}
		}
	}
	for _, link := range d.Links {
		url := link.URL.String()
		if len(url) > maxURL || strings.ContainsFunc(url, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("link %q", url)
		}
		if !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "mailto:") &&
			!isUpperScheme(url) {
			t.Errorf("link %q", url)
		}
	}
	for _, n := range d.Notes {
		checkShown(t, n.String())
	}
}

func isUpperScheme(url string) bool {
	scheme, _, _ := strings.Cut(strings.ToLower(url), ":")
	return scheme == "http" || scheme == "https" || scheme == "mailto"
}

// checkShown fails when text could do anything to a terminal but be shown.
func checkShown(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r <= 0x9f || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Bidi_Control, r) {
			t.Errorf("%U in %q", r, s)
		}
	}
}

// TestCorpus lays every message of the shared test mail out at three widths.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(corpora.Path(t), "*", "*"))
	shown, empty := 0, 0
	for _, file := range files {
		switch filepath.Ext(file) {
		case ".eml", ".msg", ".raw", ".txt", ".mbox", ".out", ".html":
		default:
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(file) == ".html" {
			raw = append([]byte("Content-Type: text/html\n\n"), raw...)
		}
		m, err := message.Parse(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{0, 40, 80, 132} {
			d := Render(m, Options{Width: width})
			checkDocument(t, d, width)
			if len(d.Lines) == 0 && len(d.Notes) == 0 {
				t.Errorf("%s: nothing is shown and nothing is said", file)
			}
			if len(d.Lines) == 0 {
				empty++
			}
			shown++
		}
		if t.Failed() {
			t.Fatalf("in %s", file)
		}
	}
	t.Logf("%d documents, %d without a line", shown, empty)
	if shown < 1000 {
		t.Errorf("only %d documents", shown)
	}
}

// TestNewsletter pins down how the newsletter of the shared test mail looks.
func TestNewsletter(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(corpora.Path(t, "newsletter", "newsletter.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{40, 80, 100, 132} {
		d := renderHTMLText(string(raw), width)
		checkDocument(t, d, width)
		text := d.Text()
		for _, want := range []string{
			"Your order is on its way\n═════", "⟦ Track package ⟧ [2]", "£ 17,009.90",
			"• Free returns within 30 days", "• Questions? help@acme.example [3]", "Unsubscribe [",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("width %d: no %q in\n%s", width, want, text)
			}
		}
		for _, hidden := range []string{"arriving tuesday", "mso", "display:none"} {
			if strings.Contains(strings.ToLower(text), hidden) {
				t.Errorf("width %d: %q is shown", width, hidden)
			}
		}
		if notes := fmt.Sprint(d.Notes); !strings.Contains(notes, "tracker") || !strings.Contains(notes, "remote image") {
			t.Errorf("notes: %s", notes)
		}
	}
}

func renderHTMLText(source string, width int) Document {
	w := newWriter(Options{Width: width, Unfold: true})
	renderHTML(w, source)
	w.noteStats()
	return w.finish()
}
