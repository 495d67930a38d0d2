package cache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

func TestConnectionsHaveTheirSettings(t *testing.T) {
	s := cachetest.Open(t)
	settings := func(value func(string) (any, error), want map[string]string) {
		t.Helper()
		for name, want := range want {
			got, err := value("PRAGMA " + name)
			if err != nil || fmt.Sprint(got) != want {
				t.Errorf("%s is %v, %v, want %s", name, got, err, want)
			}
		}
	}
	write(t, s, func(tx *cache.Tx) error {
		settings(func(q string) (any, error) { return tx.Value(q) }, map[string]string{
			"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1",
			"secure_delete": "2", "cache_size": "-16384", "trusted_schema": "0", "cell_size_check": "1",
			"wal_autocheckpoint": "0",
		})
		return nil
	})
	// All readers at once, so that each is another connection.
	var nested func(n int) error
	nested = func(n int) error {
		if n == 0 {
			return nil
		}
		return s.Read(t.Context(), func(tx *cache.ReadTx) error {
			settings(func(q string) (any, error) { return tx.Value(q) }, map[string]string{
				"query_only": "1", "busy_timeout": "5000", "cache_size": "-2048",
				"trusted_schema": "0", "cell_size_check": "1",
			})
			return nested(n - 1)
		})
	}
	if err := nested(4); err != nil {
		t.Fatal(err)
	}
}

func TestOpenTakesAnyPath(t *testing.T) {
	for _, name := range []string{"a b", "50%25", "what?mode=memory", "#1", "ümläut", "a'b\"c"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name, name+".db")
			fill(t, cachetest.OpenAt(t, path, nil))
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("no store at its path: %v", err)
			}
		})
	}
}

func TestFilesArePrivate(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o777} {
		t.Run(fmt.Sprintf("umask %03o", umask), func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "state")
			before := syscall.Umask(umask)
			s, err := cache.Open(t.Context(), filepath.Join(folder, "mail.db"), nil)
			if err == nil {
				fill(t, s)
			}
			syscall.Umask(before)
			if err != nil {
				t.Fatal(err)
			}
			wantPrivate(t, folder)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("opened to others meanwhile", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "state")
		path := filepath.Join(folder, "mail.db")
		running := cachetest.OpenAt(t, path, nil) // keeps the log
		fill(t, running)
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			if err := os.Chmod(name, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cachetest.OpenAt(t, path, nil)
		wantPrivate(t, folder)
	})
}

func wantPrivate(t *testing.T, folder string) {
	t.Helper()
	want := map[string]os.FileMode{".": 0o700, "mail.db": 0o600, "mail.db-wal": 0o600, "mail.db-shm": 0o600}
	for name, mode := range want {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %04o, want %04o", name, info.Mode().Perm(), mode)
		}
	}
}

func TestNewerStoreIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.db")
	s, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Damage(t.Context(), `PRAGMA user_version = 999`), s.Close()); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, mail.StoreNewer)
}

func TestWhatIsNoStoreIsRefused(t *testing.T) {
	for name, content := range map[string]string{
		"text":          strings.Repeat("not a store\n", 1000),
		"short text":    "x",
		"another magic": "SQLite format 2\x00" + strings.Repeat("\x00", 5000),
		"cut header":    "SQLite format 3\x00\x10\x00",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mail.db")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, path, mail.StoreCorrupt)
		})
	}
}

// wantRefused opens the store at path, which must fail for that cause and leave
// the file as it is.
func wantRefused(t *testing.T, path string, cause mail.Cause) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := cache.Open(t.Context(), path, nil)
	if err == nil {
		t.Fatal("opened", s.Close())
	}
	wantProblem(t, err, cause, path)
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was touched (%v)", err)
	}
}

func wantProblem(t *testing.T, err error, cause mail.Cause, path string) {
	t.Helper()
	var p mail.Problem
	if !errors.As(err, &p) || p.Cause != cause || p.Path != path {
		t.Errorf("got %+v (%v), want cause %d of %s", p, err, cause, path)
	}
}

func TestDamageIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.db")
	s, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	inbox, _, _, _ := fill(t, s)
	write(t, s, func(tx *cache.Tx) error {
		for i := range 300 {
			if _, err := tx.Add(note(inbox, fmt.Sprint("m", i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"truncated", func(b []byte) []byte { return b[:len(b)/2] }},
		{"a page of zeros", func(b []byte) []byte { clear(b[40<<10 : 44<<10]); return b }},
		{"bytes flipped", func(b []byte) []byte {
			for i := 20 << 10; i < len(b); i += 777 {
				b[i] ^= 0xff
			}
			return b
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mail.db")
			if err := os.WriteFile(path, c.damage(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := cache.Open(t.Context(), path, nil)
			if err == nil {
				err = s.Check(t.Context())
				defer func() { _ = s.Close() }() // what it says of a damaged file is of no matter
			}
			if err == nil {
				t.Error("nobody noticed")
			}
		})
	}
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.db")
	s := cachetest.OpenAt(t, path, nil)
	inbox, _, _, _ := fill(t, s)
	if err := s.Damage(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // as many as there are
		t.Fatal(err)
	}
	big := note(inbox, "big")
	big.Header = make([]byte, 1<<20)
	err := s.Write(t.Context(), func(tx *cache.Tx) error {
		_, err := tx.Add(big)
		return err
	})
	wantProblem(t, err, mail.DiskFull, path)
	read(t, s, func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("work")
		if len(folders) != 3 {
			t.Errorf("%d folders can be read, want 3", len(folders))
		}
		return err
	})
}

func TestFailedStatementNeverCommits(t *testing.T) {
	f := open(t)
	err := f.Write(t.Context(), func(tx *cache.Tx) error {
		if _, err := tx.Add(note(f.inbox, "lost")); err != nil {
			return err
		}
		_ = tx.Exec(`INSERT INTO message (id) VALUES (1)`) // somebody overlooks an error
		return nil
	})
	if err == nil {
		t.Error("committed")
	}
	if total, _ := f.counts(f.inbox); total != 0 {
		t.Errorf("%d messages stayed", total)
	}
}

func TestEventsComeAfterTheCommit(t *testing.T) {
	f := open(t)
	err := f.Write(t.Context(), func(tx *cache.Tx) error {
		for _, name := range []string{"a", "b"} {
			if _, err := tx.Add(note(f.inbox, name)); err != nil {
				return err
			}
		}
		tx.Emit(mail.QuestionsChanged{})
		if len(f.events) > 0 {
			t.Error("events before the commit")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []mail.Event{mail.FolderChanged{Folder: f.inbox}, mail.QuestionsChanged{}}
	if !slices.Equal(f.events, want) {
		t.Errorf("got %v, want %v", f.events, want)
	}

	f.events = nil
	given := errors.New("given up")
	err = f.Write(t.Context(), func(tx *cache.Tx) error {
		tx.Emit(mail.QuestionsChanged{})
		return given
	})
	if !errors.Is(err, given) || len(f.events) > 0 {
		t.Errorf("got %v and %v of a transaction that was rolled back", err, f.events)
	}
}

func TestPanicLeavesTheStoreUsable(t *testing.T) {
	f := open(t)
	func() {
		defer func() { _ = recover() }()
		_ = f.Write(t.Context(), func(tx *cache.Tx) error {
			if _, err := tx.Add(note(f.inbox, "lost")); err != nil {
				t.Fatal(err)
			}
			panic("a bug")
		})
	}()
	f.add(note(f.inbox, "kept"))
	if got := f.page(mail.PageQuery{Folder: f.inbox, Limit: 9}); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("got %v", got)
	}
}

func TestReaderKeepsItsSnapshot(t *testing.T) {
	f := open(t)
	f.read(func(tx *cache.ReadTx) error {
		before, err := tx.Folder(f.inbox)
		if err != nil {
			return err
		}
		f.add(note(f.inbox, "new")) // does not wait for the reader
		after, err := tx.Folder(f.inbox)
		if before.Total != 0 || after.Total != 0 {
			t.Errorf("the snapshot changed from %d to %d", before.Total, after.Total)
		}
		return err
	})
	if total, _ := f.counts(f.inbox); total != 1 {
		t.Errorf("a later reader sees %d messages, want 1", total)
	}
}

func TestCancelledContext(t *testing.T) {
	f := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Write(ctx, func(*cache.Tx) error { t.Error("ran"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("write: %v", err)
	}
	if err := f.Read(ctx, func(*cache.ReadTx) error { t.Error("ran"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
	// One that has begun is finished: half of it would be of no use.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	err := f.Write(ctx, func(tx *cache.Tx) error {
		cancel()
		_, err := tx.Add(note(f.inbox, "whole"))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
