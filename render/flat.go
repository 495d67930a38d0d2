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
	var skipped atom.Atom // the element whose content is left out, or 0
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			return true // the end: reading from memory does not fail
		case html.TextToken:
			if skipped == 0 {
				h.text(string(z.Text()), c)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if skipped == 0 && t.Type == html.StartTagToken && isSkipped(t.DataAtom) {
				skipped = t.DataAtom
			}
			if skipped == 0 {
				h.flatStart(t, &c)
			}
		case html.EndTagToken:
			t := z.Token()
			if t.DataAtom == skipped {
				skipped = 0
			}
			h.flatEnd(t, &c)
		default:
		}
	}
	return false
}

func (h *htmlWalker) flatStart(t html.Token, c *inline) {
	n := html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
	switch {
	case t.DataAtom == atom.A:
		c.link = h.w.link(h.target(&n))
	case t.DataAtom == atom.Base:
		h.readBase(&n)
	case t.DataAtom == atom.Br:
		h.lineBreak(*c)
	case t.DataAtom == atom.Img:
		h.image(&n, *c)
	case isBlock(t.DataAtom) || isLayout(t.DataAtom) || t.DataAtom == atom.P || t.DataAtom == atom.Li:
		h.flush()
	}
}

func (h *htmlWalker) flatEnd(t html.Token, c *inline) {
	switch {
	case t.DataAtom == atom.A && c.link > 0:
		first := len(h.runs)
		for first > 0 && h.runs[first-1].link == c.link {
			first--
		}
		h.w.warn(c.link, joinText(h.runs[first:]))
		h.runs = append(h.runs, h.number(c.link)...)
		c.link = 0
	case isBlock(t.DataAtom) || isLayout(t.DataAtom) || t.DataAtom == atom.P:
		h.flush()
	}
}
