package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/message"
)

// isButton reports whether a link looks like a button: it has a background of
// its own, or is alone in a cell that has one or gives it room.
func (h *htmlWalker) isButton(n *html.Node) bool {
	text := textOf(n, 200)
	if textWidth(text) > maxButton {
		return false
	}
	own := h.look(n)
	if own.paints() {
		return true
	}
	inner := n.FirstChild
	if inner != nil && inner.NextSibling == nil && inner.Type == html.ElementNode {
		if l := h.look(inner); l.paints() {
			return true
		}
	}
	around := n.Parent
	for range maxAround {
		if around == nil || around.DataAtom == atom.Body || textOf(around, 200) != text {
			return false
		}
		l := h.look(around)
		if own.padded || l.paints() && around.DataAtom != atom.Div {
			return true
		}
		around = around.Parent
	}
	return false
}

const (
	maxButton = 50 // cells of the words on a button
	maxAround = 4  // elements around a link that make it a button: cell, row, rows, table
)

// button writes a link that looks like a button, on a line of its own when it
// has one.
func (h *htmlWalker) button(n *html.Node, c inline, href string) {
	alone := !h.cell && textOf(n.Parent, 300) == textOf(n, 300)
	if alone {
		h.gap()
	}
	c.button = true
	label := h.label(n, c)
	h.w.warn(c.link, label)
	if label == "" {
		label = message.HostOf(href).String()
	}
	h.add("⟦ "+label+" ⟧", c)
	h.linkNumber(c.link)
	if alone {
		h.gap()
	}
}

// label returns what is shown in an element, as one line.
func (h *htmlWalker) label(n *html.Node, c inline) string {
	runs, cell := h.runs, h.cell
	h.runs, h.cell = nil, true
	h.children(n, c)
	text := strings.Join(strings.Fields(joinText(markStruck(h.runs))), " ")
	h.runs, h.cell = runs, cell
	return text
}
