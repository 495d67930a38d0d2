package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// attached is a file of a message.
type attached struct{ fields, content string }

func pdf(name string, size int) attached {
	return attached{"Content-Type: application/pdf; name=\"" + name + "\"\r\n", "%PDF-1.4 " + strings.Repeat(name, size/len(name)+1)}
}

// withFiles is a letter with files, the first of which is part 2.
func withFiles(subject string, files ...attached) string {
	var b strings.Builder
	head, text, _ := strings.Cut(letter(subject), "\r\n\r\n")
	b.WriteString(head + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text)
	for _, f := range files {
		if strings.Contains(f.fields, "rfc822") {
			b.WriteString("--b\r\n" + f.fields + "\r\n" + f.content + "\r\n")
			continue
		}
		b.WriteString("--b\r\n" + f.fields + "Content-Transfer-Encoding: base64\r\n\r\n")
		encoded := base64.StdEncoding.EncodeToString([]byte(f.content))
		for ; len(encoded) > 76; encoded = encoded[76:] {
			b.WriteString(encoded[:76] + "\r\n")
		}
		b.WriteString(encoded + "\r\n")
	}
	b.WriteString("--b--\r\n")
	return b.String()
}

// holding starts a client whose store has these messages, and returns the id of
// the newest one.
func holding(t *testing.T, letters ...string) (*home, string) {
	t.Helper()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letters...).Server})
	h.ok("sync")
	return h, objects(t, h.ok("list", "--json"))[0]["id"].(string)
}

// content reads the files that a command has printed the paths of.
func content(t *testing.T, paths string) (all []string) {
	t.Helper()
	for path := range strings.Lines(paths) {
		b, err := os.ReadFile(strings.TrimSuffix(path, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return all
}

func TestAttachmentsOfOneNameSavedTwiceMakeFourFiles(t *testing.T) {
	t.Parallel()
	one, two := pdf("plan.pdf", 100), pdf("plan.pdf", 200)
	h, id := holding(t, withFiles("plans", one, two))
	dir := t.TempDir()
	for range 2 {
		got := content(t, h.ok("attachment", "save", id, "--dir", dir))
		if len(got) != 2 || got[0] != one.content || got[1] != two.content {
			t.Errorf("saved %q", got)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("there are %v, %v", entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info, err)
		}
	}
	row := objects(t, h.ok("attachment", "save", id, "3", "--dir", dir, "--json"))[0]
	if row["part"] != "3" || row["path"] != filepath.Join(dir, "plan (5).pdf") || row["problem"] != nil {
		t.Errorf("got %v", row)
	}
}

func TestAttachmentsOfALargeMessageComeWhenTheyAreWanted(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	one, two := pdf("plan.pdf", 300<<10), pdf("more.pdf", 200<<10)
	text := withFiles("plans", one, two)
	s.Deliver(t, "ada", "INBOX", []byte(text))
	h := newHome(t).config("[sync]\noffline_days = 10000\n").account(dovecotAccount(s, config.IMAP))
	h.ok("sync", "-q")
	id := objects(t, h.ok("list", "--json"))[0]["id"].(string)
	dir := t.TempDir()
	if list := h.ok("attachment", "list", id); strings.Count(list, "not on this machine yet") != 2 {
		t.Errorf("listed %q", list)
	}
	r := h.run("attachment", "save", id, "2", "--dir", dir)
	if r.code != exitTryLater || r.stdout != "" || !strings.Contains(r.stderr, "Part 2 is not on this machine yet") {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.stderr)
	}
	h.ok("sync", "-q")
	r = h.run("attachment", "save", id, "--dir", dir) // the other one is still not here
	if r.code != exitPartial || !strings.Contains(r.stderr, "Part 3 is not on this machine yet") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	if got := content(t, r.stdout); len(got) != 1 || got[0] != one.content {
		t.Errorf("%d files were saved", len(got))
	}
	h.ok("sync", "-q")
	rows := objects(t, h.ok("attachment", "list", id, "--json"))
	if len(rows) != 2 || rows[1]["sha256"] != fmt.Sprintf("%x", sha256.Sum256([]byte(two.content))) ||
		rows[1]["cached"] != true || rows[1]["size"] != float64(len(two.content)) || rows[1]["name"] != "more.pdf" {
		t.Errorf("listed %v", rows)
	}
	r = h.run("read", "--raw", id)
	if r.code != exitTryLater || !strings.Contains(r.stderr, "all of its bytes are read from") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	h.ok("sync", "-q")
	if raw := h.ok("read", "--raw", id); raw != text {
		t.Errorf("%d bytes, want %d", len(raw), len(text))
	}
	if got := content(t, h.ok("attachment", "save", id, "--dir", dir)); len(got) != 2 || got[1] != two.content {
		t.Errorf("%d files were saved", len(got))
	}
}

func TestAttachmentsOfAnAttachedMessage(t *testing.T) {
	t.Parallel()
	file := pdf("inner.pdf", 50)
	inner := withFiles("inner", file)
	inner = strings.ReplaceAll(inner, "boundary=b", "boundary=c")
	inner = strings.ReplaceAll(inner, "--b", "--c")
	h, id := holding(t, withFiles("outer", pdf("outer.pdf", 10), attached{"Content-Type: message/rfc822\r\n", inner}))
	got := content(t, h.ok("attachment", "save", id, "3.2", "3", "--dir", t.TempDir()))
	if len(got) != 2 || got[0] != file.content || got[1] != inner {
		t.Errorf("saved %q", got)
	}
	if rows := objects(t, h.ok("attachment", "list", id, "--json")); len(rows) != 2 || rows[1]["type"] != "message/rfc822" {
		t.Errorf("listed %v", rows)
	}
}

func TestAttachmentFailures(t *testing.T) {
	t.Parallel()
	h, id := holding(t, withFiles("plans", pdf("plan.pdf", 100)))
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no such part", []string{"save", id, "9", "--dir", dir}, exitNoInput, "Part 9 of message"},
		{"no number", []string{"save", id, "../x", "--dir", dir}, exitNoInput, "Part ../x of message"},
		{"a text part", []string{"save", id, "1", "--dir", dir}, exitNoInput, "Part 1 of message"},
		{"no such folder", []string{"save", id, "2", "--dir", dir + "/missing"}, exitCantCreate, "missing does not exist"},
		{"a part that is not there", []string{"save", id, "9", "--dir", dir}, exitNoInput, "mailtui attachment list ID"},
		{"a folder without files", []string{"save", id, "--dir", "/proc"}, exitCantCreate, "cannot be written"},
		{"a file as folder", []string{"save", id, "--dir", file}, exitCantCreate, "is a file, not a folder"},
		{"no such message", []string{"save", "77", "--dir", dir}, exitNoInput, "Message 77"},
		{"no such message to list", []string{"list", "77"}, exitNoInput, "Message 77"},
		{"no id", []string{"list", "?"}, exitUsage, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := h.run(append([]string{"attachment"}, tt.args...)...)
			if r.code != tt.code || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, tt.want) {
				t.Errorf("exit code %d, stdout %q, stderr %q", r.code, r.stdout, r.stderr)
			}
		})
	}
	if got := content(t, h.ok("attachment", "save", id, "--dir", dir)); len(got) != 1 {
		t.Errorf("%d files were saved", len(got))
	}
}

