package render

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/mail"
)

// Limits of one HTML part. The parser itself refuses more than 512 elements
// inside each other.
const (
	maxNodes = 50000
	maxDepth = 500

	maxPreheader = 300 // bytes
)

// looksLikeHTML reports whether text that calls itself plain is HTML.
func looksLikeHTML(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n\ufeff")
	s = strings.ToLower(s[:min(len(s), 16)])
	return strings.HasPrefix(s, "<!doctype html") || strings.HasPrefix(s, "<html")
}

// htmlWalker writes a tree of elements as paragraphs.
type htmlWalker struct {
	w         *writer
	runs      []run // the paragraph under way
	wantBlank bool  // a blank line belongs above the next paragraph
	tight     bool  // but not now: a heading is above
	cell      bool  // inside of a table cell: blocks are only spaces
	lists     []listState
	base      *url.URL // what the links are below, or nil
	sheet     *sheet
	looks     map[*html.Node]*look
	nodes     int
	words     int             // of text that is shown
	numbered  map[int]bool    // links whose number this paragraph has
	named     map[string]bool // addresses of links that have words, once it was asked for them
	iconEnd   int             // runs of the paragraph when its last icon was written
	quoting   bool            // rows are in a quote that is folded as a whole
	quotes    []quotedLine    // that are in it
	inHead    bool            // in the head of an earlier message
	read      int             // rows that were looked at for what announces answers
	announced bool            // there are answers in an earlier message
	blocks    []block
	sides     *sides // the last rows side by side, or nil

	receiptWidth int // where the amounts end of the last one
	stats        *Stats
	preheader    string
	said         strings.Builder // the text of the link under way, as it is shown
}

// block is a paragraph that was written: which rows, and whether it is small
// print.
type block struct {
	from, to int
	small    bool
	icons    bool // small pictures that are links, and nothing else
	heading  bool
	text     string
	rule     bool
}

// renderHTML lays out an HTML part and returns how many words it shows, and
// whether that is all. A tree that is too deep is read flat, as a sequence of
// tags.
func renderHTML(w *writer, source string) (words int, whole bool) {
	h := &htmlWalker{
		w: w, sheet: &sheet{rules: map[string][]*rule{}}, looks: map[*html.Node]*look{},
		numbered: map[int]bool{}, stats: &w.out.doc.Stats,
	}
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	deep := err != nil || treeDepth(root) > maxDepth
	cutOff := false
	if deep {
		w.note("This message is nested too deep: its layout is lost.")
		cutOff = !h.flat(source)
	} else {
		h.readSheets(root)
		h.walk(root, inline{back: white, backed: true, size: mediumSize})
		cutOff = h.nodes > maxNodes
	}
	h.flush()
	h.foldFooter()
	if cutOff {
		w.note(noteLong)
	}
	if doc := &w.out.doc; doc.Preheader.Empty() {
		doc.Preheader = mail.Line(h.preheader)
	}
	return h.words, !deep && !cutOff && !w.full
}

// readSheets reads the style sheets of a tree, and where its links begin, which are
// whole then.
func (h *htmlWalker) readSheets(root *html.Node) {
	each(root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Style:
			if n.FirstChild != nil {
				h.sheet.add(n.FirstChild.Data)
			}
		case atom.Base:
			h.readBase(n)
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "stylesheet") && isRemote(attr(n, "href")) {
				h.sheet.remote++
			}
		default:
		}
		return true
	})
	h.stats.RemoteFiles += h.sheet.remote
	if h.base != nil {
		h.resolve(root)
		h.base = nil
	}
}

