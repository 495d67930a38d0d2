package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// properties are those of CSS that change what is shown. mso-hide is not among
// them: only Outlook obeys it, and what a message has for Outlook in place of that
// is in comments, which are not read. A button that is made twice would be gone.
var properties = map[string]bool{
	"display": true, "visibility": true, "opacity": true, "font-size": true, "font": true, "max-height": true,
	"height": true, "max-width": true, "width": true, "min-height": true, "min-width": true,
	"overflow": true, "color": true, "background": true,
	"background-color": true, "background-image": true, "font-weight": true, "font-style": true,
	"text-decoration": true, "text-decoration-line": true, "text-align": true, "white-space": true,
	"list-style": true, "list-style-type": true,
	"position": true, "left": true, "top": true, "text-indent": true, "clip": true, "clip-path": true,
	"background-clip": true, "-webkit-background-clip": true, "-webkit-text-fill-color": true,
	"right": true, "bottom": true, "transform": true, "margin": true, "margin-left": true, "margin-top": true,
	"content-visibility": true, "padding": true, "padding-top": true, "padding-left": true,
	"padding-bottom": true, "margin-bottom": true, "border-top": true, "float": true,
}

// look is what an element itself says of how it is shown, by its attributes,
// its style and the style sheets.
type look struct {
	hidden bool // gone, or of a kind that holds nothing to read
	gone   bool // the sum of these:
	none   bool // not displayed
	faded  bool // nothing but what is behind it can be seen
	veiled bool // takes room, but is not visible; what is in it may be

	unrendered bool // content-visibility: what is in it is not shown

	block   bool // on a line of its own
	inlined bool // in the line, even if it is a block by itself
	row     bool // what is in it is side by side
	apart   bool // from what is beside it
	box     bool // in the line: inline-block
	shaped  bool // in any way but in the line

	sized bool // a font size is set here
	size  fontSize
	small bool // it is that of the small print

	inked   bool // a colour of the text is set here
	colored bool // and it is known
	color   paint
	empty   bool // the letters are not filled with it, whatever it is
	etched  bool // they are filled with what is behind them
	backed  bool // a background colour is set here
	back    paint
	murky   bool // or one that cannot be read
	picture bool // there is a picture behind the text
	remote  bool // and it would be loaded

	bold, italic, struck, pre bool

	marker string // of a list, or of an item in it: list-style-type

	right  bool // the text is at the right edge
	padded bool // as much as a button is
	ruled  bool // a line is above

	room  room
	place place
	edges edges

	scope *scope // of custom properties, or nil
}

// look returns how an element is shown.
func (h *htmlWalker) look(n *html.Node) *look {
	l, ok := h.looks[n]
	if ok {
		return l
	}
	around := &look{}
	if n.Parent != nil && n.Parent.Type == html.ElementNode {
		around = h.look(n.Parent)
	}
	l = newLook(h.sheet, n, around)
	h.looks[n] = l
	if l.remote {
		h.stats.RemoteFiles++
	}
	if l.veiled && !around.veiled {
		h.unveil(n, l)
	}
	return l
}

// newLook reads how an element is shown that is in another one.
func newLook(sheet *sheet, n *html.Node, around *look) *look {
	l := &look{veiled: around.veiled}
	l.attributes(n)
	cascade := sheet.cascade(n)
	l.scope = around.scope.with(sheet, cascade)
	for _, list := range cascade {
		for _, d := range list {
			l.declare(d.name, d.value)
		}
	}
	if l.etched && (l.picture || l.backed || l.murky) {
		// A browser shows such text in the colours of the background, most of all
		// where its own colour is none.
		l.colored, l.empty = false, false
	}
	sized := around.row || !l.inLine(n) // what is in the line has no width, and no height
	l.gone = l.none || l.faded || l.unrendered || sized && l.room.isNone() || l.place.isNowhere(l.picture)
	l.hidden = l.gone || isSkipped(n.DataAtom) || isIsland(n.Data)
	return l
}

// attributes reads what HTML itself says.
func (l *look) attributes(n *html.Node) {
	l.none = hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" && !hasWord(n)
	l.backgroundAttribute(attr(n, "bgcolor"))
	if n.Data == "font" {
		l.fontElement(attr(n, "color"), attr(n, "size"))
	}
	if n.Data == "small" || n.Data == "footer" {
		l.sized, l.size, l.small = true, sizeNames["inherit"], true
	}
	if url := attr(n, "background"); url != "" {
		l.picture, l.remote = true, isRemote(url)
	}
	l.right = attr(n, "align") == "right"
	l.room.full = isFull(attr(n, "width"))
	l.room.grows = n.Data == "td" || n.Data == "th"
}

func (l *look) declare(name, value string) {
	if strings.Contains(value, "var(") {
		if known, ok := l.scope.resolve(value); ok {
			value = known
		}
	}
	switch name {
	case "display":
		l.display(value)
	case "visibility":
		l.visibility(value)
	case "opacity":
		visible, ok := fraction(value)
		l.faded = ok && visible < faint
	case "content-visibility":
		l.unrendered = value == "hidden"
	case "max-height", "height", "min-height", "max-width", "width", "min-width", "overflow":
		l.room.read(name, value)
	case "font-size":
		l.fontSize(value)
	case "font":
		l.font(value)
	case "color":
		l.ink(value)
	case "background", "background-color", "background-image":
		l.background(name, value)
	case "padding", "padding-top", "padding-left":
		if size, ok := number(firstField(value)); name != "padding-left" {
			l.padded = ok && size >= 8
		}
		l.place.read(name, value)
		l.edges.read(name, value)
	case "padding-bottom", "margin-bottom":
		l.edges.read(name, value)
	case "border-top":
		l.ruled = strings.Contains(value, "solid")
	case "position", "left", "top", "right", "bottom", "text-indent", "clip", "clip-path", "transform",
		"margin", "margin-left", "margin-top", "float":
		l.place.read(name, value)
		l.edges.read(name, value)
	default:
		l.declareText(name, value)
	}
}

// faint is how little of a colour, or of an element, cannot be seen any more.
const faint = 0.05

// ink reads a colour of text. One that is not known is a colour all the same.
func (l *look) ink(value string) {
	l.color, l.colored = parsePaint(value)
	l.inked = l.colored || strings.Contains(value, "(")
}

// invisible reports whether text of a colour that is set here is not seen at all.
func (l *look) invisible() bool { return l.empty || l.colored && l.color.alpha < faint }

func (l *look) declareText(name, value string) {
	switch name {
	case "-webkit-text-fill-color":
		fill, ok := parsePaint(value)
		l.empty = ok && fill.alpha < faint
		l.inked = l.inked || l.empty
	case "background-clip", "-webkit-background-clip":
		l.etched = value == "text"
	case "font-weight":
		l.bold = isBold(value)
	case "font-style":
		l.italic = isItalic(value)
	case "text-decoration", "text-decoration-line":
		l.struck = strings.Contains(value, "line-through")
	case "text-align":
		l.right = value == "right"
	case "list-style", "list-style-type":
		for field := range strings.FieldsSeq(value) {
			if field != "inside" && field != "outside" {
				l.marker = field
			}
		}
	case "white-space":
		l.pre = strings.HasPrefix(value, "pre") && value != "pre-line"
	default:
	}
}

func firstField(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return first
}

// number returns the number that a value begins with, whatever its unit.
func number(value string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimRight(value, "%abcdefghijklmnopqrstuvwxyz "), 64)
	return f, err == nil
}
