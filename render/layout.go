package render

import (
	"slices"
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
	case len(cells) <= maxSide && h.w.options.Width > 0 && h.haveRoom(cells):
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

// haveRoom reports whether cells are short enough to stand side by side: when the
// last one is an amount, two lines of what it leaves of the screen. On a wide screen
// they may be a few lines, of a third of its width, or of all that a label or an
// amount leaves. A column may be wider than that.
func (h *htmlWalker) haveRoom(cells []*html.Node) bool {
	room := h.w.room()
	sizes := make([]int, len(cells))
	for i, cell := range cells {
		long := false
		ahead(cell, func(n *html.Node) bool {
			switch n.DataAtom {
			case atom.H1, atom.Pre, atom.Blockquote, atom.Hr:
				long = true
			default:
			}
			return !long
		})
		if long {
			return false
		}
		sizes[i] = textWidth(textOf(cell, 1000))
	}
	wide, longest := h.w.width >= minColumnsWidth, slices.Max(sizes)
	if last := textOf(cells[len(cells)-1], maxCellText); isAmount([]run{{text: last}}) {
		rows := rowsBeside(sizes, room)
		return rows <= 2 || wide && rows <= maxSideRows
	}
	width := min(room/len(cells)-len(columnGap), h.w.width/3)
	return wide && (longest <= fewRows(width) ||
		len(cells) == 2 && sizes[0] <= maxLabel && longest <= fewRows(room-sizes[0]-len(columnGap)))
}

// rowsBeside returns how many rows texts of such sizes take, about, when they stand
// side by side and the longest ones are wrapped; more than any screen has when there
// is no room for that.
func rowsBeside(sizes []int, room int) int {
	widths, total := slices.Clone(sizes), -len(columnGap)
	for _, n := range sizes {
		total += n + len(columnGap)
	}
	for ; total > room; total-- {
		widest := slices.Index(widths, slices.Max(widths))
		if widths[widest] <= minProse {
			return maxLines
		}
		widths[widest]--
	}
	rows := 0
	for i, n := range sizes {
		rows = max(rows, (n+widths[i]-1)/max(widths[i], 1))
	}
	return rows
}

// fewRows returns how many cells a text takes that is a few rows of a width.
func fewRows(width int) int { return width*maxSideRows - width/2 }

// column returns the rows of a cell in a column.
func (h *htmlWalker) column(cell *html.Node, c inline, width int) [][]run {
	outer, blank, tight := h.w, h.wantBlank, h.tight
	h.w, h.wantBlank, h.tight = outer.column(width), false, false
	h.w.natural = width == natural
	h.walk(cell, c)
	h.flush()
	rows := h.w.rows
	h.w, h.wantBlank, h.tight = outer, blank, tight
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}
