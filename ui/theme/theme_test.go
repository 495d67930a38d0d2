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
	if got := th.Unread.Render("x"); got != "\x1b[1mx\x1b[m" {
		t.Errorf("bold: %q", got)
	}
}
