package render

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxSideRun = 100  // rows of cells that share their columns
	natural    = 1000 // cells of a line that is as wide as what is in it
	maxDigits  = 12   // of an amount
	maxUnit    = 4    // letters of a currency or a unit
)

// sides are rows of blocks side by side that follow each other. Their columns have
// the same place, as in a receipt, so that all are written again with each row
// that comes.
type sides struct {
	w      *writer // on which they are written
	from   int     // the first row of the screen
	to     int     // behind the last one
	pushed int     // margins of the writer up to then
	used   []bool  // of those that are there
	blank  bool    // above the first row

	table   *html.Node
	wide    bool // they are in a table that is as wide as what it is in
	grid    grid
	small   bool
	text    []string
	amounts bool // the last column has numbers
}

// sideBySide writes each cell in a column of its own.
func (h *htmlWalker) sideBySide(cells []*html.Node, c inline) {
	blocks := len(h.blocks)
	row := make([]gridCell, len(cells))
	for i, cell := range cells {
		row[i] = gridCell{col: i, cols: 1, runs: h.natural(cell, c), right: h.look(cell).right}
	}
	small := true
	var text []string
	for _, b := range h.blocks[blocks:] {
		small = small && b.small
		text = append(text, b.text)
	}
	h.blocks = h.blocks[:blocks]
	table := tableAround(cells[0])
	if s := h.sides; h.continues(row, table, text) {
		before := s.grid
		s.grid.rows = append(before.rows, s.grid.place(row))
		if s.layOut(h.receiptWidth) {
			s.small, s.text = s.small && small, append(s.text, text...)
			h.rewrite()
			return
		}
		s.grid = before
		row = unplaced(row)
	}
	h.space()
	s := &sides{
		w: h.w, table: table, wide: !h.w.natural && h.isWide(cells, table),
		from: len(h.w.rows), pushed: h.w.pushed, blank: h.w.blankAbove, small: small, text: text,
		grid: grid{columns: len(row), rows: [][]gridCell{row}},
	}
	for _, m := range h.w.margin {
		s.used = append(s.used, m.used)
	}
	h.sides = s
	s.layOut(h.receiptWidth)
	h.blocks = append(h.blocks, block{})
	h.rewrite()
}

// isWide reports whether cells are in a table that says that it is wide, or one of
// them does, or is at the right edge of it.
func (h *htmlWalker) isWide(cells []*html.Node, table *html.Node) bool {
	slim := pixels(attr(cells[0], "width")) >= 0 && !h.look(cells[0]).room.full
	if slim && !h.look(cells[len(cells)-1]).right {
		return false // a picture, or a label
	}
	for _, cell := range cells {
		if look := h.look(cell); look.right || look.room.full {
			return true
		}
	}
	return table != nil && h.look(table).room.full
}

// tableAround returns the table that a cell is in, or nil.
func tableAround(cell *html.Node) *html.Node {
	for n := cell.Parent; n != nil; n = n.Parent {
		if n.DataAtom == atom.Table {
			return n
		}
	}
	return nil
}

// natural returns what a cell shows, its lines as wide as they are.
func (h *htmlWalker) natural(cell *html.Node, c inline) []run {
	var runs []run
	for i, row := range h.column(cell, c, natural) {
		if i > 0 {
			runs = append(runs, run{text: "\n"})
		}
		runs = append(runs, row...)
	}
	return runs
}

// continues reports whether a row of cells belongs to the rows above it: it is in
// the same table, or both are lines of a receipt.
func (h *htmlWalker) continues(row []gridCell, table *html.Node, text []string) bool {
	s := h.sides
	if s == nil || s.w != h.w || s.to != len(h.w.rows) || s.pushed != h.w.pushed || len(s.used) != len(h.w.margin) ||
		len(s.grid.rows) >= maxSideRun || len(row) > s.grid.columns {
		return false
	}
	if reFooter.MatchString(strings.Join(text, " ")) != reFooter.MatchString(strings.Join(s.text, " ")) {
		return false // the footer is folded, what is above it is not
	}
	last := row[len(row)-1]
	return len(row) == s.grid.columns && table == s.table || s.amounts && (last.right || isAmount(last.runs))
}

