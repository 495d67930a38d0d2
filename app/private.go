package app

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/mailtui/mailtui/mail"
)

// worldWritable is the permission that lets everybody change a folder.
const worldWritable fs.FileMode = 0o002

// RefuseShared returns a problem with the cause [mail.NotPrivate] when dir is a
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
	foreign := known && owner.Uid != 0 && int64(owner.Uid) != int64(os.Geteuid())
	if foreign || info.Mode()&worldWritable != 0 {
		return mail.Problem{Op: "folder", Kind: mail.Config, Cause: mail.NotPrivate, Path: dir}
	}
	return nil
}
