package render

import (
	"regexp"
	"strconv"
	"strings"
)

// lineKind is what a line is apart from its quoting.
type lineKind struct {
	style Style
	fixed bool // as wide as the screen: drawn, a table, a diff
	diff  bool
}

// classify finds signatures, list footers, diffs and what was drawn by hand.
func classify(lines []plainLine) []lineKind {
	kinds := make([]lineKind, len(lines))
	tail, diff := Plain, diffState{}
	for i, l := range lines {
		if l.depth == 0 {
			switch {
			case l.text == signatureMark && diff.old == 0:
				tail = Signature
			case isListFooter(l.text) && tail == Plain && len(lines)-i <= maxFooter:
				tail = Dim
			}
			diff.read(l.text)
		} else {
			diff = diffState{}
		}
		switch {
		case tail != Plain:
			kinds[i] = lineKind{style: tail}
		case diff.inside:
			kinds[i] = lineKind{style: diff.style, fixed: true, diff: true}
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

// diffState is how far the lines of a diff were read.
type diffState struct {
	inside   bool  // the last line belongs to a diff
	style    Style // of that line
	counted  bool  // the head of the hunk says how many lines it has
	old, new int   // lines of the two versions that are still to come
}

// reHunk is the head of a hunk: where it is in the old and in the new version, and
// how many lines of them it has, one where it does not say.
var reHunk = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@`)

// read reads one line. In a hunk its first character says what it is, until there
// were as many lines as the head says: "-- " is a line that was removed, and an
// item of a list, further down, is none.
func (d *diffState) read(s string) {
	m := reHunk.FindStringSubmatch(s)
	switch {
	case m != nil:
		*d = diffState{inside: true, style: DiffPlace, counted: true, old: hunkLines(m[1]), new: hunkLines(m[2])}
	case d.old > 0 || d.new > 0:
		d.readHunk(s)
	case d.counted && isDiff(s, false):
		*d = diffState{inside: true, style: diffStyle(s)}
	case d.counted: // some count wrong: up to an empty line the diff goes on
		d.inside, d.style = s != "" && isDiff(s, d.inside), diffStyle(s)
	default:
		d.inside, d.style = isDiff(s, d.inside), diffStyle(s)
	}
}

func hunkLines(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return 1
}

// readHunk reads a line of a hunk that is not at its end.
func (d *diffState) readHunk(s string) {
	switch {
	case s == "" || s[0] == ' ': // an empty line without its space, as editors leave it
		d.old, d.new, d.style = d.old-1, d.new-1, Code
	case s[0] == '-':
		d.old, d.style = d.old-1, DiffRemoved
	case s[0] == '+':
		d.new, d.style = d.new-1, DiffAdded
	case s[0] == '\\':
		d.style = Code
	default: // it was wrapped, or cut
		*d = diffState{inside: isDiff(s, false), style: diffStyle(s)}
	}
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
	case s == "":
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
