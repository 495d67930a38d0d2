package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// isBlock reports whether an element begins on a line of its own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Body, atom.Caption, atom.Center, atom.Dd,
		atom.Details, atom.Dialog, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption,
		atom.Figure, atom.Footer, atom.Form, atom.Header, atom.Hgroup, atom.Html, atom.Legend,
		atom.Main, atom.Nav, atom.Optgroup, atom.Option, atom.Section, atom.Summary, atom.Tbody,
		atom.Td, atom.Tfoot, atom.Thead, atom.Tr:
		return true
	default:
		return false
	}
}

// isSkipped reports whether an element holds nothing to read.
func isSkipped(a atom.Atom) bool {
	switch a {
	case atom.Head, atom.Title, atom.Script, atom.Style, atom.Template, atom.Object, atom.Embed,
		atom.Applet, atom.Iframe, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Canvas,
		atom.Map, atom.Noframes, atom.Datalist:
		return true
	default:
		return false
	}
}

// look is what an element's own attributes say of how it is shown. Style sheets
// are not read.
type look struct {
	hidden bool
	sized  bool // a font size is set here
	tiny   bool // it is too small to be read
}

// readStyle returns how an element is shown.
func readStyle(n *html.Node) look {
	l := look{hidden: isSkipped(n.DataAtom) || hasAttr(n, "hidden")}
	style := attr(n, "style")
	if l.hidden || style == "" {
		return l
	}
	flat, clipped := false, false
	for _, declaration := range strings.Split(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name = strings.TrimSpace(name)
		value, _, _ = strings.Cut(value, "!")
		value = strings.TrimSpace(value)
		switch name {
		case "max-height":
			flat = flat || isZero(value)
		case "overflow":
			clipped = value == "hidden"
		case "font-size":
			l.sized, l.tiny = true, isTiny(value)
		default:
			l.hidden = l.hidden || hides(name, value)
		}
	}
	l.hidden = l.hidden || flat && clipped
	return l
}

// hides reports whether one declaration alone keeps an element from being seen.
func hides(name, value string) bool {
	switch name {
	case "display":
		return value == "none"
	case "visibility":
		return value == "hidden" || value == "collapse"
	case "mso-hide":
		return value == "all"
	case "opacity":
		return isZero(value)
	default:
		return false
	}
}

func isZero(value string) bool {
	size, ok := number(value)
	return ok && size == 0
}

// isTiny reports whether a font size is nothing, or at most a pixel.
func isTiny(value string) bool {
	size, ok := number(value)
	return ok && (size == 0 || size <= 1 && strings.HasSuffix(value, "px"))
}

// number returns the number that a value begins with, whatever its unit.
func number(value string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimRight(value, "%abcdefghijklmnopqrstuvwxyz "), 64)
	return f, err == nil
}
