package app

import (
	"context"
	"errors"
	"image"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/web"
)

// Limits of the pictures of one message, in pixels.
const (
	maxDecoded = 120_000_000 // that are decoded: ten photos
	maxPixels  = 40_000_000  // that are held, made smaller: 160 MB
)

// Pictures returns the pictures of a message, in the order in which it shows
// them: those that are attached and, when remote says that the user wants them,
// those that have to be loaded. Each is decoded or says why it is not. What is
// there to tell the sender that it was loaded is never loaded.
func (a *App) Pictures(ctx context.Context, id mail.LocalID, remote bool) ([]mail.Picture, error) {
	msg, err := a.Message(ctx, id)
	if err != nil {
		return nil, err
	}
	images := render.Images(msg)
	loaded := map[string]web.Loaded{}
	if remote {
		loaded = a.load(ctx, images)
	}
	todo, left := maxDecoded, maxPixels
	var list []mail.Picture
	for _, i := range images {
		var data []byte
		p := mail.Picture{Name: i.Name}
		switch got, ok := loaded[i.URL]; {
		case i.Part != "":
			data, p.Problem, err = a.pictureData(ctx, id, i.Part)
		case ok:
			data, p.Problem = got.Data, got.Problem
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		if p.Problem == nil {
			if p.Image, p.Problem, err = a.decode(ctx, data, p.Name, &todo); err != nil {
				return nil, err
			}
		}
		if p.Image != nil {
			size := p.Image.Bounds().Size()
			if left -= size.X * size.Y; left < 0 {
				p.Image, p.Problem = nil, &mail.Problem{
					Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.TooManyPictures, What: p.Name,
				}
			}
		}
		list = append(list, p)
	}
	return list, ctx.Err()
}

// decode decodes a picture when no other one is: memory is for one of them. The
// error is that of ctx, who does not wait any more gets nothing decoded.
func (a *App) decode(ctx context.Context, data []byte, name mail.Text, left *int) (image.Image, *mail.Problem, error) {
	select {
	case a.decoding <- struct{}{}:
		defer func() { <-a.decoding }()
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	img, p := web.Decode(data, name, left)
	return img, p, nil
}

// load loads pictures that are not part of the message, by address.
func (a *App) load(ctx context.Context, images []render.Image) map[string]web.Loaded {
	var addresses []string
	for _, i := range images {
		if i.URL != "" {
			addresses = append(addresses, i.URL)
		}
	}
	loaded := map[string]web.Loaded{}
	for n, l := range a.web.Load(ctx, addresses) {
		loaded[addresses[n]] = l
	}
	return loaded
}

// pictureData returns the bytes of an attached picture, or what the user has to
// be told of them.
func (a *App) pictureData(ctx context.Context, id mail.LocalID, part string) ([]byte, *mail.Problem, error) {
	data, err := a.readPart(ctx, id, part)
	var p mail.Problem
	if errors.As(err, &p) {
		return nil, &p, nil
	}
	return data, nil, err
}
