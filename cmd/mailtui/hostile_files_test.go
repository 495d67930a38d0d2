package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// reSaved is every name under which an attachment may be saved.
var reSaved = regexp.MustCompile(`^[^./\x00-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}-]` +
	`[^/\x00-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*$`)

// TestHostileFilesAreSavedInside saves attachments of all names that are meant
// for a shell, a path or an eye: each is one new file in the folder, and nothing
// is made anywhere else.
func TestHostileFilesAreSavedInside(t *testing.T) {
	t.Parallel()
	strace(t)
	server := backendtest.Dovecot(t)
	start := time.Now().Add(-time.Hour)
	for i, a := range files {
		server.DeliverAt(t, "ada", "INBOX", start.Add(time.Duration(i)*time.Second), []byte(letterOf(i, a.template, "")))
	}
	h := newHome(t).config("[sync]\noffline_days = 0\n").account(dovecotAccount(server, config.IMAP))
	h.ok("sync", "-q")
	rows := objects(t, h.ok("list", "--json", "--limit", "1000"))
	if len(rows) != len(files) {
		t.Fatalf("%d of %d messages", len(rows), len(files))
	}
	slices.Reverse(rows)
	calls, _ := h.traced(newTrap(t).url)
	dir := t.TempDir()
	for i, a := range files {
		before := names(t, dir)
		id := rows[i]["id"].(string)
		for range 2 { // the second time beside the first
			out := h.ok("attachment", "save", id, "--dir", dir)
			checkWords(t, a.name, out)
			checkCalls(t, readText(t, calls), dir, h.dirs.Data, h.dirs.State, h.tmp, filepath.Dir(calls))
		}
		after := names(t, dir)
		if len(after) != len(before)+2 {
			t.Errorf("%s: %d new files", a.name, len(after)-len(before))
		}
		for _, name := range after {
			if !reSaved.MatchString(name) || len(name) > 255 || strings.HasSuffix(name, " ") {
				t.Errorf("%s: saved as %q", a.name, name)
			}
		}
	}
}

// names returns the names of the files in a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if !e.Type().IsRegular() {
			t.Errorf("%q is no file", e.Name())
		}
		list = append(list, e.Name())
	}
	return list
}
