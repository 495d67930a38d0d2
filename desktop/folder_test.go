package desktop

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/mail"
)

func openFolder(t testing.TB, dir string) *Folder {
	t.Helper()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// TestSaveNeverReplaces: two files of one name, saved twice, are four files.
func TestSaveNeverReplaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFolder(t, dir)
	for i, content := range []string{"a", "b", "c", "d"} {
		path, err := f.Save("plan.pdf", strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"plan.pdf", "plan (2).pdf", "plan (3).pdf", "plan (4).pdf"}[i]
		if path != filepath.Join(dir, want) {
			t.Errorf("saved as %s, want %s", path, want)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("%s holds %q, %v, want %q", path, got, err, content)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s has the mode %v, %v", path, info.Mode(), err)
		}
	}
	if got := names(t, dir); len(got) != 4 {
		t.Errorf("the folder holds %q", got)
	}
}

// TestSaveFollowsNoLink: what a link points to stays as it is.
func TestSaveFollowsNoLink(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "victim")
	err := errors.Join(os.WriteFile(outside, []byte("mine"), 0o600), os.Symlink(outside, filepath.Join(dir, "a.txt")),
		os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "a (2).txt")))
	if err != nil {
		t.Fatal(err)
	}
	path, err := openFolder(t, dir).Save("a.txt", strings.NewReader("theirs"))
	if err != nil || path != filepath.Join(dir, "a (3).txt") {
		t.Errorf("saved as %q, %v", path, err)
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "mine" {
		t.Errorf("the file outside holds %q, %v", got, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a dangling link was written through")
	}
}

func TestSaveRefusesNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFolder(t, dir)
	for _, name := range []string{
		"", ".", "..", "../x", "/etc/passwd", "a/b", ".bashrc", "-rf", "a\x00b", "a\nb", "a\x1b[2J", "a\x7f", strings.Repeat("x", 256),
	} {
		if path, err := f.Save(name, strings.NewReader("x")); err == nil {
			t.Errorf("%q was saved as %s", name, path)
		}
	}
	if got := names(t, dir); len(got) > 0 {
		t.Errorf("the folder holds %q", got)
	}
}

// TestSaveLeavesNothingBehind: a file that cannot be read to its end is not there.
func TestSaveLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	broken := errors.New("cut")
	_, err := openFolder(t, dir).Save("a.txt", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || cause(err) != mail.CauseNone {
		t.Errorf("got %v, want the reader's error", err)
	}
	if got := names(t, dir); len(got) > 0 {
		t.Errorf("the folder holds %q", got)
	}
}

// TestSaveOnAFullDisk writes to a device that is always full.
func TestSaveOnAFullDisk(t *testing.T) {
	t.Parallel()
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer file.Close()
	_, err = file.WriteString("x")
	if got := problem("/dev/full", mail.FileUnwritable, err); got.Cause != mail.DiskFull || got.Kind != mail.Full {
		t.Errorf("%v is %+v", err, got)
	}
}

func TestOpenFolder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Chdir(home)
	err := errors.Join(os.Mkdir("Downloads", 0o755), os.WriteFile("file", nil, 0o600), os.Symlink("Downloads", "link"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, dir, want string
		cause           mail.Cause
	}{
		{"absolute", filepath.Join(home, "Downloads"), "Downloads", 0},
		{"relative", "Downloads", "Downloads", 0},
		{"relative with dots", "./Downloads/../Downloads/", "Downloads", 0},
		{"home", "~", ".", 0},
		{"below home", "~/Downloads", "Downloads", 0},
		{"a link of the user's own", "~/link", "link", 0},
		{"missing", "~/missing", "", mail.FileMissing},
		{"a name that begins like home", "~ada", "", mail.FileMissing},
		{"a file", "~/file", "", mail.NotFolder},
		{"below a file", "~/file/x", "", mail.NotFolder},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := OpenFolder(tt.dir)
			if cause(err) != tt.cause || (err == nil) != (tt.cause == 0) {
				t.Fatalf("got %v, want the cause %d", err, tt.cause)
			}
			if err != nil {
				return
			}
			defer f.Close()
			path, err := f.Save("x", strings.NewReader(""))
			if err != nil || path != filepath.Join(home, tt.want, filepath.Base(path)) {
				t.Errorf("saved as %q, %v", path, err)
			}
		})
	}
	t.Setenv("HOME", "")
	if _, err := OpenFolder("~"); cause(err) != mail.NotSet {
		t.Errorf("without HOME: %v", err)
	}
}

// TestSaveIntoReadOnlyFolder: why nothing is saved is said with the path.
func TestSaveIntoReadOnlyFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := openFolder(t, dir).Save("a", strings.NewReader("")); cause(err) != mail.FileUnwritable {
		t.Errorf("got %v", err)
	}
}

// TestSaveStaysInAMovedFolder: the folder that was opened is written to, not
// what has its path later.
func TestSaveStaysInAMovedFolder(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dir, moved, other := filepath.Join(base, "a"), filepath.Join(base, "b"), t.TempDir()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f := openFolder(t, dir)
	if err := errors.Join(os.Rename(dir, moved), os.Symlink(other, dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Save("x", strings.NewReader("")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, moved); !slices.Equal(got, []string{"x"}) || len(names(t, other)) > 0 {
		t.Errorf("the folder holds %q, the other one %q", got, names(t, other))
	}
}

// FuzzSave: whatever a file is called, it comes to lie directly in the folder,
// as a new plain file, or nowhere.
func FuzzSave(f *testing.F) {
	for _, name := range []string{"plan.pdf", "../x", "..", "a/b", "\x00", ".", "-", "a..b", "con", "a\\b", "x (2)", strings.Repeat("é", 130)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		base := t.TempDir()
		dir := filepath.Join(base, "folder")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.Symlink(base, filepath.Join(dir, "link"))); err != nil {
			t.Fatal(err)
		}
		folder := openFolder(t, dir)
		paths := map[string]bool{}
		for range 2 {
			path, err := folder.Save(name, strings.NewReader("x"))
			if err != nil {
				continue
			}
			if filepath.Dir(path) != dir || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%q is saved as %q", name, path)
			}
			info, err := os.Lstat(path)
			if err != nil || !info.Mode().IsRegular() || paths[path] {
				t.Errorf("%q is saved as %q: %v, %v", name, path, info, err)
			}
			paths[path] = true
		}
		if got := names(t, base); !slices.Equal(got, []string{"folder"}) || len(names(t, dir)) != 1+len(paths) {
			t.Errorf("%q makes %q in %q", name, names(t, dir), got)
		}
	})
}
