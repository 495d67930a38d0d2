package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxColumns  = 50
	maxRowSpan  = 1000
	maxCellText = 60   // bytes; more is a paragraph, so the table is there for layout
	maxDataText = 2000 // bytes of a cell where the table says that it is for data
	columnGap   = "  "
)

// table writes a table: one that holds data in columns, one that is there for
// layout as the blocks in it.
func (h *htmlWalker) table(n *html.Node, c inline) {
	rows := tableRows(n)
	if h.cell || !h.isData(n, rows) {
		h.flush()
		h.children(n, c)
		h.flush()
		return
	}
	h.gap()
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom == atom.Caption {
			h.walk(child, c)
			h.flush()
			h.wantBlank = false
		}
	}
	h.space()
	from := len(h.w.rows)
	h.readGrid(rows, c).write(h.w)
	h.blocks = append(h.blocks, block{from: from, to: len(h.w.rows)})
	h.wantBlank = true
}

// tableRows returns the rows of a table, not those of tables in it.
func tableRows(table *html.Node) []*html.Node {
	var rows []*html.Node
	for n := table.FirstChild; n != nil; n = n.NextSibling {
		switch n.DataAtom {
		case atom.Tr:
			rows = append(rows, n)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			for tr := n.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.DataAtom == atom.Tr {
					rows = append(rows, tr)
				}
			}
		default:
		}
	}
	return rows
}

func rowCells(row *html.Node) []*html.Node {
	var cells []*html.Node
	for n := row.FirstChild; n != nil; n = n.NextSibling {
		if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
			cells = append(cells, n)
		}
	}
	return cells
}

func isHeader(row *html.Node) bool {
	if row.Parent != nil && row.Parent.DataAtom == atom.Thead {
		return true
	}
	cells := rowCells(row)
	for _, cell := range cells {
		if cell.DataAtom != atom.Th {
			return false
		}
	}
	return len(cells) > 0
}

// isData reports whether a table holds data: it says so by a header, a role or
// lines, or it has short text in at least two columns and two rows. Nothing
// that only layout has may be in it: tables, pictures, lists, headings. Pictures
// may be below a header and before numbers, long text where a header, a role or
// lines say what it is. A table that says it is there for layout counts when its
// last column has numbers, or when it is a label and a value in each row.
func (h *htmlWalker) isData(table *html.Node, rows []*html.Node) bool {
	role := attr(table, "role")
	ruled := role == "table" || pixels(attr(table, "border")) > 0
	headed := isHeaded(rows)
	limits := cellLimits{text: maxCellText, pictures: headed || endsInNumbers(rows)}
	if ruled || headed {
		limits.text = maxDataText
	} else if hasHeader(table) {
		limits.text = 6 * maxCellText
	}
	wide := 0
	for _, row := range rows {
		cells := rowCells(row)
		if len(cells) > maxColumns {
			return false
		}
		if len(cells) > 1 {
			wide++
		}
		for _, cell := range cells {
			size := 0
			if !limits.hold(cell, &size) {
				return false
			}
		}
	}
	if role == "presentation" || role == "none" {
		return wide >= 2 && (endsInNumbers(rows) || isList(rows))
	}
	return wide >= 2 || limits.text > maxCellText && wide >= 1 && len(rows) > 1
}

// isHeaded reports whether the first row is a header, and another one is not.
func isHeaded(rows []*html.Node) bool {
	return len(rows) > 1 && isHeader(rows[0]) && len(rowCells(rows[0])) > 1 && !isHeader(rows[len(rows)-1])
}

// hasHeader reports whether there is any cell of a header in a table.
func hasHeader(table *html.Node) bool {
	found := false
	each(table, func(n *html.Node) bool {
		found = found || n.DataAtom == atom.Th || n.DataAtom == atom.Thead
		return !found
	})
	return found
}

