package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cellWidth returns how many cells a grapheme cluster takes. Terminals measure
// in two ways, by code point or by cluster; the larger one counts, so that a
// line is never too wide in either.
func cellWidth(cluster string) int {
	if len(cluster) == 1 {
		return 1
	}
	return max(ansi.StringWidthWc(cluster), ansi.StringWidth(cluster))
}

// textWidth returns how many cells a text takes.
func textWidth(s string) int {
	if isASCII(s) {
		return len(s)
	}
	n := 0
	for s != "" {
		cluster := firstCluster(s)
		n += cellWidth(cluster)
		s = s[len(cluster):]
	}
	return n
}

const (
	maxCluster      = 64 // bytes; no writing system needs more, joiners have no end
	maxClusterCells = 4  // fits beside the margins of the narrowest screen
)

// firstCluster returns the first grapheme cluster of s, or of one that is
// longer than a line could hold its first character.
func firstCluster(s string) string {
	if len(s) == 1 || s[0] < utf8.RuneSelf && s[1] < utf8.RuneSelf {
		return s[:1]
	}
	window := s
	if len(s) > 2*maxCluster { // a cluster without end is not read to its end
		end := 2 * maxCluster
		for !utf8.RuneStart(s[end]) {
			end--
		}
		window = s[:end]
	}
	cluster, _ := ansi.FirstGraphemeCluster(window, ansi.GraphemeWidth)
	if len(cluster) > maxCluster || cellWidth(cluster) > maxClusterCells {
		_, n := utf8.DecodeRuneInString(s)
		return s[:n]
	}
	return cluster
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cut splits s in front of the first cluster that does not fit into width cells,
// and returns how many cells are used. It reads no more of s than it takes.
func cut(s string, width int) (head, tail string, used int) {
	for rest := s; rest != ""; {
		cluster := firstCluster(rest)
		w := cellWidth(cluster)
		if used+w > width {
			return s[:len(s)-len(rest)], rest, used
		}
		used += w
		rest = rest[len(cluster):]
	}
	return s, "", used
}

// expandTabs replaces tabs by spaces up to the next column that eight divides.
func expandTabs(s string) string {
	if strings.IndexByte(s, '\t') < 0 {
		return s
	}
	var b strings.Builder
	column := 0
	for {
		head, tail, found := strings.Cut(s, "\t")
		b.WriteString(head)
		if !found {
			return b.String()
		}
		column += textWidth(head)
		pad := 8 - column%8
		b.WriteString("        "[:pad])
		column += pad
		s = tail
	}
}

// dropInvisible removes characters that take no room and mean nothing to a
// reader: filler of newsletters, soft hyphens, byte order marks. Joiners stay
// inside of a word, where Persian and emoji need them.
func dropInvisible(s string) string {
	if isASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case 0x200B, 0x2060, 0xFEFF, 0x00AD, 0x034F:
			return -1
		}
		return r
	}, s)
	if !strings.ContainsAny(s, "\u200c\u200d") {
		return s
	}
	var b strings.Builder
	outside := true // of a word
	for i, r := range s {
		if r == 0x200C || r == 0x200D {
			next, size := utf8.DecodeRuneInString(s[i+3:])
			if outside || size == 0 || !unicode.In(next, unicode.L, unicode.M, unicode.S) {
				continue
			}
		} else {
			outside = !unicode.In(r, unicode.L, unicode.M, unicode.S)
		}
		b.WriteRune(r)
	}
	return b.String()
}
