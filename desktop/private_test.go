package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

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
		{"its group may write", 0o770, -1, mail.NotPrivate},
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
			if cause(err) != tt.cause || (err == nil) != (tt.cause == 0) {
				t.Errorf("got %v", err)
			}
		})
	}
	dir := t.TempDir()
	if err := RefuseShared(filepath.Join(dir, "missing")); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if err := RefuseShared(link); err != nil {
		t.Errorf("a link to one's own: %v", err)
	}
}
