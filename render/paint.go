package render

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// paint is a colour of a style sheet, and how much of it there is: 1 covers what
// is behind it, of 0 nothing is seen.
type paint struct {
	rgb
	alpha float64
}

// clearPaint is that of which nothing is seen.
var clearPaint = paint{}

// over returns the colour that is seen where paint is on a ground.
func (p paint) over(ground rgb) rgb {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*p.alpha + float64(b)*(1-p.alpha))) }
	return rgb{mix(p.r, ground.r), mix(p.g, ground.g), mix(p.b, ground.b)}
}

// parsePaint reads a colour in one of the forms that mail uses: names, #rgb,
// #rrggbb, either with two more for alpha, rgb(…) and hsl(…), the last number of
// which may be alpha (CSS Color 4).
func parsePaint(s string) (paint, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := colornames.Map[s]; ok {
		return paint{rgb{c.R, c.G, c.B}, 1}, true
	}
	switch s {
	case "transparent":
		return clearPaint, true
	case "rebeccapurple": // younger than the names of SVG 1.1
		return paint{rgb{0x66, 0x33, 0x99}, 1}, true
	}
	name, inner, isFunction := strings.Cut(s, "(")
	if !isFunction {
		return parseHex(strings.TrimPrefix(s, "#"))
	}
	between := func(r rune) bool { return strings.ContainsRune(", /", r) }
	fields := strings.FieldsFunc(strings.TrimRight(inner, ") "), between)
	if len(fields) < 3 || len(fields) > 4 {
		return clearPaint, false
	}
	p, ok := paint{alpha: 1}, false
	switch name {
	case "rgb", "rgba":
		p.rgb, ok = readRGB(fields)
	case "hsl", "hsla":
		p.rgb, ok = readHSL(fields)
	}
	if ok && len(fields) == 4 {
		p.alpha, ok = fraction(fields[3])
	}
	return p, ok
}

// parseHex reads the digits of #rgb, #rgba, #rrggbb or #rrggbbaa.
func parseHex(s string) (paint, bool) {
	if len(s) == 3 || len(s) == 4 {
		var b strings.Builder
		for i := range len(s) {
			b.WriteString(s[i:i+1] + s[i:i+1])
		}
		s = b.String()
	}
	if len(s) == 6 {
		s += "ff"
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 8 {
		return clearPaint, false
	}
	return paint{rgb{uint8(n >> 24 & 255), uint8(n >> 16 & 255), uint8(n >> 8 & 255)}, float64(n&255) / 255}, true
}

// readRGB reads red, green and blue, from 0 to 255 or in percent. What is beyond
// is the nearest that there is (CSS Color 4 §5.1).
func readRGB(fields []string) (rgb, bool) {
	var v [3]uint8
	for i := range v {
		n, ok := number(fields[i])
		if !ok || math.IsNaN(n) {
			return rgb{}, false
		}
		if strings.HasSuffix(fields[i], "%") {
			n = n * 255 / 100
		}
		v[i] = uint8(math.Round(max(0, min(n, 255))))
	}
	return rgb{v[0], v[1], v[2]}, true
}

// readHSL reads hue, saturation and lightness (CSS Color 4 §7.1).
func readHSL(fields []string) (rgb, bool) {
	hue, ok := number(fields[0])
	saturation, okS := fraction(fields[1])
	lightness, okL := fraction(fields[2])
	if !ok || !okS || !okL {
		return rgb{}, false
	}
	channel := func(n float64) uint8 {
		k := math.Mod(math.Mod(n+hue/30, 12)+12, 12)
		v := lightness - saturation*min(lightness, 1-lightness)*max(-1, min(k-3, 9-k, 1))
		return uint8(math.Round(255 * v))
	}
	return rgb{channel(0), channel(8), channel(4)}, true
}

// fraction reads a number from 0 to 1, or so many percent.
func fraction(s string) (float64, bool) {
	f, ok := number(s)
	if strings.HasSuffix(strings.TrimSpace(s), "%") {
		f /= 100
	}
	return max(0, min(f, 1)), ok && !math.IsNaN(f)
}
