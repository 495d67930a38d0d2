package render

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestTextWidth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       int
	}{
		{"ASCII", "hello", 5},
		{"empty", "", 0},
		{"Latin", "Größe", 5},
		{"combining", "e\u0301e\u0301", 2},
		{"wide", "日本", 4},
		{"mixed", "a日b", 4},
		{"Hangul", "한국", 4},
		{"full width", "Ａ", 2},
		{"emoji", "👩", 2},
		{"Greek", "λόγος", 5},
		{"Hebrew", "שלום", 4},
		{"box", "│─", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := textWidth(tt.text); got != tt.want {
				t.Errorf("textWidth(%q) = %d, want %d", tt.text, got, tt.want)
			}
		})
	}
}

// TestWidthIsNeverTooSmall: both ways of measuring that terminals know give at
// most our width, for scripts on which they differ.
func TestWidthIsNeverTooSmall(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"👩\u200d👩\u200d👧", "हिन्दी", "क्षि", "ไทย", "🇩🇪🇫🇷", "⚠\ufe0f", "☎\ufe0e", "日本語", "e\u0301\u0302", "\u200b\u200d", "각",
	} {
		got := textWidth(s)
		if wc, grapheme := ansi.StringWidthWc(s), ansi.StringWidth(s); got < wc || got < grapheme {
			t.Errorf("textWidth(%q) = %d, terminals say %d and %d", s, got, wc, grapheme)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		width      int
		head, tail string
		used       int
	}{
		{"fits", "abc", 5, "abc", "", 3},
		{"exactly", "abc", 3, "abc", "", 3},
		{"in two", "abcdef", 4, "abcd", "ef", 4},
		{"between wide characters", "日本語", 4, "日本", "語", 4},
		{"half of a wide character", "日本語", 3, "日", "本語", 2},
		{"not inside of a cluster", "ae\u0301b", 2, "ae\u0301", "b", 2},
		{"no room", "日", 1, "", "日", 0},
		{"empty", "", 3, "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			head, tail, used := cut(tt.text, tt.width)
			if head != tt.head || tail != tt.tail || used != tt.used {
				t.Errorf("cut = %q, %q, %d", head, tail, used)
			}
		})
	}
}

// TestClusterIsBounded: joiners make no cluster that fits on no line.
func TestClusterIsBounded(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		strings.Repeat("👩\u200d", 1000), "e" + strings.Repeat("\u0301", 1000), "👨\u200d👩\u200d👧\u200d👦",
	} {
		total := 0
		for rest := s; rest != ""; {
			cluster := firstCluster(rest)
			if cluster == "" || len(cluster) > maxCluster || cellWidth(cluster) > maxClusterCells {
				t.Fatalf("cluster %q", cluster)
			}
			total += len(cluster)
			rest = rest[len(cluster):]
		}
		if total != len(s) {
			t.Errorf("%d of %d bytes", total, len(s))
		}
	}
}

func TestExpandTabs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":              "",
		"ab":            "ab",
		"\ta":           "        a",
		"ab\tc":         "ab      c",
		"日本\tc":         "日本    c",
		"12345678":      "12345678",
		"1234567\t8\t9": "1234567 8       9",
		"12345678\t9":   "12345678        9",
	} {
		if got := expandTabs(in); got != want {
			t.Errorf("expandTabs(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"spaces", "one  two", "one|  |two"},
		{"wide characters alone", "日本", "日|本"},
		{"beside letters", "a日b", "a|日|b"},
		{"closing marks stay", "本。語", "本。|語"},
		{"several closing marks", "本」。語", "本」。|語"},
		{"accents", "é\u0301x", "é\u0301x"},
		{"leading space", " a", " |a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, w := range words([]run{{text: tt.text}}) {
				got = append(got, joinText(w.runs))
			}
			if strings.Join(got, "|") != tt.want {
				t.Errorf("got %q, want %q", strings.Join(got, "|"), tt.want)
			}
		})
	}
}

// TestWordOfSeveralStyles: a word is not torn apart where its style changes, and
// punctuation stays with the word before it.
func TestWordOfSeveralStyles(t *testing.T) {
	t.Parallel()
	d := renderHTMLText(`<p>abcdefg h<b>ij</b>k, l <a href="https://x.example">m</a>。</p>`, 10)
	if got, want := d.Text(), "abcdefg\nhijk, l\nm [1]。\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNumberStaysWithItsLink: the number of a link never stands alone on the
// next line, but behind a link that takes the whole of one.
func TestNumberStaysWithItsLink(t *testing.T) {
	t.Parallel()
	for width := 12; width <= 60; width++ {
		d := renderHTMLText(`<p>Some words, <a href="https://a.example">a link</a> and <a href="https://b.example">other</a>.`+
			`<table border=1><tr><td>one two <a href="https://c.example">three</a><td>x<tr><td>1<td>2</table>`+
			`<p>日本語の<a href="https://d.example">文字</a>です`, width)
		checkDocument(t, d, width)
		for _, l := range d.Lines {
			if strings.HasPrefix(strings.TrimSpace(l.String()), "[") {
				t.Errorf("width %d: %q", width, d.Text())
				break
			}
		}
	}
	long := `<a href="https://a.example">` + strings.Repeat("x", 20) + `</a>`
	if got, want := renderHTMLText(long, 20).Text(), strings.Repeat("x", 20)+"\n[1]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
