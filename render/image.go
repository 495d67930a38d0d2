package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	pixel = 3  // a picture of this size is there to be loaded, not to be seen
	icon  = 32 // one of this size is an ornament
)

// trackerMarks are parts of the addresses of pictures that count who opens mail.
var trackerMarks = []string{
	"/wf/open", "/track/open", "/open.aspx", "/open.php", "/trk/open", "/e/o/", "list-manage.com/track",
	"mailtrack.io", "doubleclick.net", "google-analytics.com", "emltrk.com", "/pixel.gif", "/beacon",
	"/o.gif", "mailfoogae.appspot.com", "sendgrid.net/wf", "awstrack.me", "mandrillapp.com/track",
}

// isRemote reports whether an address leads out of the message.
func isRemote(src string) bool {
	src = strings.ToLower(strings.TrimSpace(src))
	return strings.HasPrefix(src, "http:") || strings.HasPrefix(src, "https:") || strings.HasPrefix(src, "//")
}

func isTracker(src string) bool {
	src = strings.ToLower(src)
	for _, mark := range trackerMarks {
		if strings.Contains(src, mark) {
			return true
		}
	}
	return false
}

// image writes the words for a picture. Nothing is ever loaded.
func (h *htmlWalker) image(n *html.Node, c inline) {
	width, height := pixels(attr(n, "width")), pixels(attr(n, "height"))
	remote := isRemote(attr(n, "src"))
	if width >= 0 && width <= pixel || height >= 0 && height <= pixel || remote && isTracker(attr(n, "src")) {
		if remote {
			h.stats.Trackers++
		}
		return
	}
	if remote {
		h.stats.RemoteImages++
	}
	alt := strings.TrimSpace(collapse(attr(n, "alt")))
	switch {
	case alt != "":
		h.words += len(strings.Fields(alt))
		if h.words == len(strings.Fields(alt)) && len(h.w.rows) == 0 {
			h.add(alt, c) // the letterhead is as good in words
			return
		}
		h.add("‹"+alt+"›", c)
	case !hasAttr(n, "alt") && (width > icon || width < 0 && remote) && c.link == 0 && !isIllustration(n):
		h.add("‹image›", c)
	}
}

// isIllustration reports whether a picture stands beside words in a cell, and
// has none itself.
func isIllustration(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th || p.DataAtom == atom.A {
			return hasText(p, 1)
		}
	}
	return false
}

// pixels reads a width or height attribute, or returns -1.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(s)), "px"))
	if err != nil || n < 0 {
		return -1
	}
	return n
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
			if isRemote(attr(n, "src")) {
				h.stats.RemoteImages++
			}
			if alt := strings.TrimSpace(collapse(attr(n, "alt"))); label == "" {
				label = alt
				h.words += len(strings.Fields(alt))
			}
		}
		return true
	})
	if label == "" {
		label = hostOf(href)
	}
	if h.iconEnd > 0 && !h.textSince(h.iconEnd) {
		h.runs = append(h.runs[:h.iconEnd], run{text: " · ", style: Dim})
	}
	c.small = true
	h.add(label, c)
	h.linkNumber(c.link)
	h.iconEnd = len(h.runs)
}
