package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/ui/widget"
)

func methods() map[string]ansi.Method {
	return map[string]ansi.Method{"wcwidth": ansi.WcWidth, "grapheme": ansi.GraphemeWidth}
}

// scripts are texts that break naive fitting: wide, combining, joined, reordered,
// invisible.
func scripts() []string {
	return []string{
		"plain words", "会議のお知らせ: 来週の予定", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया क्षत्रिय", "สวัสดีชาวโลก ที่นี่",
		"e\u0301a\u0301\u0302", "\u0301leading mark", "👩‍👩‍👧‍👦 family", "🏳️‍🌈 flag", "👍🏽👍🏿", "🇩🇪🇯🇵🇫", "🇩", "⚠️ 🗓️ VS16",
		"zero\u200bwidth\u200djoin\ufeff", "한국어 각", "ｶﾞｷﾞ\uff9e", "\uff9e\uff9f", "\u0600123 \u06dd1", "\u0d4e\u0d15", "\u0d4e",
		"tab\tand\nbreak", "a\u00adb", "𝒽𝑒𝓁𝓁𝑜", "ﷺ﷽", "🏽", "\u1160\u11a8", "\U000E0067\U000E0062", "x\x1b[2Jy\u009b2Jz\x00",
	}
}

func TestFitIsExact(t *testing.T) {
	t.Parallel()
	for name, m := range methods() {
		for _, s := range scripts() {
			for width := range 24 {
				checkFit(t, name, m, s, width)
			}
		}
	}
}

// checkFit asks for what a border needs: the exact width, alone and between two
// borders, and no cluster that reaches over an edge.
func checkFit(t *testing.T, name string, m ansi.Method, s string, width int) {
	t.Helper()
	got := widget.Fit(m, s, width)
	if w := m.StringWidth(got); w != width {
		t.Errorf("%s: Fit(%q, %d) = %q: %d cells", name, s, width, got, w)
	}
	if width == 0 {
		return
	}
	if cells := clusters(m, "│ "+got+" │"); cells[1] != " " || cells[len(cells)-2] != " " {
		t.Errorf("%s: Fit(%q, %d) = %q joins its neighbour: %q", name, s, width, got, cells)
	}
	for _, r := range got {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			t.Errorf("%s: Fit(%q, %d) = %q has a control", name, s, width, got)
		}
	}
}

func clusters(m ansi.Method, s string) []string {
	var out []string
	for s != "" {
		c, _ := ansi.FirstGraphemeCluster(s, m)
		out = append(out, c)
		s = s[len(c):]
	}
	return out
}

func FuzzFit(f *testing.F) {
	for _, s := range scripts() {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		if width < 0 || width > 200 {
			t.Skip()
		}
		for name, m := range methods() {
			checkFit(t, name, m, s, width)
		}
	})
}

func TestFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		width    int
		want     string
	}{
		{"pads", "abc", 5, "abc  "},
		{"exact", "abcde", 5, "abcde"},
		{"cuts", "abcdef", 5, "abcd…"},
		{"one cell", "abcdef", 1, "…"},
		{"nothing", "abc", 0, ""},
		{"wide exact", "日本", 4, "日本"},
		{"wide cut", "日本語", 4, "日… "},
		{"wide cut odd", "日本語", 5, "日本…"},
		{"joiners out", "a\u200db", 3, "ab "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := widget.Fit(ansi.GraphemeWidth, tt.in, tt.width); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := widget.FitRight(ansi.WcWidth, "9:05", 6); got != "  9:05" {
		t.Errorf("right: %q", got)
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"words", "one two three", 8, []string{"one two", "three"}},
		{"long word", "abcdefghij kl", 4, []string{"abcd", "efgh", "ij", "kl"}},
		{"wide", "日本語 です", 5, []string{"日本", "語", "です"}},
		{"breaks stay", "a\n\nb", 5, []string{"a", "", "b"}},
		{"no room", "a", 0, nil},
		{"narrower than a character", "日本", 1, []string{"日", "本"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, widget.Wrap(ansi.GraphemeWidth, tt.in, tt.width)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	for _, s := range []string{"Weekly report number 00 with a long subject", strings.Repeat("会議のお知らせ", 8)} {
		b.Run(s[:6], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				widget.Fit(ansi.GraphemeWidth, s, 40)
			}
		})
	}
}

func TestDrop(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		n        int
		want     string
	}{
		{"nothing", "abc", 0, "abc"},
		{"some", "abc", 2, "c"},
		{"all", "abc", 5, ""},
		{"a wide one", "日本", 2, "本"},
		{"half a wide one", "日本", 3, " "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := widget.Drop(ansi.GraphemeWidth, tt.in, tt.n); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
