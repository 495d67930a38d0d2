package pop3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// Fetch reads whole messages: POP3 has no sections, so every want is answered
// by the item with Section "". It serves what Sync left out because of its
// size. The body ends with an error in place of [io.EOF] when it is not as long
// as was listed. Nothing is proved by it, because nothing is made durable here.
func (b *Backend) Fetch(
	ctx context.Context, _ mail.RemoteBox, wants []backend.Want, sink func(backend.Item) error,
) error {
	s, err := b.current("fetch")
	if err != nil {
		return err
	}
	release := s.conn.CutOn(ctx)
	defer release()
	if err := s.list(); err != nil {
		b.drop()
		return b.cancelled(ctx, "list", err)
	}
	seen := make(map[mail.RemoteID]bool, len(wants))
	for _, want := range wants {
		if seen[want.ID] {
			continue
		}
		seen[want.ID] = true
		if err := ctx.Err(); err != nil {
			return b.problem("fetch", err)
		}
		if err := b.fetch(ctx, s, want.ID, sink); err != nil {
			return err
		}
	}
	return nil
}

func (b *Backend) fetch(ctx context.Context, s *session, id mail.RemoteID, sink func(backend.Item) error) error {
	at, isListed := s.listings.byID[id]
	if !isListed || at == ambiguous {
		return sink(backend.Item{ID: id, Err: b.gone()})
	}
	e := s.listings.entries[at]
	err := s.command(fmt.Sprintf("RETR %d", e.number))
	var refused *wire.RefusedError
	if errors.As(err, &refused) {
		return sink(backend.Item{ID: id, Err: b.problem("fetch", err)})
	}
	if err != nil {
		b.drop()
		return b.cancelled(ctx, "fetch", err)
	}
	body := &checkedBody{b: b, answer: s.conn.Answer(answerLimit(e)), listed: e.size}
	if err := sink(backend.Item{ID: id, Body: body}); err != nil {
		b.drop() // the rest of the message is still to come
		return err
	}
	if err := body.drain(); err != nil {
		b.drop()
		return b.cancelled(ctx, "fetch", err)
	}
	return nil
}

func (b *Backend) gone() error {
	return &backend.Error{Problem: mail.Problem{
		Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer, Host: b.opts.Dial.Addr(),
	}}
}

// checkedBody is a message that must be as long as was listed.
type checkedBody struct {
	b      *Backend
	answer io.Reader
	listed int64
	came   int64
	first  []byte // the header, and what comes with it
	ended  bool
}

// Read implements [io.Reader].
func (c *checkedBody) Read(p []byte) (int, error) {
	n, err := c.answer.Read(p)
	c.came += int64(n)
	if room := backend.MaxHeader - len(c.first); room > 0 {
		c.first = append(c.first, p[:min(n, room)]...)
	}
	switch {
	case errors.Is(err, io.EOF):
		c.ended = true
		header, _ := headerOf(c.first)
		if !plausible(c.listed, c.came, header) {
			return n, &backend.Error{Problem: *c.b.sizeProblem()}
		}
	case err != nil:
		return n, c.b.problem("fetch", err)
	}
	return n, err
}

// drain reads what was left; only the connection can fail then.
func (c *checkedBody) drain() error {
	if c.ended {
		return nil
	}
	_, err := io.Copy(io.Discard, c.answer)
	return err
}
