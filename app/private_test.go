package app

import (
	"errors"
	"os"
	"testing"

	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

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
