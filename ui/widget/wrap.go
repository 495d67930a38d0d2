package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks s into lines of at most width cells, between words where it can.
// Line breaks in s stay.
func Wrap(m ansi.Method, s string, width int) []string {
	if width <= 0 {
		return nil
	}
	var lines []string
	for _, para := range strings.Split(s, "\n") {
		lines = append(lines, wrapLine(m, Clean(para), width)...)
	}
	return lines
}

func wrapLine(m ansi.Method, s string, width int) []string {
	var lines []string
	line, w := "", 0
	for _, word := range strings.Fields(s) {
		ww := m.StringWidth(word)
		switch {
		case w == 0:
			line, w = word, ww
		case w+1+ww <= width:
			line, w = line+" "+word, w+1+ww
		default:
			lines = append(lines, line)
			line, w = word, ww
		}
		for w > width {
			head, hw := prefix(m, line, width)
			if len(head) == len(line) {
				break // one character wider than a line
			}
			lines = append(lines, head)
			line, w = line[len(head):], w-hw
		}
	}
	return append(lines, line)
}

// prefix returns the clusters of s that fit into width cells, at least one.
func prefix(m ansi.Method, s string, width int) (string, int) {
	end, w := 0, 0
	for end < len(s) {
		cluster, cw := ansi.FirstGraphemeCluster(s[end:], m)
		if end > 0 && w+cw > width {
			break
		}
		end += len(cluster)
		w += cw
	}
	return s[:end], w
}
