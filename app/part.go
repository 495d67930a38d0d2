package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Part opens the decoded bytes of a part of a message by its number, as
// [message.Extract] knows it; they are read in bounded memory. Without them it is
// a problem: with the cause [mail.NotFound] when there is no such message or
// part, with [mail.NotCached] when it is not here, or whatever stood in the way
// when it was wanted.
func (m *Mail) Part(ctx context.Context, id mail.LocalID, part string) (io.ReadCloser, error) {
	raw, err := m.whole(ctx, id)
	if err != nil {
		if !isNotCached(err) {
			return nil, err
		}
		if raw, part, err = m.openSection(ctx, id, part); err != nil {
			return nil, err
		}
	}
	r, err := extract(raw, part)
	if errors.Is(err, message.ErrNoPart) {
		return nil, noPart(id, part)
	}
	return r, err
}

// Embedded returns a message that is attached to another one, to be read like any
// other. Its error is that of Part.
func (m *Mail) Embedded(ctx context.Context, id mail.LocalID, part string) (*message.Message, error) {
	r, err := m.Part(ctx, id, part)
	if err != nil {
		return nil, err
	}
	msg, err := message.Parse(r)
	return msg, errors.Join(err, r.Close())
}

// Wants returns the parts of a message that are being fetched, or could not be
// had.
func (m *Mail) Wants(ctx context.Context, id mail.LocalID) (list []mail.PartWant, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.PartWants(id)
		return err
	})
	return list, err
}

// WantPart asks for a part of a message that is not here, "" for the whole: the
// next sync, of whatever process, reads it. It is a problem with the cause
// [mail.NotFound] when there is no such message or part.
func (m *Mail) WantPart(ctx context.Context, id mail.LocalID, part string) error {
	section, err := m.sectionOf(ctx, id, part)
	if err != nil {
		return err
	}
	return m.store.Write(ctx, func(tx *cache.Tx) error { return tx.Want(id, section) })
}

// WantPart asks for a part of a message that is not here, "" for the whole. It
// comes before everything else; [mail.MessageChanged] tells how far it is, when
// it is here or cannot be had. Its error is that of [Mail.WantPart].
func (a *App) WantPart(ctx context.Context, id mail.LocalID, part string) error {
	section, err := a.sectionOf(ctx, id, part)
	if err != nil {
		return err
	}
	return a.engine.Want(ctx, id, section)
}

// CancelPart takes back a WantPart, or makes why it failed be forgotten. Nothing
// stays of what has come.
func (a *App) CancelPart(ctx context.Context, id mail.LocalID, part string) error {
	section, err := a.sectionOf(ctx, id, part)
	if err != nil {
		return err
	}
	return a.engine.Unwant(ctx, id, section)
}

// sectionOf returns the section that holds a part and that a server can be asked
// for: its own, or that of the attached message or file that it is in. As long
// as nothing of the message is here it is what a reader shows.
func (m *Mail) sectionOf(ctx context.Context, id mail.LocalID, part string) (section string, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Summary(id)
		if err != nil || part == "" {
			return err
		}
		if !row.Cached {
			section = mail.Readable
			return nil
		}
		parts, err := tx.Parts(id)
		if err != nil {
			return err
		}
		for section = range around(part) {
			if slices.ContainsFunc(parts, func(p mail.Part) bool { return p.Number == section }) {
				return nil
			}
		}
		return noPart(id, part)
	})
	return section, notFound(err, id)
}

// around yields the number of a part and of what it is in, from the inside out.
func around(part string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for part != "" && yield(part) {
			part = part[:max(strings.LastIndexAny(part, ".#"), 0)]
		}
	}
}

// openSection opens the section that holds a part of a message that is kept in
// parts, as a message of its own, and returns the number that the part has there.
func (m *Mail) openSection(
	ctx context.Context, id mail.LocalID, part string,
) (raw io.ReadCloser, inside string, err error) {
	section, err := m.sectionOf(ctx, id, part)
	if err != nil {
		return nil, "", err
	}
	var of mail.Part
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		parts, err := tx.Parts(id)
		if err != nil {
			return err
		}
		for _, p := range parts {
			if p.Number == section {
				of = p
			}
		}
		wants, err := tx.PartWants(id)
		for _, w := range wants {
			if (w.Part == section || w.Part == "") && w.Problem != nil {
				err = *w.Problem
			}
		}
		return err
	})
	body, openErr := m.store.Body(ctx, id, section)
	switch {
	case openErr == nil:
		return &sectionReader{io.MultiReader(strings.NewReader(fieldsOf(of)), body), body}, "1" + part[len(section):], nil
	case !errors.Is(openErr, cache.ErrNotFound):
		return nil, "", openErr
	case err != nil:
		return nil, "", err
	}
	p := notCached(id)
	if section != mail.Readable {
		p.What = mail.Line("Part " + part)
	}
	return nil, "", p
}

// sectionReader reads a section behind the fields that describe it.
type sectionReader struct {
	io.Reader
	body io.Closer
}

// Close closes the section.
func (r *sectionReader) Close() error { return r.body.Close() }

// fieldsOf returns the header of a message that has nothing but a part.
func fieldsOf(p mail.Part) string {
	kind := mime.FormatMediaType(p.Type, map[string]string{"name": p.FileName.String()})
	if kind == "" { // what a server tells need not be a media type
		kind = "application/octet-stream"
	}
	return fmt.Sprintf("Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n", kind, mail.Identity(p.Encoding))
}

func noPart(id mail.LocalID, part string) mail.Problem {
	return mail.Problem{
		Op: "read", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotFound,
		What: mail.Line("Part " + part + " of message " + id.String()),
	}
}

func isNotFound(err error) bool {
	var p mail.Problem
	return errors.As(err, &p) && p.Cause == mail.NotFound
}

// extract reads a part of raw, which it closes. Whether there is such a part is
// known when it returns.
func extract(raw io.ReadCloser, part string) (io.ReadCloser, error) {
	p := &partReader{raw: raw}
	p.next, p.stop = iter.Pull2(func(yield func([]byte, error) bool) {
		if err := message.Extract(raw, part, yielder(yield)); err != nil {
			yield(nil, err)
		}
	})
	if err := p.fill(); err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// partReader is a part that is extracted while it is read.
type partReader struct {
	raw  io.Closer
	next func() ([]byte, error, bool)
	stop func()
	rest []byte // extracted and not read
	err  error  // after it
}

// Read reads on.
func (p *partReader) Read(b []byte) (int, error) {
	if err := p.fill(); err != nil {
		return 0, err
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// fill extracts more when all was read.
func (p *partReader) fill() error {
	for len(p.rest) == 0 && p.err == nil {
		var more bool
		if p.rest, p.err, more = p.next(); !more {
			p.err = io.EOF
		}
	}
	return p.err
}

// Close ends the extraction.
func (p *partReader) Close() error {
	p.stop()
	p.rest, p.err = nil, io.ErrClosedPipe
	return p.raw.Close()
}

// yielder hands on what is written to it.
type yielder func([]byte, error) bool

// Write fails when nobody reads any more.
func (y yielder) Write(b []byte) (int, error) {
	if len(b) > 0 && !y(b, nil) {
		return 0, io.ErrClosedPipe
	}
	return len(b), nil
}
