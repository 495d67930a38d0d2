package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/mail"
)

// A log that has grown beyond maxLog is put aside when the next one begins;
// oldLogs of them are kept.
const (
	maxLog  = 5 << 20
	oldLogs = 4
)

// logFile is the log, if one was asked for. It is never the terminal.
type logFile struct {
	level string
	file  *os.File
	log   *slog.Logger
}

func (c *client) logPath() string { return filepath.Join(c.dirs.State, "log", "mailtui.log") }

// openLog opens the log when a level was given.
func (c *client) openLog() error {
	if c.log.level == "" {
		return nil
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.log.level)); err != nil {
		return mail.Problem{
			Op: "log", Kind: mail.Usage, Cause: mail.NotLogLevel, What: mail.Line("--log-level=" + c.log.level),
		}
	}
	if c.noDirs != nil {
		return c.noDirs
	}
	path := c.logPath()
	if err := app.RefuseShared(c.dirs.State); err != nil {
		return err
	}
	unwritable := mail.Problem{Op: "log", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: path}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unwritable
	}
	rotate(path)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the user's folder
	if err != nil {
		return unwritable
	}
	c.log.file = file
	c.log.log = slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: level, ReplaceAttr: safeAttr}))
	return nil
}

// safeAttr makes every message, key and value of the log safe: any of them may
// tell what a server or a message says.
func safeAttr(_ []string, a slog.Attr) slog.Attr {
	a.Key = mail.Line(a.Key).String()
	if kind := a.Value.Kind(); kind == slog.KindString || kind == slog.KindAny {
		a.Value = slog.StringValue(mail.Block(a.Value.String()).String())
	}
	return a
}

// rotate puts a log aside that is too long. What cannot be renamed is written
// on: a log too long is better than none.
func rotate(path string) {
	info, err := os.Stat(path)
	if err != nil || info.Size() < maxLog {
		return
	}
	for n := oldLogs; n > 0; n-- {
		_ = os.Rename(older(path, n-1), older(path, n))
	}
}

// older names the log that was put aside n times.
func older(path string, n int) string {
	if n == 0 {
		return path
	}
	return strings.TrimSuffix(path, ".log") + fmt.Sprintf(".%d.log", n)
}

func (c *client) logger() *slog.Logger {
	if c.log.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.log.log
}

func (c *client) closeLog() error {
	if c.log.file == nil {
		return nil
	}
	if err := c.log.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return mail.Problem{Op: "log", Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: c.logPath()}
	}
	return nil
}
