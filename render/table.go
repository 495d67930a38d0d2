package render

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxColumns  = 50
	maxCellText = 60 // cells; more is a paragraph, so the table is there for layout
	columnGap   = "  "
)

// table writes a table: one that holds data in columns, one that is there for
// layout as the blocks in it, one below the other.
func (h *htmlWalker) table(n *html.Node, c inline) {
	rows := tableRows(n)
	if h.cell || len(rows) < 2 || !isData(rows) {
		h.flush()
		h.children(n, c)
		h.flush()
		return
	}
	h.gap()
	var grid [][][]run
	for _, row := range rows {
		grid = append(grid, h.cells(row, c))
	}
	h.w.blank()
	h.wantBlank = true
	h.grid(grid, isHeader(rows[0]))
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
	cells := rowCells(row)
	for _, cell := range cells {
		if cell.DataAtom != atom.Th {
			return false
		}
	}
	return len(cells) > 0
}

// isData reports whether rows hold short text in at least two columns, and
// nothing that only layout has: tables in tables, pictures, lists, headings.
func isData(rows []*html.Node) bool {
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
			if !isShort(cell, &size) {
				return false
			}
		}
	}
	return wide >= 2
}

// isShort reports whether a cell holds only short text; size is how much it was
// up to now.
func isShort(n *html.Node, size *int) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			if *size += len(strings.TrimSpace(child.Data)); *size > maxCellText {
				return false
			}
		case child.Type != html.ElementNode:
		case isLayout(child.DataAtom) || !isShort(child, size):
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

// cells returns the text of each column of a row. A cell that spans columns is
// followed by empty ones.
func (h *htmlWalker) cells(row *html.Node, c inline) [][]run {
	before := h.runs
	h.cell = true
	var list [][]run
	for _, cell := range rowCells(row) {
		h.runs = nil
		if look := readStyle(cell); !look.hidden {
			cc := c
			if look.sized {
				cc.tiny = look.tiny
			}
			if cell.DataAtom == atom.Th && cc.style == Plain {
				cc.style = Bold
			}
			h.children(cell, cc)
		}
		list = append(list, oneLine(trimRuns(h.runs)))
		for span := min(pixels(attr(cell, "colspan")), maxColumns); span > 1 && len(list) < maxColumns; span-- {
			list = append(list, nil)
		}
	}
	h.cell = false
	h.runs = before
	return list
}

// oneLine replaces line breaks in a cell by spaces.
func oneLine(runs []run) []run {
	for i := range runs {
		runs[i].text = strings.ReplaceAll(runs[i].text, "\n", " ")
	}
	return runs
}

// grid writes rows in columns when they fit, else each row as a paragraph.
func (h *htmlWalker) grid(rows [][][]run, header bool) {
	widths, numeric := columns(rows, header)
	total := -len(columnGap)
	for _, w := range widths {
		total += w + len(columnGap)
	}
	room := h.w.measure - h.w.marginWidth()
	for i, row := range rows {
		if total > room {
			h.w.prose(joinCells(row))
			continue
		}
		h.w.verbatim(alignCells(row, widths, numeric))
		if i == 0 && header {
			h.w.verbatim(ruleCells(widths))
		}
	}
}

// columns returns how wide each column is and whether it holds numbers.
func columns(rows [][][]run, header bool) (widths []int, numeric []bool) {
	for i, row := range rows {
		for j, cell := range row {
			if j == len(widths) {
				widths, numeric = append(widths, 0), append(numeric, true)
			}
			widths[j] = max(widths[j], runsWidth(cell))
			if (i > 0 || !header) && !isNumber(cell) {
				numeric[j] = false
			}
		}
	}
	return widths, numeric
}

// isNumber reports whether a cell is empty or has more digits than letters.
func isNumber(cell []run) bool {
	digits, letters := 0, 0
	for _, r := range cell {
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

func alignCells(row [][]run, widths []int, numeric []bool) []run {
	var line []run
	for j, cell := range row {
		if j > 0 {
			line = append(line, run{text: columnGap})
		}
		pad := run{text: strings.Repeat(" ", widths[j]-runsWidth(cell))}
		if numeric[j] {
			line = append(append(line, pad), cell...)
		} else {
			line = append(append(line, cell...), pad)
		}
	}
	return line
}

func ruleCells(widths []int) []run {
	parts := make([]string, len(widths))
	for j, w := range widths {
		parts[j] = strings.Repeat("─", w)
	}
	return []run{{text: strings.Join(parts, columnGap), style: Dim}}
}

func joinCells(row [][]run) []run {
	var line []run
	for _, cell := range row {
		if len(cell) == 0 {
			continue
		}
		if len(line) > 0 {
			line = append(line, run{text: " | ", style: Dim})
		}
		line = append(line, cell...)
	}
	return line
}
