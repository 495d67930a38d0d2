package render

import "strings"

// lineKind is what a line is apart from its quoting.
type lineKind struct {
	style Style
	fixed bool // as wide as the screen: drawn, a table, a diff
	diff  bool
}

// classify finds signatures, list footers, diffs and what was drawn by hand.
func classify(lines []plainLine) []lineKind {
	kinds := make([]lineKind, len(lines))
	tail, diff := Plain, false
	for i, l := range lines {
		if l.depth == 0 {
			switch {
			case l.text == signatureMark:
				tail = Signature
			case isListFooter(l.text) && tail == Plain && len(lines)-i <= maxFooter:
				tail = Dim
			}
			diff = isDiff(l.text, diff)
		} else {
			diff = false
		}
		switch {
		case tail != Plain:
			kinds[i] = lineKind{style: tail}
		case diff:
			kinds[i] = lineKind{style: diffStyle(l.text), fixed: true, diff: true}
		default:
			kinds[i].fixed = isDrawn(l.text)
		}
	}
	return kinds
}

const maxFooter = 12 // lines that a list manager adds

// isListFooter reports whether a line is the rule that Mailman and others put
// above what they add to each mail of a list.
func isListFooter(s string) bool {
	return len(s) >= 40 && strings.Trim(s, "_") == ""
}

// isDiff reports whether a line belongs to a diff, where inside says that the
// line before it did.
func isDiff(s string, inside bool) bool {
	for _, start := range []string{"diff --git ", "--- a/", "+++ b/", "--- /dev/null", "@@ -", "Index: "} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	if !inside {
		return false
	}
	return s == "" || strings.IndexByte("+- @\\", s[0]) >= 0 || strings.HasPrefix(s, "index ") ||
		strings.HasPrefix(s, "new file") || strings.HasPrefix(s, "deleted file") ||
		strings.HasPrefix(s, "rename ") || strings.HasPrefix(s, "similarity ")
}

func diffStyle(s string) Style {
	switch {
	case s == signatureMark || s == "":
		return Code
	case strings.HasPrefix(s, "+++") || strings.HasPrefix(s, "---") || strings.HasPrefix(s, "@@") ||
		strings.HasPrefix(s, "diff ") || strings.HasPrefix(s, "index "):
		return DiffPlace
	case s[0] == '+':
		return DiffAdded
	case s[0] == '-':
		return DiffRemoved
	default:
		return Code
	}
}

// isDrawn reports whether a line was laid out by hand: tables, ASCII art, code.
// Wrapping it at the measure would spoil it.
func isDrawn(s string) bool {
	if strings.HasPrefix(s, "    ") || strings.HasPrefix(s, "\t") {
		return true
	}
	body := strings.TrimSpace(s)
	if strings.Contains(body, "    ") || strings.Count(body, "\t") > 1 {
		return true
	}
	return strings.Count(body, "|") > 1 || strings.Contains(body, "----") || strings.Contains(body, "====") ||
		strings.ContainsAny(body, "│─┌┐└┘├┤┼║═╔╗╚╝█▀▄")
}
