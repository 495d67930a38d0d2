package ui_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/ui"
)

// picture draws a layout: one letter for each part, one cell for every step
// columns and rows.
func picture(l ui.Layout, stepX, stepY int) string {
	cells := make([][]byte, l.H)
	for y := range cells {
		cells[y] = []byte(strings.Repeat(".", l.W))
	}
	for _, part := range []struct {
		letter byte
		at     ui.Rect
	}{{'h', l.Header}, {'F', l.Folders}, {'L', l.List}, {'R', l.Reader}, {'s', l.Status}, {'k', l.Hints}} {
		if part.at.Empty() {
			continue
		}
		for y := part.at.Y; y < part.at.Y+part.at.H; y++ {
			for x := part.at.X; x < part.at.X+part.at.W; x++ {
				if cells[y][x] != '.' {
					part.letter = '#' // two parts in one place
				}
				cells[y][x] = part.letter
			}
		}
	}
	var b strings.Builder
	for y := 0; y < l.H; y += stepY {
		b.WriteByte('\n')
		for x := 0; x < l.W; x += stepX {
			b.WriteByte(cells[y][x])
		}
	}
	return b.String()
}

func TestLayout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		w, h   int
		view   ui.View
		stepX  int
		stepY  int
		frames bool
		want   string
	}{
		{name: "three panes", w: 132, h: 30, stepX: 4, stepY: 4, frames: true, want: `
hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
FFFFFFLLLLLLLLLLLLLLRRRRRRRRRRRRR
sssssssssssssssssssssssssssssssss`},
		{name: "very large", w: 400, h: 100, stepX: 20, stepY: 11, frames: true, want: `
hhhhhhhhhhhhhhhhhhhh
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
FFLLLLLLLLRRRRRRRRRR
kkkkkkkkkkkkkkkkkkkk`},
		{name: "list above message", w: 100, h: 40, stepX: 4, stepY: 3, frames: true, want: `
hhhhhhhhhhhhhhhhhhhhhhhhh
FFFFFLLLLLLLLLLLLLLLLLLLL
FFFFFLLLLLLLLLLLLLLLLLLLL
FFFFFLLLLLLLLLLLLLLLLLLLL
FFFFFLLLLLLLLLLLLLLLLLLLL
FFFFFLLLLLLLLLLLLLLLLLLLL
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
FFFFFRRRRRRRRRRRRRRRRRRRR
kkkkkkkkkkkkkkkkkkkkkkkkk`},
		{name: "folders and list", w: 80, h: 24, stepX: 4, stepY: 11, frames: true, want: `
hhhhhhhhhhhhhhhhhhhh
FFFFFLLLLLLLLLLLLLLL
ssssssssssssssssssss`},
		{name: "a message over both", w: 80, h: 24, view: ui.View{Message: true}, stepX: 4, stepY: 11, frames: true, want: `
hhhhhhhhhhhhhhhhhhhh
RRRRRRRRRRRRRRRRRRRR
ssssssssssssssssssss`},
		{name: "folders asked for over a message", w: 80, h: 24, view: ui.View{Message: true, Folders: true}, stepX: 4, stepY: 11, frames: true, want: `
hhhhhhhhhhhhhhhhhhhh
FFFFFLLLLLLLLLLLLLLL
ssssssssssssssssssss`},
		{name: "low and wide", w: 132, h: 18, stepX: 12, stepY: 17, want: `
hhhhhhhhhhh
sssssssssss`},
		{name: "one pane", w: 60, h: 24, stepX: 6, stepY: 11, frames: true, want: `
hhhhhhhhhh
LLLLLLLLLL
ssssssssss`},
		{name: "folders over the list", w: 60, h: 24, view: ui.View{Folders: true, Message: true}, stepX: 6, stepY: 11, frames: true, want: `
hhhhhhhhhh
FFFFFFFFFF
ssssssssss`},
		{name: "narrow", w: 40, h: 15, stepX: 4, stepY: 7, want: `
hhhhhhhhhh
LLLLLLLLLL
ssssssssss`},
		{name: "the smallest", w: 30, h: 8, stepX: 5, stepY: 7, want: `
hhhhhh
ssssss`},
		{name: "too small", w: 20, h: 5, stepX: 5, stepY: 4, want: `
....
....`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := ui.Compute(tt.w, tt.h, tt.view)
			if diff := cmp.Diff(tt.want, picture(l, tt.stepX, tt.stepY)); diff != "" {
				t.Error(diff)
			}
			if l.Frames != tt.frames {
				t.Errorf("frames: %v", l.Frames)
			}
		})
	}
}

// On every screen the parts fill it and none covers another.
func TestLayoutFillsTheScreen(t *testing.T) {
	t.Parallel()
	views := []ui.View{{}, {Message: true}, {Folders: true}, {Message: true, Folders: true}}
	for w := 1; w <= 240; w += 7 {
		for h := 1; h <= 70; h += 3 {
			for _, v := range views {
				l := ui.Compute(w, h, v)
				p := picture(l, 1, 1)
				if l.TooSmall != (w < 30 || h < 8) {
					t.Fatalf("%d×%d: too small: %v", w, h, l.TooSmall)
				}
				if !l.TooSmall && strings.ContainsAny(p, ".#") {
					t.Fatalf("%d×%d %+v has holes or overlaps:%s", w, h, v, p)
				}
			}
		}
	}
}
