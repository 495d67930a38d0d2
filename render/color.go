package render

import (
	"fmt"
	"math"
)

// rgb is a colour of a style sheet.
type rgb struct{ r, g, b uint8 }

var white = rgb{255, 255, 255}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	light, dark := a.luminance(), b.luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// isGrey reports whether a colour says nothing but light or dark, which the
// terminal's own colours say better.
func (c rgb) isGrey() bool {
	high, low := max(c.r, c.g, c.b), min(c.r, c.g, c.b)
	return int(high)-int(low) < 32
}

// minContrast is what large text needs to be read (WCAG 2.2, 1.4.3).
const minContrast = 3

// backdrop is the colour that a background is taken for: not the extreme, so
// that what can be read on it can be read on a darker (lighter) one, too.
func (b Background) backdrop() rgb {
	if b == Light {
		return rgb{0xe8, 0xe8, 0xe8}
	}
	return rgb{0x30, 0x30, 0x30}
}

// ansiColors are the colours of the 16 that have a hue, by sixths of the circle
// from red on, as xterm shows them.
var ansiColors = map[Background][6]struct {
	index string
	rgb   rgb
}{
	Dark: {
		{"9", rgb{255, 0, 0}},
		{"11", rgb{255, 255, 0}},
		{"10", rgb{0, 255, 0}},
		{"14", rgb{0, 255, 255}},
		{"12", rgb{92, 92, 255}},
		{"13", rgb{255, 0, 255}},
	},
	Light: {
		{"1", rgb{205, 0, 0}},
		{"3", rgb{205, 205, 0}},
		{"2", rgb{0, 205, 0}},
		{"6", rgb{0, 205, 205}},
		{"4", rgb{0, 0, 238}},
		{"5", rgb{205, 0, 205}},
	},
}

// shownColor returns what to write text in that a sender gave a colour, "" for
// the terminal's own.
func (o Options) shownColor(c rgb) string {
	back := o.Background.backdrop()
	if o.Profile == NoColor || c.isGrey() {
		return ""
	}
	shown, name := c, fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b)
	if o.Profile == ANSI16 {
		nearest := ansiColors[o.Background][int(c.hue()/60+0.5)%6]
		shown, name = nearest.rgb, nearest.index
	}
	if contrast(shown, back) < minContrast {
		return ""
	}
	return name
}

// hue is where a colour is on the circle of colours, in degrees from red on.
func (c rgb) hue() float64 {
	r, g, b := float64(c.r), float64(c.g), float64(c.b)
	high, low := max(r, g, b), min(r, g, b)
	switch high {
	case low:
		return 0
	case r:
		return math.Mod((g-b)/(high-low)*60+360, 360)
	case g:
		return (b-r)/(high-low)*60 + 120
	default:
		return (r-g)/(high-low)*60 + 240
	}
}
