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

// isHidden reports whether a browser would not show an element: by its kind, by
// the hidden attribute, or by its own style. Style sheets are not read.
func isHidden(n *html.Node) bool {
	if isSkipped(n.DataAtom) || hasAttr(n, "hidden") {
		return true
	}
	style := attr(n, "style")
	if style == "" {
		return false
	}
	noHeight, clipped := false, false
	for _, declaration := range strings.Split(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(declaration, ":")
		value, _, _ = strings.Cut(value, "!")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "opacity":
			if f, err := strconv.ParseFloat(value, 64); err == nil && f == 0 {
				return true
			}
		case "font-size":
			if isTiny(value) {
				return true
			}
		case "max-height", "height":
			noHeight = noHeight || isZero(value)
		case "overflow":
			clipped = value == "hidden"
		}
	}
	return noHeight && clipped
}

// isTiny reports whether a font size is too small to be read: 0, or one pixel.
// A size of 0 in a wrapper is often undone inside, but then by a style sheet
// that is not read either; without pixels or points it may be relative.
func isTiny(value string) bool {
	for _, unit := range []string{"px", "pt"} {
		if number, ok := strings.CutSuffix(value, unit); ok {
			f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			return err == nil && f > 0 && f <= 1
		}
	}
	return false
}

func isZero(value string) bool {
	number := strings.TrimRight(value, "%abcdefghijklmnopqrstuvwxyz ")
	f, err := strconv.ParseFloat(number, 64)
	return err == nil && f == 0
}
