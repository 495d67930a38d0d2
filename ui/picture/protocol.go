// Package picture shows pictures in terminals that can do more than text. What
// it writes comes from its own encoders only, and goes only to terminals that
// said that they take it.
package picture

import (
	"image"
	"slices"
	"strings"
)

// Protocol is how a terminal takes pictures. Of two that it knows the greater
// one is the better one.
type Protocol uint8

// The protocols.
const (
	None   Protocol = iota
	Sixel           // DEC, 256 colours
	ITerm2          // OSC 1337, https://iterm2.com/documentation-images.html
	Kitty           // APC G, https://sw.kovidgoyal.net/kitty/graphics-protocol/
)

// Terminal is what is known of a terminal. Its zero value shows no pictures.
type Terminal struct {
	Protocol Protocol
	Cell     image.Point // pixels of a cell; zero: it did not say
}

// Learn takes a protocol over that is better than the one that is known.
func (t *Terminal) Learn(p Protocol) { t.Protocol = max(t.Protocol, p) }

// maxCell is how many pixels a cell has at most. Of more it is not believed.
const maxCell = 100

// Measure takes over how large the terminal says that its cells are.
func (t *Terminal) Measure(w, h int) {
	if w > 0 && h > 0 && w <= maxCell && h <= maxCell {
		t.Cell = image.Pt(w, h)
	}
}

// ByEnvironment returns what the variables tell that a terminal sets. Within
// tmux and screen they are those of the terminal around them, which takes
// nothing from the inside.
func ByEnvironment(getenv func(name string) string) Protocol {
	term := getenv("TERM")
	switch {
	case getenv("TMUX") != "", getenv("STY") != "", strings.HasPrefix(term, "tmux"), strings.HasPrefix(term, "screen"):
		return None
	case term == "xterm-kitty", term == "xterm-ghostty", getenv("KITTY_WINDOW_ID") != "":
		return Kitty
	default:
		return ByName(getenv("TERM_PROGRAM"))
	}
}

// ByName returns what a terminal takes that calls itself by a name, with or
// without its version: "WezTerm 20240203", "kitty(0.35.2)". It is what XTVERSION
// and TERM_PROGRAM tell.
func ByName(name string) Protocol {
	for _, known := range []struct {
		prefix   string
		protocol Protocol
	}{
		{"kitty", Kitty},
		{"ghostty", Kitty},
		{"Konsole", Kitty},
		{"WezTerm", ITerm2}, // which it has had for longer
		{"iTerm", ITerm2},
		{"mintty", ITerm2},
	} {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(known.prefix)) {
			return known.protocol
		}
	}
	return None
}

// hasSixel is what a terminal answers to primary device attributes (DA1) that
// takes sixel graphics.
const hasSixel = 4

// ByAttributes returns what the primary device attributes of a terminal tell.
func ByAttributes(attributes []int) Protocol {
	// The first one is the terminal's class.
	if len(attributes) > 1 && slices.Contains(attributes[1:], hasSixel) {
		return Sixel
	}
	return None
}
