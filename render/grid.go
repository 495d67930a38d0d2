package render

import (
	"slices"
	"strings"
	"unicode"
)

// grid is a table of data.
type grid struct {
	rows    [][]gridCell
	columns int
	header  int // how many of the first rows say what the columns are

	widths  []int
	least   []int // widths below which a word would be torn
	numeric []bool
}

// gridCell is a cell and the columns and rows it covers.
type gridCell struct {
	runs            []run
	col, cols, rows int
	right           bool // it says that its text is at the right edge
}

// width is that of the longest line of a cell.
func (c gridCell) width() int {
	n := 0
	for _, line := range splitLines(c.runs) {
		n = max(n, runsWidth(line))
	}
	return n
}

// least is the width of the longest word of a cell, and of a paragraph as much as
// can be read.
func (c gridCell) least() int {
	n := longestWord(c.runs)
	if n < minProse && c.width() > minProse*maxCellRows {
		n = minProse
	}
	return n
}

const (
	minProse    = 20 // cells of a column of words
	maxCellRows = 6  // of a column of that width are not yet a paragraph
)

// write writes the table in columns: within the measure while those of words keep
// room to be read, else within the screen while no word is torn, else each row as
// a record.
func (g *grid) write(w *writer) {
	g.measure(w.measure)
	if !g.fit(w.room(), minProse) && !g.fit(w.width-w.marginWidth(), 0) {
		g.records(w)
		return
	}
	for i, row := range g.rows {
		if w.full {
			return
		}
		g.writeRow(w, row)
		if i == g.header-1 {
			w.verbatim([]run{{text: g.rule(), style: Dim}})
		}
	}
}

// measure finds how wide each column is, at most a number of cells where words
// are not longer, and which hold numbers.
func (g *grid) measure(most int) {
	g.widths, g.least, g.numeric = make([]int, g.columns), make([]int, g.columns), make([]bool, g.columns)
	filled, numbers := make([]bool, g.columns), make([]int, g.columns)
	for i, row := range g.rows {
		for _, cell := range row {
			if cell.cols > 1 {
				continue
			}
			g.widths[cell.col] = max(g.widths[cell.col], cell.width())
			g.least[cell.col] = max(g.least[cell.col], cell.least())
			if i < g.header || len(cell.runs) == 0 || i == 0 && len(g.rows) > 2 && !isNumber(cell.runs) {
				continue // a header, whether or not the table says so
			}
			g.numeric[cell.col] = isNumber(cell.runs) && (g.numeric[cell.col] || !filled[cell.col])
			filled[cell.col] = true
			numbers[cell.col] = max(numbers[cell.col], cell.width())
		}
	}
	for j, numeric := range g.numeric {
		if numeric {
			g.least[j] = max(g.least[j], numbers[j])
		}
		g.widths[j] = max(min(g.widths[j], most), g.least[j])
	}
	for _, row := range g.rows {
		for _, cell := range row {
			if cell.cols > 1 {
				g.widths[cell.col] += max(min(cell.width(), most)-g.span(g.widths, cell), 0)
				g.least[cell.col] += max(cell.least()-g.span(g.least, cell), 0)
				g.widths[cell.col] = max(g.widths[cell.col], g.least[cell.col])
			}
		}
	}
}

// span is how wide the columns of a cell are together.
func (g *grid) span(widths []int, cell gridCell) int {
	n := -len(columnGap)
	for _, w := range widths[cell.col : cell.col+cell.cols] {
		n += w + len(columnGap)
	}
	return n
}

// fit makes the widest columns narrower until all fit into a room, none of them
// narrower than a number of cells, and no word torn. It reports whether they do.
func (g *grid) fit(room, narrowest int) bool {
	all := gridCell{cols: g.columns}
	least := slices.Clone(g.least)
	for j, n := range least {
		if !g.numeric[j] {
			least[j] = max(n, min(g.widths[j], narrowest))
		}
	}
	if g.span(least, all) > room {
		return false
	}
	total := g.span(g.widths, all)
	for ; total > room; total-- {
		widest := -1
		for j, w := range g.widths {
			if w > least[j] && (widest < 0 || w > g.widths[widest]) {
				widest = j
			}
		}
		g.widths[widest]--
	}
	for j := range g.widths { // numbers have a little more room on their left
		if g.numeric[j] && j > 0 && total < room {
			g.widths[j]++
			total++
		}
	}
	return true
}

