package render

import (
	"math"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// run is text in one style before it is laid out.
type run struct {
	text  string
	style Style
	link  int
	color string
	small bool // in the size of the small print
	glued bool // never torn from the text before it

	struck bool // no longer valid, whatever its style
	ink    ink  // what it was written in, on any screen
}

// with returns a run with another text.
func (r run) with(text string) run {
	r.text = text
	return r
}

// writer lays runs out into rows.
type writer struct {
	out     *output
	options Options
	width   int // of the screen, or of a column of it
	measure int // of prose
	margin  []margin
	rows    [][]run
	folds   []fold
	full    bool // maxLines was met
	natural bool // lines are as wide as what is in them
	pushed  int  // margins, up to now

	blankAbove bool // the last line is empty but for its margins
}

// output is what all columns of a document share.
type output struct {
	doc       Document
	links     map[string]int
	addresses int                // bytes of links
	pictures  map[string]picture // by Content-ID
}

// margin is what stands left of a block: a quote mark, a list bullet, an indent.
type margin struct {
	first run // of the first line
	rest  run // of the lines after it
	used  bool
}

func newWriter(o Options) *writer {
	w := &writer{out: &output{links: map[string]int{}}, options: o, width: math.MaxInt32}
	w.measure = w.width
	if o.Width != 0 {
		w.width = max(o.Width, minWidth)
		w.measure = min(w.width, max(o.measure(), minWidth))
	}
	return w
}

// column returns a writer for a column of the same document.
func (w *writer) column(width int) *writer {
	return &writer{out: w.out, options: w.options, width: width, measure: width}
}

// room is how wide prose is between the margins and the measure.
func (w *writer) room() int { return max(w.measure-w.marginWidth(), 1) }

func (w *writer) empty() bool { return len(w.rows) == 0 }

// note tells the reader something once.
func (w *writer) note(s string) {
	text := mail.Line(s)
	for _, n := range w.out.doc.Notes {
		if n == text {
			return
		}
	}
	w.out.doc.Notes = append(w.out.doc.Notes, text)
}

// finish returns the document without blank lines at its ends.
func (w *writer) finish() Document {
	if w.full {
		w.note(noteLong)
		w.out.doc.More = true
	}
	rows, folds := w.rows, 0
	if !w.options.Unfold {
		rows, folds = w.folded()
	}
	for len(rows) > 0 && len(rows[0]) == 0 {
		rows = rows[1:]
	}
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	doc := w.out.doc
	doc.Folds = folds
	doc.Lines = make([]Line, 0, len(rows))
	for _, r := range rows {
		doc.Lines = append(doc.Lines, line(r))
	}
	return doc
}

const (
	noteLong = "This message is very long: only its beginning is shown."
	noteDeep = "This message has too many parts, one inside the other, to be read."
)

// line makes a line of runs. It is the only place where text becomes part of a
// document, and sanitises all of it.
func line(runs []run) Line {
	var l Line
	for len(runs) > 0 {
		n, first := 1, runs[0]
		for n < len(runs) && runs[n].style == first.style && runs[n].link == first.link && runs[n].color == first.color {
			n++
		}
		if text := joinText(runs[:n]); text != "" {
			l.Spans = append(l.Spans, Span{mail.Line(text), first.style, first.link, first.color})
		}
		runs = runs[n:]
	}
	return l
}

// link returns the number of a link to url, or 0 for one that is never opened, as
// are those beyond the limit of a message.
func (w *writer) link(url string) int {
	url, ok := safeURL(url)
	if !ok {
		return 0
	}
	if n, ok := w.out.links[url]; ok {
		return n
	}
	if w.out.addresses+len(url) > maxAddresses {
		w.note("This message has too many links: not all of them can be opened.")
		return 0
	}
	w.out.addresses += len(url)
	doc := &w.out.doc
	doc.Links = append(doc.Links, Link{URL: mail.Line(url), Open: mail.Line(withoutTracking(url))})
	n := len(doc.Links)
	w.out.links[url] = n
	w.warn(n, "")
	return n
}

// blank adds an empty line unless there is one, or nothing, above.
func (w *writer) blank() {
	if len(w.rows) > 0 && !w.blankAbove {
		w.row(nil)
	}
}

// push adds a margin that takes at most half of the width in all.
func (w *writer) push(m margin) {
	if w.marginWidth()+textWidth(m.first.text) > w.width/2 {
		m = margin{}
	}
	w.margin = append(w.margin, m)
	w.pushed++
}

func (w *writer) pop() { w.margin = w.margin[:len(w.margin)-1] }

func (w *writer) marginWidth() int {
	n := 0
	for _, m := range w.margin {
		n += textWidth(m.first.text)
	}
	return n
}

// row adds a line of runs behind the margins. An empty one shows quote marks but
// uses up no bullet.
func (w *writer) row(runs []run) {
	w.blankAbove = len(runs) == 0
	line := make([]run, 0, len(runs)+len(w.margin))
	for i := range w.margin {
		m := &w.margin[i]
		mark := m.rest
		if !m.used {
			if w.blankAbove && m.first != m.rest {
				break
			}
			mark, m.used = m.first, true
		}
		if mark.text != "" {
			line = append(line, mark)
		}
	}
	if w.blankAbove {
		for n := len(line); n > 0; n-- {
			if line[n-1].text = strings.TrimRight(line[n-1].text, " "); line[n-1].text != "" {
				break
			}
			line = line[:n-1]
		}
	}
	if len(w.rows) >= maxLines*max(w.options.Times, 1) {
		w.full = true
		return
	}
	w.rows = append(w.rows, append(line, runs...))
}

func joinText(runs []run) string {
	if len(runs) == 1 {
		return runs[0].text
	}
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.text)
	}
	return b.String()
}

