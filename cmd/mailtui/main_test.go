package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/config"
)

// childVar makes the test binary be mailtui: what is tested is the program
// itself, in a process of its own.
const childVar = "MAILTUI_TEST_CHILD"

func TestMain(m *testing.M) {
	if report := os.Getenv(measureVar); report != "" {
		os.Exit(runMeasured(report))
	}
	if os.Getenv(childVar) != "" {
		main()
	}
	os.Exit(m.Run())
}

// home is the folders of one user, and what its commands run with.
type home struct {
	t       *testing.T
	dirs    config.Dirs
	tmp     string          // for temporary files
	prepare func(*exec.Cmd) // before a command starts; nil: nothing
}

func newHome(t *testing.T) *home {
	t.Helper()
	return &home{t: t, dirs: config.Inside(t.TempDir()), tmp: t.TempDir()}
}

// config writes config.toml.
func (h *home) config(text string) *home {
	h.t.Helper()
	h.write(filepath.Join(h.dirs.Config, "config.toml"), text)
	return h
}

// account writes the file of an account.
func (h *home) account(a config.Account) *home {
	h.t.Helper()
	if a.Name == "" {
		a.Name = "home"
	}
	a.Email = "ada@home.example"
	if len(a.Auth.PasswordCommand) == 0 {
		a.Auth = config.Auth{User: "ada", PasswordCommand: []string{"printf", "%s", password}}
	}
	_ = os.Remove(filepath.Join(h.dirs.Accounts(), a.Name+".toml"))
	if err := config.SaveAccount(h.dirs, a); err != nil {
		h.t.Fatal(err)
	}
	return h
}

func (h *home) write(path, text string) {
	h.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		h.t.Fatal(err)
	}
}

// command returns a mailtui process that has not started yet.
func (h *home) command(ctx context.Context, args ...string) *exec.Cmd {
	h.t.Helper()
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = []string{
		childVar + "=1", "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "TMPDIR=" + h.tmp, "TZ=UTC",
		"MAILTUI_CONFIG_DIR=" + h.dirs.Config, "MAILTUI_DATA_DIR=" + h.dirs.Data, "MAILTUI_STATE_DIR=" + h.dirs.State,
	}
	cmd.WaitDelay = time.Second
	if h.prepare != nil {
		h.prepare(cmd)
	}
	return cmd
}

// result is what a command printed and how it ended.
type result struct {
	stdout, stderr string
	code           int
}

// run runs mailtui to its end.
func (h *home) run(args ...string) result {
	h.t.Helper()
	cmd := h.command(h.t.Context(), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// ok runs mailtui, which must succeed and say nothing on stderr, and returns
// what it printed.
func (h *home) ok(args ...string) string {
	h.t.Helper()
	r := h.run(args...)
	if r.code != exitOK || r.stderr != "" {
		h.t.Fatalf("mailtui %s: exit code %d, %s", strings.Join(args, " "), r.code, r.stderr)
	}
	return r.stdout
}

// objects reads JSON lines, each of which must have "v": 1.
func objects(t *testing.T, lines string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(lines) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if object["v"] != 1.0 {
			t.Errorf("no version in %q", line)
		}
		all = append(all, object)
	}
	return all
}
