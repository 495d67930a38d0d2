package render

import (
	"regexp"
	"slices"
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
	} else {
		lines = joinAddresses(lines)
	}
	kinds := classify(lines)
	reply := startOfReply(lines)
	from := -1 // the row where the quote under way began
	for i, l := range lines {
		if w.full {
			break
		}
		isQuote := l.depth > 0 || i >= reply
		if isQuote && from < 0 {
			from = len(w.rows)
		}
		if !isQuote && from >= 0 {
			w.quoteFold(from)
			from = -1
		}
		if l.text == "" && l.depth == 0 {
			w.blank()
			continue
		}
		style := quoteStyle(l.depth)
		switch {
		case l.depth > 0:
		case kinds[i].style != Plain:
			style = kinds[i].style
		case isQuote:
			style = Quote1
		}
		w.push(quoteMargin(l.depth))
		w.plainRow(expandTabs(l.text), style, kinds[i])
		w.pop()
	}
	if from >= 0 {
		w.quoteFold(from)
	}
}

// plainRow writes one line of plain text.
func (w *writer) plainRow(text string, style Style, kind lineKind) {
	runs := w.linkRuns(text, style)
	switch {
	case kind.diff && w.options.Scroll:
		w.scrolled(runs)
		return
	case kind.diff:
		w.verbatim(runs)
		return
	case kind.fixed:
		w.typed(runs)
		return
	}
	if style == Plain && strings.ContainsAny(text, "*_") {
		runs = emphasize(runs)
	}
	w.prose(runs)
}

// reEmphasis is a word or more between marks that people use for bold and
// italic, where it cannot be anything else.
var reEmphasis = regexp.MustCompile(`(?:^|[\s(])` +
	`(\*[\pL\pN](?:[^*\n]{0,80}[\pL\pN.!?])?\*|_[\pL\pN](?:[^_\n]{0,80}[\pL\pN.!?])?_)` +
	`(?:$|[\s.,;:!?)])`)

// emphasize gives *bold* and _italic_ words their style. The marks stay.
func emphasize(runs []run) []run {
	var out []run
	for _, r := range runs {
		for r.style == Plain {
			at := reEmphasis.FindStringSubmatchIndex(r.text)
			if at == nil {
				break
			}
			marked := r.with(r.text[at[2]:at[3]])
			marked.style = Bold
			if marked.text[0] == '_' {
				marked.style = Italic
			}
			if at[2] > 0 {
				out = append(out, r.with(r.text[:at[2]]))
			}
			out = append(out, marked)
			r.text = r.text[at[3]:]
		}
		if r.text != "" {
			out = append(out, r)
		}
	}
	return out
}

// maxAddressLines is over how many lines an address in angle brackets may go.
const maxAddressLines = 10

// joinAddresses joins the lines of an address in angle brackets that was wrapped
// (RFC 3986 appendix C).
func joinAddresses(lines []plainLine) []plainLine {
	var joined []plainLine
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		for n := 1; n <= maxAddressLines && i+1 < len(lines) && lines[i+1].depth == l.depth && isOpenAddress(l.text); n++ {
			next := lines[i+1].text
			end := strings.IndexAny(next, "> ")
			if next == "" || end < 0 && n == maxAddressLines || end >= 0 && next[end] != '>' {
				break
			}
			l.text += next
			i++
		}
		joined = append(joined, l)
	}
	return joined
}

// isOpenAddress reports whether a line ends inside of "<https://…>".
func isOpenAddress(s string) bool {
	at := strings.LastIndexByte(s, '<')
	if at < 0 || strings.ContainsAny(s[at:], "> ") {
		return false
	}
	rest := strings.TrimPrefix(s[at+1:], "URL:")
	return strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://")
}

var (
	reOriginal = regexp.MustCompile(`(?i)^-{2,} ?(original message|original appointment|ursprüngliche nachricht|` +
		`message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht) ?-{2,}$`)
	reFromLine = regexp.MustCompile(`^\*?(From|Von|De|Da|Van|Från|Fra)[ \x{a0}]?:\*? \S`)
	reSentLine = regexp.MustCompile(`^\*?(Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt)` +
		`[ \x{a0}]?:\*? \S`)
	reToLine = regexp.MustCompile(`^\*?(To|An|À|A|Para|Aan|Till|Til)[ \x{a0}]?:\*? \S`)
)

// startOfReply returns the line from which all is an earlier message without
// quote marks, as Outlook writes one; len(lines) when there is none, or when the
// answers are in it.
func startOfReply(lines []plainLine) int {
	for i, l := range lines {
		if l.depth > 0 {
			continue
		}
		if !reOriginal.MatchString(strings.TrimSpace(l.text)) &&
			(i == 0 || !isOutlookHead(lines[i:min(i+maxHead, len(lines))])) {
			continue
		}
		if slices.ContainsFunc(lines[:i], func(l plainLine) bool { return reAnswersInside.MatchString(l.text) }) ||
			areAnswered(unquoted(lines[i:])) {
			break
		}
		if i > 0 && strings.Trim(lines[i-1].text, "_") == "" && lines[i-1].text != "" {
			return i - 1
		}
		return i
	}
	return len(lines)
}

// unquoted returns the lines that are not marked as quoted.
func unquoted(lines []plainLine) []quotedLine {
	var list []quotedLine
	for _, l := range lines {
		if text := strings.TrimSpace(l.text); l.depth == 0 && text != "" {
			list = append(list, quotedLine{text: text})
		}
	}
	return list
}

// maxHead is how many lines From, Sent and To may take together.
const maxHead = 5

// isOutlookHead reports whether lines begin with what Outlook writes above an
// earlier message: who sent it, when, and to whom. What a form of a web site says
// has no last of these.
func isOutlookHead(lines []plainLine) bool {
	if !reFromLine.MatchString(lines[0].text) {
		return false
	}
	sent := false
	for i, l := range lines[1:] {
		sent = sent || i < 2 && reSentLine.MatchString(l.text)
		if sent && reToLine.MatchString(l.text) {
			return true
		}
	}
	return false
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
