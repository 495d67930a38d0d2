package desktop

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/mailtui/mailtui/mail"
)

// othersWrite are the permissions that let others change a folder.
const othersWrite fs.FileMode = 0o022

// RefuseShared returns a [mail.Problem] with the cause NotPrivate when dir is a
// folder that another user, root apart, owns or can write to: what lies there
// could be exchanged. A folder that does not exist is fine.
func RefuseShared(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return mail.Problem{Op: "folder", Kind: mail.Config, Cause: mail.FileUnreadable, Path: dir}
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	foreign := !known || owner.Uid != 0 && int64(owner.Uid) != int64(os.Geteuid())
	if foreign || info.Mode()&othersWrite != 0 {
		return notPrivate(dir)
	}
	return nil
}

func notPrivate(dir string) mail.Problem {
	return mail.Problem{Op: "folder", Kind: mail.Config, Cause: mail.NotPrivate, Path: dir}
}