// writeRow writes one row of cells, each wrapped in its columns.
func (g *grid) writeRow(w *writer, row []gridCell) {
	height := 0
	wrapped := make([][][]run, len(row))
	for i, cell := range row {
		column := w.column(max(g.span(g.widths, cell), 1))
		if len(cell.runs) > 0 {
			column.prose(cell.runs)
		}
		wrapped[i] = column.rows
		height = max(height, len(column.rows))
	}
	for y := range height {
		var line []run
		at := 0
		for i, cell := range row {
			if y >= len(wrapped[i]) {
				continue
			}
			text := wrapped[i][y]
			left := g.left(cell.col)
			if cell.cols == 1 && (g.numeric[cell.col] || cell.right) {
				left += g.widths[cell.col] - runsWidth(text)
			}
			if left > at {
				line = append(line, run{text: strings.Repeat(" ", left-at)})
				at = left
			}
			line = append(line, text...)
			at += runsWidth(text)
		}
		w.verbatim(line)
	}
}

// left is where a column begins.
func (g *grid) left(col int) int {
	n := 0
	for _, w := range g.widths[:col] {
		n += w + len(columnGap)
	}
	return n
}

func (g *grid) rule() string {
	parts := make([]string, len(g.widths))
	for j, w := range g.widths {
		parts[j] = strings.Repeat("─", w)
	}
	return strings.Join(parts, columnGap)
}

// names returns what the header calls each column; what covers all is a title.
func (g *grid) names() []string {
	names := make([]string, g.columns)
	for _, row := range g.rows[:g.header] {
		for _, cell := range row {
			for j := cell.col; cell.cols < g.columns && j < cell.col+cell.cols; j++ {
				names[j] = strings.TrimSpace(names[j] + " " + joinText(cell.runs))
			}
		}
	}
	return names
}

// records writes each row of a table that is too wide as lines of "column:
// value", or as one line where the columns have no names. What covers several
// columns has no name, what covers several rows is in the record of each.
func (g *grid) records(w *writer) {
	names := g.names()
	for _, row := range g.rows[:g.header] {
		if len(row) == 1 && row[0].cols == g.columns && len(row[0].runs) > 0 {
			w.prose(row[0].runs)
		}
	}
	above := make([]gridCell, g.columns) // of each column, its rows those it still covers
	for i, row := range g.rows[g.header:] {
		if w.full {
			return
		}
		if i > 0 && g.header > 0 {
			w.blank()
		}
		for _, cell := range row {
			above[cell.col] = cell
		}
		var line []run
		flush := func() {
			if len(line) > 0 {
				w.prose(line)
			}
			line = nil
		}
		for j := range above {
			cell := &above[j]
			if cell.rows == 0 || len(cell.runs) == 0 {
				continue
			}
			if cell.cols == 1 && names[j] != "" {
				flush()
				w.prose(append([]run{{text: names[j] + ": ", style: Bold}}, cell.runs...))
				continue
			}
			if len(line) > 0 {
				line = append(line, run{text: " | ", style: Dim})
			}
			line = append(line, cell.runs...)
		}
		flush()
		for j := range above {
			above[j].rows = max(above[j].rows-1, 0)
		}
	}
}

// isNumber reports whether a cell is empty or has more digits than letters.
func isNumber(cell []run) bool {
	digits, letters := 0, 0
	for _, r := range cell {
		if r.style == Dim {
			continue // the number of a link
		}
		for _, c := range r.text {
			switch {
			case unicode.IsDigit(c):
				digits++
			case unicode.IsLetter(c):
				letters++
			}
		}
	}
	return digits > letters || digits+letters == 0
}
