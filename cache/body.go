package cache

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/mailtui/mailtui/mail"
)

// Body is one section of a message, read in flat memory. Each chunk is a short
// read of its own, so that a slow reader holds no snapshot. A body that is
// removed meanwhile ends with [ErrNotFound].
type Body struct {
	ctx    context.Context // io.Reader has no place for it
	store  *Store
	blob   int64
	size   int64
	next   int   // chunk to be read
	read   int64 // bytes of the chunks before it
	packed []byte
	chunk  []byte // buffer of the chunk
	rest   []byte // of the chunk, not handed on yet
}

// Body opens a section of a message; "" is the whole. It is [ErrNotFound] when
// the section is not here. ctx holds for reading it too.
func (s *Store) Body(ctx context.Context, id mail.LocalID, section string) (*Body, error) {
	b := &Body{ctx: ctx, store: s}
	err := b.find(`SELECT b.id, b.size FROM body s JOIN blob b ON b.id = s.blob
		WHERE s.message = ? AND s.section = ?`, id, section)
	if err != nil {
		return nil, fmt.Errorf("open section %q of message %s: %w", section, id, err)
	}
	return b, nil
}

func (b *Body) find(query string, args ...any) error {
	return b.store.Read(b.ctx, func(tx *ReadTx) error {
		return tx.row(query, args...).Scan(&b.blob, &b.size)
	})
}

// Size returns how many bytes the section has.
func (b *Body) Size() int64 { return b.size }

// Close ends the reading.
func (b *Body) Close() error {
	b.rest, b.next = nil, -1
	return nil
}

// Read reads on.
func (b *Body) Read(p []byte) (int, error) {
	if b.next < 0 {
		return 0, io.ErrClosedPipe
	}
	if len(p) == 0 {
		return 0, nil
	}
	if len(b.rest) == 0 {
		if b.read == b.size {
			return 0, io.EOF
		}
		if err := b.fill(); err != nil {
			return 0, fmt.Errorf("read chunk %d of a body: %w", b.next, err)
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// fill reads the next chunk.
func (b *Body) fill() error {
	err := b.store.Read(b.ctx, func(tx *ReadTx) error {
		err := tx.scanRaw(&b.packed, `SELECT data FROM chunk WHERE blob = ? AND n = ?`, b.blob, b.next)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := tx.row(`SELECT 1 FROM blob WHERE id = ?`, b.blob).Scan(new(int)); err != nil {
			return err
		}
		return b.store.damaged(errors.New("a chunk is missing"))
	})
	if err != nil {
		return err
	}
	b.chunk, err = decoder().DecodeAll(b.packed, b.chunk[:0])
	if err != nil {
		return b.store.damaged(err)
	}
	if len(b.chunk) == 0 || b.read+int64(len(b.chunk)) > b.size {
		return b.store.damaged(errors.New("the chunks do not have the size of the body"))
	}
	b.next++
	b.read += int64(len(b.chunk))
	b.rest = b.chunk
	return nil
}

// ReadBack reads the bytes that are stored under a hash through another
// connection than the one that wrote them, and fails when their hash is another
// one. It is the proof without which no copy on a server is deleted.
func (s *Store) ReadBack(ctx context.Context, hash [32]byte) error {
	b := &Body{ctx: ctx, store: s}
	err := b.find(`SELECT id, size FROM blob WHERE hash = ?`, hash[:])
	if err != nil {
		return fmt.Errorf("read back %x: %w", hash[:4], err)
	}
	h := sha256.New()
	if _, err := io.Copy(h, b); err != nil {
		return fmt.Errorf("read back %x: %w", hash[:4], err)
	}
	if [32]byte(h.Sum(nil)) != hash {
		return fmt.Errorf("read back %x: %w", hash[:4], s.damaged(errors.New("the stored bytes have another hash")))
	}
	return nil
}

// damaged makes err the problem that the store is damaged.
func (s *Store) damaged(err error) error {
	p := mail.Problem{Op: "store", Kind: mail.Config, Cause: mail.StoreCorrupt, Path: s.path}
	return &storeError{Problem: p, err: err}
}
