package web

import (
	"cmp"
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
	left := newBudget(MaxLoaded)
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
			list[i] = c.load(ctx, s, address, left)
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
	mu      sync.Mutex
	freed   *sync.Cond
	left    int64
	reading int // pictures that may give back what they do not need
}

func newBudget(n int64) *budget {
	b := &budget{left: n}
	b.freed = sync.NewCond(&b.mu)
	return b
}

// reserve takes n bytes, or as many as there are when nobody gives any back. It
// has to be followed by free.
func (b *budget) reserve(n int64) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n > b.left && b.reading > 0 {
		b.freed.Wait()
	}
	n = min(n, b.left)
	b.left -= n
	b.reading++
	return n
}

// free ends what reserve began and gives back n bytes that were not read.
func (b *budget) free(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += n
	b.reading--
	b.freed.Broadcast()
}

func (c *Client) load(ctx context.Context, s *session, address string, left *budget) Loaded {
	data, err := c.get(ctx, s, address, left)
	var p mail.Problem
	switch {
	case errors.As(err, &p):
	case err != nil:
		p = mail.Problem{Op: "load", Kind: mail.Temporary, Cause: mail.WebUnreachable, Host: hostOf(address)}
	default:
		return Loaded{Data: data}
	}
	return Loaded{Problem: &p}
}

// get returns what one address leads to, at most MaxPicture bytes. They are taken
// from left before they are read: as many as the server says that there are.
func (c *Client) get(ctx context.Context, s *session, address string, left *budget) ([]byte, error) {
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
	size := answer.ContentLength
	if size > MaxPicture {
		return nil, tooLarge(u)
	}
	room := left.reserve(cmp.Or(max(size, 0), MaxPicture))
	if room < size || room == 0 {
		left.free(room)
		return nil, *tooMany(address)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, room+1))
	left.free(max(room-int64(len(data)), 0))
	switch {
	case err != nil:
		return nil, problemOf(u, err)
	case len(data) > MaxPicture:
		return nil, tooLarge(u)
	case int64(len(data)) > room:
		return nil, *tooMany(address)
	}
	return data, nil
}

func tooLarge(u *url.URL) mail.Problem {
	return *rejected(mail.PictureTooLarge, mail.Identity(u.Hostname()))
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