// verbatim adds one line as it is: cut at the width, never wrapped at words.
func (w *writer) verbatim(runs []run) {
	w.cutRuns(runs, max(w.width-w.marginWidth(), 1))
}

// typed adds one line as it was typed, its spaces too. One that is too wide is
// spoilt anyway, so that it is broken between words.
func (w *writer) typed(runs []run) {
	width := max(w.width-w.marginWidth(), 1)
	if runsWidth(runs) <= width {
		w.row(runs)
		return
	}
	w.wrap(runs, width)
}

// scrolled adds one line as it is, for a screen that scrolls sideways.
func (w *writer) scrolled(runs []run) {
	w.out.doc.Width = max(w.out.doc.Width, min(runsWidth(runs), maxScroll))
	w.cutRuns(runs, maxScroll)
}

// cutRuns adds rows of at most width cells.
func (w *writer) cutRuns(runs []run, width int) {
	var row []run
	used := 0
	for _, r := range runs {
		if r.glued && used > 0 && used+textWidth(r.text) > width {
			w.row(row)
			row, used = nil, 0
			r.text = strings.TrimLeft(r.text, " ")
		}
		for text := r.text; text != ""; {
			head, tail, n := cut(text, width-used)
			if head == "" && used == 0 {
				return // not even one cluster has room; no margin leaves that little
			}
			row, used = append(row, r.with(head)), used+n
			if text = tail; text != "" {
				w.row(row)
				row, used = nil, 0
			}
		}
	}
	w.row(row)
}

// prose adds a paragraph, wrapped at words. Line breaks in it are kept. What
// stood at the beginning of a line, and the width of spaces, are kept too.
func (w *writer) prose(runs []run) {
	width := w.room()
	for _, line := range splitLines(runs) {
		if runsWidth(line) <= width {
			w.row(line)
			continue
		}
		w.wrap(line, width)
	}
}

// wrap adds one line that is too wide, as several rows.
func (w *writer) wrap(runs []run, width int) {
	var row []run
	used := 0
	space := run{}
	begun := false // what was typed before the first word stays, an indent
	for _, word := range words(runs) {
		if word.isSpace() {
			space = word.runs[0]
			continue
		}
		n := word.width()
		gap := textWidth(space.text)
		switch {
		case used > 0 && used+gap+n > width:
			w.row(row)
			row, used = nil, 0
		case gap > 0 && (used > 0 || !begun) && gap+used+min(n, width) <= width:
			row, used = append(row, space), used+gap
		}
		space, begun = run{}, true
		if n > width {
			// Longer than a line: an address, a hash. Only what takes no room is before it.
			w.cutRuns(append(row, word.runs...), width)
			row = nil
			continue
		}
		row, used = append(row, word.runs...), used+n
	}
	if len(row) > 0 {
		w.row(row)
	}
}
