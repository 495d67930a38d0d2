package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	minColumnsWidth = 80 // of a screen on which blocks stand side by side
	maxSide         = 4  // blocks side by side
	maxSideRows     = 4  // rows that such a block takes, about
	maxLabel        = 20 // cells of an entry of a menu
)

// layoutRow writes a row of a table that is there for layout: side by side what
// is short, else one cell below the other.
func (h *htmlWalker) layoutRow(row *html.Node, c inline) {
	h.flush()
	cells := h.filled(row)
	switch {
	case h.cell || len(cells) < 2:
		h.children(row, c)
	case h.isMenu(cells):
		h.menu(cells, c)
	case len(cells) <= maxSide && h.w.width >= minColumnsWidth && h.w.options.Width > 0 && h.isNarrow(cells):
		h.sideBySide(cells, c)
	default:
		h.children(row, c)
	}
	h.flush()
}

// filled returns the cells of a row that show anything.
func (h *htmlWalker) filled(row *html.Node) []*html.Node {
	var cells []*html.Node
	for _, cell := range rowCells(row) {
		if h.look(cell).hidden {
			continue
		}
		if hasText(cell, 1) || h.hasPicture(cell) {
			cells = append(cells, cell)
		}
	}
	return cells
}

// hasPicture reports whether there is a picture with words, or in a link.
func (h *htmlWalker) hasPicture(n *html.Node) bool {
	found := false
	ahead(n, func(n *html.Node) bool {
		if n.DataAtom == atom.Img {
			found = found || strings.TrimSpace(attr(n, "alt")) != "" || n.Parent.DataAtom == atom.A
		}
		return !found
	})
	return found
}

// isMenu reports whether cells are links of one or two words, or icons.
func (h *htmlWalker) isMenu(cells []*html.Node) bool {
	if len(cells) < 3 && hasText(cells[0], 1) {
		return false
	}
	total := 0
	for _, cell := range cells {
		text := textOf(cell, 100)
		links := 0
		ahead(cell, func(n *html.Node) bool {
			if n.DataAtom == atom.A {
				links++
			}
			return links < 2
		})
		if links != 1 || textWidth(text) > maxLabel {
			return false
		}
		total += textWidth(text) + 7
	}
	return total <= h.w.room()
}

// menu writes cells as one line.
func (h *htmlWalker) menu(cells []*html.Node, c inline) {
	h.cell = true
	for _, cell := range cells {
		if h.runs = trimRuns(h.runs); len(h.runs) > 0 {
			h.runs = append(h.runs, run{text: "   "})
		}
		h.walk(cell, c)
	}
	h.cell = false
	for i := range h.runs {
		h.runs[i].text = strings.ReplaceAll(h.runs[i].text, "\n", " ")
	}
	h.flush()
}

// isNarrow reports whether each cell is short enough to stand beside the others:
// a few lines of a third of the width. Its column may be wider.
func (h *htmlWalker) isNarrow(cells []*html.Node) bool {
	width := min(h.w.room()/len(cells)-len(columnGap), h.w.width/3)
	for _, cell := range cells {
		long := false
		ahead(cell, func(n *html.Node) bool {
			switch n.DataAtom {
			case atom.H1, atom.Pre, atom.Blockquote, atom.Hr:
				long = true
			default:
			}
			return !long
		})
		if long || textWidth(textOf(cell, 1000)) > width*maxSideRows-width/2 {
			return false
		}
	}
	return true
}

// sideBySide writes each cell in a column of its own, all of the same width.
func (h *htmlWalker) sideBySide(cells []*html.Node, c inline) {
	room := h.w.room()
	pitch := room / len(cells)
	columns := make([][][]run, len(cells))
	height := 0
	blocks := len(h.blocks)
	small := true
	for i, cell := range cells {
		width := pitch - len(columnGap)
		if i == len(cells)-1 {
			width = room - i*pitch
		}
		rows := h.column(cell, c, width)
		if h.look(cell).right {
			rows = alignRight(rows, width)
		}
		columns[i] = rows
		height = max(height, len(rows))
	}
	var text []string
	for _, b := range h.blocks[blocks:] {
		small = small && b.small
		text = append(text, b.text)
	}
	h.blocks = h.blocks[:blocks]
	h.space()
	from := len(h.w.rows)
	for y := range height {
		var line []run
		for i, rows := range columns {
			if y >= len(rows) || len(rows[y]) == 0 {
				continue
			}
			if pad := i*pitch - runsWidth(line); pad > 0 {
				line = append(line, run{text: strings.Repeat(" ", pad)})
			}
			line = append(line, rows[y]...)
		}
		h.w.row(line)
	}
	h.blocks = append(h.blocks, block{from: from, to: len(h.w.rows), small: small, text: strings.Join(text, " ")})
	h.wantBlank = true
}

// column returns the rows of a cell in a column.
func (h *htmlWalker) column(cell *html.Node, c inline, width int) [][]run {
	outer, blank, tight := h.w, h.wantBlank, h.tight
	h.w, h.wantBlank, h.tight = outer.column(width), false, false
	h.walk(cell, c)
	h.flush()
	rows := h.w.rows
	h.w, h.wantBlank, h.tight = outer, blank, tight
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}

func alignRight(rows [][]run, width int) [][]run {
	for i, r := range rows {
		if pad := width - runsWidth(r); pad > 0 && len(r) > 0 {
			rows[i] = append([]run{{text: strings.Repeat(" ", pad)}}, r...)
		}
	}
	return rows
}