// treeDepth returns how many nodes are inside each other at most. It does not
// recurse: the tree may be deeper than is wanted.
func treeDepth(root *html.Node) int {
	deepest, depth := 0, 0
	for n := root; n != nil; {
		deepest = max(deepest, depth)
		if n.FirstChild != nil {
			n = n.FirstChild
			depth++
			continue
		}
		for n != nil && n.NextSibling == nil {
			n = n.Parent
			depth--
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return deepest
}

// noteStats says what was not loaded.
func (w *writer) noteStats() {
	s := w.out.doc.Stats
	if !w.options.Loaded {
		w.count(s.RemoteImages, "remote image", "not loaded")
	}
	w.count(s.RemoteFiles, "remote style file", "not loaded")
	w.count(s.Trackers, "tracker", "removed")
}

// count notes a number of things, if there are any.
func (w *writer) count(n int, thing, fate string) {
	switch {
	case n > 1:
		w.note(fmt.Sprintf("%d %ss %s.", n, thing, fate))
	case n == 1:
		w.note(fmt.Sprintf("1 %s %s.", thing, fate))
	}
}

func (h *htmlWalker) walk(n *html.Node, c inline) {
	if h.nodes++; h.nodes > maxNodes || h.w.full {
		return
	}
	switch n.Type {
	case html.TextNode:
		h.text(n.Data, c)
	case html.DocumentNode:
		h.children(n, c)
	case html.ElementNode:
		look := h.look(n)
		if look.hidden {
			h.skip(n)
			return
		}
		h.displayed(n, c, look)
	default:
	}
}

// skip passes over what is hidden. The first hidden words before any that are
// shown are those that a sender means for the list.
func (h *htmlWalker) skip(n *html.Node) {
	if isSkipped(n.DataAtom) || isIsland(n.Data) {
		h.countPicture(n, h.look(n).gone)
		return
	}
	if h.words == 0 && h.preheader == "" {
		h.preheader = mail.Block(collapse(textOf(n, maxPreheader))).String()
	}
	each(n, func(n *html.Node) bool {
		h.nodes++
		h.countPicture(n, true)
		return h.nodes <= maxNodes
	})
}

// countPicture counts the picture of an element, if it would be loaded. One that
// is hidden is there for nothing else.
func (h *htmlWalker) countPicture(n *html.Node, hidden bool) {
	switch {
	case !isRemote(pictureSource(n)):
	case hidden || isCounter(n):
		h.stats.Trackers++
	default:
		h.stats.RemoteImages++
	}
}

func (h *htmlWalker) children(n *html.Node, c inline) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if h.startsReply(child) && !h.cell {
			h.reply(child, c)
			return
		}
		h.walk(child, c)
	}
}

func (h *htmlWalker) element(n *html.Node, c inline) {
	switch n.DataAtom {
	case atom.Br:
		h.lineBreak(c)
	case atom.Hr:
		h.rule()
	case atom.P:
		h.paragraph(n, c)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.heading(n, c)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		h.list(n, c)
	case atom.Li:
		h.item(n, c)
	case atom.Blockquote:
		h.quote(n, c)
	case atom.Pre, atom.Listing, atom.Xmp:
		h.preformatted(n, c)
	case atom.Table:
		h.table(n, c)
	case atom.Tr:
		h.layoutRow(n, c)
	case atom.A:
		h.anchor(n, c)
	case atom.Area:
		h.area(n, c)
	case atom.Img:
		h.image(n, c)
	case atom.Input:
		h.input(n, c)
	case atom.Button:
		h.pressed(n, c)
	case atom.Video:
		h.countPicture(n, false)
		h.apart()
		h.children(n, c) // what is there for those who cannot play it
		h.apart()
	default:
		h.plainElement(n, c)
	}
}

// plainElement writes an element that is only a style of text, or a block.
func (h *htmlWalker) plainElement(n *html.Node, c inline) {
	switch n.DataAtom {
	case atom.B, atom.Strong:
		h.styled(n, c, Bold)
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var:
		h.styled(n, c, Italic)
	case atom.Code, atom.Tt, atom.Kbd, atom.Samp:
		h.styled(n, c, Code)
	case atom.Del, atom.S, atom.Strike:
		c.struck = true
		h.styled(n, c, Struck)
	case atom.Q:
		h.text("“", c)
		h.children(n, c)
		h.text("”", c)
	case atom.Sup:
		h.raised(n, c)
	case atom.Sub:
		h.lowered(n, c)
	case atom.Dd:
		h.flush()
		h.w.push(margin{first: run{text: "  "}, rest: run{text: "  "}})
		h.children(n, c)
		h.flush()
		h.w.pop()
	default:
		if !isBlock(n.DataAtom) {
			h.children(n, c)
			return
		}
		h.flush()
		if isReplyBlock(n) && !h.cell && (h.quoting || !isAnswered(n)) {
			h.folding(func() { h.replyBlock(n, c); h.flush() })
			return
		}
		h.children(n, c)
		h.flush()
	}
}

