package cache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

// filled makes a store at path with the accounts of a fixture and closes it.
func filled(t *testing.T, path string) {
	t.Helper()
	s, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

const writesEach = 150

func init() {
	children["write"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		fmt.Println("open")
		if err := writeMany(ctx, s, "child"); err != nil {
			return err
		}
		return s.Close()
	}
}

// writeMany reads and then writes in one transaction, many times.
func writeMany(ctx context.Context, s *cache.Store, who string) error {
	for i := range writesEach {
		err := s.Write(ctx, func(tx *cache.Tx) error {
			_, err := tx.Add(note(firstFolder, fmt.Sprint(who, i), "<root@example.org>"))
			return err
		})
		if err != nil {
			return fmt.Errorf("write %d: %w", i, err)
		}
	}
	return nil
}

func TestTwoProcessesWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.db")
	s := cachetest.OpenAt(t, path, nil)
	inbox, _, _, _ := fill(t, s)
	own, err := s.DataVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(tx *cache.Tx) error { return tx.Focus(inbox) })
	if again, err := s.DataVersion(t.Context()); err != nil || again != own {
		t.Errorf("the data version went from %d to %d by our own write, %v", own, again, err)
	}
	c := start(t, "write", path)
	if got := c.line(t); got != "open" {
		t.Fatal(got)
	}
	if err := writeMany(t.Context(), s, "parent"); err != nil {
		t.Error(err)
	}
	for c.lines.Scan() {
		t.Error(c.lines.Text())
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	if others, err := s.DataVersion(t.Context()); err != nil || others == own {
		t.Errorf("the data version stayed %d though another process wrote, %v", others, err)
	}
	read(t, s, func(tx *cache.ReadTx) error {
		folder, err := tx.Folder(inbox)
		if folder.Total != 2*writesEach {
			t.Errorf("%d messages, want %d", folder.Total, 2*writesEach)
		}
		return err
	})
}

func init() {
	children["open"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		return s.Close()
	}
}

// TestProcessesMakeOneStore opens a store that is not there by several processes
// at once.
func TestProcessesMakeOneStore(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "new", "mail.db")
		var all []*child
		for range 4 {
			all = append(all, start(t, "open", path))
		}
		for _, c := range all {
			out, _ := io.ReadAll(c.stdout)
			if err := c.Wait(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		}
		cachetest.OpenAt(t, path, nil)
	}
}

// The steps at which the crashing child says where it is.
const (
	stepAdded   = "added"
	stepSpooled = "spooled"
	stepBound   = "bound"
	stepDone    = "done" // followed by the id of the message, which is committed
)

func init() {
	children["crash"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		if err := s.SweepBlobs(ctx); err != nil {
			return err
		}
		for i := 0; ; i++ {
			if err := crashStep(ctx, s, fmt.Sprint(os.Getpid(), "-", i)); err != nil {
				return err
			}
		}
	}
}

// crashStep stores one message with a spooled body and tells each step.
func crashStep(ctx context.Context, s *cache.Store, name string) error {
	blob, err := s.Spool(ctx, strings.NewReader(strings.Repeat(name, 80_000)))
	if err != nil {
		return err
	}
	fmt.Println(stepSpooled)
	var id mail.LocalID
	err = s.Write(ctx, func(tx *cache.Tx) error {
		if id, err = tx.Add(note(firstFolder, name, "<root@example.org>")); err != nil {
			return err
		}
		fmt.Println(stepAdded)
		_, err = tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: mail.FlagDelta{Add: mail.Seen}})
		if err != nil {
			return err
		}
		err = tx.BindBody(id, "", blob)
		fmt.Println(stepBound)
		return err
	})
	fmt.Println(stepDone, int64(id), name)
	return err
}

// TestKilledProcessLosesNothing kills a writing process at each step of its
// work, again and again on one store.
func TestKilledProcessLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.db")
	filled(t, path)
	committed := map[mail.LocalID]string{} // bodies by id
	remember := func(line string) {
		var id mail.LocalID
		var name string
		if _, err := fmt.Sscanf(line, stepDone+" %d %s", &id, &name); err == nil {
			committed[id] = name
		}
	}
	for round := range 12 {
		step := []string{stepAdded, stepSpooled, stepBound, stepDone}[round%4]
		c := start(t, "crash", path)
		for seen := 0; seen <= round/4; {
			line := c.line(t)
			remember(line)
			if strings.HasPrefix(line, step) {
				seen++
			}
		}
		for _, line := range kill(t, c) {
			remember(line)
		}
		wantCommitted(t, path, committed)
	}
	if len(committed) == 0 {
		t.Error("nothing was ever committed")
	}
}

