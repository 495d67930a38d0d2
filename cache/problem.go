package cache

import (
	"errors"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"github.com/mailtui/mailtui/mail"
)

// storeError is an error of SQLite or of the file system and what it means.
type storeError struct {
	mail.Problem
	err error
}

// Error is for logs; people read [mail.Problem.Sentence].
func (e *storeError) Error() string { return e.err.Error() }

// Unwrap lets errors.As find the problem and the error below.
func (e *storeError) Unwrap() []error { return []error{e.Problem, e.err} }

// problem gives an error of SQLite the problem that it means, with the store's
// path. Other errors, and those that carry a problem, stay as they are.
func (s *Store) problem(err error) error {
	var failure sqlite3.Error
	if _, known := mail.ProblemOf(err); known || !errors.As(err, &failure) {
		return err
	}
	p := mail.Problem{Op: "store", Path: s.path}
	switch failure.Code {
	case sqlite3.ErrFull:
		p.Kind, p.Cause = mail.Full, mail.DiskFull
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		p.Kind, p.Cause = mail.ReadOnly, mail.FileUnwritable
	case sqlite3.ErrCantOpen:
		p.Kind, p.Cause = mail.ReadOnly, mail.FileUnreadable
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		p.Kind, p.Cause = mail.Config, mail.StoreCorrupt
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		p.Kind, p.Cause = mail.Busy, mail.StoreLocked
	case sqlite3.ErrIoErr:
		p.Kind, p.Cause = mail.ReadOnly, ioCause(failure.ExtendedCode)
	default:
		return err
	}
	if noSpace(failure.SystemErrno) { // the files beside the store could not be made
		p.Kind, p.Cause = mail.Full, mail.DiskFull
	}
	return &storeError{Problem: p, err: err}
}

// ioCause tells a disk that cannot be read from one that cannot be written.
func ioCause(code sqlite3.ErrNoExtended) mail.Cause {
	switch code {
	case sqlite3.ErrIoErrRead, sqlite3.ErrIoErrShortRead, sqlite3.ErrIoErrFstat, sqlite3.ErrIoErrSHMMap:
		return mail.FileUnreadable
	default:
		return mail.FileUnwritable
	}
}

// noSpace reports whether err means that a disk or a quota is full.
func noSpace(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// unwritable reports whether err means that the store cannot be written now but
// may be read, and what a write is then answered.
func (s *Store) unwritable(err error) (mail.Problem, bool) {
	p, ok := mail.ProblemOf(err)
	if !ok || p.Kind != mail.ReadOnly && p.Kind != mail.Full {
		return p, false
	}
	refusal := mail.Problem{Op: "write", Kind: p.Kind, Cause: mail.FileUnwritable, Path: s.path}
	if p.Kind == mail.Full {
		refusal.Cause = mail.DiskFull
	}
	return refusal, true
}
