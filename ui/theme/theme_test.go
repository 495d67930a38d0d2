package theme_test

import (
	"reflect"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/ui/theme"
)

func TestGlyphsAreOneCell(t *testing.T) {
	t.Parallel()
	for name, th := range map[string]theme.Theme{"unicode": theme.New(false), "ascii": theme.New(true)} {
		v := reflect.ValueOf(th.Glyphs)
		for i := range v.NumField() {
			g := v.Field(i).String()
			for _, m := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
				if w := m.StringWidth(g); w != 1 {
					t.Errorf("%s %s %q: %d cells by method %d, want 1", name, v.Type().Field(i).Name, g, w, m)
				}
			}
			if name == "ascii" && (len(g) != 1 || g[0] > '~') {
				t.Errorf("ascii %s is %q", v.Type().Field(i).Name, g)
			}
		}
	}
}

// The glyphs that stand for different states must differ, since a terminal
// without colours has nothing else.
func TestStatesDifferWithoutColour(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		g := theme.New(ascii).Glyphs
		for _, set := range [][]string{
			{g.Idle, g.Syncing, g.Connecting, g.Offline, g.Stopped, g.Local},
			{g.Star, g.Answered, g.Forwarded, g.Draft},
		} {
			seen := map[string]bool{}
			for _, s := range set {
				if seen[s] {
					t.Errorf("ascii %v: glyph %q stands for two states", ascii, s)
				}
				seen[s] = true
			}
		}
	}
}

func TestStyleRender(t *testing.T) {
	t.Parallel()
	th := theme.New(false)
	if got := (theme.Style{}).Render("x"); got != "x" {
		t.Errorf("zero style: %q", got)
	}
	if got := th.Unread.Render(""); got != "" {
		t.Errorf("styled nothing: %q", got)
	}
	if got := th.Struck.Render("x"); got != "\x1b[9mx\x1b[m" {
		t.Errorf("struck out: %q", got)
	}
	if got := th.Unread.Render("x"); got != "\x1b[1mx\x1b[m" {
		t.Errorf("bold: %q", got)
	}
}

// What is quoted by whom must be told apart, on any background.
func TestQuotesDiffer(t *testing.T) {
	t.Parallel()
	for _, light := range []bool{false, true} {
		q := theme.New(false).On(light).Quote
		if q[0] == q[1] || q[1] == q[2] || q[0] == q[2] {
			t.Errorf("light %v: %q", light, q)
		}
	}
}

func TestColored(t *testing.T) {
	t.Parallel()
	bold := theme.New(false).Unread
	for _, tt := range []struct{ name, color, want string }{
		{"none", "", "\x1b[1mx\x1b[m"},
		{"true colour", "#0a80ff", "\x1b[1m\x1b[38;2;10;128;255mx\x1b[m"},
		{"one of 16", "3", "\x1b[1m\x1b[33mx\x1b[m"},
		{"a bright one", "12", "\x1b[1m\x1b[94mx\x1b[m"},
		{"too many", "16", "\x1b[1mx\x1b[m"},
		{"not a colour", "#12345\x1b[2J", "\x1b[1mx\x1b[m"},
		{"short", "#fff", "\x1b[1mx\x1b[m"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := theme.Colored(bold, tt.color).Render("x"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
