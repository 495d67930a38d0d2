package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"github.com/mailtui/mailtui/mail"
)

// prefix is what the name of a folder of one process begins with.
const prefix = "open-"

// Temp is where files lie that other programs read. It is made with the first
// file, and deleted by Close, or by the Sweep of the next process. Its methods
// may be called from several goroutines.
type Temp struct {
	base string // the folders of all processes are in it

	mu   sync.Mutex
	dir  string       // of this process; empty: not made yet
	lock *flock.Flock // held on dir for as long as this process lives
}

// NewTemp returns a Temp whose folder will be made in base, an absolute path.
func NewTemp(base string) *Temp { return &Temp{base: base} }

// Sweep deletes what processes left that ended without Close. Nothing is made.
func (t *Temp) Sweep() error {
	entries, err := os.ReadDir(t.base)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			err = errors.Join(err, removeUnused(filepath.Join(t.base, e.Name())))
		}
	}
	if err != nil {
		return fmt.Errorf("delete left files: %w", err)
	}
	return nil
}

// removeUnused deletes the folder of a process that is gone: nobody locks it.
func removeUnused(dir string) error {
	lock := flock.New(dir, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // its own process was faster
	case err != nil || !free:
		return err
	}
	return errors.Join(os.RemoveAll(dir), lock.Close())
}

// Put writes a file as [Folder.Save] does, and returns its path.
func (t *Temp) Put(name string, r io.Reader) (path string, err error) {
	dir, err := t.folder()
	if err != nil {
		return "", err
	}
	f, err := OpenFolder(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Save(name, r)
}

// Open writes a file and hands it to the program that the user has for it, as
// [OpenFile] does. Of a file that was not opened nothing is left.
func (t *Temp) Open(ctx context.Context, name string, r io.Reader) error {
	what := mail.Line(name)
	if _, err := opener(what); err != nil {
		return err
	}
	path, err := t.Put(name, r)
	if err != nil {
		return err
	}
	if err := OpenFile(ctx, path, what); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// folder returns the folder of this process, with the mode 0700.
func (t *Temp) folder() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.dir == "" {
		if err := os.MkdirAll(t.base, 0o700); err != nil {
			return "", problem(t.base, mail.FileUnwritable, err)
		}
		if err := t.check(); err != nil {
			return "", err
		}
		dir, err := os.MkdirTemp(t.base, prefix)
		if err != nil {
			return "", problem(t.base, mail.FileUnwritable, err)
		}
		lock := flock.New(dir, flock.SetFlag(os.O_RDONLY))
		held, err := lock.TryLock()
		if _, gone := os.Stat(dir); !held || errors.Is(gone, fs.ErrNotExist) {
			// A sweep of another process saw it before it was locked.
			if err = errors.Join(err, lock.Close()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", problem(dir, mail.FileUnwritable, err)
			}
			continue
		}
		t.dir, t.lock = dir, lock
	}
	return t.dir, nil
}

// check refuses a base that is shared, or a link: that may be another user's, who
// was there first, while the user's own folders may be where a link of his leads.
func (t *Temp) check() error {
	if info, err := os.Lstat(t.base); err != nil || !info.IsDir() {
		return notPrivate(t.base)
	}
	return RefuseShared(t.base)
}

// Close deletes the folder of this process and all that is in it.
func (t *Temp) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dir == "" {
		return nil
	}
	err := errors.Join(os.RemoveAll(t.dir), t.lock.Close())
	t.dir, t.lock = "", nil
	if err != nil {
		return fmt.Errorf("delete opened files: %w", err)
	}
	return nil
}
