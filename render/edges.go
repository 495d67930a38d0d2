package render

// edges is the room above and below the text of an element, as far as that is
// said: "" is what the element has by itself.
type edges struct {
	marginTop, marginBottom, paddingTop, paddingBottom string
}

// read reads margin and padding.
func (e *edges) read(name, value string) {
	switch name {
	case "margin":
		e.marginTop, e.marginBottom = topAndBottom(splitValue(value))
	case "padding":
		e.paddingTop, e.paddingBottom = topAndBottom(splitValue(value))
	case "margin-top":
		e.marginTop = value
	case "margin-bottom":
		e.marginBottom = value
	case "padding-top":
		e.paddingTop = value
	case "padding-bottom":
		e.paddingBottom = value
	}
}

// topAndBottom returns the values for the upper and the lower edge of one to four
// (CSS Box 4 §4.2).
func topAndBottom(edges []string) (top, bottom string) {
	if len(edges) == 0 {
		return "", ""
	}
	return edges[0], edges[[]int{0, 0, 0, 2, 2}[min(len(edges), 4)]]
}

func (e *edges) isNoneAbove() bool { return isNoRoom(e.marginTop) && !hasRoom(e.paddingTop) }

func (e *edges) isNoneBelow() bool { return isNoRoom(e.marginBottom) && !hasRoom(e.paddingBottom) }

// isNoRoom reports whether a length is nothing; Outlook writes .0001pt for that.
func isNoRoom(value string) bool {
	size, ok := number(value)
	return ok && size < 0.01
}

func hasRoom(value string) bool {
	size, ok := number(value)
	return ok && size >= 0.01
}
