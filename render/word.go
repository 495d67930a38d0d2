package render

import "strings"

// word is what is not torn apart between two lines: text that may change its
// style on the way, or a stretch of spaces.
type word struct{ runs []run }

func (x word) isSpace() bool { return x.runs[0].text[0] == ' ' }

func (x word) width() int { return runsWidth(x.runs) }

func runsWidth(runs []run) int {
	n := 0
	for _, r := range runs {
		n += textWidth(r.text)
	}
	return n
}

// words splits runs at spaces and beside wide characters, which may be torn
// apart anywhere but before closing punctuation. What is glued is never torn off.
func words(runs []run) []word {
	var list []word
	inWord := false // the last piece is text
	narrow := false // and nothing that may be torn off at its end
	for _, r := range runs {
		if r.glued && inWord {
			last := &list[len(list)-1]
			last.runs = append(last.runs, r)
			narrow = true
			continue
		}
		for text := r.text; text != ""; {
			var piece run
			n := len(text) - len(strings.TrimLeft(text, " "))
			joins, wide := false, false
			if n == 0 {
				n, wide = wordLen(text)
				first := firstCluster(text)
				joins = inWord && (narrow && cellWidth(first) < 2 || isClosing(first))
			}
			piece, text = r.with(text[:n]), text[n:]
			if joins {
				last := &list[len(list)-1]
				last.runs = append(last.runs, piece)
			} else {
				list = append(list, word{runs: []run{piece}})
			}
			inWord = piece.text[0] != ' '
			narrow = inWord && !wide
		}
	}
	return list
}

// wordLen returns how many bytes at the beginning of text are not torn apart,
// and whether they are wide characters, beside which a line may end.
func wordLen(text string) (n int, wide bool) {
	first := firstCluster(text)
	wide = cellWidth(first) > 1
	for n = len(first); n < len(text) && text[n] != ' '; {
		cluster := firstCluster(text[n:])
		if !isClosing(cluster) && (wide || cellWidth(cluster) > 1) {
			break
		}
		n += len(cluster)
	}
	return n, wide
}

// longestWord returns the width of the longest word of runs.
func longestWord(runs []run) int {
	longest := 0
	if !isASCII(joinText(runs)) {
		for _, line := range splitLines(runs) {
			for _, w := range words(line) {
				if !w.isSpace() {
					longest = max(longest, w.width())
				}
			}
		}
		return longest
	}
	n := 0
	for _, r := range runs {
		for i := range len(r.text) {
			if c := r.text[i]; c == '\n' || c == ' ' && !r.glued {
				n = 0
			} else {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}

// isClosing reports whether a cluster is punctuation that never begins a line.
func isClosing(cluster string) bool {
	return !isASCII(cluster) && strings.Contains("、。，．・：；？！）」』】〉》”’…ー", cluster)
}

// splitLines splits runs at line breaks.
func splitLines(runs []run) [][]run {
	lines := [][]run{nil}
	for _, r := range runs {
		for {
			head, tail, found := strings.Cut(r.text, "\n")
			last := len(lines) - 1
			if head != "" {
				lines[last] = append(lines[last], r.with(head))
			}
			if !found {
				break
			}
			lines = append(lines, nil)
			r.text = tail
		}
	}
	return lines
}
