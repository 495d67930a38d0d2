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
	case "max-width":
		r.slimMax = r.isNothing(value) && !r.grows
	case "min-height":
		r.tall = r.isSomething(value) && !strings.HasSuffix(value, "%") // of a height that follows from this one
	case "min-width":
		r.wide = r.isSomething(value)
	}
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
	outside  bool // and beyond the edge
	cut      bool // to nothing, when it is out of the flow: clip
	masked   bool // to nothing in any case: clip-path
	scaled   bool // to nothing: transform
	indented bool // beyond the edge: text-indent
	pulled   bool // beyond the edge: margin
	padded   bool // and back: padding
}

// read reads what moves an element away from where it would be, or cuts it.
func (p *place) read(name, value string) {
	switch name {
	case "position":
		p.out = value == "absolute" || value == "fixed"
	case "float":
		p.floats = value == "left" || value == "right"
	case "left", "top":
		p.outside = p.outside || isOutside(value)
	case "right", "bottom":
		p.outside = p.outside || isOutside("-"+value)
	case "text-indent":
		p.indented = isOutside(value)
	case "margin":
		top, left := topAndLeft(splitValue(value))
		p.pulled = isOutside(top) || isOutside(left)
	case "margin-left", "margin-top":
		p.pulled = p.pulled || isOutside(value)
	case "padding", "padding-left", "padding-top":
		p.padded = slices.ContainsFunc(splitValue(value), func(s string) bool { return isOutside("-" + s) })
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
	return p.masked || p.scaled || p.pulled && !p.padded || p.out && (p.outside || p.cut) ||
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
