package render

import (
	"math"
	"strings"
)

const (
	mediumSize = 16 // pixels of text of which nothing is said
	tinySize   = 2  // pixels; what is smaller nobody can read
)

// fontSize is the size of a font: pixels, or times that of the text around it.
type fontSize struct {
	n        float64
	relative bool
}

// pixels returns the size in text of a size in pixels.
func (s fontSize) pixels(around float64) float64 {
	if s.relative {
		return s.n * around
	}
	return s.n
}

// sizeNames are the names of sizes (CSS Fonts 4 §2.5). That of a system font is
// not known, but it can be read.
var sizeNames = map[string]fontSize{
	"xx-small": {n: 9}, "x-small": {n: 10}, "small": {n: 13}, "medium": {n: mediumSize}, "large": {n: 18},
	"x-large": {n: 24}, "xx-large": {n: 32}, "xxx-large": {n: 48}, "initial": {n: mediumSize},
	"smaller": {n: 1 / 1.2, relative: true}, "larger": {n: 1.2, relative: true},
	"inherit": {n: 1, relative: true}, "unset": {n: 1, relative: true}, "revert": {n: 1, relative: true},
}

// sizeUnits are how many pixels a unit is, or how many times the size around it.
var sizeUnits = map[string]fontSize{
	"px": {n: 1}, "": {n: 1}, "pt": {n: 96.0 / 72}, "pc": {n: 16}, "in": {n: 96}, "cm": {n: 96 / 2.54},
	"mm": {n: 96 / 25.4}, "rem": {n: mediumSize}, "em": {n: 1, relative: true}, "%": {n: 0.01, relative: true},
	"ex": {n: 0.5, relative: true}, "ch": {n: 0.5, relative: true},
}

// smallestPlain is the smallest size without a unit that is taken for pixels, as
// browsers do with pages that name no standard. They do nothing with it in others:
// it must not hide a text.
const smallestPlain = 6

// parseFontSize reads a font size. One that depends on the screen or is computed
// counts as one that can be read.
func parseFontSize(value string) (fontSize, bool) {
	if s, ok := sizeNames[value]; ok {
		return s, true
	}
	if strings.Contains(value, "(") {
		return fontSize{n: mediumSize}, true
	}
	n, ok := number(value)
	if !ok || n < 0 || math.IsNaN(n) {
		return fontSize{}, false
	}
	name := strings.TrimLeft(value, "+.0123456789")
	if name == "" && n > 0 && n < smallestPlain {
		return fontSize{}, false
	}
	unit, known := sizeUnits[name]
	if !known && n > 0 {
		return fontSize{n: mediumSize}, true
	}
	return fontSize{n: n * unit.n, relative: unit.relative}, true
}

// fontSize reads font-size. What is none does nothing, as in a browser.
func (l *look) fontSize(value string) {
	if s, ok := parseFontSize(value); ok {
		l.sized, l.size, l.small = true, s, isSmall(value)
	}
}

// font reads the shorthand: style and weight, the size, behind a slash the height
// of a line, and the families (CSS Fonts 4 §2.7).
func (l *look) font(value string) {
	switch value {
	case "inherit", "initial", "unset", "revert":
		l.fontSize(value)
		return
	case "caption", "icon", "menu", "message-box", "small-caption", "status-bar":
		l.fontSize("medium")
		return
	}
	fields := splitValue(value)
	bold, italic := false, false
	for i, field := range fields {
		size, _, _ := strings.Cut(field, "/")
		n, isNumber := number(size)
		switch {
		case isBold(field):
			bold = true
		case isItalic(field):
			italic = true
		case isWeight(size) && n > 0, field == "normal", field == "small-caps":
		case isNumber || sizeNames[size] != fontSize{} || strings.Contains(size, "("):
			if i+1 < len(fields) {
				l.fontSize(size)
				l.bold, l.italic = bold, italic
			}
			return
		}
	}
}

// isWeight reports whether a value is a number without a unit.
func isWeight(value string) bool {
	_, ok := number(value)
	return ok && strings.Trim(value, "+.0123456789") == ""
}

func isBold(value string) bool {
	weight, ok := number(value)
	return value == "bold" || value == "bolder" || ok && weight >= 600 && isWeight(value)
}

func isItalic(value string) bool { return value == "italic" || value == "oblique" }

// fontElement reads size and colour of a font element. Its sizes are those of 1
// to 7, whatever is around it (WHATWG HTML, "rules for parsing a legacy font size").
func (l *look) fontElement(color, size string) {
	l.ink(color)
	if strings.TrimSpace(size) != "" {
		l.sized, l.size = true, fontSize{n: mediumSize}
		l.small = size == "1" || size == "-1" || size == "-2"
	}
}

// isSmall reports whether a font size is that of the small print.
func isSmall(value string) bool {
	size, ok := number(value)
	switch {
	case !ok:
		return strings.Contains(value, "small")
	case strings.HasSuffix(value, "px"):
		return size <= 12
	case strings.HasSuffix(value, "pt"):
		return size <= 9
	case strings.HasSuffix(value, "em"):
		return size <= 0.85
	case strings.HasSuffix(value, "%"):
		return size <= 85
	default:
		return false
	}
}
