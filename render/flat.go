package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxTokens is how many tags and texts are read of HTML that is too deep for a
// tree.
const maxTokens = 200000

// flat writes HTML as a sequence of tags, without a tree: its text, line breaks
// at blocks, and its links. It reports whether that is all of it.
func (h *htmlWalker) flat(source string) bool {
	z := html.NewTokenizer(strings.NewReader(source))
	c := inline{size: mediumSize}
	skipped, inside := "", 0 // the element whose content is left out, and how many of its name are open
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			return true // the end: reading from memory does not fail
		case html.TextToken:
			switch text := string(z.Text()); skipped {
			case "":
				h.text(text, c)
			case "style":
				h.sheet.add(text)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case skipped == "" && t.Type == html.StartTagToken && h.isHiddenTag(t):
				skipped, inside = t.Data, 1
				if isBlock(t.DataAtom) {
					h.flush()
				}
			case skipped == "":
				h.flatStart(t, &c)
			case skipped == t.Data:
				inside++
			}
		case html.EndTagToken:
			t := z.Token()
			switch {
			case skipped == "":
				h.flatEnd(t, &c)
			case skipped == "span" && isBlock(t.DataAtom):
				skipped = "" // its own end is missing
				h.flatEnd(t, &c)
			case skipped == t.Data:
				if inside--; inside == 0 {
					skipped = ""
				}
			}
		default:
		}
	}
	return false
}

// isHiddenTag reports whether what is between a tag and its end is left out, by
// the kind of the element or its own style. Those of which the end may be missing
// are shown.
func (h *htmlWalker) isHiddenTag(t html.Token) bool {
	if isSkipped(t.DataAtom) || isIsland(t.Data) {
		return true
	}
	switch t.DataAtom {
	case atom.Div, atom.Span, atom.Table, atom.Center, atom.Blockquote, atom.Section:
		l := newLook(h.sheet, tagNode(t), &look{})
		return l.gone || l.veiled
	default:
		return false
	}
}

func tagNode(t html.Token) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
}

func (h *htmlWalker) flatStart(t html.Token, c *inline) {
	n := tagNode(t)
	switch {
	case t.DataAtom == atom.A:
		c.link = h.w.link(h.target(n))
		h.said.Reset()
	case t.DataAtom == atom.Base:
		h.readBase(n)
	case t.DataAtom == atom.Br:
		h.lineBreak(*c)
	case t.DataAtom == atom.Img:
		h.image(n, *c)
	case t.DataAtom == atom.Pre:
		h.flush()
		c.pre = true
	case isBlock(t.DataAtom) || isLayout(t.DataAtom) || t.DataAtom == atom.P || t.DataAtom == atom.Li:
		h.flush()
		if t.DataAtom == atom.Li {
			h.add("• ", *c)
		}
	}
}

func (h *htmlWalker) flatEnd(t html.Token, c *inline) {
	switch {
	case t.DataAtom == atom.A && c.link > 0:
		h.w.warn(c.link, h.seen())
		h.runs = append(h.runs, h.number(c.link)...)
		c.link = 0
	case isBlock(t.DataAtom) || isLayout(t.DataAtom) || t.DataAtom == atom.P || t.DataAtom == atom.Pre:
		h.flush()
		c.pre = c.pre && t.DataAtom != atom.Pre
	}
}
