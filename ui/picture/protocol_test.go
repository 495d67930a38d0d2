package picture_test

import (
	"image"
	"testing"

	"github.com/mailtui/mailtui/ui/picture"
)

func TestByEnvironment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		env  map[string]string
		want picture.Protocol
	}{
		{"nothing", nil, picture.None},
		{"kitty over SSH", map[string]string{"TERM": "xterm-kitty"}, picture.Kitty},
		{"kitty with another TERM", map[string]string{"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, picture.Kitty},
		{"ghostty", map[string]string{"TERM": "xterm-ghostty"}, picture.Kitty},
		{"ghostty by its name", map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, picture.Kitty},
		{"WezTerm", map[string]string{"TERM_PROGRAM": "WezTerm"}, picture.ITerm2},
		{"iTerm2", map[string]string{"TERM_PROGRAM": "iTerm.app"}, picture.ITerm2},
		{"Apple's", map[string]string{"TERM_PROGRAM": "Apple_Terminal"}, picture.None},
		{"tmux in kitty", map[string]string{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x,1,0"}, picture.None},
		{"tmux over SSH", map[string]string{"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, picture.None},
		{"screen", map[string]string{"TERM": "xterm", "STY": "1.pts", "TERM_PROGRAM": "iTerm.app"}, picture.None},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := picture.ByEnvironment(func(name string) string { return tt.env[name] }); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}

func TestByName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]picture.Protocol{
		"kitty(0.35.2)": picture.Kitty, "ghostty 1.1.3": picture.Kitty, "Konsole 24.12": picture.Kitty,
		"WezTerm 20240203-110809": picture.ITerm2, "iTerm2 3.5.10": picture.ITerm2, "mintty 3.7.0": picture.ITerm2,
		"XTerm(390)": picture.None, "foot(1.16.2)": picture.None, "tmux 3.4": picture.None, "": picture.None,
		"tmux kitty": picture.None,
	} {
		if got := picture.ByName(name); got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
}

func TestByAttributes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		attributes []int
		want       picture.Protocol
	}{
		{[]int{62, 4, 22}, picture.Sixel},
		{[]int{64, 1, 2, 4}, picture.Sixel},
		{[]int{62, 22}, picture.None},
		{[]int{4, 6}, picture.None}, // a VT132: the first one is the class
		{nil, picture.None},
	} {
		if got := picture.ByAttributes(tt.attributes); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.attributes, got, tt.want)
		}
	}
}

func TestLearn(t *testing.T) {
	t.Parallel()
	var term picture.Terminal
	for _, p := range []picture.Protocol{picture.Sixel, picture.None, picture.Kitty, picture.ITerm2} {
		term.Learn(p)
	}
	if term.Protocol != picture.Kitty {
		t.Errorf("%d is thought best", term.Protocol)
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	var asked, silent picture.Terminal
	asked.Measure(8, 16)
	asked.Measure(0, 16) // nonsense is not believed
	asked.Measure(9000, 9000)
	xterm := asked
	xterm.Learn(picture.Sixel)
	for _, tt := range []struct {
		name              string
		term              picture.Terminal
		size, cells, want image.Point
	}{
		{"small stays small", asked, image.Pt(100, 50), image.Pt(80, 22), image.Pt(100, 50)},
		{"exact", asked, image.Pt(640, 352), image.Pt(80, 22), image.Pt(640, 352)},
		{"wide", asked, image.Pt(1280, 100), image.Pt(80, 22), image.Pt(640, 50)},
		{"high", asked, image.Pt(100, 704), image.Pt(80, 22), image.Pt(50, 352)},
		{"a line", asked, image.Pt(100000, 1), image.Pt(80, 22), image.Pt(640, 1)},
		{"unknown cells", silent, image.Pt(2000, 1000), image.Pt(80, 22), image.Pt(800, 400)},
		{"huge screen", asked, image.Pt(5000, 5000), image.Pt(1000, 1000), image.Pt(1600, 1600)},
		{"huge screen of sixels", xterm, image.Pt(5000, 5000), image.Pt(1000, 1000), image.Pt(1000, 1000)},
		{"no room", asked, image.Pt(100, 50), image.Pt(80, -1), image.Point{}},
		{"nothing", asked, image.Point{}, image.Pt(80, 22), image.Point{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.term.Fit(tt.size, tt.cells); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
