package widget_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/mailtui/mailtui/ui/widget"
)

func TestListKeepsCursorInView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		list        widget.List
		do          func(l *widget.List)
		cursor, top int
	}{
		{"down inside", widget.List{Len: 100, Height: 10}, func(l *widget.List) { l.MoveBy(3) }, 3, 0},
		{"down over the edge", widget.List{Len: 100, Height: 10, Cursor: 9}, func(l *widget.List) { l.MoveBy(1) }, 10, 1},
		{
			"down over the edge by half",
			widget.List{Len: 100, Height: 10, Cursor: 9, HalfPages: true},
			func(l *widget.List) { l.MoveBy(1) }, 10, 5,
		},
		{
			"up over the edge by half",
			widget.List{Len: 100, Height: 10, Cursor: 20, Top: 20, HalfPages: true},
			func(l *widget.List) { l.MoveBy(-1) }, 19, 15,
		},
		{"beyond the end", widget.List{Len: 100, Height: 10}, func(l *widget.List) { l.MoveBy(1000) }, 99, 90},
		{"beyond the beginning", widget.List{Len: 100, Height: 10, Cursor: 5}, func(l *widget.List) { l.MoveBy(-9) }, 0, 0},
		{"page", widget.List{Len: 100, Height: 10, Cursor: 4}, func(l *widget.List) { l.ScrollBy(10) }, 14, 10},
		{"page at the end", widget.List{Len: 12, Height: 10, Cursor: 4}, func(l *widget.List) { l.ScrollBy(10) }, 11, 2},
		{"shrinks", widget.List{Len: 100, Height: 10, Cursor: 99, Top: 90}, func(l *widget.List) { l.SetLen(5) }, 4, 0},
		{"empty", widget.List{Len: 3, Height: 10, Cursor: 2}, func(l *widget.List) { l.SetLen(0) }, 0, 0},
		{"resized", widget.List{Len: 100, Height: 10, Cursor: 9}, func(l *widget.List) { l.Resize(4) }, 9, 6},
		{"no height", widget.List{Len: 100, Height: 10, Cursor: 9}, func(l *widget.List) { l.Resize(-1) }, 9, 0},
		{"sized after it was filled", widget.List{Len: 100}, func(l *widget.List) { l.MoveTo(3); l.Resize(5) }, 3, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := tt.list
			tt.do(&l)
			if l.Cursor != tt.cursor || l.Top != tt.top {
				t.Errorf("cursor %d top %d, want %d and %d", l.Cursor, l.Top, tt.cursor, tt.top)
			}
			if from, to := l.Visible(); from > to && l.Height > 0 {
				t.Errorf("visible [%d, %d)", from, to)
			}
		})
	}
}

func TestListView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		list   widget.List
		want   []string
		cursor int
	}{
		{"more than fit", widget.List{Len: 9, Height: 3, Cursor: 5, Top: 4}, []string{"4.", "5.", "6."}, 1},
		{"fewer than fit", widget.List{Len: 2, Height: 3}, []string{"0.", "1.", "  "}, 0},
		{"none", widget.List{Height: 3}, []string{"so", "it", "  "}, -1},
		{"none, and little room", widget.List{Height: 1}, []string{"so"}, -1},
		{"not on the screen", widget.List{Len: 9}, nil, 0},
		{"none, not on the screen", widget.List{}, nil, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			row := func(i int) string { return strconv.Itoa(i) + "." }
			got := tt.list.View(2, row, func() []string { return []string{"so", "it"} })
			if !slices.Equal(got, tt.want) || tt.list.CursorRow() != tt.cursor {
				t.Errorf("%q, cursor in row %d, want %q, %d", got, tt.list.CursorRow(), tt.want, tt.cursor)
			}
		})
	}
}

func TestScroll(t *testing.T) {
	t.Parallel()
	var s widget.Scroll
	s.Set(30, 10)
	s.By(25)
	if s.Top != 20 || !s.AtEnd() {
		t.Errorf("top %d, at end %v", s.Top, s.AtEnd())
	}
	s.Set(5, 10)
	if from, to := s.Visible(); from != 0 || to != 5 {
		t.Errorf("visible [%d, %d)", from, to)
	}
	s.By(-3)
	if s.Top != 0 {
		t.Errorf("top %d", s.Top)
	}
}
