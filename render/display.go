package render

import "golang.org/x/net/html"

// display reads display.
func (l *look) display(value string) {
	l.none, l.block, l.inlined, l.row, l.apart, l.box = false, false, false, false, false, false
	l.shaped = true
	switch value {
	case "none":
		l.none = true
	case "block", "list-item", "flow-root", "table", "table-row", "table-caption":
		l.block = true
	case "flex", "grid":
		l.block, l.row = true, true
	case "inline-flex", "inline-grid":
		l.row = true
	case "table-cell", "inline-table":
		l.apart = true
	case "inline":
		l.inlined, l.shaped = true, false
	case "contents", "inherit", "initial", "unset", "revert":
		l.shaped = false
	case "inline-block":
		l.box = true
	}
}

// inLine reports whether an element is text in a line, by its kind or its style.
func (l *look) inLine(n *html.Node) bool {
	return (l.inlined || !l.shaped && isInline(n.DataAtom)) && !l.place.out && !l.place.floats
}

// displayed writes an element where its style puts it: on a line of its own, or
// apart from what is beside it.
func (h *htmlWalker) displayed(n *html.Node, c inline, l *look) {
	beside := c.row || l.apart || l.box && l.padded
	c = c.within(l)
	c.row = l.row
	switch {
	case l.block:
		h.flush()
		h.element(n, c)
		h.flush()
	case beside:
		h.apart()
		h.element(n, c)
		h.apart()
	case l.inlined && isBlock(n.DataAtom):
		h.children(n, c)
	default:
		h.element(n, c)
	}
}

// apart ends the word under way.
func (h *htmlWalker) apart() {
	h.said.WriteByte(' ')
	if !h.endsInSpace() {
		h.runs = append(h.runs, run{text: " "})
	}
}
