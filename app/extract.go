package app

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// takePart is told of a part: its decoded bytes, which it need not read, or why
// they are not here, as [Mail.Part] says it.
type takePart func(part string, content io.Reader, missing error) error

// eachPart tells do of parts of a message, of each once. The message, or a section
// of one that is kept in parts, is read once for all that is in it. It ends with
// the first error of do.
func (m *Mail) eachPart(ctx context.Context, id mail.LocalID, parts []string, do takePart) error {
	if len(parts) == 0 {
		return nil
	}
	whole, err := m.whole(ctx, id)
	if err == nil {
		o := origin{id: id, open: func() (io.ReadCloser, error) { return m.whole(ctx, id) }}
		return errors.Join(whole.Close(), o.each(parts, do))
	}
	if !isNotCached(err) {
		return err
	}
	s, err := m.structure(ctx, id)
	for len(parts) > 0 && err == nil {
		section, wrong := s.sectionOf(parts[0])
		n := 1
		for n < len(parts) && wrong == nil {
			if next, err := s.sectionOf(parts[n]); next != section || err != nil {
				break
			}
			n++
		}
		if wrong != nil {
			err = do(parts[0], nil, wrong)
		} else {
			err = m.eachInSection(ctx, s, section, parts[:n], do)
		}
		parts = parts[n:]
	}
	return err
}

// eachInSection is eachPart for parts that one section holds.
func (m *Mail) eachInSection(ctx context.Context, s structure, section string, parts []string, do takePart) error {
	open := func() (io.ReadCloser, error) { return m.openSection(ctx, s, section) }
	body, err := open()
	if err == nil {
		o := origin{id: s.id, open: open, outer: section, inner: ownNumber}
		return errors.Join(body.Close(), o.each(parts, do))
	}
	if !errors.Is(err, cache.ErrNotFound) {
		return err
	}
	for _, part := range parts {
		if err := do(part, nil, s.missing(section, part)); err != nil {
			return err
		}
	}
	return nil
}

// origin is what parts are extracted from: a message, or a section as a message
// of its own, in which their numbers begin with inner instead of outer.
type origin struct {
	id           mail.LocalID
	open         func() (io.ReadCloser, error)
	outer, inner string
}

// each is eachPart. What is inside of a part that is wanted too is left for
// another reading, so that there are at most as many as parts are in one another.
func (o origin) each(parts []string, do takePart) error {
	left := map[string]bool{}
	for _, part := range parts {
		left[part] = true
	}
	for found := true; found; {
		before := len(left)
		if err := o.read(left, do); err != nil {
			return err
		}
		found = len(left) > 0 && len(left) < before
	}
	for _, part := range parts {
		if !left[part] {
			continue
		}
		if err := do(part, nil, noPart(o.id, part)); err != nil {
			return err
		}
	}
	return nil
}

// read tells do of those that one reading finds, and takes them from left.
func (o origin) read(left map[string]bool, do takePart) (err error) {
	raw, err := o.open()
	if err != nil {
		return err
	}
	numbers := make([]string, 0, len(left))
	for part := range left {
		numbers = append(numbers, o.inner+strings.TrimPrefix(part, o.outer))
	}
	r := newPartReader(raw, numbers...)
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		number, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		part := o.outer + strings.TrimPrefix(number, o.inner)
		delete(left, part)
		if err := do(part, r, nil); err != nil {
			return err
		}
	}
}

// partReader reads parts of a message one after the other, while they are
// extracted.
type partReader struct {
	raw  io.Closer
	next func() (piece, error, bool)
	stop func()
	now  piece // what of it was not read yet
	err  error // after it
}

// piece is the beginning of a part, or some of its bytes.
type piece struct {
	begins bool
	number string
	bytes  []byte
}

// newPartReader returns a reader before the first of the parts; it closes raw.
func newPartReader(raw io.ReadCloser, numbers ...string) *partReader {
	p := &partReader{raw: raw}
	p.next, p.stop = iter.Pull2(func(yield func(piece, error) bool) {
		err := message.Extract(raw, numbers, func(number string) io.Writer {
			// Whoever reads no more has the next Write fail.
			yield(piece{begins: true, number: number}, nil)
			return yielder(yield)
		})
		if err != nil {
			yield(piece{}, err)
		}
	})
	return p
}

// fill extracts the next piece.
func (p *partReader) fill() {
	var more bool
	if p.now, p.err, more = p.next(); !more {
		p.err = io.EOF
	}
}

// Next goes on to the next part and returns its number, [io.EOF] behind the last
// one.
func (p *partReader) Next() (string, error) {
	for !p.now.begins && p.err == nil {
		p.fill()
	}
	number := p.now.number
	p.now = piece{}
	return number, p.err
}

// Read reads on in the part.
func (p *partReader) Read(b []byte) (int, error) {
	for len(p.now.bytes) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		if p.now.begins {
			return 0, io.EOF
		}
		p.fill()
	}
	n := copy(b, p.now.bytes)
	p.now.bytes = p.now.bytes[n:]
	return n, nil
}

// Close ends the extraction.
func (p *partReader) Close() error {
	p.stop()
	p.now, p.err = piece{}, io.ErrClosedPipe
	return p.raw.Close()
}

// yielder hands on what is written to it.
type yielder func(piece, error) bool

// Write fails when nobody reads any more.
func (y yielder) Write(b []byte) (int, error) {
	if len(b) > 0 && !y(piece{bytes: b}, nil) {
		return 0, io.ErrClosedPipe
	}
	return len(b), nil
}
