package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// paragraph writes a paragraph. One that leaves no room stands below another
// without a blank line; what else is beside it is set apart.
func (h *htmlWalker) paragraph(n *html.Node, c inline) {
	room := h.look(n).edges
	h.flush()
	h.wantBlank = h.wantBlank || !room.isNoneAbove() || !isParagraph(previousElement(n))
	rows := len(h.w.rows)
	h.children(n, c)
	h.flush()
	empty := len(h.w.rows) == rows && hasNoBreakSpace(n) // a line, all the same
	h.wantBlank = h.wantBlank || !room.isNoneBelow() || !isParagraph(nextElement(n)) || empty
}

func isParagraph(n *html.Node) bool { return n != nil && n.DataAtom == atom.P }

// hasNoBreakSpace reports whether there is a space in a node that takes room.
func hasNoBreakSpace(n *html.Node) bool {
	found := false
	ahead(n, func(n *html.Node) bool {
		found = found || n.Type == html.TextNode && strings.ContainsRune(n.Data, '\u00a0')
		return !found
	})
	return found
}

// heading writes a heading, the two highest ones underlined.
func (h *htmlWalker) heading(n *html.Node, c inline) {
	h.gap()
	h.tight = false
	c.style = Heading
	h.children(n, c)
	width := 0
	for _, line := range splitLines(markStruck(trimRuns(h.runs))) {
		width = max(width, runsWidth(line))
	}
	h.flush()
	if width == 0 || h.cell {
		return
	}
	if mark := map[atom.Atom]string{atom.H1: "═", atom.H2: "─"}[n.DataAtom]; mark != "" {
		h.w.row([]run{{text: strings.Repeat(mark, min(width, h.w.room(), h.w.options.measure())), style: Heading}})
	}
	h.tight = true
}

func (h *htmlWalker) rule() {
	h.flush()
	if h.cell || h.isBelowRule() {
		return
	}
	h.w.blank()
	from := len(h.w.rows)
	h.w.row([]run{{text: strings.Repeat("─", min(h.w.room(), h.w.options.measure())), style: Dim}})
	h.wrote(from, nil, false)
	h.blocks[len(h.blocks)-1].rule = true
	h.wantBlank, h.tight = true, false
}

// isBelowRule reports whether there is nothing since the last rule.
func (h *htmlWalker) isBelowRule() bool {
	n := len(h.blocks)
	return n > 0 && h.blocks[n-1].rule && h.blocks[n-1].to == len(h.w.rows)
}

func (h *htmlWalker) quote(n *html.Node, c inline) {
	h.flush()
	if h.cell {
		h.children(n, c)
		h.flush()
		return
	}
	if isCited(n) {
		h.folding(func() { h.quoted(func(c inline) { h.children(n, c) }, c) })
		return
	}
	h.quoted(func(c inline) { h.children(n, c) }, c)
}

// quoted writes something one level deeper in quotes.
func (h *htmlWalker) quoted(write func(inline), c inline) {
	h.w.blank()
	h.wantBlank, h.tight = false, false
	c.quote++
	c.style = quoteStyle(c.quote)
	mark := run{text: "> ", style: c.style}
	h.w.push(margin{first: mark, rest: mark})
	write(c)
	h.flush()
	h.w.pop()
	h.wantBlank = true
}

// preformatted writes text as it was typed.
func (h *htmlWalker) preformatted(n *html.Node, c inline) {
	if h.cell {
		h.children(n, c)
		return
	}
	h.gap()
	c.pre = true
	if c.style == Plain {
		c.style = Code
	}
	h.children(n, c)
	lines := splitLines(markStruck(h.runs))
	h.runs = nil
	for len(lines) > 0 && len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) > 0 {
		h.w.blank()
		h.tight = false
	}
	from := len(h.w.rows)
	for _, line := range lines {
		for i := range line {
			line[i].text = expandTabs(line[i].text)
		}
		h.w.typed(line)
	}
	h.blocks = append(h.blocks, block{from: from, to: len(h.w.rows)})
	h.wantBlank = true
}
