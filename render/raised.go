package render

import (
	"strings"

	"golang.org/x/net/html"
)

// Characters of which there are small ones above the line, and below it.
const (
	raisable  = "0123456789+-−=()n"
	lowerable = "0123456789"
)

var (
	raisedSigns = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷",
		"8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "−", "⁻", "=", "⁼", "(", "⁽", ")", "⁾", "n", "ⁿ")
	loweredSigns = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇",
		"8", "₈", "9", "₉")
)

const maxRaised = 12 // bytes of a power, or of the number of a note; more is small print

// raised writes what is above the line, in characters of its own where there are
// any. Else a number has a mark before it: it would be read as a part of the one
// that it belongs to.
func (h *htmlWalker) raised(n *html.Node, c inline) {
	text := textOf(n, 2*maxRaised)
	switch {
	case text == "" || len(text) > maxRaised:
	case strings.Trim(text, raisable+" ") == "":
		c.signs = raisedSigns
	case strings.ContainsAny(text, "0123456789+=") && text[0] != '(' && text[0] != '[':
		h.add("^", c)
	}
	h.children(n, c)
}

// lowered writes what is below the line.
func (h *htmlWalker) lowered(n *html.Node, c inline) {
	if text := textOf(n, 2*maxRaised); text != "" && len(text) <= maxRaised && strings.Trim(text, lowerable+" ") == "" {
		c.signs = loweredSigns
	}
	h.children(n, c)
}
