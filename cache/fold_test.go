package cache_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/mailtui/mailtui/cache"
)

// TestLogIsFolded: the log does not grow with what is written, neither by
// batches nor by a person, and folding it is no write of another process.
func TestLogIsFolded(t *testing.T) {
	const limit = 4 << 20
	for _, test := range []struct {
		name  string
		write func(f *fixture, fn func(*cache.Tx) error) error
		limit int64
	}{
		{"by batches", func(f *fixture, fn func(*cache.Tx) error) error { return f.WriteBatch(f.Context(), fn) }, 3 * limit},
		{"by a person", func(f *fixture, fn func(*cache.Tx) error) error { return f.Write(f.Context(), fn) }, 6 * limit},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := open(t)
			ids := f.add(note(f.inbox, "a"), note(f.inbox, "b"))
			before, err := f.DataVersion(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			noise := make([]byte, 1<<20)
			random := rand.NewChaCha8([32]byte{})
			var written, largest int64
			for n := range 60 {
				_, _ = random.Read(noise) // it never fails
				body := cache.Compress(noise)
				if err := test.write(f, func(tx *cache.Tx) error {
					return tx.PutBody(ids[n%2], fmt.Sprint(n), body)
				}); err != nil {
					t.Fatal(err)
				}
				written += body.Size
				info, err := os.Stat(f.path() + "-wal")
				if err != nil {
					t.Fatal(err)
				}
				largest = max(largest, info.Size())
			}
			if largest > test.limit {
				t.Errorf("of %d bytes written the log held %d at once", written, largest)
			}
			if after, err := f.DataVersion(t.Context()); err != nil || after != before {
				t.Errorf("folding looks like another process: %d, %d, %v", before, after, err)
			}
			f.read(func(tx *cache.ReadTx) error {
				sections, err := tx.Sections(ids[0])
				if len(sections) != 30 {
					t.Errorf("%d sections", len(sections))
				}
				return err
			})
			body, err := f.Body(t.Context(), ids[1], "59")
			if err != nil {
				t.Fatal(err)
			}
			got := new(bytes.Buffer)
			if _, err := got.ReadFrom(body); err != nil || !bytes.Equal(got.Bytes(), noise) {
				t.Errorf("read %d bytes: %v", got.Len(), err)
			}
		})
	}
}
