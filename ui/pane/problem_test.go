package pane_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/pane"
)

func TestSentence(t *testing.T) {
	t.Parallel()
	full := mail.Problem{Cause: mail.DiskFull, Path: "/home/ada/mail.db"}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a problem", full, full.Sentence()},
		{"wrapped", fmt.Errorf("write: %w", fmt.Errorf("commit: %w", full)), full.Sentence()},
		{"another error", errors.New("odd \x1b[2Jthing"), "This did not work: odd \ufffd[2Jthing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := pane.Sentence(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestToggle(t *testing.T) {
	t.Parallel()
	m := mail.Summary{ID: 5, Flags: mail.Seen}
	if in := pane.Toggle(m, mail.Seen); in.Delta != (mail.FlagDelta{Remove: mail.Seen}) || in.IDs[0] != 5 {
		t.Errorf("off: %+v", in)
	}
	if in := pane.Toggle(m, mail.Flagged); in.Delta != (mail.FlagDelta{Add: mail.Flagged}) {
		t.Errorf("on: %+v", in)
	}
}
