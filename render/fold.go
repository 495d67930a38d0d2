package render

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// foldOver is [Options.FoldOver] where that is 0.
const foldOver = 6

// fold is a stretch of rows that one row can stand for.
type fold struct {
	from, to int // rows
	quote    bool
	label    string // of a footer
}

// quoteFold says that the rows from one on are quoted. The line above that says
// of whom belongs to them.
func (w *writer) quoteFold(from int) {
	first := from
	for back := 1; back <= 3 && from-back >= 0; back++ {
		text := rowText(w.rows[from-back])
		if text == "" && back > 1 {
			break
		}
		if strings.Trim(text, "─") == "" && text != "" {
			first = from - back // the rule above
			break
		}
		above := ""
		if from-back > 0 {
			above = rowText(w.rows[from-back-1])
		}
		if introducesQuote(text) || text != "" && introducesQuote(above+" "+text) {
			first = from - back
			if first > 0 && startsAttribution(rowText(w.rows[first-1])) && !startsAttribution(text) {
				first-- // its line was wrapped
			}
			break
		}
	}
	if n := len(w.folds); n > 0 && first <= w.folds[n-1].to+1 && isBlank(w.rows[min(w.folds[n-1].to, from):from]) {
		w.folds[n-1].to = len(w.rows)
		return
	}
	w.folds = append(w.folds, fold{from: first, to: len(w.rows), quote: true})
}

// isBlank reports whether there is nothing in rows.
func isBlank(rows [][]run) bool {
	for _, r := range rows {
		if rowText(r) != "" {
			return false
		}
	}
	return true
}

func rowText(runs []run) string { return strings.TrimSpace(joinText(runs)) }

// folded returns the rows with one row for each stretch that is folded, and how
// many there are. Quotes are not folded when the message is nothing else.
func (w *writer) folded() (rows [][]run, folds int) {
	own := w.hasOwnText()
	folded := w.folds
	for i := 0; i < len(w.rows); i++ {
		for len(folded) > 0 && folded[0].from < i {
			folded = folded[1:]
		}
		text := ""
		if own && len(folded) > 0 && folded[0].from == i {
			text = w.foldText(folded[0])
		}
		if text == "" {
			rows = append(rows, w.rows[i])
			continue
		}
		head, _, _ := cut(text, w.measure)
		if n := len(rows); n > 0 && len(rows[n-1]) > 0 {
			rows = append(rows, nil)
		}
		rows = append(rows, []run{{text: head, style: Folded}})
		folds++
		end := folded[0].to
		if end < len(w.rows) && len(w.rows[end]) > 0 {
			rows = append(rows, nil)
		}
		i = end - 1
	}
	return rows, folds
}

// hasOwnText reports whether there is text that is in no fold.
func (w *writer) hasOwnText() bool {
	at := 0
	for _, f := range append(w.folds, fold{from: len(w.rows), to: len(w.rows)}) {
		for ; at < f.from; at++ {
			if rowText(w.rows[at]) != "" {
				return true
			}
		}
		at = max(at, f.to)
	}
	return false
}

// foldText returns the row for a stretch, "" when it is not folded.
func (w *writer) foldText(f fold) string {
	lines := 0
	for _, r := range w.rows[f.from:f.to] {
		if strings.Trim(rowText(r), "> ─") != "" {
			lines++
		}
	}
	if !f.quote {
		if lines < 2 {
			return ""
		}
		tail := fmt.Sprintf(" (%d lines)", lines)
		return "▸ footer: " + shorten(f.label, min(60, w.measure-textWidth("▸ footer: "+tail))) + tail
	}
	if w.isForward(f) {
		return ""
	}
	from, used := w.attribution(f)
	if lines -= used; lines <= cmp.Or(w.options.FoldOver, foldOver) {
		return ""
	}
	return fmt.Sprintf("▸ %d quoted lines%s", lines, from)
}

var reForward = regexp.MustCompile(
	`(?i)forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado`)

// shorten cuts a text between words.
func shorten(s string, width int) string {
	head, tail, _ := cut(s, max(width-1, 1))
	if tail == "" || textWidth(s) <= width {
		return s
	}
	if i := strings.LastIndexByte(head, ' '); i > 0 && tail[0] != ' ' {
		head = head[:i]
	}
	return strings.TrimRight(head, " .,") + "…"
}

// isForward reports whether a quote is what a message is about: one that was
// forwarded, not answered.
func (w *writer) isForward(f fold) bool {
	for _, r := range w.rows[max(f.from-2, 0):min(f.from+2, f.to)] {
		if reForward.MatchString(rowText(r)) {
			return true
		}
	}
	return false
}

// attribution returns " from NAME, DAY" of the first rows of a quote, and how
// many rows of it say only that.
func (w *writer) attribution(f fold) (text string, rows int) {
	var joined string
	for i := f.from; i < min(f.from+8, f.to); i++ {
		line := strings.Trim(rowText(w.rows[i]), "> ")
		joined += " " + line
		if introducesQuote(line) || introducesQuote(strings.TrimSpace(joined)) {
			name, day := readAttribution(joined)
			return fromWords(name, day), i - f.from + 1
		}
	}
	name := field(w.rows[f.from:min(f.from+8, f.to)], "From", "Von", "De", "Da", "Van")
	day := field(w.rows[f.from:min(f.from+8, f.to)], "Sent", "Date", "Gesendet", "Datum", "Envoyé", "Enviado", "Inviato")
	return fromWords(withoutAddress(name), dayIn(day)), 0
}

