package render

import (
	"strings"
	"unicode"
)

// grid is a table of data.
type grid struct {
	rows    [][]gridCell
	columns int
	header  bool // the first row says what the columns are

	widths  []int
	numeric []bool
}

// gridCell is a cell and the columns it covers.
type gridCell struct {
	runs      []run
	col, cols int
}

// width is that of the longest line of a cell.
func (c gridCell) width() int {
	n := 0
	for _, line := range splitLines(c.runs) {
		n = max(n, runsWidth(line))
	}
	return n
}

// minColumn is the width below which a column of words is not made narrower.
const minColumn = 8

// write writes the table in columns when they fit, else each row as a record.
func (g *grid) write(w *writer) {
	g.measure()
	if !g.fit(w.room()) {
		g.records(w)
		return
	}
	for i, row := range g.rows {
		g.writeRow(w, row)
		if i == 0 && g.header {
			w.verbatim([]run{{text: g.rule(), style: Dim}})
		}
	}
}

// measure finds how wide each column is and which hold numbers.
func (g *grid) measure() {
	g.widths, g.numeric = make([]int, g.columns), make([]bool, g.columns)
	filled := make([]bool, g.columns)
	for i, row := range g.rows {
		for _, cell := range row {
			if cell.cols > 1 {
				continue
			}
			g.widths[cell.col] = max(g.widths[cell.col], cell.width())
			if i == 0 && g.header || len(cell.runs) == 0 {
				continue
			}
			g.numeric[cell.col] = isNumber(cell.runs) && (g.numeric[cell.col] || !filled[cell.col])
			filled[cell.col] = true
		}
	}
	for _, row := range g.rows {
		for _, cell := range row {
			if lack := cell.width() - g.span(cell); cell.cols > 1 && lack > 0 {
				g.widths[cell.col] += min(lack, 4*minColumn)
			}
		}
	}
}

// span is how wide the columns of a cell are together.
func (g *grid) span(cell gridCell) int {
	n := -len(columnGap)
	for _, w := range g.widths[cell.col : cell.col+cell.cols] {
		n += w + len(columnGap)
	}
	return n
}

// fit makes the widest columns narrower until all fit into a room. It reports
// whether they do.
func (g *grid) fit(room int) bool {
	total := g.span(gridCell{cols: g.columns})
	for total > room {
		widest := 0
		for j, w := range g.widths {
			if w > g.widths[widest] && !g.numeric[j] || g.numeric[widest] {
				widest = j
			}
		}
		if g.numeric[widest] || g.widths[widest] <= minColumn {
			return false
		}
		g.widths[widest]--
		total--
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
		column := w.column(max(g.span(cell), 1))
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
			if cell.cols == 1 && g.numeric[cell.col] {
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

// records writes each row of a table that is too wide as lines of "column:
// value", or as one line where the columns have no names.
func (g *grid) records(w *writer) {
	names := make([]string, g.columns)
	rows := g.rows
	if g.header {
		for _, cell := range rows[0] {
			names[cell.col] = joinText(cell.runs)
		}
		rows = rows[1:]
	}
	for i, row := range rows {
		if i > 0 && g.header {
			w.blank()
		}
		var line []run
		for _, cell := range row {
			switch {
			case len(cell.runs) == 0:
			case names[cell.col] != "":
				w.prose(append([]run{{text: names[cell.col] + ": ", style: Bold}}, cell.runs...))
			default:
				if len(line) > 0 {
					line = append(line, run{text: " | ", style: Dim})
				}
				line = append(line, cell.runs...)
			}
		}
		if len(line) > 0 {
			w.prose(line)
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
