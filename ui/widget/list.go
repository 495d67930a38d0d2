package widget

import "strings"

// List keeps a cursor and the rows in view over Len rows. It knows positions
// only; the pane that owns it draws the rows.
type List struct {
	Len    int
	Height int // rows that fit
	Cursor int
	Top    int // the first row in view

	// HalfPages makes the list jump by half a page when the cursor leaves the
	// view. A list with text beside it cannot be scrolled by the terminal, so
	// that scrolling row by row would draw everything again each time.
	HalfPages bool
}

// Resize sets how many rows fit and keeps the cursor in view.
func (l *List) Resize(height int) {
	l.Height = max(height, 0)
	l.settle()
}

// SetLen sets the number of rows and keeps cursor and view within them.
func (l *List) SetLen(n int) {
	l.Len = n
	l.settle()
}

// MoveTo puts the cursor on row i, or the nearest there is.
func (l *List) MoveTo(i int) {
	l.Cursor = i
	l.settle()
}

// MoveBy moves the cursor by d rows.
func (l *List) MoveBy(d int) { l.MoveTo(l.Cursor + d) }

// ScrollBy moves view and cursor together by d rows.
func (l *List) ScrollBy(d int) {
	l.Top += d
	l.Cursor += d
	l.settle()
}

// Visible returns the rows in view, [from, to).
func (l *List) Visible() (from, to int) { return l.Top, min(l.Top+l.Height, l.Len) }

// CursorRow is the row of the view that the cursor is on, -1 when there are no
// rows.
func (l *List) CursorRow() int {
	if l.Len == 0 {
		return -1
	}
	return l.Cursor - l.Top
}

// View draws exactly Height rows of w cells: those in view, each drawn by row,
// or the words for an empty list; the rest is blank.
func (l *List) View(w int, row func(i int) string, empty func() []string) []string {
	rows := make([]string, 0, l.Height)
	from, to := l.Visible()
	for i := from; i < to; i++ {
		rows = append(rows, row(i))
	}
	if l.Len == 0 {
		words := empty()
		rows = append(rows, words[:min(len(words), l.Height)]...)
	}
	blank := strings.Repeat(" ", w)
	for len(rows) < l.Height {
		rows = append(rows, blank)
	}
	return rows
}

func (l *List) settle() {
	l.Cursor = clamp(l.Cursor, 0, l.Len-1)
	if l.Height <= 0 {
		return // not on the screen yet
	}
	jump := 0
	if l.HalfPages {
		jump = max(l.Height/2-1, 0)
	}
	if l.Cursor < l.Top {
		l.Top = l.Cursor - jump
	}
	if l.Cursor >= l.Top+l.Height {
		l.Top = l.Cursor - l.Height + 1 + jump
	}
	l.Top = clamp(l.Top, 0, l.Len-l.Height)
}

// clamp returns i within [lo, hi]; lo when the range is empty.
func clamp(i, lo, hi int) int { return max(lo, min(i, hi)) }

// Scroll keeps the lines in view of a text of Len lines.
type Scroll struct {
	Len    int
	Height int
	Top    int
}

// Set sets the number of lines and how many of them fit.
func (s *Scroll) Set(n, height int) {
	s.Len, s.Height = n, max(height, 0)
	s.To(s.Top)
}

// To shows the text from line top on, or as near as there is text.
func (s *Scroll) To(top int) { s.Top = clamp(top, 0, s.Len-s.Height) }

// By scrolls by d lines.
func (s *Scroll) By(d int) { s.To(s.Top + d) }

// AtEnd reports whether the last line is in view.
func (s *Scroll) AtEnd() bool { return s.Top+s.Height >= s.Len }

// Visible returns the lines in view, [from, to).
func (s *Scroll) Visible() (from, to int) { return s.Top, min(s.Top+s.Height, s.Len) }
