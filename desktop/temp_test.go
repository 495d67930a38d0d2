package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func TestTemp(t *testing.T) {
	t.Parallel()
	base := filepath.Join(t.TempDir(), "mailtui")
	temp := NewTemp(base)
	if err := temp.Close(); err != nil {
		t.Errorf("close what was never made: %v", err)
	}
	first, err := temp.Put("a.txt", strings.NewReader("one"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := temp.Put("a.txt", strings.NewReader("two"))
	if err != nil || second == first {
		t.Fatalf("the second file is %s, %v", second, err)
	}
	for path, mode := range map[string]os.FileMode{
		base: 0o700 | os.ModeDir, filepath.Dir(first): 0o700 | os.ModeDir, first: 0o600, second: 0o600,
	} {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	if err := temp.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, base); len(got) > 0 {
		t.Errorf("%q is left", got)
	}
}

// TestSweep: what another process left is deleted, what one has in use is not,
// nor is what is no folder of ours.
func TestSweep(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	living, dead := NewTemp(base), NewTemp(base)
	for _, temp := range []*Temp{living, dead} {
		if _, err := temp.Put("a.txt", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	defer living.Close()
	// A process that is killed lets go of its lock and nothing else.
	if err := dead.lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(base, "other"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := NewTemp(base).Sweep(); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, base), []string{filepath.Base(living.dir), "other"}; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%q is left, want %q", got, want)
	}
	if got := names(t, living.dir); len(got) != 1 {
		t.Errorf("the folder in use holds %q", got)
	}
	if err := NewTemp(filepath.Join(base, "missing")).Sweep(); err != nil {
		t.Errorf("nothing to sweep: %v", err)
	}
}

func TestTempWhereNothingCanBeMade(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewTemp(filepath.Join(file, "x")).Put("a", strings.NewReader("")); cause(err) != mail.NotFolder {
		t.Errorf("got %v", err)
	}
}

// TestTempIsPrivate: nothing is put where another user could exchange it.
func TestTempIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open, link, foreign := filepath.Join(dir, "open"), filepath.Join(dir, "link"), filepath.Join(dir, "foreign")
	err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o770), os.Symlink(t.TempDir(), link), os.Mkdir(foreign, 0o700))
	if err != nil {
		t.Fatal(err)
	}
	bases := []string{open, link}
	if os.Geteuid() == 0 {
		if err := os.Chown(foreign, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		bases = append(bases, foreign)
	}
	for _, base := range bases {
		if path, err := NewTemp(base).Put("a.txt", strings.NewReader("x")); cause(err) != mail.NotPrivate {
			t.Errorf("%s, %v", path, err)
		}
	}
}
