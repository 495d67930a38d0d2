// Package cachetest opens stores for tests.
package cachetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// Open opens a new store in a folder of the test. At the end of the test the
// store is checked and closed.
func Open(t testing.TB) *cache.Store {
	t.Helper()
	return OpenAt(t, filepath.Join(t.TempDir(), "mail.db"), nil)
}

// OpenAt is [Open] for the store at path, with a receiver of its events.
func OpenAt(t testing.TB, path string, onCommit func([]mail.Event)) *cache.Store {
	t.Helper()
	s, err := cache.Open(t.Context(), path, onCommit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context()) // cancelled before a cleanup runs
		if err := s.Check(ctx); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
