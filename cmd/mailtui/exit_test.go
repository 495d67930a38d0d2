package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	of := func(kind mail.Kind, cause mail.Cause) error { return mail.Problem{Op: "x", Kind: kind, Cause: cause} }
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"done", nil, 0},
		{"told already", errTold, 1},
		{"told, with a code", errors.Join(&codeError{errTold, 77}, nil), 77},
		{"unknown message", mail.Problem{Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotFound}, 66},
		{"unknown account", of(mail.Config, mail.NotFound), 67},
		{"unknown host", of(mail.Temporary, mail.UnknownHost), 69},
		{"refused", of(mail.Temporary, mail.Refused), 69},
		{"silent", of(mail.Temporary, mail.TimedOut), 69},
		{"a backend's error, wrapped", fmt.Errorf("sync: %w", &backend.Error{
			Problem: mail.Problem{Op: "dial", Kind: mail.Temporary, Cause: mail.Unreachable},
		}), 69},
		{"bug", io.ErrUnexpectedEOF, 70},
		{"read-only", of(mail.ReadOnly, mail.FileUnwritable), 73},
		{"read-only mailbox", of(mail.ReadOnly, 0), 73},
		{"disk full", of(mail.Full, mail.DiskFull), 74},
		{"quota", of(mail.Full, 0), 74},
		{"damaged store", of(mail.Config, mail.StoreCorrupt), 74},
		{"maildrop in use", of(mail.Busy, 0), 75},
		{"server busy", of(mail.Temporary, 0), 75},
		{"not here yet", of(mail.Temporary, mail.NotCached), 75},
		{"not here whole", of(mail.Temporary, mail.PartsOnly), 75},
		{"offline elsewhere", of(mail.Temporary, mail.WorkingOffline), 75},
		{"another client in the way", of(mail.Busy, mail.StoreBusy), 75},
		{"store in use", of(mail.Busy, mail.StoreLocked), 75},
		{"certificate", of(mail.Insecure, mail.CertExpired), 76},
		{"no mail server", of(mail.Protocol, 0), 76},
		{"refused by the server", of(mail.Rejected, 0), 76},
		{"login", of(mail.Auth, 0), 77},
		{"no password", of(mail.Auth, mail.NoPassword), 77},
		{"no program for the password", of(mail.Auth, mail.NoProgram), 77},
		{"no home", of(mail.Config, mail.NotSet), 78},
		{"configuration", of(mail.Config, 0), 78},
		{"file that cannot be read", of(mail.Config, mail.FileUnreadable), 78},
		{"interrupted", fmt.Errorf("sync: %w", context.Canceled), 130},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := exitCode(tt.err); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestBugIsLoggedNotShown(t *testing.T) {
	t.Parallel()
	c := &client{dirs: config.Inside(t.TempDir()), log: logFile{level: "error"}}
	if err := c.openLog(); err != nil {
		t.Fatal(err)
	}
	got := c.sentence(errors.New("read tcp 1.2.3.4: \x1b[2J EOF"))
	if err := c.closeLog(); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(c.logPath())
	if err != nil || !strings.Contains(string(log), "read tcp") || strings.Contains(string(log), "\x1b") {
		t.Errorf("the log has %q, %v", log, err)
	}
	if strings.Contains(got, "EOF") || !strings.Contains(got, c.logPath()) {
		t.Errorf("people read %q", got)
	}
}

func TestLogIsPutAsideWhenItIsLong(t *testing.T) {
	state := t.TempDir()
	dir := filepath.Join(state, "log")
	for run := range 7 {
		c := &client{dirs: config.Dirs{State: state}, log: logFile{level: "debug"}}
		if err := c.openLog(); err != nil {
			t.Fatal(err)
		}
		c.logger().Info("run", "n", run)
		if _, err := c.log.file.WriteString(strings.Repeat("x", maxLog)); err != nil {
			t.Fatal(err)
		}
		if err := c.closeLog(); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"mailtui.log": "n=6", "mailtui.1.log": "n=5", "mailtui.4.log": "n=2"} {
		log, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(log[:min(len(log), 200)]), want) {
			t.Errorf("%s has not %s, %v", name, want, err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1+oldLogs {
		t.Errorf("%d logs, %v", len(files), err)
	}
}

func TestLogThatCannotBeWritten(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(state, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &client{dirs: config.Dirs{State: state}, log: logFile{level: "debug"}}
	if err := c.openLog(); exitCode(err) != exitCantCreate || !strings.Contains(err.Error(), state) {
		t.Errorf("got %v", err)
	}
}

type fullPipe struct{}

func (fullPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "stdout", Err: io.ErrShortWrite}
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	c := &client{stdout: fullPipe{}}
	err := c.print(func(p *printer) { p.line("%s", strings.Repeat("x", 10_000)) })
	if exitCode(err) != exitIO {
		t.Errorf("got %v", err)
	}
}

func TestPad(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "    ", "ab": "ab  ", "abcdef": "abc…", "日本語": "日… ", "日本": "日本"} {
		if got := pad(in, 4); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestFlagsInJSON(t *testing.T) {
	t.Parallel()
	for flags, want := range map[mail.Flags]string{
		0: "unread", mail.Seen: "", mail.Seen | mail.Flagged: "starred", mail.Answered: "unread answered",
	} {
		if got := strings.Join(flagsJSON(flags), " "); got != want {
			t.Errorf("%b is %q, want %q", flags, got, want)
		}
	}
}
