package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/message"
)

// networks are the short names of what the icons below a newsletter lead to, by
// how their pictures and hosts are called.
var networks = map[string]string{
	"facebook": "fb", "x": "x", "twitter": "x", "linkedin": "in", "instagram": "ig", "youtube": "yt",
	"pinterest": "pin", "whatsapp": "wa", "telegram": "tg",
}

const maxIconWords = 5 // "Follow us on Facebook"; more are words to be read

// shortNetwork returns the short name of a network that an icon leads to, by the
// words for it or, without words, by its host; "" for any other.
func shortNetwork(alt, host string) string {
	words := strings.Fields(strings.ToLower(alt))
	switch {
	case len(words) > maxIconWords:
		return ""
	case len(words) == 0:
		words = strings.Split(host, ".")
		words = words[max(len(words)-2, 0):][:1]
	}
	for _, word := range words {
		if short, known := networks[word]; known && (word != "x" || len(words) == 1) {
			return short
		}
	}
	return ""
}

// isIcon reports whether a link without text is one of a row of small pictures.
func (h *htmlWalker) isIcon(n *html.Node) bool {
	small := false
	ahead(n, func(n *html.Node) bool {
		if n.DataAtom == atom.Img {
			width := pixels(attr(n, "width"))
			small = width > 0 && width <= 2*icon
		}
		return true
	})
	return small
}

// icon writes a small picture that is a link: what it is called, or where it
// leads. Several in a row are set apart by dots.
func (h *htmlWalker) icon(n *html.Node, c inline, href string) {
	label := ""
	ahead(n, func(n *html.Node) bool {
		if n.DataAtom == atom.Img {
			h.countPicture(n, false)
			if alt := strings.TrimSpace(collapse(attr(n, "alt"))); label == "" {
				label = alt
				h.words += len(strings.Fields(alt))
			}
		}
		return true
	})
	host := message.HostOf(href).String()
	if short := shortNetwork(label, host); short != "" {
		label = short
	} else if label == "" {
		label = host
	}
	if h.iconEnd > 0 && !h.textSince(h.iconEnd) {
		h.runs = append(h.runs[:h.iconEnd], run{text: " · ", style: Dim})
	}
	c.small = true
	h.add(label, c)
	h.linkNumber(c.link)
	h.iconEnd = len(h.runs)
}