func TestHostileNamesOfAttachments(t *testing.T) {
	t.Parallel()
	var files []attached
	for _, name := range []string{
		`../../../tmp/evil`, `/etc/passwd`, `.bashrc`, `-rf`, "x\x1b[31my", "a\u202efdp.exe", strings.Repeat("n", 500), "..", "con\x07sole",
	} {
		files = append(files, attached{"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n", "x"})
	}
	h, id := holding(t, withFiles("plans", files...))
	dir := t.TempDir()
	out := h.ok("attachment", "save", id, "--dir", dir)
	for path := range strings.Lines(out) {
		if filepath.Dir(strings.TrimSuffix(path, "\n")) != dir {
			t.Errorf("saved %q", path)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(files) {
		t.Errorf("%d files are there, %v", len(entries), err)
	}
	out += h.ok("attachment", "list", id) + h.ok("attachment", "list", id, "--json") + h.ok("read", id)
	if bytes.ContainsAny([]byte(out), "\x1b\x07\u202e") {
		t.Errorf("printed %q", out)
	}
}

func TestSaveOfAMessageWithoutAttachments(t *testing.T) {
	t.Parallel()
	h, id := holding(t, letter("bare"))
	dir := t.TempDir()
	if r := h.run("attachment", "save", id, "--dir", dir); r.code != exitOK || !strings.Contains(r.stderr, "Nothing is attached") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	if r := h.run("attachment", "save", id, "2", "--dir", dir); r.code != exitNoInput || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
}

func TestAPartThatIsNamedTwiceIsSavedOnce(t *testing.T) {
	t.Parallel()
	h, id := holding(t, withFiles("plans", pdf("plan.pdf", 100), pdf("more.pdf", 100)))
	if got := content(t, h.ok("attachment", "save", id, "3", "2", "2", "--dir", t.TempDir())); len(got) != 2 {
		t.Errorf("%d files were saved", len(got))
	}
}
