package mail

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks one base character keeps; more would
// pile up over the rows above it.
const maxMarks = 8

// Text is text from outside that has been made safe to show: it holds no C0 or
// C1 control, no DEL, no bidirectional control, no tag character, no line
// separator but the newline, and is valid UTF-8. Only [Line], [Identity] and
// [Block] make one, so a Text can be written to a terminal, a log or a window
// title as it is.
type Text struct{ s string }

// String returns the safe text.
func (t Text) String() string { return t.s }

// Empty reports whether there is no text.
func (t Text) Empty() bool { return t.s == "" }

// Line makes one safe line of s: line breaks and tabs become spaces, controls
// become U+FFFD, bidirectional controls are spelled out as ⟦U+202E⟧. For
// subjects, folder names, server errors, file names, keywords.
func Line(s string) Text { return Text{sanitise(s, lineMode)} }

// Identity is [Line] for what says who somebody is (names, addresses, hosts):
// characters without width are removed too, so that two names that look alike
// are alike.
func Identity(s string) Text { return Text{sanitise(s, identityMode)} }

// Block makes safe text of several lines: newlines and tabs stay, a carriage
// return is a newline, bidirectional controls are removed. For message bodies.
func Block(s string) Text { return Text{sanitise(s, blockMode)} }

type safeMode uint8

const (
	lineMode safeMode = iota
	identityMode
	blockMode
)

func sanitise(s string, mode safeMode) string {
	if clean(s, mode) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i, r := range s {
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		switch {
		case r == '\n' || r == '\t':
			b.WriteRune(breakOr(r, mode))
		case r == '\r':
			if mode == blockMode && strings.HasPrefix(s[i+1:], "\n") {
				continue // CRLF is one line break
			}
			b.WriteRune(breakOr('\n', mode))
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		case isControl(r) || r == utf8.RuneError:
			b.WriteRune(utf8.RuneError)
		case isBidi(r):
			if mode != blockMode {
				fmt.Fprintf(&b, "⟦U+%04X⟧", r)
			}
		case isTag(r):
		case isZeroWidth(r) && mode == identityMode:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean reports whether s needs no change: nearly all text does not, and then
// no copy is made.
func clean(s string, mode safeMode) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return false
		}
		if c < ' ' || c == 0x7f {
			if mode == blockMode && (c == '\n' || c == '\t') {
				continue
			}
			return false
		}
	}
	return true
}

// breakOr returns r in a block and a space in a line.
func breakOr(r rune, mode safeMode) rune {
	if mode == blockMode {
		return r
	}
	return ' '
}

func isControl(r rune) bool { return r < ' ' || (r >= 0x7f && r <= 0x9f) }

func isBidi(r rune) bool {
	return (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) ||
		r == 0x200E || r == 0x200F || r == 0x061C
}

func isTag(r rune) bool { return r >= 0xE0000 && r <= 0xE007F }

func isZeroWidth(r rune) bool {
	switch r {
	case 0x200B, 0x2060, 0xFEFF, 0x00AD, 0x3164:
		return true
	default:
		return false
	}
}
