package desktop

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/mail"
)

// pipe returns a command that reads text.
func pipe(t *testing.T, line, text string) (*Command, error) {
	t.Helper()
	return Pipe(t.Context(), line, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
}

func TestPipe(t *testing.T) {
	install(t, "show", `printf '%s|' "$@"; cat; echo problem >&2`, false)
	for _, tt := range []struct {
		name, line, want string
		cause            mail.Cause
	}{
		{"words", "show a  b", "a|b|text", 0},
		{"quotes", `show "a b" 'c  d' e\ f ""`, "a b|c  d|e f||text", 0},
		{"no shell", "show $HOME ~ * `date` a$b", "$HOME|~|*|`date`|a$b|text", 0},
		{"quoted signs", `show ';' "|" '>' '&'`, ";|||>|&|text", 0},
		{"nothing", "   ", "", mail.NeedsShell},
		{"pipe", "show | tee x", "", mail.NeedsShell},
		{"redirection", "show >x", "", mail.NeedsShell},
		{"two programs", "show; show", "", mail.NeedsShell},
		{"background", "show &", "", mail.NeedsShell},
		{"substitution", "show $(date)", "$(date)|text", 0},
		{"open quote", `show "a`, "", mail.NeedsShell},
		{"missing", "no-such-program a", "", mail.NotStarted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := pipe(t, tt.line, "text")
			if cause(err) != tt.cause || (err == nil) != (tt.cause == 0) {
				t.Fatalf("got %v, want the cause %d", err, tt.cause)
			}
			if err != nil {
				return
			}
			var out, errs bytes.Buffer
			c.SetStdout(&out)
			c.SetStderr(&errs)
			if err := c.Run(); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want || errs.String() != "problem\n" {
				t.Errorf("got %q and %q, want %q", out.String(), errs.String(), tt.want)
			}
		})
	}
}

// TestPipeWaits: the output stays until a line is read from the keys.
func TestPipeWaits(t *testing.T) {
	t.Parallel()
	c, err := pipe(t, "cat", "text")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	keys := strings.NewReader("no\nleft")
	c.SetStdin(keys)
	c.SetStdout(&out)
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "text\n") || !strings.Contains(out.String(), "Enter") {
		t.Errorf("got %q", out.String())
	}
	if left, err := io.ReadAll(keys); err != nil || string(left) != "left" {
		t.Errorf("the keys %q are left, %v", left, err)
	}
}

func TestPipeFails(t *testing.T) {
	t.Parallel()
	c, err := pipe(t, "false", "text")
	if err != nil {
		t.Fatal(err)
	}
	var p mail.Problem
	if err := c.Run(); !errors.As(err, &p) || p.Cause != mail.CommandFailed || p.Detail.String() != "exit status 1" {
		t.Errorf("got %v", err)
	}
	// A program that reads less than there is has not failed.
	if c, err = pipe(t, "true", strings.Repeat("long ", 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := c.Run(); err != nil {
		t.Errorf("a program that does not read: %v", err)
	}
	// What could not be read is not the fault of the program.
	broken := errors.New("broken")
	for _, line := range []string{"cat", "grep -q x"} { // which fails by itself, too
		c, err = Pipe(t.Context(), line, func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("text"), iotest.ErrReader(broken))), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Run(); !errors.Is(err, broken) || cause(err) != mail.CauseNone {
			t.Errorf("%s: got %v", line, err)
		}
	}
	// Nor is one started that has nothing to read.
	gone := errors.New("gone")
	mark := filepath.Join(t.TempDir(), "mark")
	c, err = Pipe(t.Context(), "touch "+mark, func() (io.ReadCloser, error) { return nil, gone })
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("the program was started")
	}
}
