package backendtest

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// Deliver puts messages into a folder of user's account, which it makes when it
// is not there. folder is "INBOX" or a path with "/" between its levels. The
// server gives them UIDs in this order.
func (s *Server) Deliver(t testing.TB, user, folder string, msgs ...[]byte) {
	t.Helper()
	s.DeliverAt(t, user, folder, time.Now(), msgs...)
}

// DeliverAt is Deliver with the time at which the messages were received.
func (s *Server) DeliverAt(t testing.TB, user, folder string, received time.Time, msgs ...[]byte) {
	t.Helper()
	dir := s.MailDir(user, folder)
	if err := s.mkdirs(filepath.Join(s.dir, "mail", user), dir,
		filepath.Join(dir, "tmp"), filepath.Join(dir, "new"), filepath.Join(dir, "cur")); err != nil {
		t.Fatal(err)
	}
	if folder != "INBOX" { // a Maildir++ folder is told by this file
		marker := filepath.Join(dir, "maildirfolder")
		if err := errors.Join(os.WriteFile(marker, nil, 0o600), own(marker)); err != nil {
			t.Fatal(err)
		}
	}
	for _, msg := range msgs {
		s.deliver++
		name := fmt.Sprintf("%d.M%09d.test,S=%d", time.Now().Unix(), s.deliver, len(msg))
		tmp := filepath.Join(dir, "tmp", name)
		if err := errors.Join(
			os.WriteFile(tmp, msg, 0o600), own(tmp), os.Chtimes(tmp, received, received),
			os.Rename(tmp, filepath.Join(dir, "new", name)),
		); err != nil {
			t.Fatal(err)
		}
	}
}

// MailDir returns the Maildir++ folder on disk that holds a mailbox.
func (s *Server) MailDir(user, folder string) string {
	dir := filepath.Join(s.dir, "mail", user)
	if folder == "INBOX" {
		return dir
	}
	return filepath.Join(dir, "."+strings.ReplaceAll(mutf7(folder), "/", "."))
}

// mkdirs makes folders that belong to the owner of the mail.
func (s *Server) mkdirs(dirs ...string) error {
	for _, dir := range dirs {
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		if err := own(dir); err != nil {
			return err
		}
	}
	return nil
}

func own(path string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(path, mailUID, mailUID)
}

// mutf7 returns a mailbox name in modified UTF-7 (RFC 3501 §5.1.3), which is
// how Dovecot names folders on disk.
func mutf7(name string) string {
	var b strings.Builder
	var wide []uint16
	flush := func() {
		if len(wide) == 0 {
			return
		}
		raw := make([]byte, 0, 2*len(wide))
		for _, u := range wide {
			raw = binary.BigEndian.AppendUint16(raw, u)
		}
		code := base64.RawStdEncoding.EncodeToString(raw)
		b.WriteString("&" + strings.ReplaceAll(code, "/", ",") + "-")
		wide = nil
	}
	for _, r := range name {
		if r < ' ' || r > '~' {
			wide = utf16.AppendRune(wide, r)
			continue
		}
		flush()
		b.WriteRune(r)
		if r == '&' {
			b.WriteByte('-')
		}
	}
	flush()
	return b.String()
}
