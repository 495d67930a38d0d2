// Package widget holds the parts that panes are made of and that know nothing
// of mail: text fitted to cells, a list that shows a window of its rows, a
// scrolled text. They have no message loop; panes call their methods.
package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Fit returns s in exactly width cells: padded with spaces, or cut between two
// grapheme clusters and ended with an ellipsis. The cells are measured as the
// renderer does, which is what m says.
//
// Characters without a width, joiners and variation selectors are left out, and
// the result never joins what stands before or after it, so that a border keeps
// its column on terminals that disagree about such characters.
func Fit(m ansi.Method, s string, width int) string {
	if width <= 0 {
		return ""
	}
	if plain(s) {
		if len(s) <= width {
			return s + strings.Repeat(" ", width-len(s))
		}
		return s[:width-1] + ellipsis
	}
	kept, w := cut(m, Clean(s), width)
	return kept + strings.Repeat(" ", width-w)
}

// FitRight is [Fit] with the padding on the left.
func FitRight(m ansi.Method, s string, width int) string {
	kept := strings.TrimRight(Fit(m, s, width), " ")
	return strings.Repeat(" ", max(0, width-Width(m, kept))) + kept
}

// Width returns how many cells s takes when it is shown as [Fit] would.
func Width(m ansi.Method, s string) int {
	if plain(s) {
		return len(s)
	}
	return m.StringWidth(Clean(s))
}

const ellipsis = "…"

// plain reports whether s is printable ASCII: one byte, one cell.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// cut returns as much of s as fits, and its width.
func cut(m ansi.Method, s string, width int) (string, int) {
	end, w := 0, 0           // what is kept when everything fits
	cutEnd, cutWidth := 0, 0 // what is kept when the ellipsis is needed
	for end < len(s) {
		cluster, cw := ansi.FirstGraphemeCluster(s[end:], m)
		if w+cw > width {
			return separate(s[:cutEnd]) + ellipsis, cutWidth + 1
		}
		end += len(cluster)
		w += cw
		if w < width {
			cutEnd, cutWidth = end, w
		}
	}
	return s, w
}

// separate makes sure that s does not join the character after it.
func separate(s string) string {
	last, size := utf8.DecodeLastRuneInString(s)
	if size > 0 && joins(string(last), ellipsis) {
		return s[:len(s)-size] + "?"
	}
	return s
}

// joins reports whether the last character of a and the first of b are one
// grapheme cluster.
func joins(a, b string) bool {
	cluster, _ := ansi.FirstGraphemeCluster(a+b, ansi.GraphemeWidth)
	return len(cluster) > len(a)
}

// Drop returns s, which is clean, without its first n cells. Of a character that
// is cut in half a space is left.
func Drop(m ansi.Method, s string, n int) string {
	for n > 0 && s != "" {
		cluster, w := ansi.FirstGraphemeCluster(s, m)
		s = s[len(cluster):]
		if w > n {
			s = " " + s
		}
		n -= w
	}
	return s
}

// Clean returns s without what has no width of its own or joins its
// neighbours: controls, format characters, joiners, variation selectors, and a
// mark at the beginning. Tabs and line breaks become spaces.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.Map(visible, s)
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if r < utf8.RuneSelf || !joins(" ", string(r)) {
			break
		}
		s = s[size:]
	}
	if last, size := utf8.DecodeLastRuneInString(s); last >= utf8.RuneSelf && joins(string(last), " ") {
		s = s[:len(s)-size] + "?"
	}
	return s
}

// visible maps a rune to itself, to a space, or to nothing.
func visible(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r < ' ', r >= 0x7f && r < 0xa0:
		return -1
	case r < 0xad:
		return r
	case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point):
		return -1
	default:
		return r
	}
}
