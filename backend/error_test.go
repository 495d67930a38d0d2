package backend_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

func TestProblemOf(t *testing.T) {
	busy := mail.Problem{Op: "select", Kind: mail.Busy, Host: "mail.example.org:993"}
	full := mail.Problem{Op: "store", Kind: mail.Full, Cause: mail.DiskFull, Path: "/home/ada/mail.db"}
	unknown := mail.Problem{Op: "sync", Kind: mail.Unknown}
	for _, tt := range []struct {
		name  string
		err   error
		want  mail.Problem
		found bool
	}{
		{"none", nil, unknown, false},
		{"another error", io.EOF, unknown, false},
		{"a problem", full, full, true},
		{"of a backend", &backend.Error{Problem: busy, Err: io.EOF}, busy, true},
		{"of a backend, nothing below", &backend.Error{Problem: busy}, busy, true},
		{"of a backend, wrapped", fmt.Errorf("sync: %w", &backend.Error{Problem: busy}), busy, true},
		{"of a backend over another", &backend.Error{Problem: busy, Err: full}, busy, true},
		{"the first of several", errors.Join(io.EOF, full, &backend.Error{Problem: busy}), full, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := backend.ProblemOf(tt.err, "sync"); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if _, found := mail.ProblemOf(tt.err); found != tt.found {
				t.Errorf("found: %v", found)
			}
			if backend.IsKind(tt.err, tt.want.Kind) != tt.found || backend.IsKind(tt.err, mail.Auth) {
				t.Errorf("the kind is another than %d", tt.want.Kind)
			}
		})
	}
	if err := error(&backend.Error{Problem: busy, Err: io.EOF}); !errors.Is(err, io.EOF) {
		t.Error("the error below is lost")
	}
}
