package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

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
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return fileProblem(err, folder)
	}
	if err := restrict(folder, folderMode); err != nil {
		return fileProblem(err, folder)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return fileProblem(err, path)
	}
	if err := f.Close(); err != nil {
		return fileProblem(err, path)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := restrict(name, fileMode); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileProblem(err, name)
		}
	}
	return nil
}

// restrict gives name exactly mode.
func restrict(name string, mode fs.FileMode) error {
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() == mode {
		return err
	}
	return os.Chmod(name, mode)
}

// fileProblem says what an error of the file system means for the store.
func fileProblem(err error, path string) error {
	p := mail.Problem{Op: "open", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: path}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		p.Kind, p.Cause = mail.Full, mail.DiskFull
	}
	return &storeError{Problem: p, err: err}
}
