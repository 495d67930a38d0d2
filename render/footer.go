package render

import (
	"regexp"
	"strings"
)

// reFooter is what only the small print of a newsletter says.
var reFooter = regexp.MustCompile(`(?i)unsubscribe|opt[ -]out|abmelden|abbestellen|désinscri|désabonn|darse de baja|` +
	`cancellati|uitschrijven|配信停止|退订|manage (your )?(email )?preferences|` +
	`email preferences|©|\(c\) ?20\d\d|all rights reserved|` +
	`why (did|am) (i|you)|you('re| are)? (are )?receiv(ed|ing) this`)

// foldFooter finds the last blocks of a newsletter: who sent it, why, and how to
// stop that. Small print is small beside something: where it has as many words as
// the text above, that text is what the message says, and only the blocks that
// say so themselves are its footer.
func (h *htmlWalker) foldFooter() {
	at, silent, tells := h.footerStart(true)
	if silent > 0 && silent >= h.largeWords() {
		at, _, tells = h.footerStart(false)
	}
	if !tells || at == 0 || at == len(h.blocks) {
		return
	}
	var words, icons []string
	for _, b := range h.blocks[at:] {
		fields := strings.Fields(strings.Trim(reNumber.ReplaceAllString(b.text, ""), "─"))
		if b.icons {
			icons = append(icons, fields...)
		} else {
			words = append(words, fields...)
		}
	}
	if len(words) == 0 {
		words = icons
	}
	label := strings.TrimRight(strings.Join(words, " "), " .,")
	h.w.folds = append(h.w.folds, fold{from: h.blocks[at].from, to: h.blocks[len(h.blocks)-1].to, label: label})
}

// footerStart returns the first block of the footer, how many words are in its
// blocks that do not say what they are but are small, and whether any says it.
func (h *htmlWalker) footerStart(small bool) (at, silent int, tells bool) {
	for at = len(h.blocks); at > 0; at-- {
		b := h.blocks[at-1]
		switch {
		case reFooter.MatchString(b.text) && (b.small || len(b.text) <= 400):
			tells = true
		case strings.Trim(b.text, "─ ") == "" && b.small: // a rule
		case !b.small || !small:
			return at, silent, tells
		default:
			silent += h.countWords(b)
		}
	}
	return at, silent, tells
}

// largeWords counts the words of the message that are not small, without those of
// headings.
func (h *htmlWalker) largeWords() int {
	n := 0
	for _, b := range h.blocks {
		if !b.small && !b.heading {
			n += h.countWords(b)
		}
	}
	return n
}

// countWords counts the words in the rows of a block.
func (h *htmlWalker) countWords(b block) int {
	n := 0
	for _, row := range h.w.rows[b.from:b.to] {
		n += len(strings.Fields(joinText(row)))
	}
	return n
}

// reNumber is the number of a link.
var reNumber = regexp.MustCompile(` ?\[\d+\]`)
