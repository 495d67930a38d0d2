//go:build !race

// The race detector would count its own memory.

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

	"github.com/mailtui/mailtui/cache"
)

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
		id, err := tx.Add(note(firstFolder, name))
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
