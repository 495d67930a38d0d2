package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// hasClass reports whether an element has a class, or one that ends like it, as
// programs do that show mail and rename the classes in it.
func hasClass(n *html.Node, class string) bool {
	for _, c := range strings.Fields(attr(n, "class")) {
		if c == class || strings.HasSuffix(c, "_"+class) {
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
		atom.Td, atom.Th, atom.Tfoot, atom.Thead, atom.Tr:
		return true
	default:
		return false
	}
}

// isInline reports whether an element is a part of a line of text.
func isInline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data,
		atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Nobr,
		atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup,
		atom.Time, atom.Tt, atom.U, atom.Var:
		return true
	default:
		return false
	}
}

// isSkipped reports whether an element holds nothing to read.
func isSkipped(a atom.Atom) bool {
	switch a {
	case atom.Head, atom.Title, atom.Script, atom.Style, atom.Template, atom.Embed,
		atom.Applet, atom.Iframe, atom.Svg, atom.Math, atom.Canvas,
		atom.Noframes, atom.Datalist:
		return true
	default:
		return false
	}
}

// isIsland reports whether an element holds data for Office: browsers do not know
// it, and mail on the web leaves it out.
func isIsland(name string) bool { return name == "xml" }

// each calls visit for a node and all in it, the depth of which is known to be
// bounded, until it returns false for one: then what is in that is left out.
func each(n *html.Node, visit func(*html.Node) bool) {
	if !visit(n) {
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		each(child, visit)
	}
}

// maxAhead is how many nodes are looked at before they are written, so that the
// work stays in proportion to the size of the message.
const maxAhead = 500

// ahead calls visit for a node and all in it until it returns false, and reports
// whether there was more than is looked at.
func ahead(n *html.Node, visit func(*html.Node) bool) (more bool) {
	left := maxAhead
	var walk func(*html.Node) bool
	walk = func(n *html.Node) bool {
		if left--; left < 0 {
			more = true
			return false
		}
		if !visit(n) {
			return false
		}
		if isSkipped(n.DataAtom) {
			return true
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if !walk(child) {
				return false
			}
		}
		return true
	}
	walk(n)
	return more
}

// hasText reports whether there are at least so many bytes of text in a node, or
// more nodes than are looked at.
func hasText(n *html.Node, least int) bool {
	size := 0
	more := ahead(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			size += len(strings.TrimSpace(dropInvisible(n.Data)))
		}
		return size < least
	})
	return more || size >= least
}

// hasWord reports whether there is a letter or a digit in a node: not only the
// signs of an icon font.
func hasWord(n *html.Node) bool {
	return strings.ContainsFunc(textOf(n, 200), isWordRune)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// textOf returns the text in a node, white space as one space, cut at a length
// in bytes.
func textOf(n *html.Node, most int) string {
	var b strings.Builder
	ahead(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(beginning(n.Data, 2*most))
			b.WriteByte(' ')
		}
		return b.Len() < 2*most
	})
	s := strings.Join(strings.Fields(dropInvisible(b.String())), " ")
	return beginning(s, most)
}

// beginning returns at most n bytes of s, and no part of a character.
func beginning(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
