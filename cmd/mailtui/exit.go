package main

import (
	"context"
	"errors"

	"github.com/mailtui/mailtui/mail"
)

// The exit codes, those of sysexits where one fits.
const (
	exitOK          = 0
	exitPartial     = 1   // some of it worked, or a question waits
	exitUsage       = 64  // the words of the command
	exitNoInput     = 66  // no such file or message
	exitNoUser      = 67  // no such account or folder
	exitUnavailable = 69  // the server cannot be reached
	exitInternal    = 70  // a bug
	exitCantCreate  = 73  // the store cannot be written
	exitIO          = 74  // disk full, damaged or unreadable store, output gone
	exitTryLater    = 75  // not now
	exitProtocol    = 76  // no mail server, or no trust in it
	exitNoPerm      = 77  // the login was refused
	exitConfig      = 78  // the configuration
	exitInterrupted = 130 // by a signal
)

// errTold ends a command whose problems were printed already; the code is
// partial failure unless a code is joined.
var errTold = errors.New("told already")

// codeError gives an error an exit code that its problem does not tell.
type codeError struct {
	err  error
	code int
}

func (e *codeError) Error() string { return e.err.Error() }
func (e *codeError) Unwrap() error { return e.err }

// exitCode returns the code for how a command ended.
func exitCode(err error) int {
	var coded *codeError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, errTold):
		return exitPartial
	}
	if p, ok := mail.ProblemOf(err); ok {
		return problemCode(p)
	}
	return exitInternal
}

// problemCode returns the exit code of a problem.
func problemCode(p mail.Problem) int {
	if code, ok := map[mail.Cause]int{
		mail.UnknownHost:    exitUnavailable,
		mail.Refused:        exitUnavailable,
		mail.Unreachable:    exitUnavailable,
		mail.TimedOut:       exitUnavailable,
		mail.Closed:         exitUnavailable,
		mail.FileUnwritable: exitCantCreate,
		mail.DiskFull:       exitIO,
		mail.StoreCorrupt:   exitIO,
		mail.StoreNewer:     exitIO,
		mail.StoreLocked:    exitTryLater,
		mail.NotCached:      exitTryLater,
		mail.PartsOnly:      exitTryLater,
		mail.NotFound:       exitNoUser,
	}[p.Cause]; ok {
		if p.Cause == mail.NotFound && p.Scope == mail.ScopeMessage {
			return exitNoInput
		}
		return code
	}
	switch p.Kind {
	case mail.Temporary, mail.Busy, mail.Unknown:
		return exitTryLater
	case mail.Auth:
		return exitNoPerm
	case mail.Insecure, mail.Protocol, mail.Rejected, mail.Gone:
		return exitProtocol
	case mail.ReadOnly:
		return exitCantCreate
	case mail.Full:
		return exitIO
	case mail.Config:
		return exitConfig
	case mail.Usage:
		return exitUsage
	default:
		return exitInternal
	}
}

// sentence returns the one sentence that people read about an error.
func (c *client) sentence(err error) string {
	if p, ok := mail.ProblemOf(err); ok {
		return p.Sentence()
	}
	c.logger().Error("internal error", "err", err)
	return "something that should not happen stopped this: repeat it with --log-level debug and look into " +
		mail.Line(c.logPath()).String() + "."
}
