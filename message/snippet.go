package message

import (
	"strings"

	"github.com/mailtui/mailtui/mail"
)

const snippetBytes = 160 // about two lines of a list

// Snippet returns the first words of a text for the message list: quotes, the
// line that introduces them, blank lines, rules and the signature left out.
func Snippet(text string) mail.Text {
	if len(text) > 1<<16 {
		text = text[:1<<16]
	}
	var b strings.Builder
	for _, line := range strings.Split(mail.Block(text).String(), "\n") {
		if line == "-- " {
			break
		}
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || line[0] == '>' || isRule(line) || introducesQuote(line) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		if b.Len() >= snippetBytes {
			break
		}
	}
	s := b.String()
	if len(s) > snippetBytes {
		s = strings.ToValidUTF8(s[:snippetBytes], "")
		if i := strings.LastIndexByte(s, ' '); i > snippetBytes/2 {
			s = s[:i]
		}
	}
	return mail.Line(s)
}

// isRule reports whether a line has no letter or digit that could be read.
func isRule(line string) bool { return strings.Trim(line, "-=_*#~+.|<> ") == "" }

// introducesQuote reports whether a line is "On …, … wrote:" in the languages
// whose programs write it so.
func introducesQuote(line string) bool {
	for _, end := range []string{"wrote:", "schrieb:", "a écrit :", "escribió:", "scrisse:", "ha scritto:", "skrev:"} {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return false
}
