package render

import (
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// maxQuoteMarks is how many levels of quoting are marked; more are as deep.
const maxQuoteMarks = 9

// plainLine is a line of plain text without its quote marks.
type plainLine struct {
	depth int // of quoting
	text  string
}

// renderPlain lays out a text/plain part. Lines keep their breaks; one that is
// too wide is wrapped behind its own quote mark.
func renderPlain(w *writer, b message.Body) {
	lines := quoteLines(dropInvisible(mail.Block(b.Text).String()), b.Part.Flowed)
	if b.Part.Flowed {
		lines = unflow(lines, b.Part.DelSp)
	}
	kinds := classify(lines)
	for i, l := range lines {
		if w.full {
			return
		}
		if l.text == "" && l.depth == 0 {
			w.blank()
			continue
		}
		style := quoteStyle(l.depth)
		if kinds[i].style != Plain && l.depth == 0 {
			style = kinds[i].style
		}
		runs := w.linkRuns(expandTabs(l.text), style)
		w.push(quoteMargin(l.depth))
		if kinds[i].fixed {
			w.verbatim(runs)
		} else {
			w.prose(runs)
		}
		w.pop()
	}
}

// quoteLines splits text into lines and counts their quote marks (">", and "> "
// between levels). In flowed text a space after them is stuffing (RFC 3676
// §4.4).
func quoteLines(text string, flowed bool) []plainLine {
	raw := strings.Split(strings.TrimRight(text, "\n"), "\n")
	lines := make([]plainLine, 0, len(raw))
	for _, s := range raw {
		l := plainLine{}
		for strings.HasPrefix(s, ">") {
			l.depth++
			s = s[1:]
			if !flowed && strings.HasPrefix(s, " >") {
				s = s[1:]
			}
		}
		if flowed || l.depth > 0 {
			s = strings.TrimPrefix(s, " ")
		}
		l.text = s
		lines = append(lines, l)
	}
	return lines
}

// unflow joins the lines of a paragraph of format=flowed (RFC 3676 §4.2): a line
// that ends in a space goes on in the next one of the same depth. With delSp
// that space is not part of the text. The signature mark never flows.
func unflow(lines []plainLine, delSp bool) []plainLine {
	var joined []plainLine
	var text strings.Builder
	open := false
	for i, l := range lines {
		flows := strings.HasSuffix(l.text, " ") && l.text != signatureMark &&
			i+1 < len(lines) && lines[i+1].depth == l.depth && lines[i+1].text != signatureMark
		piece := l.text
		if flows && delSp {
			piece = piece[:len(piece)-1]
		}
		text.WriteString(piece)
		if open = flows; open {
			continue
		}
		joined = append(joined, plainLine{depth: l.depth, text: strings.TrimRight(text.String(), " ")})
		if l.text == signatureMark {
			joined[len(joined)-1].text = signatureMark
		}
		text.Reset()
	}
	return joined
}

func quoteStyle(depth int) Style {
	switch depth {
	case 0:
		return Plain
	case 1:
		return Quote1
	case 2:
		return Quote2
	default:
		return Quote3
	}
}

func quoteMargin(depth int) margin {
	if depth == 0 {
		return margin{}
	}
	mark := run{text: strings.Repeat(">", min(depth, maxQuoteMarks)) + " ", style: quoteStyle(depth)}
	return margin{first: mark, rest: mark}
}

// signatureMark is the line before a signature (RFC 3676 §4.3).
const signatureMark = "-- "

// lineKind is what a line is apart from its quoting.
type lineKind struct {
	style Style
	fixed bool // never wrapped at words: drawn, a table, a diff
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
			kinds[i] = lineKind{style: diffStyle(l.text), fixed: true}
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
// Wrapping at words would spoil it.
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
