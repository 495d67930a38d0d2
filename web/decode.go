package web

import (
	"bytes"
	"image"
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
	// maxSide is how many pixels wide and high a decoded picture is at most.
	maxSide = 1600
)

// Decode returns a picture in one of the formats PNG, JPEG, GIF (its first
// frame) and WebP; name is for the problem, which has one of the causes
// NotPicture and PictureTooLarge. Its size is known before anything is
// allocated for it. What is larger than a screen is made smaller.
func Decode(data []byte, name mail.Text) (image.Image, *mail.Problem) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, notPicture(name)
	}
	if int64(config.Width)*int64(config.Height) > MaxPixels {
		return nil, tooLarge(name)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, notPicture(name)
	}
	return shrink(img), nil
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

func notPicture(name mail.Text) *mail.Problem {
	return &mail.Problem{Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NotPicture, What: name}
}

func tooLarge(name mail.Text) *mail.Problem {
	return &mail.Problem{
		Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.PictureTooLarge, What: name,
	}
}
