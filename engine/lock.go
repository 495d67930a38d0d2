package engine

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/mailtui/mailtui/mail"
)

const (
	lockFile = "engine.lock"
	lockMode = fs.FileMode(0o600)
)

// Lock takes the lock of the store in a folder, without waiting. held says
// whether it was got: then release gives it back, and until then the caller
// alone may Run or Visit. Another process that holds it is no error: this one
// reads, writes rows and calls [Engine.Follow]. The lock ends with its process,
// however that ends.
func Lock(dataDir string) (release func(), held bool, err error) {
	path := filepath.Join(dataDir, lockFile)
	lock := flock.New(path, flock.SetPermissions(lockMode))
	held, err = lock.TryLock()
	if err != nil {
		p := mail.Problem{Op: "lock", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: path}
		return func() {}, false, fmt.Errorf("lock the store: %w: %w", p, err)
	}
	if !held {
		return func() {}, false, nil
	}
	return func() { _ = lock.Unlock() }, true, nil // the process' end unlocks, too
}
