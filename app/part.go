package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
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
	number := part
	raw, err := m.whole(ctx, id)
	if isNotCached(err) {
		raw, number, err = m.sectionWith(ctx, id, part)
	}
	if err != nil {
		return nil, err
	}
	r := newPartReader(raw, number)
	_, err = r.Next()
	if err == nil {
		return r, nil
	}
	if errors.Is(err, io.EOF) {
		err = noPart(id, part)
	}
	return nil, errors.Join(err, r.Close())
}

// Embedded returns a message that is attached to another one, to be read like any
// other. Its error is that of Part.
func (m *Mail) Embedded(ctx context.Context, id mail.LocalID, part string) (*message.Message, error) {
	return m.More(ctx, id, part, 1)
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
// for.
func (m *Mail) sectionOf(ctx context.Context, id mail.LocalID, part string) (string, error) {
	s, err := m.structure(ctx, id)
	if err != nil {
		return "", err
	}
	return s.sectionOf(part)
}

// structure is what is known of the parts of a message.
type structure struct {
	id     mail.LocalID
	cached bool // what a reader shows of it is here
	parts  map[string]mail.Part
	wants  []mail.PartWant
}

func (m *Mail) structure(ctx context.Context, id mail.LocalID) (structure, error) {
	s := structure{id: id, parts: map[string]mail.Part{}}
	err := m.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Summary(id)
		if err != nil {
			return err
		}
		s.cached = row.Cached
		parts, err := tx.Parts(id)
		if err != nil {
			return err
		}
		for _, p := range parts {
			s.parts[p.Number] = p
		}
		s.wants, err = tx.PartWants(id)
		return err
	})
	return s, notFound(err, id)
}

// sectionOf returns the section that holds a part: its own, or that of the
// attached message or file that it is in. As long as nothing of the message is
// here it is what a reader shows.
func (s structure) sectionOf(part string) (string, error) {
	if part == "" {
		return "", nil
	}
	if !s.cached {
		return mail.Readable, nil
	}
	for section := range around(part) {
		if _, ok := s.parts[section]; ok {
			return section, nil
		}
	}
	return "", noPart(s.id, part)
}

// missing says why a part is not here whose section is not.
func (s structure) missing(section, part string) error {
	for _, w := range s.wants {
		if (w.Part == section || w.Part == "") && w.Problem != nil {
			return *w.Problem
		}
	}
	p := notCached(s.id)
	if section != mail.Readable {
		p.What = mail.Line("Part " + part)
	}
	return p
}

// around yields the number of a part and of what it is in, from the inside out.
func around(part string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for part != "" && yield(part) {
			part = part[:max(strings.LastIndexAny(part, ".#"), 0)]
		}
	}
}

// ownNumber is the number that a section has in the message that openSection makes
// of it.
const ownNumber = "1"

// openSection opens a section as a message of its own. It is [cache.ErrNotFound]
// when it is not here.
func (m *Mail) openSection(ctx context.Context, s structure, section string) (io.ReadCloser, error) {
	body, err := m.store.Body(ctx, s.id, section)
	if err != nil {
		return nil, err
	}
	return &sectionReader{io.MultiReader(strings.NewReader(fieldsOf(s.parts[section])), body), body}, nil
}

// sectionWith opens the section that holds a part of a message that is kept in
// parts, and returns the number that the part has there.
func (m *Mail) sectionWith(ctx context.Context, id mail.LocalID, part string) (io.ReadCloser, string, error) {
	s, err := m.structure(ctx, id)
	if err != nil {
		return nil, "", err
	}
	section, err := s.sectionOf(part)
	if err != nil {
		return nil, "", err
	}
	raw, err := m.openSection(ctx, s, section)
	if errors.Is(err, cache.ErrNotFound) {
		err = s.missing(section, part)
	}
	return raw, ownNumber + strings.TrimPrefix(part, section), err
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
	p, ok := mail.ProblemOf(err)
	return ok && p.Cause == mail.NotFound
}
