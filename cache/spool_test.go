package cache_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
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

// spooledSize is how large a message the memory of a process is measured with,
// and memoryLimit by how many KiB its peak may grow.
const (
	spooledSize = 50 << 20
	memoryLimit = 16 << 10
)

func init() {
	children["spool"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		if err := spoolAndRead(ctx, s, "small", 1<<20); err != nil { // code and buffers are in memory then
			return err
		}
		before, err := peakMemory()
		if err != nil {
			return err
		}
		if err := spoolAndRead(ctx, s, "large", spooledSize); err != nil {
			return err
		}
		after, err := peakMemory()
		fmt.Println(after - before)
		return errors.Join(err, s.Close())
	}
}

// TestLargeMessageNeedsLittleMemory stores and reads 50 MB in a process of its
// own and looks at its peak.
func TestLargeMessageNeedsLittleMemory(t *testing.T) {
	if _, err := peakMemory(); err != nil {
		t.Skip(err)
	}
	path := t.TempDir() + "/mail.db"
	s, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c := start(t, "spool", path)
	grown, err := strconv.Atoi(c.line(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the peak grew by %d KiB", grown)
	if grown >= memoryLimit {
		t.Errorf("the peak grew by %d KiB, the limit is %d", grown, memoryLimit)
	}
}

// spoolAndRead stores a message of size bytes and reads it back.
func spoolAndRead(ctx context.Context, s *cache.Store, name string, size int64) error {
	seed := [32]byte([]byte(name + strings.Repeat(" ", 32))[:32])
	raw := io.LimitReader(rand.NewChaCha8(seed), size)
	blob, err := s.Spool(ctx, raw)
	if err != nil {
		return err
	}
	err = s.Write(ctx, func(tx *cache.Tx) error {
		folder, err := tx.FolderByBox("work", "INBOX")
		if err != nil {
			return err
		}
		id, err := tx.Add(note(folder.ID, name))
		if err != nil {
			return err
		}
		return tx.BindBody(id, "", blob)
	})
	if err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(rand.NewChaCha8(seed), size)); err != nil {
		return err
	}
	if blob.Size != size || [32]byte(h.Sum(nil)) != blob.Hash {
		return errors.New("spooled something else")
	}
	return s.ReadBack(ctx, blob.Hash)
}

// peakMemory returns the largest resident size of this process so far, in KiB.
func peakMemory() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("no way to measure memory: %w", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	field, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return strconv.Atoi(field)
}
