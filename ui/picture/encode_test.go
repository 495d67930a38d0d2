package picture_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi/sixel"

	"github.com/mailtui/mailtui/ui/picture"
)

// chessboard is a picture with red and blue fields of a tenth of its width, and a
// hole in the middle.
func chessboard(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	field := max(w/10, 1)
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 255, A: 255}
			if (x/field+y/field)%2 == 1 {
				c = color.NRGBA{B: 255, A: 255}
			}
			if x/field == 5 && y/field == 5 {
				c = color.NRGBA{}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

var (
	kittyParts = regexp.MustCompile("\x1b_G([a-zA-Z0-9=,]*);([A-Za-z0-9+/=]*)\x1b\\\\")
	itermFile  = regexp.MustCompile("^\x1b\\]1337;File=([a-zA-Z0-9=;]*):([A-Za-z0-9+/=]*)\a$")
	sixelData  = regexp.MustCompile("^\x1bP0;1q([-!-~]*)\x1b\\\\$")
)

// decode reads what was written as the terminal does. Nothing may be left.
func decode(t *testing.T, p picture.Protocol, written string) (img image.Image, options string) {
	t.Helper()
	var data string
	switch p {
	case picture.Kitty:
		if rest := kittyParts.ReplaceAllString(written, ""); rest != "" {
			t.Fatalf("%.80q is left", rest)
		}
		parts := kittyParts.FindAllStringSubmatch(written, -1)
		for i, part := range parts {
			more := strings.Contains(part[1], "m=1")
			if last := i == len(parts)-1; last == more || len(part[2]) > 4096 {
				t.Errorf("part %d of %d has %q and %d bytes", i, len(parts), part[1], len(part[2]))
			}
			data += part[2]
		}
		options = parts[0][1]
	case picture.ITerm2:
		m := itermFile.FindStringSubmatch(written)
		if m == nil {
			t.Fatalf("%.80q", written)
		}
		options, data = m[1], m[2]
	default:
		m := sixelData.FindStringSubmatch(written)
		if m == nil {
			t.Fatalf("%.80q", written)
		}
		img, err := (&sixel.Decoder{}).Decode(strings.NewReader(m[1] + "\x1b\\"))
		if err != nil {
			t.Fatal(err)
		}
		return img, ""
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	if img, err = png.Decode(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	return img, options
}

func TestEncodedPictureIsThePicture(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		protocol picture.Protocol
		options  []string
	}{
		{"kitty", picture.Kitty, []string{"a=T", "f=100", "q=2", "C=1"}},
		{"iTerm2", picture.ITerm2, []string{"inline=1", "width=60", "height=30", "doNotMoveCursor=1"}},
		{"sixel", picture.Sixel, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := picture.Terminal{Protocol: tt.protocol}
			term.Measure(10, 20)
			var out strings.Builder
			if err := term.Encode(&out, chessboard(1200, 1200), image.Pt(100, 30)); err != nil {
				t.Fatal(err)
			}
			img, options := decode(t, tt.protocol, out.String())
			for _, o := range tt.options {
				if !strings.Contains(options, o) {
					t.Errorf("%q is not among the options %q", o, options)
				}
			}
			if size := img.Bounds().Size(); size != image.Pt(600, 600) {
				t.Fatalf("it is %v pixels large", size)
			}
			for _, at := range []struct {
				x, y int
				want color.NRGBA
			}{
				{30, 30, color.NRGBA{R: 255, A: 255}},
				{90, 30, color.NRGBA{B: 255, A: 255}},
				{570, 570, color.NRGBA{R: 255, A: 255}},
				{330, 330, color.NRGBA{R: 255, G: 255, B: 255, A: 255}}, // what is transparent is paper
			} {
				if got := color.NRGBAModel.Convert(img.At(at.x, at.y)); got != at.want {
					t.Errorf("at %d,%d it is %v, not %v", at.x, at.y, got, at.want)
				}
			}
		})
	}
}

func TestNothingIsEncodedWithoutRoomOrProtocol(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		protocol picture.Protocol
		img      image.Image
		cells    image.Point
	}{
		{"no protocol", picture.None, chessboard(20, 20), image.Pt(80, 22)},
		{"no room", picture.Kitty, chessboard(20, 20), image.Pt(80, -1)},
		{"no picture", picture.Sixel, image.NewNRGBA(image.Rectangle{}), image.Pt(80, 22)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			if err := (picture.Terminal{Protocol: tt.protocol}).Encode(&out, tt.img, tt.cells); err != nil || out.Len() > 0 {
				t.Errorf("%.80q, %v", out.String(), err)
			}
		})
	}
}

// A picture of the largest size that is decoded, on a screen that says it is
// larger than any: what that takes besides the picture does not grow with them.
func TestMemoryIsBounded(t *testing.T) {
	large := image.NewPaletted(image.Rect(0, 0, 5000, 4000), color.Palette{color.White, color.Black})
	for i := range large.Pix {
		large.Pix[i] = uint8(i * 2654435761 >> 7 & 1) // noise
	}
	const limit = 200 << 20
	for _, p := range []picture.Protocol{picture.Kitty, picture.ITerm2, picture.Sixel} {
		term := picture.Terminal{Protocol: p}
		term.Measure(100, 100)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var out counter
		if err := term.Encode(&out, large, image.Pt(1000, 1000)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > limit {
			t.Errorf("protocol %d takes %d MB", p, used>>20)
		} else {
			t.Logf("protocol %d takes %d MB and writes %d MB", p, used>>20, out>>20)
		}
		if out == 0 || out > 16<<20 {
			t.Errorf("protocol %d writes %d bytes", p, out)
		}
	}
}

// counter counts what is written.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
