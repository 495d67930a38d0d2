package secret

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCommand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		argv []string
		want string // empty: an error
	}{
		{"one line", []string{"printf", "s3cret\n"}, "s3cret"},
		{"no line break", []string{"printf", "s3cret"}, "s3cret"},
		{"CRLF", []string{"printf", "s3cret\r\n"}, "s3cret"},
		{"the first line only", []string{"printf", "s3cret\nuser: ada\n"}, "s3cret"},
		{"blanks belong to it", []string{"printf", " s3 cret \n"}, " s3 cret "},
		{"no shell", []string{"printf", "%s", "$HOME;`id`"}, "$HOME;`id`"},
		{"more than a pipe holds", []string{"seq", "1", "100000"}, "1"},
		{"nothing printed", []string{"true"}, ""},
		{"an empty first line", []string{"printf", "\ns3cret\n"}, ""},
		{"failed after printing", []string{"sh", "-c", "echo s3cret; exit 1"}, ""},
		{"no such program", []string{"mailtui-no-such-program"}, ""},
		{"no program", nil, ""},
		{"reads its input", []string{"cat"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Command(t.Context(), tt.argv)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var wantErr error
			switch {
			case strings.Contains(tt.name, "no such program") || tt.argv == nil:
				wantErr = ErrNotStarted
			case tt.want == "":
				wantErr = ErrNone
			}
			if !errors.Is(err, wantErr) {
				t.Errorf("error %v, want %v", err, wantErr)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error holds what was printed: %v", err)
			}
		})
	}
}

func TestCommandEndsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	// The child keeps the pipe open after the command itself was killed.
	hang := []string{"sh", "-c", "sleep 60 & wait"}
	for _, timeout := range []time.Duration{0, 10 * time.Millisecond} { // before it starts, and while it runs
		if _, err := command(t.Context(), hang, timeout); !errors.Is(err, ErrNone) {
			t.Errorf("after a time-out of %v: %v", timeout, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Command(ctx, hang); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}

func TestCommandLimitsALine(t *testing.T) {
	t.Parallel()
	got, err := Command(t.Context(), []string{"head", "-c", "200000", "/dev/zero"})
	if err != nil || len(got) != maxLine {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestCommandIsFoundByPathOnly(t *testing.T) {
	t.Parallel()
	if _, err := Command(t.Context(), []string{filepath.Join(t.TempDir(), "missing")}); !errors.Is(err, ErrNotStarted) {
		t.Errorf("got %v", err)
	}
}
