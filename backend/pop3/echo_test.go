package pop3_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/mail"
)

// TestLateEchoOfThePassword: a server that repeats it after the login.
func TestLateEchoOfThePassword(t *testing.T) {
	const secret = backendtest.Password
	var trace strings.Builder
	opts := inClear(start(t, replace("STAT", "-ERR not for "+secret+"\r\n")))
	opts.Dial.Trace = func(line mail.Text) { trace.WriteString(line.String() + "\n") }
	b := pop3.New(opts)
	defer b.Close()
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := b.Sync(t.Context(), backend.SyncRequest{Known: knownIDs(nil)},
		func(context.Context, backend.Batch) error { return nil })
	if p := backend.ProblemOf(err, ""); p.Detail.String() != "not for ***" {
		t.Errorf("it says %q", p.Detail)
	}
	if !strings.Contains(trace.String(), "S: -ERR not for ***") || strings.Contains(trace.String()+err.Error(), secret) {
		t.Errorf("the trace is\n%s", trace.String())
	}
}

// TestEchoOfThePassword: a server that repeats what it got does not put the
// password into the log or into a problem.
func TestEchoOfThePassword(t *testing.T) {
	const secret = "Tr0ub]dor"
	for _, c := range []struct {
		name, password, answer string
		kind                   mail.Kind
		detail                 string
	}{
		{"-ERR", secret, "-ERR unknown command: PASS " + secret + "\r\n", mail.Auth, "unknown command: PASS ***"},
		{"in another case", secret, "-ERR PASS TR0UB]DOR?\r\n", mail.Auth, "PASS ***?"},
		{"as a code", secret, "-ERR [PASS " + secret + "] no\r\n", mail.Auth, "[PASS ***] no"},
		{"behind a code", secret, "-ERR [IN-USE] " + secret + "\r\n", mail.Busy, "[IN-USE] ***"},
		{"spaces at its end", secret + "  ", "-ERR PASS " + secret + "  \r\n", mail.Auth, "PASS ***"},
		{"+OK", secret, "+OK PASS " + secret + "\r\n", mail.Unknown, ""},
		{"the answer after", secret, "+OK\r\n-ERR no CAPA behind " + secret + "\r\n", mail.Unknown, ""},
		{
			"a short one", "xyz", "-ERR [IN-USE] PASS xyz\r\n", mail.Busy,
			"[IN-USE] the server's words are left out",
		},
		{"a short one as a code", "xyz", "-ERR [PASS xyz]\r\n", mail.Auth, "the server's words are left out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var trace strings.Builder
			opts := inClear(start(t, replace("PASS", c.answer)))
			opts.Password = func(context.Context) (string, error) { return c.password, nil }
			opts.Dial.Trace = func(line mail.Text) { trace.WriteString(line.String() + "\n") }
			b := pop3.New(opts)
			defer b.Close()
			_, err := b.Connect(t.Context())
			var p mail.Problem
			shown := trace.String()
			if err != nil {
				p = backend.ProblemOf(err, "")
				shown += err.Error() + "\n" + p.Sentence() + "\n"
			}
			if p.Kind != c.kind || p.Detail.String() != c.detail {
				t.Errorf("kind %d, it says %q, want %q", p.Kind, p.Detail, c.detail)
			}
			if strings.Contains(strings.ToLower(shown), strings.ToLower(strings.TrimSpace(c.password))) {
				t.Errorf("the password is in\n%s", shown)
			}
		})
	}
}
