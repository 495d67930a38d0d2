package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/config"
)

// find returns the row of a subject in the inbox of personal.
func find(t *testing.T, h *home, subject string) map[string]any {
	t.Helper()
	for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--account", "personal")) {
		if row["subject"] == subject {
			return row
		}
	}
	t.Fatalf("%q is not listed", subject)
	return nil
}

func TestAccountsListsWhatTheFilesSay(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: config.Server{Host: "h", Port: 1}})
	if all := objects(t, h.ok("accounts", "--json")); len(all) != 1 || all[0]["account"] != "home" {
		t.Errorf("got %v", all)
	}
	h.config("nonsense")
	r := h.run("accounts")
	if r.code != exitConfig || !strings.Contains(r.stdout, "home") || !strings.Contains(r.stderr, "config.toml") {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.stderr)
	}
}

// TestNoSuchThing: words that are well formed and name nothing that is here.
func TestNoSuchThing(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("x")).Server})
	h.ok("sync")
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"what is no id", []string{"read", "../x"}, exitUsage, "is not the id of a message"},
		{"unknown message", []string{"read", "vvvv"}, exitNoInput, "Message vvvv"},
		{"unknown message, raw", []string{"read", "--raw", "vvvv"}, exitNoInput, "Message vvvv"},
		{"unknown account", []string{"list", "--account", "nobody"}, exitNoUser, "Account nobody"},
		{"unknown account to sync", []string{"sync", "nobody"}, exitNoUser, "Account nobody"},
		{"unknown Message-ID", []string{"read", "mid:nobody@x"}, exitNoInput, "Message mid:nobody@x"},
		{"no Message-ID", []string{"read", "mid:"}, exitNoInput, "Message mid:"},
		{"unknown folder", []string{"list", "--folder", "nowhere"}, exitNoUser, "Folder nowhere"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := h.run(tt.args...)
			if r.code != tt.code || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, tt.want) {
				t.Errorf("exit code %d, stdout %q, stderr %q", r.code, r.stdout, r.stderr)
			}
		})
	}
}

func TestWithoutAHome(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	dir := t.TempDir()
	h.prepare = func(cmd *exec.Cmd) {
		cmd.Dir = dir
		cmd.Env = []string{childVar + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + h.tmp}
	}
	for _, args := range [][]string{{"list"}, {"accounts"}, {"sync"}, {"--log-level", "debug", "version"}} {
		r := h.run(args...)
		if r.code != exitConfig || r.stdout != "" || !strings.HasPrefix(r.stderr, "mailtui: HOME is not set") {
			t.Errorf("%v: exit code %d, %q, %q", args, r.code, r.stdout, r.stderr)
		}
	}
	h.ok("version")
	if made, err := os.ReadDir(dir); err != nil || len(made) > 0 {
		t.Errorf("it made %v, %v", made, err)
	}
}

func TestHelpThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer func() { _ = full.Close() }()
	h := newHome(t)
	for _, flag := range []string{"--help", "--version"} {
		cmd := h.command(t.Context(), flag)
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitIO || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %q", flag, code, stderr.String())
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	line := h.ok("version")
	form := regexp.MustCompile(`^mailtui \S+ \(\S+, \S+, go1\.\d+\S*, sqlite 3\.\S+( fts5)?, \w+/\w+\)\n$`)
	if !form.MatchString(line) || h.ok("--version") != line {
		t.Errorf("got %q", line)
	}
	b := objects(t, h.ok("version", "--json"))[0]
	wantFields(t, b, "version", "commit", "date", "go", "sqlite", "fts5", "os", "arch")
	if b["fts5"] != app.FullText {
		t.Errorf("got %v", b)
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("x")).Server})
	if err := os.MkdirAll(h.dirs.Data, 0o777); err != nil { // somebody made it before us
		t.Fatal(err)
	}
	h.ok("sync", "--log-level", "debug")
	for _, dir := range []string{h.dirs.Data, h.dirs.State} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has the mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	log, err := os.ReadFile(filepath.Join(h.dirs.State, "log", "mailtui.log"))
	if err != nil || bytes.Contains(log, []byte(password)) || bytes.Contains(log, []byte("this is about")) {
		t.Errorf("the log is not there, or has what it must not have: %v", err)
	}
}
