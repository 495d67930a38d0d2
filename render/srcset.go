package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pictureSource returns the address of the picture that an element shows: of an
// img, of the button of a form, or of a video before it plays. It is "" where
// there is none.
func pictureSource(n *html.Node) string {
	switch n.DataAtom {
	case atom.Img:
		if src := attr(n, "src"); strings.TrimSpace(src) != "" {
			return src
		}
		return bestCandidate(attr(n, "srcset"), pixels(attr(n, "width")))
	case atom.Input:
		if isPictureButton(n) {
			return attr(n, "src")
		}
	case atom.Video:
		return attr(n, "poster")
	default:
	}
	return ""
}

// isPictureButton reports whether an input is a picture to press on.
func isPictureButton(n *html.Node) bool {
	return strings.EqualFold(strings.TrimSpace(attr(n, "type")), "image")
}

// enoughPixels is how wide a picture has to be of which the mail does not tell how
// wide it shows it: a wider one is made smaller for a terminal.
const enoughPixels = 1600

// bestCandidate returns the address of the picture of a srcset attribute that
// suits a place of a width in pixels, which may be unknown: -1. It is the smallest
// that is as wide as the place, or has as many pixels to one of the place, else
// the largest.
func bestCandidate(srcset string, width int) string {
	if width <= 0 {
		width = enoughPixels
	}
	best, bestSize := "", 0.0
	for {
		address, descriptor, rest, ok := nextCandidate(srcset)
		if !ok {
			return best
		}
		size := density(descriptor, width)
		if best == "" || bestSize < 1 && size > bestSize || size >= 1 && size < bestSize {
			best, bestSize = address, size
		}
		srcset = rest
	}
}

// nextCandidate reads one picture of a srcset attribute: its address, which may
// have commas in it, and what is said of its size (WHATWG HTML, "parse a srcset
// attribute").
func nextCandidate(s string) (address, descriptor, rest string, ok bool) {
	s = strings.TrimLeft(s, ", \t\r\n\f")
	if s == "" {
		return "", "", "", false
	}
	end := strings.IndexAny(s, " \t\r\n\f")
	if end < 0 {
		end = len(s)
	}
	address, rest = s[:end], s[end:]
	if whole := strings.TrimRight(address, ","); whole != address {
		return whole, "", rest, true
	}
	descriptor, rest, _ = strings.Cut(rest, ",")
	return address, strings.TrimSpace(descriptor), rest, true
}

// density returns how many pixels a picture has to one of a place of a width.
// One of which nothing is said has as many; nonsense is none.
func density(descriptor string, width int) float64 {
	if descriptor == "" {
		return 1
	}
	number, isWidth := strings.CutSuffix(descriptor, "w")
	f, err := strconv.ParseFloat(strings.TrimSuffix(number, "x"), 64)
	switch {
	case err == nil && f > 0 && isWidth:
		return f / float64(width)
	case err == nil && f > 0:
		return f
	default:
		return 0
	}
}
