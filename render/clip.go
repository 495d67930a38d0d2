package render

import (
	"slices"
	"strings"
)

// cutsAll reports whether a value of clip leaves nothing of an element: the
// rectangle of top, right, bottom and left edge is empty (CSS Masking §8).
func cutsAll(value string) bool {
	inner, ok := strings.CutPrefix(value, "rect(")
	edges := lengths(inner)
	return ok && len(edges) == 4 && (edges[1] <= edges[3] || edges[2] <= edges[0])
}

// masksAll reports whether a value of clip-path leaves nothing of an element: a
// shape without an inside (CSS Shapes §3), as far as that is known without its
// size.
func masksAll(value string) bool {
	name, inner, _ := strings.Cut(value, "(")
	switch name {
	case "inset":
		inner, _, _ = strings.Cut(inner, "round")
		if strings.Count(inner, "%") == 0 {
			return false
		}
		in := lengths(inner)
		if len(in) == 0 || len(in) > 4 {
			return false
		}
		top, right := in[0], in[min(1, len(in)-1)]
		bottom, left := top, right
		if len(in) > 2 {
			bottom = in[2]
		}
		if len(in) > 3 {
			left = in[3]
		}
		return top+bottom >= 100 || left+right >= 100
	case "circle", "ellipse":
		radii, _, _ := strings.Cut(strings.TrimRight(inner, ") "), "at")
		return slices.Contains(lengths(radii), 0)
	case "polygon":
		corners := lengths(inner)
		return len(corners) > 0 && !slices.ContainsFunc(corners, func(f float64) bool { return f != 0 })
	case "rect":
		return cutsAll(value)
	default:
		return false
	}
}

// lengths returns the numbers of the arguments of a function, whatever their
// units, or nothing when one of them is none.
func lengths(inner string) []float64 {
	fields := strings.FieldsFunc(strings.TrimRight(inner, ") "), func(r rune) bool { return r == ',' || r == ' ' })
	list := make([]float64, 0, len(fields))
	for _, field := range fields {
		f, ok := number(field)
		if !ok {
			return nil
		}
		list = append(list, f)
	}
	return list
}
