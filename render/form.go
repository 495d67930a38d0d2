package render

import (
	"strings"

	"golang.org/x/net/html"
)

// input writes what a field of a form shows: a picture, whether a box is
// checked, or what is filled in.
func (h *htmlWalker) input(n *html.Node, c inline) {
	switch strings.ToLower(strings.TrimSpace(attr(n, "type"))) {
	case "image":
		h.image(n, c)
	case "checkbox":
		h.choice(n, c, "[ ] ", "[x] ")
	case "radio":
		h.choice(n, c, "( ) ", "(x) ")
	case "hidden", "password", "file":
	default:
		h.apart()
		h.text(attr(n, "value"), c)
		h.apart()
	}
}

func (h *htmlWalker) choice(n *html.Node, c inline, open, checked string) {
	if hasAttr(n, "checked") {
		open = checked
	}
	h.add(open, c)
}

// pressed writes a button of a form, which nothing happens to here.
func (h *htmlWalker) pressed(n *html.Node, c inline) {
	h.apart()
	h.children(n, c)
	h.apart()
}
