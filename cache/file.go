package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mailtui/mailtui/mail"
)

const (
	fileMode   fs.FileMode = 0o600
	folderMode fs.FileMode = 0o700
)

// prepareFiles makes the store's folder and its empty file when they are not
// there, and takes everybody else's rights away from them and from the log.
// SQLite gives the log the mode of the file.
func prepareFiles(path string) error {
	folder := filepath.Dir(path)
	if err := makeFolder(folder); err != nil {
		return fileProblem(err, folder)
	}
	if err := makeFile(path); err != nil {
		return fileProblem(err, path)
	}
	for _, name := range []string{folder, path, path + "-wal", path + "-shm"} {
		if err := excludeOthers(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileProblem(err, name)
		}
	}
	return nil
}

// makeFolder makes a folder and those above it with the mode 0700, whatever the
// umask is.
func makeFolder(folder string) error {
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeFolder(filepath.Dir(folder)); err != nil {
		return err
	}
	if err := os.Mkdir(folder, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Chmod(folder, folderMode)
}

// makeFile makes an empty file, or sees that it can be written.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the store that was asked for
	if err == nil {
		return errors.Join(f.Chmod(fileMode), f.Close())
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if f, err = os.OpenFile(path, os.O_RDWR, 0); err != nil { //nolint:gosec // as above
		return err
	}
	return f.Close()
}

// excludeOthers takes the rights of group and others away. Those of the owner
// stay as they are: a folder may be read-only on purpose.
func excludeOthers(name string) error {
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm()&^folderMode == 0 {
		return err
	}
	return os.Chmod(name, info.Mode().Perm()&folderMode)
}

// fileProblem says what an error of the file system means for the store.
func fileProblem(err error, path string) error {
	p := mail.Problem{Op: "open", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: path}
	if noSpace(err) {
		p.Kind, p.Cause = mail.Full, mail.DiskFull
	}
	return &storeError{Problem: p, err: err}
}
