// Package secret gets passwords from the program that the user named.
//
// A password is held in memory for as long as the caller holds it; it is never
// written, logged, put into an error, or given to another program.
package secret

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// Timeout is how long a password command may take: long enough to unlock a
// keyring by hand.
const Timeout = 30 * time.Second

// maxLine is how many bytes of the command's output are read.
const maxLine = 64 << 10

// Errors of [Command]. They say nothing of what was printed.
var (
	// ErrNone: the command failed, took too long, or printed an empty first line.
	ErrNone = errors.New("the password command gave no password")
	// ErrNotStarted: there is no such program, or it cannot be run.
	ErrNotStarted = errors.New("the password command cannot be started")
)

// Command runs argv, a program and its arguments, without a shell, without
// standard input and with its messages thrown away, and returns the first line
// that it prints. Errors are ErrNone, ErrNotStarted, or that of ctx.
func Command(ctx context.Context, argv []string) (string, error) {
	return command(ctx, argv, Timeout)
}

func command(ctx context.Context, argv []string, timeout time.Duration) (string, error) {
	if len(argv) == 0 {
		return "", ErrNotStarted
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...) //nolint:gosec // the user's own command, no shell
	// A child of the command may hold the pipe open after the command is gone.
	cmd.WaitDelay = time.Second
	out := &firstLine{}
	cmd.Stdout = out
	if err := cmd.Start(); err != nil && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded) {
		return "", ErrNotStarted
	}
	err := cmd.Wait() // of what was not started: an error
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	password := out.String()
	if err != nil || password == "" {
		return "", ErrNone
	}
	return password, nil
}

// firstLine keeps the bytes before the first line break.
type firstLine struct {
	buf  bytes.Buffer
	done bool
}

// Write keeps what belongs to the first line and swallows the rest, so that the
// command never blocks.
func (f *firstLine) Write(p []byte) (int, error) {
	if !f.done {
		line, _, ended := bytes.Cut(p, []byte("\n"))
		f.buf.Write(line[:min(len(line), maxLine-f.buf.Len())])
		f.done = ended
	}
	return len(p), nil
}

// String returns the line without its line break, which may be CRLF.
func (f *firstLine) String() string { return strings.TrimSuffix(f.buf.String(), "\r") }
