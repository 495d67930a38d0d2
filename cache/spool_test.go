package cache_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/cache"
)

// TestSpoolLetsOthersWrite writes to the store each time that the spool waits
// for more bytes: no transaction is open then, and one is short.
func TestSpoolLetsOthersWrite(t *testing.T) {
	f := open(t)
	const size = 3 << 20
	left, writes := noise(1, size), 0
	blob, err := f.Spool(t.Context(), readerFunc(func(p []byte) (int, error) {
		f.write(func(tx *cache.Tx) error { return tx.Focus(f.inbox) })
		writes++
		n := copy(p, left[:min(len(left), 64<<10)])
		if left = left[n:]; n == 0 {
			return 0, io.EOF
		}
		return n, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if want := size/(64<<10) + 1; writes != want {
		t.Errorf("%d writes, want %d", writes, want)
	}
	f.read(func(tx *cache.ReadTx) error {
		chunks, err := tx.Value(`SELECT count(*) FROM chunk WHERE blob = ?`, blob.Handle)
		if chunks != int64(size/(256<<10)) {
			t.Errorf("%v chunks", chunks)
		}
		return err
	})
	if err := f.Unspool(t.Context(), blob); err != nil || f.blobs() != 0 {
		t.Errorf("%d blobs stayed, %v", f.blobs(), err)
	}
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(p []byte) (int, error) { return r(p) }

func TestSpoolThatFailsLeavesNothing(t *testing.T) {
	f := open(t)
	cut := errors.New("cut")
	for name, err := range map[string]error{"an error": cut, "looks like the end": io.ErrUnexpectedEOF} {
		t.Run(name, func(t *testing.T) {
			_, got := f.Spool(t.Context(), io.MultiReader(strings.NewReader(strings.Repeat("x", 700<<10)), iotest.ErrReader(err)))
			if !errors.Is(got, err) {
				t.Errorf("got %v, want %v", got, err)
			}
			if n := f.blobs(); n != 0 {
				t.Errorf("%d blobs stayed", n)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := f.Spool(ctx, readerFunc(func(p []byte) (int, error) {
			cancel()
			return len(p), nil
		}))
		if !errors.Is(err, context.Canceled) || f.blobs() != 0 {
			t.Errorf("%v, %d blobs stayed", err, f.blobs())
		}
	})
}

func TestSweepTakesOrphansOnly(t *testing.T) {
	f := open(t)
	id := f.add(note(f.inbox, "a"))[0]
	bound, err := f.Spool(t.Context(), strings.NewReader("bound"))
	if err != nil {
		t.Fatal(err)
	}
	f.write(func(tx *cache.Tx) error { return tx.BindBody(id, "", bound) })
	orphan, err := f.Spool(t.Context(), strings.NewReader(strings.Repeat("o", 20<<20))) // more than one sweep takes
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.SweepBlobs(t.Context()), f.Unspool(t.Context(), bound)); err != nil {
		t.Fatal(err)
	}
	if n := f.blobs(); n != 1 {
		t.Errorf("%d blobs, want 1", n)
	}
	if got, err := f.body(id, ""); err != nil || string(got) != "bound" {
		t.Errorf("got %q, %v", got, err)
	}
	err = f.Write(t.Context(), func(tx *cache.Tx) error { return tx.BindBody(id, "1", orphan) })
	if !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("bound what was swept: %v", err)
	}
}
