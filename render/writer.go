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
}

// writer lays runs out into the lines of a document.
type writer struct {
	doc     Document
	width   int // of the screen
	measure int // of prose
	margin  []margin
	links   map[string]int
	full    bool // maxLines was met

	blankAbove bool // the last line is empty but for its margins
}

// margin is what stands left of a block: a quote mark, a list bullet, an indent.
type margin struct {
	first run // of the first line
	rest  run // of the lines after it
	used  bool
}

func newWriter(width int) *writer {
	w := &writer{width: width, links: map[string]int{}}
	if width == 0 {
		w.width = math.MaxInt32
	} else {
		w.width = max(width, minWidth)
	}
	w.measure = w.width
	if width != 0 {
		w.measure = min(w.width, Measure)
	}
	return w
}

// note tells the reader something once.
func (w *writer) note(s string) {
	text := mail.Line(s)
	for _, n := range w.doc.Notes {
		if n == text {
			return
		}
	}
	w.doc.Notes = append(w.doc.Notes, text)
}

// finish returns the document without blank lines at its ends.
func (w *writer) finish() Document {
	if w.full {
		w.note("This message is very long: only its beginning is shown.")
	}
	lines := w.doc.Lines
	for len(lines) > 0 && len(lines[0].Spans) == 0 {
		lines = lines[1:]
	}
	for len(lines) > 0 && len(lines[len(lines)-1].Spans) == 0 {
		lines = lines[:len(lines)-1]
	}
	w.doc.Lines = lines
	return w.doc
}

// link returns the number of a link to url, or 0 for one that is never opened.
func (w *writer) link(url string) int {
	url, ok := safeURL(url)
	if !ok {
		return 0
	}
	if n, ok := w.links[url]; ok {
		return n
	}
	w.doc.Links = append(w.doc.Links, Link{URL: mail.Line(url)})
	n := len(w.doc.Links)
	w.links[url] = n
	return n
}

// blank adds an empty line unless there is one, or nothing, above.
func (w *writer) blank() {
	if len(w.doc.Lines) > 0 && !w.blankAbove {
		w.row(nil)
	}
}

// push adds a margin that takes at most half of the width in all.
func (w *writer) push(m margin) {
	if w.marginWidth()+textWidth(m.first.text) > w.width/2 {
		m = margin{}
	}
	w.margin = append(w.margin, m)
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
	w.emit(append(line, runs...))
}

// emit adds a line. It is the only place where text becomes part of a document,
// and sanitises all of it.
func (w *writer) emit(runs []run) {
	if len(w.doc.Lines) >= maxLines {
		w.full = true
		return
	}
	var line Line
	for len(runs) > 0 {
		n := 1
		for n < len(runs) && runs[n].style == runs[0].style && runs[n].link == runs[0].link {
			n++
		}
		if text := joinText(runs[:n]); text != "" {
			line.Spans = append(line.Spans, Span{Text: mail.Line(text), Style: runs[0].style, Link: runs[0].link})
		}
		runs = runs[n:]
	}
	w.doc.Lines = append(w.doc.Lines, line)
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

// cutRuns adds rows of at most width cells.
func (w *writer) cutRuns(runs []run, width int) {
	var row []run
	used := 0
	for _, r := range runs {
		for text := r.text; text != ""; {
			head, tail, n := cut(text, width-used)
			if head == "" && used == 0 {
				return // not even one cluster has room; no margin leaves that little
			}
			row, used = append(row, run{head, r.style, r.link}), used+n
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
	width := max(w.measure-w.marginWidth(), 1)
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
		case gap > 0 && gap+used+min(n, width) <= width:
			row, used = append(row, space), used+gap
		}
		space = run{}
		if n > width {
			w.cutRuns(word.runs, width) // longer than a line: an address, a hash
			continue
		}
		row, used = append(row, word.runs...), used+n
	}
	if len(row) > 0 {
		w.row(row)
	}
}

// word is what is not torn apart between two lines: text that may change its
// style on the way, or a stretch of spaces.
type word struct{ runs []run }

func (x word) isSpace() bool { return x.runs[0].text[0] == ' ' }

func (x word) width() int { return runsWidth(x.runs) }

func runsWidth(runs []run) int {
	n := 0
	for _, r := range runs {
		n += textWidth(r.text)
	}
	return n
}

// words splits runs at spaces and beside wide characters, which may be torn
// apart anywhere but before closing punctuation.
func words(runs []run) []word {
	var list []word
	inWord := false // the last piece is text
	narrow := false // and nothing that may be torn off at its end
	for _, r := range runs {
		for text := r.text; text != ""; {
			var piece run
			n := len(text) - len(strings.TrimLeft(text, " "))
			joins, wide := false, false
			if n == 0 {
				n, wide = wordLen(text)
				first := firstCluster(text)
				joins = inWord && (narrow && cellWidth(first) < 2 || isClosing(first))
			}
			piece, text = run{text[:n], r.style, r.link}, text[n:]
			if joins {
				last := &list[len(list)-1]
				last.runs = append(last.runs, piece)
			} else {
				list = append(list, word{runs: []run{piece}})
			}
			inWord = piece.text[0] != ' '
			narrow = inWord && !wide
		}
	}
	return list
}

// wordLen returns how many bytes at the beginning of text are not torn apart,
// and whether they are wide characters, beside which a line may end.
func wordLen(text string) (n int, wide bool) {
	first := firstCluster(text)
	wide = cellWidth(first) > 1
	for n = len(first); n < len(text) && text[n] != ' '; {
		cluster := firstCluster(text[n:])
		if !isClosing(cluster) && (wide || cellWidth(cluster) > 1) {
			break
		}
		n += len(cluster)
	}
	return n, wide
}

// isClosing reports whether a cluster is punctuation that never begins a line.
func isClosing(cluster string) bool {
	return !isASCII(cluster) && strings.Contains("、。，．・：；？！）」』】〉》”’…ー", cluster)
}

// splitLines splits runs at line breaks.
func splitLines(runs []run) [][]run {
	lines := [][]run{nil}
	for _, r := range runs {
		for {
			head, tail, found := strings.Cut(r.text, "\n")
			last := len(lines) - 1
			if head != "" {
				lines[last] = append(lines[last], run{head, r.style, r.link})
			}
			if !found {
				break
			}
			lines = append(lines, nil)
			r.text = tail
		}
	}
	return lines
}
