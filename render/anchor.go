package render

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/message"
)

// anchor writes a link as its text and its number. What would run something is
// text only.
func (h *htmlWalker) anchor(n *html.Node, c inline) {
	href := h.target(n)
	if scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(href)), ":"); isActive(scheme) {
		h.w.note("A link that would run or open something here was left out.")
	}
	if len(href) > maxURL {
		h.w.note(noteLongLink)
	}
	link := 0
	if c.link == 0 {
		link = h.w.link(href)
	}
	if link == 0 {
		h.children(n, c)
		return
	}
	c.link = link
	text := textOf(n, 200)
	switch {
	case text == "" && h.isIcon(n):
		h.w.warn(link, "")
		h.icon(n, c, href)
	case text != "" && h.isButton(n):
		h.button(n, c, href)
	default:
		h.linkText(n, c, href)
	}
}

func (h *htmlWalker) linkText(n *html.Node, c inline, href string) {
	mark, rows := len(h.runs), len(h.w.rows)
	h.said.Reset()
	h.children(n, c)
	h.w.warn(c.link, h.seen())
	if !h.textSince(mark) && len(h.w.rows) == rows {
		if hasOrnament(n) && h.isNamed(n, href) {
			return
		}
		h.apart()
		h.add(message.HostOf(href).String(), c) // a picture without a word for it
		h.linkNumber(c.link)
		h.apart()
		return
	}
	if len(h.runs) == 0 && len(h.w.rows) > rows {
		// Its blocks are written already: the number goes behind the last one.
		h.sides = nil
		last := len(h.w.rows) - 1
		for last > rows && strings.Trim(rowText(h.w.rows[last]), "═─> ") == "" { // below a heading
			last--
		}
		h.w.rows[last] = append(h.w.rows[last], h.number(c.link)...)
		if runsWidth(h.w.rows[last]) <= h.w.width {
			return
		}
		h.w.rows[last] = h.w.rows[last][:len(h.w.rows[last])-1]
	}
	h.linkNumber(c.link)
}

// hasOrnament reports whether there is a picture in a link that says itself that it
// needs no words.
func hasOrnament(n *html.Node) bool {
	found := false
	ahead(n, func(n *html.Node) bool {
		found = found || n.DataAtom == atom.Img && hasAttr(n, "alt")
		return !found
	})
	return found
}

// isNamed reports whether there is another link to an address that has words.
func (h *htmlWalker) isNamed(n *html.Node, href string) bool {
	if h.named == nil {
		root := n
		for root.Parent != nil {
			root = root.Parent
		}
		h.named = map[string]bool{}
		each(root, func(n *html.Node) bool {
			if n.DataAtom == atom.A && !h.look(n).hidden && hasText(n, 1) {
				h.named[h.target(n)] = true
			}
			return true
		})
	}
	return h.named[href]
}

// seen returns the text of the link under way as it is read.
func (h *htmlWalker) seen() string { return strings.Trim(h.said.String(), "‹› \n") }

// textSince reports whether the paragraph has any text from a run on.
func (h *htmlWalker) textSince(first int) bool {
	for _, r := range h.runs[min(first, len(h.runs)):] {
		if strings.TrimSpace(r.text) != "" {
			return true
		}
	}
	return false
}

func (h *htmlWalker) number(link int) []run {
	return []run{{text: fmt.Sprintf(" [%d]", link), style: Dim, link: link, glued: true}}
}

// area writes a place of a picture that is a link: the words for it, or where it
// leads.
func (h *htmlWalker) area(n *html.Node, c inline) {
	href := h.target(n)
	if c.link = h.w.link(href); c.link == 0 {
		return
	}
	label := strings.TrimSpace(collapse(attr(n, "alt")))
	h.words += len(strings.Fields(label))
	h.w.warn(c.link, label)
	if label == "" {
		label = message.HostOf(href).String()
	}
	h.apart()
	h.add(label, c)
	h.linkNumber(c.link)
	h.apart()
}

// linkNumber adds the number of a link to the text before it, not behind the
// space after it, and only once in a paragraph.
func (h *htmlWalker) linkNumber(link int) {
	if h.numbered[link] {
		return
	}
	h.numbered[link] = true
	tail := ""
	if n := len(h.runs); n > 0 {
		text := strings.TrimRight(h.runs[n-1].text, " \n")
		tail = h.runs[n-1].text[len(text):]
		h.runs[n-1].text = text
	}
	h.runs = append(h.runs, h.number(link)...)
	if tail != "" {
		h.runs = append(h.runs, run{text: tail})
	}
}

// isActive reports whether a scheme does more than show a page.
func isActive(scheme string) bool {
	switch scheme {
	case "javascript", "vbscript", "data", "file":
		return true
	default:
		return false
	}
}