// place puts the cells of a row into the columns of a grid: where there are too few,
// the last one is an amount, and what it is for has the room before it.
func (g *grid) place(row []gridCell) []gridCell {
	if missing := g.columns - len(row); missing > 0 {
		row[len(row)-2].cols += missing
		row[len(row)-1].col += missing
	}
	return row
}

// unplaced puts the cells of a row into columns of their own again.
func unplaced(row []gridCell) []gridCell {
	for i := range row {
		row[i].col, row[i].cols = i, 1
	}
	return row
}

// layOut finds the width of each column: one row alone is spread over the screen,
// several, and those that end in an amount, are as wide as what is in them. It
// reports whether all have room. Amounts end where those of the receipt above do.
func (s *sides) layOut(receiptWidth int) bool {
	g, room := &s.grid, s.w.room()
	g.measure(room)
	for j := range g.columns {
		g.numeric[j] = g.isAligned(j)
	}
	s.amounts = g.numeric[g.columns-1] && g.endsInAmounts()
	if len(g.rows) == 1 && !s.amounts && s.wide {
		g.spread(room)
		return true
	}
	if !g.fit(room, 0) {
		if len(g.rows) == 1 {
			g.spread(room)
		}
		return false
	}
	all := gridCell{cols: g.columns}
	if missing := receiptWidth - g.span(g.widths, all); s.amounts && missing > 0 && receiptWidth <= room {
		g.widths[max(g.columns-2, 0)] += missing
	}
	return true
}

// spread gives each column the same width, unless one that is wider has room then.
// The last one has the rest of the room.
func (g *grid) spread(room int) {
	pitch := room / g.columns
	last := g.columns - 1
	if total := g.span(g.widths, gridCell{cols: g.columns}); total <= room && slices.Max(g.widths) > pitch-len(columnGap) {
		g.widths[last] += room - total
		return
	}
	for j := range g.widths {
		g.widths[j] = max(pitch-len(columnGap), 1)
	}
	g.widths[last] = max(room-last*pitch, 1)
}

// isAligned reports whether the cells of a column are aligned at the right: all are
// amounts or say so, but for the first one, which may be a header.
func (g *grid) isAligned(column int) bool {
	aligned, cells := 0, 0
	for i, row := range g.rows {
		for _, cell := range row {
			switch {
			case cell.col != column || cell.cols > 1 || len(cell.runs) == 0:
			case cell.right || column > 0 && isAmount(cell.runs):
				aligned++
				cells++
			case i > 0 || len(g.rows) < 3:
				cells++
			}
		}
	}
	return cells > 0 && aligned == cells
}

// endsInAmounts reports whether the last cell of most rows is an amount.
func (g *grid) endsInAmounts() bool {
	amounts := 0
	for _, row := range g.rows {
		if isAmount(row[len(row)-1].runs) {
			amounts++
		}
	}
	return amounts*2 > len(g.rows)
}

// isAmount reports whether a text is a number, with no more than a currency or a
// unit.
func isAmount(text []run) bool {
	digits, letters := 0, 0
	for _, r := range text {
		for _, c := range r.text {
			switch {
			case unicode.IsDigit(c):
				digits++
			case unicode.IsLetter(c) || c == '\n':
				letters++
			}
		}
	}
	return digits > 0 && digits <= maxDigits && letters <= maxUnit
}

// rewrite writes the rows side by side in the place where they were, if any of
// them was.
func (h *htmlWalker) rewrite() {
	s := h.sides
	w := s.w
	clear(w.rows[s.from:])
	w.rows, w.blankAbove = w.rows[:s.from], s.blank
	for i, used := range s.used {
		w.margin[i].used = used
	}
	for i, row := range s.grid.rows {
		if i > 0 && isCard(s.grid.rows[i-1]) {
			w.blank()
		}
		s.grid.writeRow(w, row)
	}
	s.to = len(w.rows)
	if s.amounts {
		h.receiptWidth = s.grid.span(s.grid.widths, gridCell{cols: s.grid.columns})
	}
	h.blocks[len(h.blocks)-1] = block{from: s.from, to: s.to, small: s.small, text: strings.Join(s.text, " ")}
	h.wantBlank = true
}

// isCard reports whether several cells of a row have several lines, so that only an
// empty line tells them from those below.
func isCard(row []gridCell) bool {
	high := 0
	for _, cell := range row {
		if slices.ContainsFunc(cell.runs, func(r run) bool { return r.text == "\n" }) {
			high++
		}
	}
	return high > 1
}
