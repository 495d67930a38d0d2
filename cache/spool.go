package cache

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// sweepChunks is how many chunks of an orphan one transaction removes.
const sweepChunks = 32

// Spool takes a body of any size into the store while it is read, in flat
// memory: each chunk is a short transaction of its own, and none is open while
// r makes it wait. The body belongs to nobody until [Tx.BindBody]; call
// [Store.Unspool] when that does not come. After an error nothing of it stays.
func (s *Store) Spool(ctx context.Context, r io.Reader) (Blob, error) {
	var b Blob
	if err := s.spool(ctx, r, &b); err != nil {
		clean := s.Unspool(context.WithoutCancel(ctx), b)
		return Blob{}, fmt.Errorf("spool a body: %w", errors.Join(err, clean))
	}
	return b, nil
}

func (s *Store) spool(ctx context.Context, r io.Reader, b *Blob) error {
	raw, packed := make([]byte, chunkSize), make([]byte, 0, chunkSize)
	h := sha256.New()
	for n := 0; ; n++ {
		read, ended, err := readChunk(r, raw)
		if err != nil {
			return err
		}
		if read > 0 || n == 0 { // an empty body is a blob without chunks
			_, _ = h.Write(raw[:read]) // a hash never fails
			b.Size += int64(read)
			packed = encoder().EncodeAll(raw[:read], packed[:0])
			if err := s.spoolChunk(ctx, b, n, read, packed); err != nil {
				return err
			}
		}
		if ended {
			h.Sum(b.Hash[:0])
			return nil
		}
	}
}

// readChunk fills chunk and reports whether r has ended. Unlike io.ReadFull it
// tells the end from a reader that says io.ErrUnexpectedEOF: a cut connection
// must not look like a whole body.
func readChunk(r io.Reader, chunk []byte) (n int, ended bool, err error) {
	for n < len(chunk) {
		read, err := r.Read(chunk[n:])
		n += read
		if err == io.EOF {
			return n, true, nil
		}
		if err != nil {
			return n, false, err
		}
	}
	return n, false, nil
}

// spoolChunk stores one chunk, the first time with the row of its blob.
func (s *Store) spoolChunk(ctx context.Context, b *Blob, n, read int, packed []byte) error {
	return s.WriteBatch(ctx, func(tx *Tx) (err error) {
		// The chunk before this one is in the cache and will not be read again.
		if _, err := tx.exec(`PRAGMA shrink_memory`); err != nil {
			return err
		}
		if b.Handle == 0 {
			if b.Handle, err = tx.insert(`INSERT INTO blob (hash) VALUES (NULL)`); err != nil {
				return err
			}
		}
		if read == 0 {
			return nil
		}
		return tx.addChunk(b.Handle, n, packed)
	})
}

// Unspool drops a spooled body that no message has. It does nothing for one
// that was bound.
func (s *Store) Unspool(ctx context.Context, b Blob) error {
	if b.Handle == 0 {
		return nil
	}
	return s.dropBlob(ctx, b.Handle)
}

// SweepBlobs drops what was spooled and never bound, because a process ended.
// Only whoever holds the lock of the store calls it, before the first Spool.
func (s *Store) SweepBlobs(ctx context.Context) error {
	var orphans []int64
	err := s.Read(ctx, func(tx *ReadTx) (err error) {
		orphans, err = collect(tx, scanOne[int64], `SELECT id FROM blob WHERE hash IS NULL ORDER BY id`)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for orphans: %w", err)
	}
	for _, blob := range orphans {
		if err := s.dropBlob(ctx, blob); err != nil {
			return err
		}
	}
	return nil
}

// dropBlob removes a blob without a hash in short transactions.
func (s *Store) dropBlob(ctx context.Context, blob int64) error {
	for more := true; more; {
		err := s.WriteBatch(ctx, func(tx *Tx) error {
			n, err := tx.exec(`DELETE FROM chunk WHERE (blob, n) IN (SELECT c.blob, c.n FROM chunk c
				JOIN blob b ON b.id = c.blob WHERE b.id = ? AND b.hash IS NULL LIMIT ?)`, blob, sweepChunks)
			if err != nil || n == sweepChunks {
				return err
			}
			more = false
			_, err = tx.exec(`DELETE FROM blob WHERE id = ? AND hash IS NULL`, blob)
			return err
		})
		if err != nil {
			return fmt.Errorf("drop blob %d: %w", blob, err)
		}
	}
	return nil
}

// SpooledBody opens a body that [Store.Spool] has taken and that no message has
// yet. ctx holds for reading it too.
func (s *Store) SpooledBody(ctx context.Context, b Blob) (*Body, error) {
	body := &Body{ctx: ctx, store: s, size: b.Size}
	var id int64
	err := s.Read(ctx, func(tx *ReadTx) error {
		return tx.row(`SELECT id FROM blob WHERE id = ? AND hash IS NULL`, b.Handle).Scan(&id)
	})
	if err != nil {
		return nil, fmt.Errorf("open a spooled body: %w", err)
	}
	body.blob = id
	return body, nil
}
