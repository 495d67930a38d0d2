package render

import (
	"regexp"
	"strings"
	"unicode"
)

// ink is the colour of a line of text; 0 is one without a hue, or several.
type ink uint32

// inkOf returns the colour of text as it is compared with that of other lines.
func inkOf(c inline) ink {
	if !c.colored || c.color.isGrey() {
		return 0
	}
	return 1<<24 | ink(c.color.r)<<16 | ink(c.color.g)<<8 | ink(c.color.b)
}

// quotedLine is a line of an earlier message.
type quotedLine struct {
	text string
	ink  ink
}

// quotedLines returns the lines of a paragraph.
func quotedLines(runs []run) []quotedLine {
	var lines []quotedLine
	for _, line := range splitLines(runs) {
		l := quotedLine{text: strings.TrimSpace(joinText(line))}
		first := true
		for _, r := range line {
			if r.link > 0 || strings.TrimSpace(r.text) == "" {
				continue
			}
			if !first && r.ink != l.ink {
				l.ink = 0
				break
			}
			l.ink, first = r.ink, false
		}
		if l.text != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// enoughWords is how many words make a line a sentence without a mark at its end.
const enoughWords = 8

var (
	// reHeadLine is a line of those above an earlier message.
	reHeadLine = regexp.MustCompile(`^\*?(From|Von|De|Da|Van|Från|Fra|Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|` +
		`Verzonden|Skickat|Sendt|To|An|À|A|Para|Aan|Till|Til|Cc|Kopie|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|` +
		`Assunto|Ämne|Emne)[ \x{a0}]?:\*? ?\S`)

	// reSigned is how a line begins that says whose it is: "[Ada] Yes.", "[AL]".
	reSigned = regexp.MustCompile(`^\[(\p{Lu}[\p{L}.'-]{1,20}( \p{Lu}[\p{L}.'-]{0,20}){0,2})\]:? *\S`)

	// reBoilerplate is what programs and companies add to a mail in colours.
	reBoilerplate = regexp.MustCompile(`(?i)environment|confidential|disclaimer|virus|external|caution|umwelt|vertraulich`)
)

// areAnswered reports whether there are answers among the lines of earlier messages,
// as people write them who do not quote: in another colour than the line that they
// answer, or behind a name in brackets. What is only below, as a signature is, or
// begins the message, as a warning does, is no answer unless a question is above.
func areAnswered(lines []quotedLine) bool {
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && (!startsMessage(lines[n].text) || startsMessage(lines[n-1].text)) {
			n++
		}
		if isAnsweredMessage(lines[:n]) {
			return true
		}
		lines = lines[n:]
	}
	return false
}

// startsMessage reports whether a line is above an earlier message.
func startsMessage(line string) bool {
	return reHeadLine.MatchString(line) || introducesQuote(line) || reOriginal.MatchString(line)
}

// isAnsweredMessage is areAnswered for one earlier message.
func isAnsweredMessage(lines []quotedLine) bool {
	for len(lines) > 0 && startsMessage(lines[0].text) {
		lines = lines[1:]
	}
	last := -1 // line of the message itself
	for i, l := range lines {
		if l.ink == lines[0].ink {
			last = i
		}
	}
	signed := map[string]int{}
	for i := 1; i < len(lines); i++ {
		l, asked := lines[i], strings.HasSuffix(lines[i-1].text, "?")
		if m := reSigned.FindStringSubmatch(l.text); m != nil && !isShouted(m[1]) {
			if signed[m[1]]++; asked || signed[m[1]] > 1 {
				return true
			}
		}
		if l.ink == lines[0].ink || !strings.ContainsFunc(l.text, unicode.IsLetter) || reBoilerplate.MatchString(l.text) {
			continue
		}
		if asked || i < last && isSentence(l.text) {
			return true
		}
	}
	return false
}

// isShouted reports whether a word is one that programs put into brackets.
func isShouted(word string) bool { return len(word) > 4 && strings.ToUpper(word) == word }

// isSentence reports whether a line is more than a name or a title.
func isSentence(line string) bool {
	return strings.ContainsAny(line[len(line)-1:], ".!?:") || len(strings.Fields(line)) >= enoughWords
}
