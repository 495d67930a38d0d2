package desktop

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mailtui/mailtui/mail"
)

const (
	maxName = 255    // bytes, as file systems have it
	maxTwin = 10_000 // files of one name in one folder
)

// Folder is an open folder that files are saved to. Every file comes to lie
// directly in it, even when the folder is moved meanwhile.
type Folder struct {
	root *os.Root
	path string // absolute
}

// OpenFolder opens a folder that exists. "~" is the home folder, and a relative
// path begins at the working directory. Errors carry a [mail.Problem] with one
// of the causes FileMissing, NotFolder and FileUnreadable.
func OpenFolder(dir string) (*Folder, error) {
	dir, err := absolute(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		other := mail.FileUnreadable
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			other = mail.NotFolder // of which the error of OpenRoot says nothing that can be compared
		}
		return nil, problem(dir, other, err)
	}
	return &Folder{root: root, path: dir}, nil
}

// absolute returns the absolute path of what a person calls a folder.
func absolute(dir string) (string, error) {
	if rest, ok := strings.CutPrefix(dir, "~"); ok && (rest == "" || rest[0] == filepath.Separator) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", mail.Problem{Op: "home folder", Kind: mail.Config, Cause: mail.NotSet, What: mail.Line("HOME")}
		}
		dir = filepath.Join(home, rest)
	}
	return filepath.Abs(dir)
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Save writes a new file with the mode 0600 and returns its absolute path. The
// name is one element without control characters that begins with neither a dot
// nor a dash, as message.SafeFileName makes it; a name that is taken gets a
// number: "plan (2).pdf". When it fails nothing is left of the file. Errors are
// those of r, or carry a [mail.Problem] with one of the causes FileUnwritable
// and DiskFull.
func (f *Folder) Save(name string, r io.Reader) (string, error) {
	if !isPlain(name) {
		return "", fmt.Errorf("save a file: %q is not a plain name", name)
	}
	file, name, err := f.create(name)
	if err != nil {
		return "", problem(filepath.Join(f.path, name), mail.FileUnwritable, err)
	}
	from := &source{r: r}
	_, err = io.Copy(file, from)
	if err = errors.Join(err, file.Close()); err == nil {
		return filepath.Join(f.path, name), nil
	}
	if from.err == nil {
		err = problem(filepath.Join(f.path, name), mail.FileUnwritable, err)
	}
	return "", errors.Join(err, f.root.Remove(name))
}

// create makes a file that was not there, under the first name that is free.
func (f *Folder) create(name string) (*os.File, string, error) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; ; n++ {
		// O_EXCL does not follow a link either; O_NOFOLLOW says so once more.
		const flag = os.O_WRONLY | os.O_CREATE | os.O_EXCL | syscall.O_NOFOLLOW
		file, err := f.root.OpenFile(name, flag, 0o600)
		if !errors.Is(err, fs.ErrExist) || n > maxTwin {
			return file, name, err
		}
		name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
}

// isPlain reports whether a name is that of a file directly in a folder, and
// harmless to show and to hand to a program.
func isPlain(name string) bool {
	if name == "" || len(name) > maxName || name[0] == '.' || name[0] == '-' {
		return false
	}
	for _, c := range []byte(name) {
		if c < ' ' || c == 0x7f || c == '/' || c == filepath.Separator {
			return false
		}
	}
	return true
}

// source remembers the error of a reader, to tell it from that of the writer.
type source struct {
	r   io.Reader
	err error
}

// Read reads on.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// problem says what an error of the file system means; other is the cause when
// nothing more is known.
func problem(file string, other mail.Cause, err error) mail.Problem {
	p := mail.Problem{Op: "save", Kind: mail.Config, Cause: other, Path: file}
	switch {
	case errors.Is(err, fs.ErrNotExist) && other != mail.FileUnwritable: // as /proc says of a new file
		p.Cause = mail.FileMissing
	case errors.Is(err, syscall.ENOTDIR):
		p.Cause = mail.NotFolder
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		p.Kind, p.Cause = mail.Full, mail.DiskFull
	}
	return p
}
