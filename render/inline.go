package render

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/mailtui/mailtui/mail"
)

// inline is what the elements around a node mean for its text.
type inline struct {
	style Style
	link  int
	pre   bool
	tiny  bool // too small to be read: filler
	quote int  // how many quotes are around it
}

// text adds text to the paragraph. White space is one space, at the beginning of
// a line none; a no-break space is a space, so that chains of them, which are
// filler, are one too.
func (h *htmlWalker) text(s string, c inline) {
	if c.tiny {
		return
	}
	if c.pre {
		h.add(s, c)
		return
	}
	s = dropInvisible(s)
	var b strings.Builder
	space := h.endsInSpace()
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '\u00a0', '\u2007', '\u202f', '\u3000':
			if !space {
				b.WriteByte(' ')
			}
			space = true
		default:
			b.WriteRune(r)
			space = false
		}
	}
	h.add(b.String(), c)
}

// add adds text as it is. It is made safe here, before it is measured: entities
// can be any character, and what the sanitiser puts in has a width too.
func (h *htmlWalker) add(s string, c inline) {
	s = dropInvisible(mail.Block(s).String())
	if s == "" {
		return
	}
	style := c.style
	if c.link > 0 {
		style = LinkText
	}
	h.runs = append(h.runs, run{s, style, c.link})
}

func (h *htmlWalker) endsInSpace() bool {
	if len(h.runs) == 0 {
		return true
	}
	last := h.runs[len(h.runs)-1].text
	return strings.HasSuffix(last, " ") || strings.HasSuffix(last, "\n")
}

func (h *htmlWalker) styled(n *html.Node, c inline, style Style) {
	if c.style == Plain {
		c.style = style
	}
	h.children(n, c)
}

// anchor writes a link as its text and its number. What would run something is
// text only.
func (h *htmlWalker) anchor(n *html.Node, c inline) {
	href := attr(n, "href")
	if scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(href)), ":"); isActive(scheme) {
		h.w.note("A link that would run or open something here was left out.")
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
	mark := len(h.runs)
	h.children(n, c)
	if !h.textSince(mark) {
		// A picture without a word for it, or blocks that are written already:
		// say at least where it leads.
		if u, err := url.Parse(href); err == nil {
			h.add(u.Host+u.Opaque, c)
		}
	}
	h.linkNumber(link)
}

// textSince reports whether the paragraph has any text from a run on.
func (h *htmlWalker) textSince(first int) bool {
	for _, r := range h.runs[min(first, len(h.runs)):] {
		if strings.TrimSpace(r.text) != "" {
			return true
		}
	}
	return false
}

// linkNumber adds the number of a link to the text before it, not behind the
// space after it.
func (h *htmlWalker) linkNumber(link int) {
	space := false
	if n := len(h.runs); n > 0 {
		text := strings.TrimRight(h.runs[n-1].text, " ")
		space = text != h.runs[n-1].text
		h.runs[n-1].text = text
	}
	h.runs = append(h.runs, run{text: fmt.Sprintf(" [%d]", link), style: Dim, link: link})
	if space {
		h.runs = append(h.runs, run{text: " "})
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

// image writes the words for a picture. Nothing is ever loaded.
func (h *htmlWalker) image(n *html.Node, c inline) {
	width, height := pixels(attr(n, "width")), pixels(attr(n, "height"))
	src := strings.ToLower(strings.TrimSpace(attr(n, "src")))
	remote := strings.HasPrefix(src, "http:") || strings.HasPrefix(src, "https:") || strings.HasPrefix(src, "//")
	if width >= 0 && width <= 3 || height >= 0 && height <= 3 {
		if remote {
			h.trackers++
		}
		return
	}
	if remote {
		h.images++
	}
	alt := strings.Join(strings.Fields(attr(n, "alt")), " ")
	switch {
	case alt != "":
		h.add("‹"+alt+"›", c)
	case !hasAttr(n, "alt") && width > 32 && c.link == 0:
		h.add("‹image›", c)
	}
}

// pixels reads a width or height attribute, or returns -1.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(s)), "px"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