// endsInNumbers reports whether more than half of the rows with several cells end
// in a number.
func endsInNumbers(rows []*html.Node) bool {
	numbers, wide := 0, 0
	for _, row := range rows {
		cells := rowCells(row)
		if len(cells) < 2 {
			continue
		}
		wide++
		if last := textOf(cells[len(cells)-1], maxCellText); last != "" && isNumber([]run{{text: last}}) {
			numbers++
		}
	}
	return wide > 1 && numbers*2 > wide
}

// isList reports whether all rows are a label and a value.
func isList(rows []*html.Node) bool {
	for _, row := range rows {
		cells := rowCells(row)
		if len(cells) != 2 {
			return false
		}
		if first := textOf(cells[0], 100); first == "" || textWidth(first) > maxLabel {
			return false
		}
	}
	return true
}

// cellLimits are what may be in a cell of a table of data.
type cellLimits struct {
	text     int // bytes
	pictures bool
}

// hold reports whether a cell keeps within its limits; size is how much text
// there was up to now.
func (l cellLimits) hold(n *html.Node, size *int) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			if *size += len(strings.TrimSpace(child.Data)); *size > l.text {
				return false
			}
		case child.Type != html.ElementNode:
		case child.DataAtom == atom.Img && l.pictures:
		case isLayout(child.DataAtom) || !l.hold(child, size):
			return false
		}
	}
	return true
}

func isLayout(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Img, atom.Ul, atom.Ol, atom.Blockquote, atom.Pre, atom.Hr,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	default:
		return false
	}
}

// append adds words to the last cell of a row, or of the row above it.
func (g *grid) append(row []gridCell, words []run) {
	if len(row) == 0 && len(g.rows) > 0 {
		row = g.rows[len(g.rows)-1]
	}
	if n := len(row); n > 0 {
		row[n-1].runs = append(append(row[n-1].runs, run{text: " "}), words...)
	}
}

// readGrid reads the cells of a table into their rows and columns, with those
// that span several (HTML standard, "forming a table").
func (h *htmlWalker) readGrid(rows []*html.Node, c inline) *grid {
	g := &grid{}
	var busy [maxColumns]int // rows that a cell above still covers
	for _, row := range rows {
		look := h.look(row)
		if look.hidden {
			h.skip(row)
			continue
		}
		var line []gridCell
		col := 0
		for _, cell := range rowCells(row) {
			for col < maxColumns && busy[col] > 0 {
				col++
			}
			if col == maxColumns { // what is too much stands in the last one
				g.append(line, h.cellRuns(cell, c.within(look)))
				continue
			}
			x := gridCell{col: col, cols: 1, runs: h.cellRuns(cell, c.within(look))}
			x.cols = min(max(pixels(attr(cell, "colspan")), 1), maxColumns-col)
			x.rows = min(max(pixels(attr(cell, "rowspan")), 1), maxRowSpan)
			for ; col < x.col+x.cols; col++ {
				busy[col] = x.rows
			}
			line = append(line, x)
			g.columns = max(g.columns, col)
		}
		for i := range busy {
			busy[i] = max(busy[i]-1, 0)
		}
		if len(g.rows) == g.header && isHeader(row) {
			g.header++
		}
		g.rows = append(g.rows, line)
	}
	if g.header == len(g.rows) {
		g.header = min(g.header, 1) // all are of the same kind
	}
	return g
}

// cellRuns returns the text of a cell, blocks in it as one line.
func (h *htmlWalker) cellRuns(cell *html.Node, c inline) []run {
	before := h.runs
	h.runs, h.cell = nil, true
	clear(h.numbered)
	h.iconEnd = 0
	if look := h.look(cell); look.hidden {
		h.skip(cell)
	} else {
		c = c.within(look)
		if cell.DataAtom == atom.Th && c.style == Plain {
			c.style = Bold
		}
		h.children(cell, c)
	}
	h.apart()
	runs := markStruck(trimRuns(h.runs))
	h.runs, h.cell = before, false
	return runs
}
