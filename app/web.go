package app

import (
	"context"
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
	g := gallery{app: a, budget: maxDecoded, left: maxPixels}
	var parts []string
	names := map[string]mail.Text{}
	images := render.Images(msg)
	for _, i := range images {
		if i.Part != "" {
			parts, names[i.Part] = append(parts, i.Part), i.Name
		}
	}
	attached := map[string]mail.Picture{}
	err = a.eachPicture(ctx, id, parts, func(part string, data []byte, wrong *mail.Problem) error {
		attached[part], err = g.picture(ctx, names[part], data, wrong)
		return err
	})
	if err != nil {
		return nil, err
	}
	loaded := map[string]web.Loaded{}
	if remote {
		loaded = a.load(ctx, images)
	}
	var list []mail.Picture
	for _, i := range images {
		p := attached[i.Part]
		p.Name = i.Name
		if i.Part == "" {
			got, ok := loaded[i.URL]
			if !ok {
				continue
			}
			if p, err = g.picture(ctx, i.Name, got.Data, got.Problem); err != nil {
				return nil, err
			}
		}
		list = append(list, p)
	}
	return list, ctx.Err()
}

// gallery is the pictures of one message.
type gallery struct {
	app    *App
	budget int // pixels that may still be decoded
	left   int // pixels that may still be held
}

// picture decodes a picture, or says what was wrong with it before or is then.
// The error is that of ctx.
func (g *gallery) picture(ctx context.Context, name mail.Text, data []byte, wrong *mail.Problem) (mail.Picture, error) {
	p := mail.Picture{Name: name, Problem: wrong}
	if wrong != nil {
		return p, nil
	}
	var err error
	if p.Image, p.Problem, err = g.app.decode(ctx, data, name, &g.budget); err != nil || p.Image == nil {
		return p, err
	}
	size := p.Image.Bounds().Size()
	if g.left -= size.X * size.Y; g.left < 0 {
		p.Image, p.Problem = nil, &mail.Problem{
			Op: "picture", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.TooManyPictures, What: name,
		}
	}
	return p, nil
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
