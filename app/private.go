package app

import "github.com/mailtui/mailtui/desktop"

// RefuseShared returns a problem with the cause [mail.NotPrivate] when others can
// exchange what lies in a folder, as [desktop.RefuseShared] finds out.
func RefuseShared(dir string) error { return desktop.RefuseShared(dir) }