// flush ends the paragraph under way and writes it, if there is anything in it.
func (h *htmlWalker) flush() {
	if h.cell {
		h.apart()
		return
	}
	h.said.WriteByte(' ')
	breaks := breaksAtEnd(h.runs)
	runs := trimRuns(h.runs)
	h.runs = nil
	clear(h.numbered)
	icons := h.iconEnd > 0
	h.iconEnd = 0
	if len(runs) == 0 {
		h.wantBlank = h.wantBlank || breaks > 0 // a line of its own, and empty
		return
	}
	runs = markStruck(indented(runs))
	h.space()
	from := len(h.w.rows)
	h.w.prose(runs)
	h.wrote(from, runs, icons)
	h.wantBlank = breaks > 1
}

// indented writes the indents of lines as spaces.
func indented(runs []run) []run {
	for i := range runs {
		runs[i].text = strings.ReplaceAll(runs[i].text, "\u00a0", " ")
	}
	return runs
}

// wrote remembers what was written from a row on.
func (h *htmlWalker) wrote(from int, runs []run, icons bool) {
	small, heading := true, len(runs) > 0
	for _, r := range runs {
		heading = heading && r.style == Heading
		if r.style == Dim || strings.TrimSpace(r.text) == "" {
			continue
		}
		small, icons = small && r.small, icons && r.link > 0
	}
	h.blocks = append(h.blocks, block{
		from: from, to: len(h.w.rows), small: small, icons: icons, heading: heading, text: joinText(runs),
	})
	if h.quoting {
		h.quotes = append(h.quotes, quotedLines(runs)...)
	}
}

// space writes the blank line that belongs above what comes next.
func (h *htmlWalker) space() {
	if h.wantBlank && !h.tight {
		h.w.blank()
	}
	h.wantBlank, h.tight = false, false
}

// gap ends the paragraph and asks for a blank line above the next one.
func (h *htmlWalker) gap() {
	h.flush()
	h.wantBlank = true
}

// lineBreak ends a line. More than one empty line in a row says nothing but in
// text that stays as it was typed.
func (h *htmlWalker) lineBreak(c inline) {
	h.said.WriteByte('\n')
	if c.pre || breaksAtEnd(h.runs) < 2 {
		h.runs = append(h.runs, run{text: "\n"})
	}
}

// withoutOpenTag returns the beginning of a longer HTML without the beginning of
// a tag at its end, of which a parser would make text.
func withoutOpenTag(source string) string {
	at := strings.LastIndexByte(source, '<')
	if at < 0 || strings.IndexByte(source[at:], '>') >= 0 {
		return source
	}
	if rest := source[at+1:]; rest == "" || rest[0] == '/' || rest[0] == '!' || isWordByte(rest[0]) {
		return source[:at]
	}
	return source
}

// breaksAtEnd counts the line breaks at the end of a paragraph.
func breaksAtEnd(runs []run) int {
	n := 0
	for i := len(runs) - 1; i >= 0 && strings.TrimSpace(runs[i].text) == ""; i-- {
		n += strings.Count(runs[i].text, "\n")
	}
	return n
}

// trimRuns takes white space from both ends.
func trimRuns(runs []run) []run {
	for len(runs) > 0 {
		first := strings.TrimLeft(runs[0].text, " \n")
		if first != "" {
			runs[0].text = first
			break
		}
		runs = runs[1:]
	}
	for len(runs) > 0 {
		last := &runs[len(runs)-1]
		if last.text = strings.TrimRight(last.text, " \n"); last.text != "" {
			break
		}
		runs = runs[:len(runs)-1]
	}
	return runs
}
