package render

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of one HTML part. The parser itself refuses more than 512 elements
// inside each other.
const (
	maxNodes = 50000
	maxDepth = 200
)

// looksLikeHTML reports whether text that calls itself plain is HTML.
func looksLikeHTML(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n\ufeff")
	s = strings.ToLower(s[:min(len(s), 16)])
	return strings.HasPrefix(s, "<!doctype html") || strings.HasPrefix(s, "<html")
}

// renderHTML lays out an HTML part. A tree that is too deep is read flat, as a
// sequence of tags.
func renderHTML(w *writer, source string) {
	h := &htmlWalker{w: w}
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil || treeDepth(root) > maxDepth {
		h.flat(source)
	} else {
		h.walk(root, inline{})
	}
	h.flush()
	h.notes()
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

// htmlWalker writes a tree of elements as paragraphs.
type htmlWalker struct {
	w         *writer
	runs      []run // the paragraph under way
	wantBlank bool  // a blank line belongs above the next paragraph
	cell      bool  // inside of a table cell: blocks are only spaces
	lists     []listState
	nodes     int
	images    int // remote ones, never loaded
	trackers  int
}

// listState is a list that is open.
type listState struct {
	ordered bool
	next    int
}

func (h *htmlWalker) notes() {
	if h.nodes > maxNodes {
		h.w.note("This message is very long: only its beginning is shown.")
	}
	h.count(h.images, "remote image", "not loaded")
	h.count(h.trackers, "tracker", "removed")
}

// count notes a number of things, if there are any.
func (h *htmlWalker) count(n int, thing, fate string) {
	switch {
	case n > 1:
		h.w.note(fmt.Sprintf("%d %ss %s.", n, thing, fate))
	case n == 1:
		h.w.note(fmt.Sprintf("1 %s %s.", thing, fate))
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
		look := readStyle(n)
		if look.hidden {
			return
		}
		if look.sized {
			c.tiny = look.tiny
		}
		h.element(n, c)
	default:
	}
}

func (h *htmlWalker) children(n *html.Node, c inline) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		h.walk(child, c)
	}
}

func (h *htmlWalker) element(n *html.Node, c inline) {
	switch n.DataAtom {
	case atom.Br:
		h.runs = append(h.runs, run{text: "\n"})
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
	case atom.A:
		h.anchor(n, c)
	case atom.Img:
		h.image(n, c)
	case atom.B, atom.Strong, atom.Th:
		h.styled(n, c, Bold)
	case atom.I, atom.Em, atom.Cite:
		h.styled(n, c, Italic)
	case atom.Code, atom.Tt, atom.Kbd, atom.Samp:
		h.styled(n, c, Code)
	default:
		if !isBlock(n.DataAtom) {
			h.children(n, c)
			return
		}
		h.flush()
		h.children(n, c)
		h.flush()
	}
}

// flush ends the paragraph under way and writes it, if there is anything in it.
func (h *htmlWalker) flush() {
	if h.cell {
		if !h.endsInSpace() {
			h.runs = append(h.runs, run{text: " "})
		}
		return
	}
	runs := trimRuns(h.runs)
	h.runs = nil
	if len(runs) == 0 {
		return
	}
	if h.wantBlank {
		h.w.blank()
		h.wantBlank = false
	}
	h.w.prose(runs)
}

// gap ends the paragraph and asks for a blank line above the next one.
func (h *htmlWalker) gap() {
	h.flush()
	h.wantBlank = true
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

func (h *htmlWalker) paragraph(n *html.Node, c inline) {
	h.gap()
	h.children(n, c)
	h.gap()
}

// heading writes a heading, the two highest ones underlined.
func (h *htmlWalker) heading(n *html.Node, c inline) {
	h.gap()
	c.style = Heading
	h.children(n, c)
	width := 0
	for _, line := range splitLines(trimRuns(h.runs)) {
		width = max(width, runsWidth(line))
	}
	h.flush()
	mark := map[atom.Atom]string{atom.H1: "═", atom.H2: "─"}[n.DataAtom]
	if width > 0 && mark != "" && !h.cell {
		room := max(h.w.measure-h.w.marginWidth(), 1)
		h.w.row([]run{{text: strings.Repeat(mark, min(width, room, Measure)), style: Heading}})
	}
	h.wantBlank = true
}

func (h *htmlWalker) rule() {
	h.flush()
	if h.cell {
		return
	}
	h.w.blank()
	room := max(h.w.measure-h.w.marginWidth(), 1)
	h.w.row([]run{{text: strings.Repeat("─", min(room, Measure)), style: Dim}})
	h.wantBlank = true
}

// list writes a list; one inside of another has no blank lines around it.
func (h *htmlWalker) list(n *html.Node, c inline) {
	if len(h.lists) == 0 {
		h.gap()
	}
	start := 1
	if v, err := strconv.Atoi(attr(n, "start")); err == nil {
		start = v
	}
	h.flush()
	h.lists = append(h.lists, listState{ordered: n.DataAtom == atom.Ol, next: start})
	h.children(n, c)
	h.flush()
	h.lists = h.lists[:len(h.lists)-1]
	if len(h.lists) == 0 {
		h.wantBlank = true
	}
}

func (h *htmlWalker) item(n *html.Node, c inline) {
	h.flush()
	bullet := "• "
	if depth := len(h.lists); depth > 0 {
		bullet = []string{"• ", "– ", "· "}[min(depth, 3)-1]
		if l := &h.lists[depth-1]; l.ordered {
			bullet = strconv.Itoa(l.next) + ". "
			l.next++
		}
	}
	if h.cell {
		h.add(bullet, c)
		h.children(n, c)
		h.flush()
		return
	}
	h.w.push(margin{
		first: run{text: bullet, style: c.style},
		rest:  run{text: strings.Repeat(" ", textWidth(bullet)), style: c.style},
	})
	h.children(n, c)
	h.flush()
	h.w.pop()
}

func (h *htmlWalker) quote(n *html.Node, c inline) {
	h.flush()
	if h.cell {
		h.children(n, c)
		h.flush()
		return
	}
	h.w.blank()
	h.wantBlank = false
	c.quote++
	c.style = quoteStyle(c.quote)
	mark := run{text: "> ", style: c.style}
	h.w.push(margin{first: mark, rest: mark})
	h.children(n, c)
	h.flush()
	h.w.pop()
	h.wantBlank = true
}

// preformatted writes text as it was typed.
func (h *htmlWalker) preformatted(n *html.Node, c inline) {
	if h.cell {
		h.children(n, c)
		return
	}
	h.gap()
	c.pre = true
	if c.style == Plain {
		c.style = Code
	}
	h.children(n, c)
	lines := splitLines(h.runs)
	h.runs = nil
	for len(lines) > 0 && len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) > 0 {
		h.w.blank()
	}
	for _, line := range lines {
		for i := range line {
			line[i].text = expandTabs(line[i].text)
		}
		h.w.verbatim(line)
	}
	h.wantBlank = true
}
