package reader

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mailtui/mailtui/render"
)

// letters are the letters and digits of a document, which stay the same however
// it is laid out, and where each line of it begins in them.
type letters struct {
	text   string
	starts []int
}

// lettersOf leaves out lines that stand for others.
func lettersOf(d render.Document) letters {
	var b strings.Builder
	l := letters{starts: make([]int, len(d.Lines))}
	for i, line := range d.Lines {
		l.starts[i] = b.Len()
		for _, s := range line.Spans {
			if s.Style == render.Folded {
				continue
			}
			for _, r := range s.Text.String() {
				if r < utf8.RuneSelf && (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') {
					continue
				}
				if r < utf8.RuneSelf || unicode.IsLetter(r) || unicode.IsDigit(r) {
					b.WriteRune(r)
				}
			}
		}
	}
	l.text = b.String()
	return l
}

// recognized is how many bytes of letters tell a place from others.
const recognized = 48

// from returns the letters from a line on that tell its place.
func (l letters) from(line int) string {
	at := l.starts[line]
	return l.text[at:min(at+recognized, len(l.text))]
}

// line returns the line in which the letters at a place are.
func (l letters) line(at int) int {
	return max(sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > at })-1, 0)
}

// nearest returns where words are, as near as can be to a place, or -1.
func (l letters) nearest(words string, to int) int {
	if words == "" {
		return -1
	}
	best := -1
	for from := 0; ; {
		i := strings.Index(l.text[from:], words)
		if i < 0 {
			return best
		}
		from += i
		if best >= 0 && distance(from, to) >= distance(best, to) {
			return best // the others are farther away
		}
		best = from
		from++
	}
}

func distance(a, b int) int { return max(a, b) - min(a, b) }

// place is the line of a document that is the first one in view. It has no letters
// when that is a line above the document, or below it.
type place struct {
	letters
	line int
	top  int // where the screen was scrolled to for it
	left int // and how far to the right
}

// in returns the line of another layout that has the same words first. Words
// that are folded away there are found by what is above them.
func (p place) in(l letters) int {
	if len(l.starts) == 0 {
		return 0
	}
	found := func(line int) (int, bool) {
		at := l.nearest(p.from(line), p.starts[line])
		return l.line(max(at, 0)), at >= 0
	}
	if line, ok := found(p.line); ok {
		return line
	}
	// Not found at bad, found at good, if anywhere: the nearest line above that
	// is in both layouts is between.
	bad, good, step := p.line, p.line-1, 1
	for good > 0 {
		if _, ok := found(good); ok {
			break
		}
		bad, step = good, 2*step
		good = max(good-step, 0)
	}
	for bad-good > 1 {
		middle := (bad + good) / 2
		if _, ok := found(middle); ok {
			good = middle
		} else {
			bad = middle
		}
	}
	line, _ := found(max(good, 0))
	return line
}
