package render

import "golang.org/x/net/html"

// visibility reads visibility.
func (l *look) visibility(value string) {
	switch value {
	case "hidden", "collapse":
		l.veiled = true
	case "visible", "initial":
		l.veiled = false
	default: // as around it
	}
}

// unveil finds in an element that is not visible what is visible all the same. What
// has nothing of that in it is gone.
func (h *htmlWalker) unveil(n *html.Node, l *look) (shows bool) {
	if !l.veiled || l.gone {
		return !l.gone
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.ElementNode && h.unveil(child, h.look(child)) {
			shows = true
		}
	}
	l.gone = !shows
	l.hidden = l.hidden || l.gone
	return shows
}
