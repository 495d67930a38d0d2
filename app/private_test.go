package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

func TestRefuseShared(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		mode  os.FileMode
		owner int // -1: this user
		cause mail.Cause
	}{
		{"one's own", 0o700, -1, 0},
		{"others may look", 0o755, -1, 0},
		{"others may write", 0o777, -1, mail.NotPrivate},
		{"like /tmp", 0o777 | os.ModeSticky, -1, mail.NotPrivate},
		{"another user's", 0o700, 12345, mail.NotPrivate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "folder")
			if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, tt.mode)); err != nil {
				t.Fatal(err)
			}
			if tt.owner >= 0 {
				if os.Geteuid() != 0 {
					t.Log("only root can give a folder away")
					return
				}
				if err := os.Chown(dir, tt.owner, tt.owner); err != nil {
					t.Fatal(err)
				}
			}
			err := RefuseShared(dir)
			if tt.cause == 0 && err != nil {
				t.Errorf("got %v", err)
			}
			if tt.cause != 0 {
				wantCause(t, err, tt.cause)
			}
		})
	}
	if err := RefuseShared(filepath.Join(t.TempDir(), "missing")); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestStoreIsNotMadeInASharedFolder(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	if err := errors.Join(os.MkdirAll(dirs.Data, 0o700), os.Chmod(dirs.Data, 0o777)); err != nil {
		t.Fatal(err)
	}
	_, err := OpenMail(t.Context(), dirs)
	wantCause(t, err, mail.NotPrivate)
	if info, err := os.Stat(dirs.Data); err != nil || info.Mode().Perm() != 0o777 {
		t.Errorf("the folder was changed: %v, %v", info.Mode(), err)
	}
}