// kill ends a child at once and returns what it still could say.
func kill(t *testing.T, c *child) (lines []string) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for c.lines.Scan() {
		lines = append(lines, c.lines.Text())
	}
	_ = c.Wait() // its state tells
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the child ended by itself: %v %v", c.ProcessState, lines)
	}
	return lines
}

func wantCommitted(t *testing.T, path string, committed map[mail.LocalID]string) {
	t.Helper()
	s, err := cache.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{T: t, Store: s}
	defer func() {
		if err := errors.Join(s.SweepBlobs(t.Context()), s.Check(t.Context()), s.Close()); err != nil {
			t.Error(err)
		}
	}()
	for id, name := range committed {
		body, err := f.body(id, "")
		if err != nil || string(body) != strings.Repeat(name, 80_000) {
			t.Errorf("message %s: %d bytes, %v", id, len(body), err)
		}
		if !f.summary(id).Flags.Has(mail.Seen) {
			t.Errorf("message %s lost its operation", id)
		}
	}
}

func init() {
	children["read only"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		err = s.Read(ctx, func(tx *cache.ReadTx) error {
			folders, err := tx.Folders("work")
			fmt.Println(len(folders), "folders")
			return err
		})
		if err != nil {
			return err
		}
		var p mail.Problem
		err = s.Write(ctx, func(tx *cache.Tx) error { return tx.Refresh(0) })
		fmt.Println(errors.As(err, &p) && p.Cause == mail.FileUnwritable && p.Path == path)
		version, err := s.DataVersion(ctx)
		fmt.Println(version)
		return errors.Join(err, s.Check(ctx), s.Close())
	}
}

// TestReadOnlyStoreCanBeRead opens stores in folders without the right to
// write, as a user without privileges.
func TestReadOnlyStoreCanBeRead(t *testing.T) {
	for _, c := range []struct {
		name         string
		folder, file os.FileMode
		log          bool // a process was killed: the latest writes are in the log
	}{
		{"nothing can be written", 0o500, 0o400, false},
		{"the folder cannot be written", 0o500, 0o600, false},
		{"the file cannot be written", 0o700, 0o400, false},
		{"with a log", 0o500, 0o400, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := t.TempDir()
			folder := filepath.Join(home, "store")
			path := filepath.Join(folder, "mail.db")
			if c.log {
				killed := start(t, "fill and wait", path)
				killed.line(t)
				kill(t, killed)
			} else {
				filled(t, path)
			}
			as := unprivileged(t, home)
			for _, name := range []string{path, path + "-wal", path + "-shm"} {
				if err := os.Chmod(name, c.file); err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(folder, c.folder); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
			reader := start(t, "read only", path, as)
			for _, want := range []string{"3 folders", "true", "0"} {
				if got := reader.line(t); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
			for reader.lines.Scan() {
				t.Error(reader.lines.Text())
			}
			if err := reader.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}

func init() {
	children["fill and wait"] = func(ctx context.Context, path string) error {
		s, err := cache.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		fill(childTest{ctx: ctx}, s)
		fmt.Println("filled")
		_, err = io.Copy(io.Discard, os.Stdin)
		return err
	}
}

// childTest lets a child use what tests use.
type childTest struct {
	testing.TB
	ctx context.Context
}

func (c childTest) Context() context.Context { return c.ctx }
func (c childTest) Helper()                  {}
func (c childTest) Fatal(args ...any)        { fmt.Println(args...); os.Exit(1) }

// unprivileged makes home and what is in it the property of a user without
// privileges, and returns how a child is run as that user. Only root has to
// change the user for that.
func unprivileged(t *testing.T, home string) func(*exec.Cmd) {
	t.Helper()
	if os.Getuid() != 0 {
		return func(*exec.Cmd) {}
	}
	const nobody = 65534
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(self) // where it lies others may not look
	if err != nil {
		t.Fatal(err)
	}
	exe := filepath.Join(home, "exe")
	if err := os.WriteFile(exe, binary, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := home; dir != filepath.Dir(dir) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err = filepath.WalkDir(home, func(name string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chown(name, nobody, nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(cmd *exec.Cmd) {
		cmd.Path = exe
		cmd.Dir = home
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}
