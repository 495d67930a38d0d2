package render

import "strings"

// struckMark stands on both sides of text that is struck out: without it a price
// that is no longer valid reads as one that is.
const struckMark = "~"

// markStruck returns runs with a mark on both sides of each stretch of them that
// is struck out, inside of the white space around it.
func markStruck(runs []run) []run {
	var marked []run
	for i := 0; i < len(runs); i++ {
		first, last := -1, -1
		for ; i < len(runs) && runs[i].struck; i++ {
			if strings.TrimSpace(runs[i].text) != "" {
				last = len(marked)
				if first < 0 {
					first = last
				}
			}
			marked = append(marked, runs[i])
		}
		if first >= 0 {
			text := marked[first].text
			word := strings.TrimLeft(text, " \t\n")
			marked[first].text = text[:len(text)-len(word)] + struckMark + word
			text = marked[last].text
			word = strings.TrimRight(text, " \t\n")
			marked[last].text = word + struckMark + text[len(word):]
		}
		if i < len(runs) {
			marked = append(marked, runs[i])
		}
	}
	return marked
}
