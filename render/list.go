package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// listState is a list that is open.
type listState struct {
	marker string // a list-style-type of CSS; "" is a bullet
	next   int
	step   int
}

// list writes a list; one inside of another has no blank lines around it.
func (h *htmlWalker) list(n *html.Node, c inline) {
	if len(h.lists) == 0 {
		h.gap()
	}
	l := listState{marker: listMarker(h.look(n), n), next: 1, step: 1}
	if n.DataAtom == atom.Ol {
		if l.marker == "" {
			l.marker = "decimal"
		}
		if hasAttr(n, "reversed") {
			l.next, l.step = countItems(n), -1
		}
		if start, err := strconv.Atoi(attr(n, "start")); err == nil {
			l.next = start
		}
	}
	h.flush()
	h.lists = append(h.lists, l)
	h.children(n, c)
	h.flush()
	h.lists = h.lists[:len(h.lists)-1]
	if len(h.lists) == 0 {
		h.wantBlank = true
	}
}

func countItems(list *html.Node) int {
	count := 0
	for n := list.FirstChild; n != nil; n = n.NextSibling {
		if n.DataAtom == atom.Li {
			count++
		}
	}
	return count
}

// listMarker returns what a list or an item is marked with, "" where it does not
// say: a list-style-type of CSS, or a type of HTML, in which case tells letters
// apart.
func listMarker(l *look, n *html.Node) string {
	switch l.marker {
	case "none", "disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman":
		return l.marker
	case "lower-latin":
		return "lower-alpha"
	case "upper-latin":
		return "upper-alpha"
	}
	return map[string]string{
		"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
	}[attr(n, "type")]
}

func (h *htmlWalker) item(n *html.Node, c inline) {
	h.flush()
	bullet := h.bullet(n)
	if h.cell {
		h.add(bullet, c)
		h.children(n, c)
		h.flush()
		return
	}
	h.space()
	h.w.push(margin{
		first: run{text: bullet, style: c.style},
		rest:  run{text: strings.Repeat(" ", textWidth(bullet)), style: c.style},
	})
	h.children(n, c)
	h.flush()
	h.w.pop()
	if len(h.lists) > 0 {
		h.wantBlank = false
	}
}

// bullet returns the mark of an item of the innermost list.
func (h *htmlWalker) bullet(item *html.Node) string {
	depth := len(h.lists)
	if depth == 0 {
		return "• "
	}
	l := &h.lists[depth-1]
	marker := listMarker(h.look(item), item)
	if marker == "" {
		marker = l.marker
	}
	if value, err := strconv.Atoi(attr(item, "value")); err == nil {
		l.next = value
	}
	number := l.next
	l.next += l.step
	switch marker {
	case "none":
		return ""
	case "decimal":
		return strconv.Itoa(number) + ". "
	case "lower-alpha":
		return strings.ToLower(alphabetic(number)) + ". "
	case "upper-alpha":
		return alphabetic(number) + ". "
	case "lower-roman":
		return strings.ToLower(roman(number)) + ". "
	case "upper-roman":
		return roman(number) + ". "
	default:
		return []string{"• ", "– ", "· "}[min(depth, 3)-1]
	}
}

// alphabetic returns a number as A to Z, AA and so on, one below 1 as it is (CSS
// Counter Styles 3 §6.2).
func alphabetic(n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	var s string
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// roman returns a number in Roman numerals, one outside of 1 to 3999 as it is (CSS
// Counter Styles 3 §6.1).
func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	values := []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	for i, digit := range strings.Fields("M CM D CD C XC L XL X IX V IV I") {
		for ; n >= values[i]; n -= values[i] {
			b.WriteString(digit)
		}
	}
	return b.String()
}
