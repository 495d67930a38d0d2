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

// fate is what becomes of a character.
type fate uint8

const (
	kept     fate = iota
	joined        // kept, up to maxMarks of them behind what they change
	removed       //
	spaced        // a space instead
	replaced      // U+FFFD instead
	spelled       // ⟦U+202E⟧ instead
	returned      // a line break instead, with a newline behind it one
)

func sanitise(s string, mode safeMode) string {
	if clean(s, mode) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i, r := range s {
		what := fateOf(r, mode)
		if what == removed {
			continue // and what is around it comes together
		}
		if what == joined {
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
			continue
		}
		marks = 0
		switch what {
		case spaced:
			b.WriteByte(' ')
		case replaced:
			b.WriteRune(utf8.RuneError)
		case spelled:
			fmt.Fprintf(&b, "⟦U+%04X⟧", r)
		case returned:
			if !strings.HasPrefix(s[i+1:], "\n") {
				b.WriteByte('\n')
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean reports whether s needs no change: nearly all text does not, and then
// no copy is made.
func clean(s string, mode safeMode) bool {
	marks := 0
	for _, r := range s {
		switch fateOf(r, mode) {
		case kept:
			marks = 0
		case joined:
			if marks++; marks > maxMarks {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// fateOf is the rule for one character. Of a byte that is no UTF-8 the range
// loop has made U+FFFD, so that a raw C1 byte is replaced like any other.
func fateOf(r rune, mode safeMode) fate {
	switch {
	case r >= ' ' && r < 0x7f:
		return kept
	case r < 0xA0 || r == '\u2028' || r == '\u2029' || r == utf8.RuneError:
		return fateOfControl(r, mode)
	case isBidi(r):
		if mode == blockMode {
			return removed
		}
		return spelled
	case isTag(r) || mode == identityMode && isZeroWidth(r):
		return removed
	case r >= 0x300 && unicode.Is(unicode.M, r) || isJoiner(r) || isZeroWidth(r) && r != hangulFiller:
		return joined
	default:
		return kept
	}
}

// fateOfControl is the rule for controls and line breaks.
func fateOfControl(r rune, mode safeMode) fate {
	switch r {
	case '\n', '\t':
		if mode == blockMode {
			return kept
		}
		return spaced
	case '\r':
		if mode == blockMode {
			return returned
		}
		return spaced
	case '\u0085', '\u2028', '\u2029':
		return spaced
	default:
		return replaced
	}
}

// isBidi reports whether r changes the direction of the text around it.
func isBidi(r rune) bool {
	return (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) ||
		r == 0x200E || r == 0x200F || r == 0x061C
}

func isTag(r rune) bool { return r >= 0xE0000 && r <= 0xE007F }

const hangulFiller = 0x3164 // shows as a space two cells wide

// isZeroWidth reports whether r shows as nothing and changes nothing.
func isZeroWidth(r rune) bool {
	switch r {
	case 0x200B, 0x2060, 0xFEFF, 0x00AD, hangulFiller:
		return true
	default:
		return false
	}
}

// isJoiner reports whether r is ZWNJ or ZWJ: Persian, the scripts of India and
// some emoji need them.
func isJoiner(r rune) bool { return r == 0x200C || r == 0x200D }
