package web

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	_ "image/gif"  // a format that mail has
	_ "image/jpeg" // another one
	_ "image/png"  // and another one

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // and the last one

	"github.com/mailtui/mailtui/mail"
)

const (
	// MaxPixels is how many pixels a picture may have.
	MaxPixels = 20_000_000
	// maxDeep is how many those may have that take several times the memory while
	// they are decoded.
	maxDeep = 8_000_000
	// maxSide is how many pixels wide and high a decoded picture is at most.
	maxSide = 1600
	// maxComponents and maxScans are how often a JPEG may go over its pixels: one
	// that is not progressive has a scan for each of its components at most (ITU-T
	// T.81 §4.10), and no program writes more than a few dozen into the others.
	maxComponents = 4
	maxScans      = 100
)

// Decode returns a picture in one of the formats PNG, JPEG, GIF (its first
// frame) and WebP; name is for the problem, which has one of the causes
// NotPicture, PictureTooLarge and TooManyPictures. Its size is known before
// anything is allocated for it: it is taken from left, the pixels that may still
// be decoded, whether it can be decoded or not. What is larger than a screen is
// made smaller.
func Decode(data []byte, name mail.Text, left *int) (image.Image, *mail.Problem) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, rejected(mail.NotPicture, name)
	}
	pixels := int64(config.Width) * int64(config.Height)
	if pixels > mostPixels(data, config, format) {
		return nil, rejected(mail.PictureTooLarge, name)
	}
	if pixels > int64(*left) {
		return nil, rejected(mail.TooManyPictures, name)
	}
	*left -= int(pixels)
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, rejected(mail.NotPicture, name)
	}
	return shrink(img), nil
}

// mostPixels returns how many pixels a picture like this one may have.
func mostPixels(data []byte, config image.Config, format string) int64 {
	switch config.ColorModel {
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		return maxDeep
	}
	if format != "jpeg" {
		return MaxPixels
	}
	progressive := isProgressive(data, config)
	switch n := scans(data); {
	case n > maxScans, !progressive && n > maxComponents:
		return 0
	case progressive: // the decoder holds the coefficients of all of it
		return maxDeep
	default:
		return MaxPixels
	}
}

// isProgressive reports whether a JPEG of this size begins a progressive frame
// (ITU-T T.81 §B.2.2).
func isProgressive(data []byte, config image.Config) bool {
	size := []byte{8}                                                 // bits of a sample
	size = binary.BigEndian.AppendUint16(size, uint16(config.Height)) //nolint:gosec // it was read as one
	size = binary.BigEndian.AppendUint16(size, uint16(config.Width))  //nolint:gosec // it was read as one
	for {
		_, rest, found := bytes.Cut(data, []byte{0xff, 0xc2})
		if !found {
			return false
		}
		if len(rest) > 2 && bytes.HasPrefix(rest[2:], size) { // behind a length
			return true
		}
		data = rest
	}
}

// scans returns how often a JPEG goes over its pixels: how many headers of a scan
// are in it (ITU-T T.81 §B.2.3).
func scans(data []byte) (n int) {
	for components := byte(1); components <= maxComponents; components++ {
		n += bytes.Count(data, []byte{0xff, 0xda, 0, 6 + 2*components, components})
	}
	return n
}

// shrink returns a picture with at most maxSide pixels a side: a message may have
// many, and all of them are held.
func shrink(img image.Image) image.Image {
	size := img.Bounds().Size()
	longest := max(size.X, size.Y)
	if longest <= maxSide {
		return img
	}
	small := image.Rect(0, 0, max(size.X*maxSide/longest, 1), max(size.Y*maxSide/longest, 1))
	to := image.NewNRGBA(small)
	draw.ApproxBiLinear.Scale(to, small, img, img.Bounds(), draw.Src, nil)
	return to
}

func rejected(cause mail.Cause, name mail.Text) *mail.Problem {
	return &mail.Problem{Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: cause, What: name}
}
