package render

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/mailtui/mailtui/mail"
)

// inline is what the elements around a node mean for its text.
type inline struct {
	style   Style
	link    int
	pre     bool
	size    float64 // of the font, in pixels
	small   bool    // small print
	quote   int     // how many quotes are around it
	color   rgb     // of the text
	colored bool
	clear   bool // it has no colour: what is behind it is seen
	veiled  bool // it is not visible
	back    rgb  // behind it
	backed  bool
	row     bool // in an element that puts what is in it side by side
	button  bool
	struck  bool              // no longer valid
	signs   *strings.Replacer // writes text above or below the line, or nil
}

// within returns what holds inside of an element of that look.
func (c inline) within(l *look) inline {
	if l.sized {
		c.size, c.small = l.size.pixels(c.size), l.small
	}
	if l.backed {
		c.back, c.backed = l.back.over(c.back), c.backed || l.back.alpha == 1
	}
	if l.picture || l.murky {
		c.backed = false
	}
	if l.inked {
		c.color, c.colored, c.clear = l.color.over(c.back), l.colored, l.invisible()
	}
	c.veiled = l.veiled
	c.pre = c.pre || l.pre
	c.struck = c.struck || l.struck
	if c.style == Plain {
		switch {
		case l.struck:
			c.style = Struck
		case l.bold:
			c.style = Bold
		case l.italic:
			c.style = Italic
		}
	}
	return c
}

// unseen reports whether text cannot be told from what is behind it. A link is
// always shown.
func (c inline) unseen() bool {
	return c.veiled || c.size < tinySize ||
		c.link == 0 && (c.clear || c.colored && c.backed && contrast(c.color, c.back) < 1.05)
}

// text adds text to the paragraph. White space is one space, at the beginning of
// a line none; a no-break space is a space, so that chains of them, which are
// filler, are one too.
func (h *htmlWalker) text(s string, c inline) {
	if c.unseen() {
		if h.words == 0 && h.preheader == "" {
			h.preheader = mail.Block(collapse(beginning(s, maxPreheader))).String()
		}
		return
	}
	if c.pre {
		h.words += len(strings.Fields(s))
		h.add(s, c)
		return
	}
	source := s
	s = collapse(s)
	h.words += strings.Count(strings.TrimSpace(s), " ")
	if s != " " && s != "" {
		h.words++
	}
	if h.endsInSpace() {
		s = strings.TrimPrefix(s, " ")
	}
	h.add(h.indent(source)+s, c)
}

// maxIndent is how many spaces before a line are an indent, and no filler.
const maxIndent = 40

// indent returns the no-break spaces before the first word of a line, as people
// write program text in letters. They stay until the paragraph is written.
func (h *htmlWalker) indent(s string) string {
	rest := strings.TrimLeft(s, "\u00a0 \t\r\n")
	head := s[:len(s)-len(rest)]
	if rest == "" || h.cell || strings.Count(head, "\u00a0") < 2 ||
		len(h.runs) > 0 && !strings.HasSuffix(h.runs[len(h.runs)-1].text, "\n") {
		return ""
	}
	head = reSpaces.ReplaceAllString(strings.TrimLeft(head, " \t\r\n"), "\u00a0")
	if n := utf8.RuneCountInString(head); n <= maxIndent {
		return strings.Repeat("\u00a0", n)
	}
	return ""
}

// reSpaces is white space that is one space.
var reSpaces = regexp.MustCompile(`[ \t\r\n]+`)

// collapse makes one space of each stretch of white space.
func collapse(s string) string {
	s = dropInvisible(s)
	var b strings.Builder
	b.Grow(len(s))
	space := false
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
	return b.String()
}

// add adds text as it is. It is made safe here, before it is measured: entities
// can be any character, and what the sanitiser puts in has a width too.
func (h *htmlWalker) add(s string, c inline) {
	s = dropInvisible(mail.Block(s).String())
	if s == "" {
		return
	}
	if c.signs != nil {
		s = c.signs.Replace(s)
	}
	if c.link > 0 {
		h.said.WriteString(s)
	}
	grey := c.colored && c.color.isGrey() && c.color.r > 0x70 && c.color.r < 0xd0
	r := run{text: s, style: c.style, link: c.link, small: c.small || grey, struck: c.struck, ink: inkOf(c)}
	switch {
	case c.button:
		r.style, r.small = Button, false
	case c.link > 0:
		r.style = LinkText
	case c.colored:
		r.color = h.w.options.shownColor(c.color)
	}
	h.runs = append(h.runs, r)
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