func fromWords(name, day string) string {
	switch {
	case name != "" && day != "":
		return " from " + name + ", " + day
	case name != "" || day != "":
		return " from " + name + day
	default:
		return ""
	}
}

// field returns the value of the first line "Name: value".
func field(rows [][]run, names ...string) string {
	for _, r := range rows {
		name, value, found := strings.Cut(strings.Trim(rowText(r), "> *"), ":")
		for _, n := range names {
			if found && strings.EqualFold(strings.Trim(name, " *\u00a0"), n) {
				return strings.Trim(value, " *")
			}
		}
	}
	return ""
}

// introductions are how the lines end that programs write above a quote.
var introductions = []string{
	"wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "scrisse:", "ha scritto:", "skrev:", "escreveu:",
	"schreef:", "napisał:", "kirjoitti:", "написал:",
}

// introducesQuote reports whether a line is the end of "On …, … wrote:".
func introducesQuote(line string) bool {
	if len(line) > 300 {
		return false
	}
	line = strings.ReplaceAll(line, "\u00a0", " ")
	for _, end := range introductions {
		if strings.HasSuffix(line, end) {
			return true
		}
	}
	return strings.HasPrefix(line, "Am ") && strings.Contains(line, "schrieb") && strings.HasSuffix(line, ":")
}

// startsAttribution reports whether a line begins as "On 12 Nov, …" does.
func startsAttribution(line string) bool {
	for _, start := range []string{"On ", "Am ", "Le ", "El ", "Il ", "Op ", "Den ", "Em ", "W dniu "} {
		if strings.HasPrefix(strings.TrimLeft(line, "> "), start) {
			return true
		}
	}
	return false
}

var (
	reAddress = regexp.MustCompile(`[<(\[]?(mailto:)?[^\s<>"()]+@[^\s<>"()]+[>)\]]?( \[\d+\])?>?`)
	reWrote   = regexp.MustCompile(`wrote\b|schrieb\b|a écrit\b|escribió|scrisse\b|ha scritto\b|skrev\b|escreveu\b|` +
		`schreef\b|napisał|kirjoitti\b|написал`)
	reDay    = regexp.MustCompile(`(?i)\b(\d{1,2})\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b`)
	reUSDay  = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})\b`)
	reNumDay = regexp.MustCompile(`\b(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b`)
	reAtDay  = regexp.MustCompile(`(?i)^.*(\d[\d:.,]*|\b[ap]\.?m\.?|\buhr|\)|[+-]\d{4})[,:]?(\s+[ap]\.?m\.?)?\s+`)
	reOnDay  = regexp.MustCompile(`(?i)^on (mon|tue|wed|thu|fri|sat|sun)[a-z]*,? (.+)$`)
	reZone   = regexp.MustCompile(`^(UTC|GMT|CET|CEST|[A-Z]{2}T|[A-Z]DT)\s*,?\s*`)
)

// readAttribution returns the name and the day of a line above a quote.
func readAttribution(line string) (name, day string) {
	line = strings.Join(strings.Fields(line), " ")
	day = dayIn(line)
	line = strings.TrimRight(withoutAddress(line), " :")
	before, after := line, ""
	if at := reWrote.FindStringIndex(line); at != nil {
		before, after = line[:at[0]], line[at[1]:]
	}
	name = strings.Trim(after, " ,:")
	if name == "" || strings.ContainsAny(name, "0123456789") {
		name = strings.TrimSpace(before)
		if m := reOnDay.FindStringSubmatch(name); m != nil {
			name = m[2]
			if day == "" {
				day = m[1]
			}
		}
		name = reAtDay.ReplaceAllString(name, "")
		name = reZone.ReplaceAllString(strings.Trim(name, " ,"), "")
	}
	name = strings.Trim(strings.TrimPrefix(strings.Trim(name, ` ,"`), "via "), ` ,"`)
	if strings.ContainsAny(name, "0123456789") || textWidth(name) > 40 {
		name = ""
	}
	return name, day
}

// dayIn returns the day in a text, "12 Nov" where it has a month in English.
func dayIn(s string) string {
	if m := reDay.FindStringSubmatch(s); m != nil {
		return m[1] + " " + strings.ToUpper(m[2][:1]) + strings.ToLower(m[2][1:])
	}
	if m := reUSDay.FindStringSubmatch(s); m != nil {
		return m[2] + " " + strings.ToUpper(m[1][:1]) + strings.ToLower(m[1][1:])
	}
	return reNumDay.FindString(s)
}

// withoutAddress returns a name without the address behind it.
func withoutAddress(s string) string {
	return strings.Trim(strings.Join(strings.Fields(reAddress.ReplaceAllString(s, " ")), " "), `"' `)
}
