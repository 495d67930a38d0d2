package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/mailtui/mailtui/mail"
)

// Limits of pictures.
const (
	MaxPicture  = 5 << 20  // bytes of one picture
	MaxPictures = 50       // of one message
	MaxLoaded   = 20 << 20 // bytes of all pictures of one message
)

// atOnce is how many pictures are loaded at one time, perHost how many from one
// server.
const (
	atOnce  = 6
	perHost = 3
)

const acceptPictures = "image/webp,image/png,image/jpeg,image/gif"

// Load returns the bytes that the addresses lead to, each as they are or with the
// [mail.Problem] that says why not: BadURL, LocalAddress, WebUnreachable,
// WebInsecure, WebRefused, PictureTooLarge, TooManyPictures. Redirects are
// followed, from http to https but not back. It returns when all of it is there,
// or ctx ends.
func (c *Client) Load(ctx context.Context, addresses []string) []Loaded {
	s := c.open(func(last, next *http.Request) bool {
		return next.URL.Scheme == "https" || next.URL.Scheme == "http" && last.URL.Scheme == "http"
	})
	defer s.close()
	list := make([]Loaded, len(addresses))
	left := budget{left: MaxLoaded}
	turns := make(chan struct{}, atOnce)
	var loading sync.WaitGroup
	for i, address := range addresses {
		if i >= MaxPictures {
			list[i].Problem = tooMany(address)
			continue
		}
		turns <- struct{}{}
		loading.Go(func() {
			defer func() { <-turns }()
			list[i] = c.load(ctx, s, address, &left)
		})
	}
	loading.Wait()
	return list
}

// Loaded is what an address led to.
type Loaded struct {
	Data    []byte
	Problem *mail.Problem // nil: Data is all of it
}

// budget is what a message may still load.
type budget struct {
	sync.Mutex
	left int64
}

// take takes n bytes, or reports that there are not so many left.
func (b *budget) take(n int64) bool {
	b.Lock()
	defer b.Unlock()
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}

func (c *Client) load(ctx context.Context, s *session, address string, left *budget) Loaded {
	data, err := c.get(ctx, s, address)
	var p mail.Problem
	switch {
	case errors.As(err, &p):
	case err != nil:
		p = mail.Problem{Op: "load", Kind: mail.Temporary, Cause: mail.WebUnreachable, Host: hostOf(address)}
	case !left.take(int64(len(data))):
		p = *tooMany(address)
	default:
		return Loaded{Data: data}
	}
	return Loaded{Problem: &p}
}

// get returns what one address leads to, at most MaxPicture bytes.
func (c *Client) get(ctx context.Context, s *session, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, mail.Problem{Op: "load", Kind: mail.Rejected, Cause: mail.BadURL, What: mail.Line(address)}
	}
	if err := c.allow(u); err != nil {
		return nil, problemOf(u, err)
	}
	r, err := newRequest(ctx, http.MethodGet, u, acceptPictures)
	if err != nil {
		return nil, problemOf(u, err)
	}
	answer, err := s.Do(r)
	if err != nil {
		return nil, problemOf(u, err)
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	if answer.StatusCode != http.StatusOK {
		return nil, refused(u, answer.Status)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, MaxPicture+1))
	switch {
	case err != nil:
		return nil, problemOf(u, err)
	case len(data) > MaxPicture:
		return nil, *rejected(mail.PictureTooLarge, mail.Identity(u.Hostname()))
	}
	return data, nil
}

func tooMany(address string) *mail.Problem {
	return &mail.Problem{
		Op: "load", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.TooManyPictures,
		What: mail.Identity(hostOf(address)),
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}
