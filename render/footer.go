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
// stop that.
func (h *htmlWalker) foldFooter() {
	at := len(h.blocks)
	tells := false
	for at > 0 {
		b := h.blocks[at-1]
		says := reFooter.MatchString(b.text)
		if !b.small && (!says || len(b.text) > 400) && strings.Trim(b.text, "─ ") != "" {
			break
		}
		tells = tells || says
		at--
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

// reNumber is the number of a link.
var reNumber = regexp.MustCompile(` ?\[\d+\]`)
