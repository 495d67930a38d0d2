package render

import (
	"slices"
	"strings"
)

// room is how much of an element there is to be seen.
type room struct {
	grows           bool // with what is in it, as a cell of a table does
	clipped         bool // what does not fit is not shown: overflow
	low, narrow     bool // height and width are nothing
	lowMax, slimMax bool // and cannot be more
	tall, wide      bool // and cannot be less than something, whatever they are
	full            bool // as wide as what it is in, or as a screen
}

// read reads overflow and what says how large an element is.
func (r *room) read(name, value string) {
	switch name {
	case "overflow":
		r.clipped = value == "hidden"
	case "height":
		r.low = r.isNothing(value)
	case "max-height":
		r.lowMax = r.isNothing(value)
	case "width":
		r.narrow = r.isNothing(value) && !r.grows
		r.full = isFull(value)
	case "max-width":
		r.slimMax = r.isNothing(value) && !r.grows
	case "min-height":
		r.tall = r.isSomething(value) && !strings.HasSuffix(value, "%") // of a height that follows from this one
	case "min-width":
		r.wide = r.isSomething(value)
	}
}

// isFull reports whether a width is much of what an element is in, or of a screen.
func isFull(value string) bool {
	size, ok := number(value)
	return ok && (strings.HasSuffix(value, "%") && size >= 30 || !strings.HasSuffix(value, "%") && size >= 300)
}

// isNothing reports whether a length has no room for text.
func (r *room) isNothing(value string) bool {
	size, ok := number(value)
	return ok && (size == 0 || !r.grows && size <= 1 && strings.HasSuffix(value, "px"))
}

// isSomething reports whether a length has room for text. One that is computed
// has.
func (r *room) isSomething(value string) bool {
	_, ok := number(value)
	return ok && !r.isNothing(value) || strings.Contains(value, "(")
}

func (r *room) isNone() bool {
	return r.clipped && ((r.low || r.lowMax) && !r.tall || (r.narrow || r.slimMax) && !r.wide)
}

// place is where an element is, and in which shape.
type place struct {
	out      bool // of the flow: position
	floats   bool // at an edge
	outside  beyond
	cut      bool   // to nothing, when it is out of the flow: clip
	masked   bool   // to nothing in any case: clip-path
	scaled   bool   // to nothing: transform
	indented bool   // beyond the edge: text-indent
	pulled   beyond // margin
	padded   beyond // and back: padding
}

// beyond tells for each edge of an element whether a length leads beyond the edge of
// any screen there.
type beyond struct{ left, top, right, bottom bool }

func (b beyond) any() bool { return b != beyond{} }

// setEdge takes a length. What is none does nothing, as in a browser.
func setEdge(edge *bool, value, sign string) {
	_, ok := number(value)
	if ok || slices.Contains([]string{"auto", "initial", "inherit", "unset", "revert"}, value) {
		*edge = isOutside(sign + value)
	}
}

// read reads what moves an element away from where it would be, or cuts it.
func (p *place) read(name, value string) {
	switch name {
	case "position":
		p.out = value == "absolute" || value == "fixed"
	case "float":
		p.floats = value == "left" || value == "right"
	case "left":
		setEdge(&p.outside.left, value, "")
	case "top":
		setEdge(&p.outside.top, value, "")
	case "right":
		setEdge(&p.outside.right, value, "-")
	case "bottom":
		setEdge(&p.outside.bottom, value, "-")
	case "text-indent":
		p.indented = isOutside(value)
	case "margin":
		top, left := topAndLeft(splitValue(value))
		setEdge(&p.pulled.top, top, "")
		setEdge(&p.pulled.left, left, "")
	case "margin-left":
		setEdge(&p.pulled.left, value, "")
	case "margin-top":
		setEdge(&p.pulled.top, value, "")
	case "padding":
		top, left := topAndLeft(splitValue(value))
		setEdge(&p.padded.top, top, "-")
		setEdge(&p.padded.left, left, "-")
	case "padding-left":
		setEdge(&p.padded.left, value, "-")
	case "padding-top":
		setEdge(&p.padded.top, value, "-")
	case "clip":
		p.cut = cutsAll(value)
	case "clip-path":
		p.masked = masksAll(value)
	case "transform":
		p.scaled = scalesToNothing(value)
	}
}

// isNowhere reports whether nothing of an element is to be seen; picture says
// that there is one behind it.
func (p *place) isNowhere(picture bool) bool {
	return p.masked || p.scaled || p.pulled.any() && !p.padded.any() || p.out && (p.outside.any() || p.cut) ||
		p.indented && !picture // the words for a picture behind them are moved away, too
}

// isOutside reports whether a length leads beyond the edge of any screen.
func isOutside(value string) bool {
	size, ok := number(value)
	return ok && size <= -999
}

// topAndLeft returns the values for the top and the left edge of one to four
// (CSS Box 4 §4.2).
func topAndLeft(edges []string) (top, left string) {
	if len(edges) == 0 {
		return "", ""
	}
	return edges[0], edges[[]int{0, 0, 1, 1, 3}[min(len(edges), 4)]]
}

// scalesToNothing reports whether a value of transform leaves no width, or height.
func scalesToNothing(value string) bool {
	for _, field := range splitValue(value) {
		name, inner, _ := strings.Cut(field, "(")
		switch name {
		case "scale", "scalex", "scaley":
			if slices.Contains(lengths(inner), 0) {
				return true
			}
		}
	}
	return false
}
