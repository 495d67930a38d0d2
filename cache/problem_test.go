package cache

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/mailtui/mailtui/mail"
)

func TestErrorsOfSQLiteBecomeProblems(t *testing.T) {
	s := &Store{path: "/x/mail.db"}
	for _, c := range []struct {
		name  string
		err   sqlite3.Error
		kind  mail.Kind
		cause mail.Cause
	}{
		{"full", sqlite3.Error{Code: sqlite3.ErrFull}, mail.Full, mail.DiskFull},
		{"read-only", sqlite3.Error{Code: sqlite3.ErrReadonly}, mail.ReadOnly, mail.FileUnwritable},
		{"no permission", sqlite3.Error{Code: sqlite3.ErrPerm}, mail.ReadOnly, mail.FileUnwritable},
		{"cannot open", sqlite3.Error{Code: sqlite3.ErrCantOpen}, mail.ReadOnly, mail.FileUnreadable},
		{"corrupt", sqlite3.Error{Code: sqlite3.ErrCorrupt}, mail.Config, mail.StoreCorrupt},
		{"no database", sqlite3.Error{Code: sqlite3.ErrNotADB}, mail.Config, mail.StoreCorrupt},
		{"busy", sqlite3.Error{Code: sqlite3.ErrBusy}, mail.Busy, mail.StoreLocked},
		{"fsync failed", sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync}, mail.ReadOnly, mail.FileUnwritable},
		{"read failed", sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrRead}, mail.ReadOnly, mail.FileUnreadable},
		{"no room for the log", sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.ENOSPC}, mail.Full, mail.DiskFull},
		{"over quota", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EDQUOT}, mail.Full, mail.DiskFull},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := s.problem(fmt.Errorf("do something: %w", c.err))
			var p mail.Problem
			if !errors.As(err, &p) || p.Kind != c.kind || p.Cause != c.cause || p.Path != s.path {
				t.Errorf("got %+v", p)
			}
			var below sqlite3.Error
			if !errors.As(err, &below) || below.Code != c.err.Code {
				t.Errorf("the error below is lost: %v", err)
			}
		})
	}
}

func TestOtherErrorsStayAsTheyAre(t *testing.T) {
	s := &Store{path: "/x/mail.db"}
	known := fmt.Errorf("already: %w: %w", mail.Problem{Cause: mail.NotFound}, sqlite3.Error{Code: sqlite3.ErrFull})
	for _, err := range []error{nil, context.Canceled, ErrNotFound, sqlite3.Error{Code: sqlite3.ErrConstraint}, known} {
		if got := s.problem(err); got != err { //nolint:errorlint // the very same
			t.Errorf("%v became %v", err, got)
		}
	}
}
