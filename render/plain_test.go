package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// plain lays out the text of a text/plain part.
func plain(text string, p mail.Part, width int) Document {
	w := newWriter(Options{Width: width, Unfold: true})
	renderPlain(w, message.Body{Part: p, Text: text})
	return w.finish()
}

// styled writes a document with the style of each span in front of it.
func styled(d Document) string {
	var b strings.Builder
	for _, l := range d.Lines {
		for _, s := range l.Spans {
			fmt.Fprintf(&b, "{%d:%s}", s.Style, s.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestPlainText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		text  string
		width int
		want  string
	}{
		{"short lines stay", "a\nb\n", 40, "a\nb\n"},
		{"CRLF", "a\r\nb\r\n", 40, "a\nb\n"},
		{"blank lines become one", "a\n\n\n\nb", 40, "a\n\nb\n"},
		{"blank lines around", "\n\na\n\n", 40, "a\n"},
		{"wrapped at words", "one two three four", 10, "one two\nthree four\n"},
		{"the word that fits exactly", "0123456789 0123456789", 10, "0123456789\n0123456789\n"},
		{"long word", "a " + strings.Repeat("x", 25), 10, "a\nxxxxxxxxxx\nxxxxxxxxxx\nxxxxx\n"},
		{"spaces inside stay", "a  b   c", 40, "a  b   c\n"},
		{"indent stays", "  * one\n  * two", 40, "  * one\n  * two\n"},
		{"tabs", "a\tb", 40, "a       b\n"},
		{"quote is wrapped behind its mark", "> one two three four", 12, "> one two\n> three four\n"},
		{"quote marks are written one way", "> > a\n>> b\n>>c", 40, ">> a\n>> b\n>> c\n"},
		{"deep quote", strings.Repeat(">", 50) + " a", 40, ">>>>>>>>> a\n"},
		{"wide characters", "日本語日本語日本語", 10, "日本語日本\n語日本語\n"},
		{"no break before closing marks", "日本語日本。語", 10, "日本語日\n本。語\n"},
		{"accents stay with their letter", strings.Repeat("e\u0301", 12), 10, strings.Repeat("e\u0301", 10) + "\ne\u0301e\u0301\n"},
		{"a table keeps its spaces", "a    b    c    d", 10, "a    b\nc    d\n"},
		{"an indented paragraph", "    one two three", 10, "    one\ntwo three\n"},
		{"a paragraph behind a tab", "\tone two three", 12, "        one\ntwo three\n"},
		{"dashes in a sentence", "one ---- two ---- three", 10, "one ----\ntwo ----\nthree\n"},
		{"bars in a command", "cat x | grep one | sort", 10, "cat x |\ngrep one |\nsort\n"},
		{"a quoted tab", "> \tone two three", 14, ">         one\n> two three\n"},
		{"a number with room behind", "1.    one two three", 12, "1.    one\ntwo three\n"},
		{"a long word in what was drawn", "a    " + strings.Repeat("x", 12), 10, "a\nxxxxxxxxxx\nxx\n"},
		{"escapes", "a\x1b]0;x\ab\u202ec", 40, "a\uFFFD]0;x\uFFFDbc\n"},
		{"CR alone", "a\rb", 40, "a\nb\n"},
		{"not wrapped without a width", strings.Repeat("word ", 100) + "end", 0, strings.Repeat("word ", 100) + "end\n"},
		{"prose stops at the measure", strings.Repeat("x ", 60), 200, strings.TrimSpace(strings.Repeat("x ", 45)) + "\n" + strings.TrimSpace(strings.Repeat("x ", 15)) + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := plain(tt.text, mail.Part{}, tt.width)
			checkDocument(t, d, tt.width)
			var lines []string
			for _, l := range d.Lines {
				lines = append(lines, l.String())
			}
			if got := strings.Join(lines, "\n") + "\n"; got != tt.want {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

func TestPlainStyles(t *testing.T) {
	t.Parallel()
	footer := strings.Repeat("_", 47)
	tests := []struct{ name, text, want string }{
		{"quotes", "a\n> b\n>> c\n>>> d\n>>>> e", "{0:a}\n{1:> b}\n{2:>> c}\n{3:>>> d}\n{3:>>>> e}\n"},
		{"signature", "a\n-- \nAda\nLondon", "{0:a}\n{4:-- }\n{4:Ada}\n{4:London}\n"},
		{"no signature without the space", "a\n--\nb", "{0:a}\n{0:--}\n{0:b}\n"},
		{"list footer", "a\n" + footer + "\nlist", "{0:a}\n{5:" + footer + "}\n{5:list}\n"},
		{
			"diff", "Hi\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n same\n-old\n+new\nend",
			"{0:Hi}\n{13:diff --git a/x b/x}\n{13:--- a/x}\n{13:+++ b/x}\n{13:@@ -1 +1 @@}\n{10: same}\n{12:-old}\n{11:+new}\n{0:end}\n",
		},
		{"link", "see https://a.example/x.", "{0:see }{6:https://a.example/x}{0:.}\n"},
		{"link in a quote", "> https://a.example", "{1:> }{1:https://a.example}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := styled(plain(tt.text, mail.Part{}, 60)); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestFlowed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		delSp      bool
		want       string
	}{
		{"joined", "one \ntwo \nthree\nfour\n", false, "one two three\nfour\n"},
		{"delsp", "日本 \n語\n", true, "日本語\n"},
		{"stuffed", " >no quote\n From here\n", false, ">no quote\nFrom here\n"},
		{"quotes of one depth", "> a \n> b\n>> c\n", false, "> a b\n>> c\n"},
		{"depth changes", "> a \n>> b\n", false, "> a\n>> b\n"},
		{"signature does not flow", "a \n-- \nAda\n", false, "a\n--\nAda\n"},
		{"blank line", "a\n\nb\n", false, "a\n\nb\n"},
		{"flows at the end", "a ", false, "a\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := plain(tt.text, mail.Part{Flowed: true, DelSp: tt.delSp}, 60)
			if got := d.Text(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"one", "see http://a.example/b?c=d#e now", []string{"http://a.example/b?c=d#e"}},
		{"end of a sentence", "Go to https://a.example/x. Or not!", []string{"https://a.example/x"}},
		{"brackets around", "(https://a.example/x), [https://b.example]", []string{"https://a.example/x", "https://b.example"}},
		{"brackets inside", "https://a.example/x_(y) ok", []string{"https://a.example/x_(y)"}},
		{"angle brackets", "<https://a.example/x>", []string{"https://a.example/x"}},
		{"quotes", `"https://a.example/x"`, []string{"https://a.example/x"}},
		{"www", "www.a.example/x", []string{"http://www.a.example/x"}},
		{"mailto", "mailto:ada@example.org?subject=x", []string{"mailto:ada@example.org?subject=x"}},
		{"other scripts", "http://a.example/日本。次", []string{"http://a.example/%E6%97%A5%E6%9C%AC"}},
		{"the same twice", "http://a.example http://a.example", []string{"http://a.example"}},
		{
			"marks of typesetters", "https://a.example/v… https://a.example/w” „https://a.example/x“ “https://a.example/y”, »https://a.example/z«, ‘https://b.example/v’ – https://b.example/w—",
			[]string{
				"https://a.example/v", "https://a.example/w", "https://a.example/x", "https://a.example/y",
				"https://a.example/z", "https://b.example/v", "https://b.example/w",
			},
		},
		{"an apostrophe inside", "https://a.example/ada’s", []string{"https://a.example/ada%E2%80%99s"}},
		{"italic and bold", "_https://a.example/x_ *https://a.example/y*, _https://a.example/z_.", []string{"https://a.example/x", "https://a.example/y", "https://a.example/z"}},
		{"an underscore at the end", "https://a.example/x_ y", []string{"https://a.example/x_"}},
		{"an underscore in a word", "x_http://a.example", nil},
		{"inside of a word", "xhttp://a.example", nil},
		{"no host", "http:// and https://. and www.", nil},
		{"active schemes", "javascript:alert(1) file:///etc/passwd data:text/html,x", nil},
		{"too long", "http://a.example/" + strings.Repeat("x", maxURL), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := plain(tt.text, mail.Part{}, 0)
			checkDocument(t, d, 0)
			var got []string
			for _, l := range d.Links {
				got = append(got, l.URL.String())
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSafeURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"https://a.example/x y", "https://a.example/x%20y"},
		{" https://a.example\n", "https://a.example"},
		{"ht\ntps://a.example", "https://a.example"},
		{"//a.example/x", "https://a.example/x"},
		{"https://a.example/\x1b]8;;", "https://a.example/%1B]8;;"},
		{"HTTPS://a.example", "HTTPS://a.example"},
		{"https://a.example/-50%-off", "https://a.example/-50%25-off"},
		{"https://a.example/50%", "https://a.example/50%25"},
		{"https://a.example/%e4%4g%", "https://a.example/%e4%254g%25"},
		{"mailto:a%@b.example", "mailto:a%25@b.example"},
		{"mailto:?subject=x", "mailto:?subject=x"},
		{"MAILTO:?body=x", "MAILTO:?body=x"},
		{"https:a.example/x", "https://a.example/x"},
		{"http:/a.example", "http://a.example"},
		{"HTTPS:///a.example", "HTTPS://a.example"},
		{"https://a.example/" + strings.Repeat("x", 4000), "https://a.example/" + strings.Repeat("x", 4000)},
		{"https://a.example/" + strings.Repeat("x", maxURL), ""},
		{"https:", ""},
		{"https://%", ""},
		{"mailto:?", ""},
		{"java\nscript:alert(1)", ""},
		{"JavaScript:alert(1)", ""},
		{"vbscript:x", ""},
		{"data:text/html,x", ""},
		{"file:///etc/passwd", ""},
		{"ftp://a.example", ""},
		{"/relative", ""},
		{"#anchor", ""},
		{"mailto:", ""},
		{"https://", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got, ok := safeURL(tt.in); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("safeURL(%q) = %q, %v, want %q", tt.in, got, ok, tt.want)
		}
	}
}

// TestScrolledDiff: only the lines of a diff are as long as they were written,
// and only when the screen scrolls.
func TestScrolledDiff(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 30)
	text := long + "\n\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-" + long + "a\n+" + long + "b\n " + strings.Repeat("x", 2*maxScroll) + "\n"
	m := parse(t, "Subject: x\n\n"+text)
	d := Render(m, Options{Width: 60, Scroll: true})
	var scrolled []int
	for _, l := range d.Lines {
		width := textWidth(l.String())
		if width <= 60 {
			continue
		}
		scrolled = append(scrolled, width)
		switch style := l.Spans[0].Style; style {
		case DiffAdded, DiffRemoved, Code:
		default:
			t.Errorf("%d cells in style %d: %q", width, style, l)
		}
	}
	if want := []int{152, 152, maxScroll, maxScroll}; !slices.Equal(scrolled, want) {
		t.Errorf("lines of %v cells, want %v", scrolled, want)
	}
	if d.Width != maxScroll {
		t.Errorf("the widest has %d cells", d.Width)
	}
	fixed := Render(m, Options{Width: 60})
	checkDocument(t, fixed, 60)
	if fixed.Width != 0 {
		t.Errorf("%d cells are to be scrolled", fixed.Width)
	}
}

// FuzzPlainText: any text is shown within the width, and no letter of it is lost
// or moved.
func FuzzPlainText(f *testing.F) {
	for _, s := range []string{
		"", "a\n> b\n>> c\n", "soft \nbreak\n-- \nAda\n", "*bold* _it_ https://a.example/x).\n", "<https://a.example/\nb>\n",
		"On 12 Nov 2025, Alan wrote:\n> a\n> b\n> c\n> d\n> e\n> f\n> g\n", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\t\u65e5\n+b\n",
		"From: Alan\nSent: today\nTo: Ada\nSubject: x\n\na\n", "\x1b]0;x\a\u202e\u200d\u0301\U0001f469\u200d\U0001f469", "a\r\rb\vc\fd\u2028e",
	} {
		f.Add(s, uint8(40), false, false)
		f.Add(s, uint8(7), true, true)
	}
	f.Fuzz(func(t *testing.T, text string, width uint8, flowed, delSp bool) {
		part := mail.Part{Type: "text/plain", Flowed: flowed, DelSp: delSp}
		for _, o := range []Options{{Width: int(width)}, {Width: int(width), Unfold: true}, {Width: int(width), Unfold: true, Scroll: true}} {
			w := newWriter(o)
			renderPlain(w, message.Body{Part: part, Text: text})
			full := w.full
			d := w.finish()
			if o.Scroll {
				for _, l := range d.Lines {
					checkShown(t, l.String())
				}
				continue
			}
			checkDocument(t, d, o.Width)
			want := letters(dropInvisible(mail.Block(text).String()))
			if got := letters(d.Text()); o.Unfold && !full && got != want {
				t.Errorf("width %d: %s", width, firstDifference(got, want))
			}
		}
	})
}
