// Mailtui reads mail in the terminal: IMAP and POP3, offline, from one store.
//
// This package is flags, output and exit codes; what the commands do is in
// package app.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Limits of the process: a message or server that makes it grow beyond these is
// a bug or an attack.
const (
	memoryLimit = 192 << 20 // of Go; SQLite has its own
	maxStack    = 64 << 20
)

func main() {
	syscall.Umask(0o077) // before any file is made: nothing is for others
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	debug.SetMaxStack(maxStack)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := &client{stdout: stdout, stderr: stderr}
	root := c.rootCommand() //nolint:contextcheck // commands take the one they are executed with
	root.SetArgs(args)
	help := &helpOutput{w: stdout}
	root.SetOut(help)
	root.SetErr(stderr)
	ownWords(root)
	// Commands leave their errors in c.err; this one is about the words.
	if err := root.ExecuteContext(ctx); c.err == nil {
		c.err = err
	}
	if err := c.closeLog(); c.err == nil {
		c.err = err
	}
	if help.err != nil {
		c.err = errLost
	}
	code := exitCode(c.err)
	if c.err != nil && !errors.Is(c.err, errTold) && code != exitInterrupted {
		c.tell("mailtui: %s", c.sentence(c.err))
	}
	return code
}

// helpOutput is where the help goes. The library that prints it does not say
// when that fails.
type helpOutput struct {
	w   io.Writer
	err error
}

// Write remembers the first error.
func (h *helpOutput) Write(p []byte) (int, error) {
	n, err := h.w.Write(p)
	if h.err == nil {
		h.err = err
	}
	return n, err
}
