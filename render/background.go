package render

import "strings"

// background reads background, background-color or background-image.
func (l *look) background(name, value string) {
	if strings.Contains(value, "url(") || strings.Contains(value, "gradient") {
		l.picture = true
		l.remote = l.remote || strings.Contains(value, "http")
		return
	}
	if name == "background-image" {
		l.picture = false
		return
	}
	fields := splitValue(value)
	for _, field := range fields {
		c, ok := parsePaint(field)
		if !ok && !strings.Contains(field, "(") {
			continue
		}
		l.back, l.backed, l.murky = c, ok && c.alpha > 0, !ok
		if name == "background" {
			l.picture = false
		}
		return
	}
	if len(fields) > 0 && isNoBackground(name, fields[0]) {
		l.backed, l.murky, l.picture = false, false, false
	}
}

// isNoBackground reports whether what begins so and names no colour takes away
// that of a weaker rule. What is no CSS does nothing.
func isNoBackground(name, field string) bool {
	switch field {
	case "none", "initial", "unset", "revert", "inherit":
		return true
	default:
		_, position := number(field)
		return position && name == "background"
	}
}

// backgroundAttribute reads bgcolor, of any word in which browsers make a colour.
func (l *look) backgroundAttribute(value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	c, ok := parsePaint(value)
	l.back, l.backed, l.murky = c, ok && c.alpha > 0, !ok
}

// paints reports whether the background is not that of the paper.
func (l *look) paints() bool {
	return l.murky || l.backed && l.back.alpha >= faint && l.back.over(white) != white
}

// splitValue splits a value at the spaces outside of brackets.
func splitValue(value string) (words []string) {
	depth, word := 0, ""
	for _, piece := range strings.Split(value, " ") {
		if depth > 0 {
			word += " "
		}
		word += piece
		if depth = max(depth+strings.Count(piece, "(")-strings.Count(piece, ")"), 0); depth == 0 && word != "" {
			words, word = append(words, word), ""
		}
	}
	if word != "" {
		words = append(words, word)
	}
	return words
}
