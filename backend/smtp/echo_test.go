package smtp_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/mail"
)

// TestEchoOfThePassword: a server that repeats what it got does not put the
// password into the log or into a problem.
func TestEchoOfThePassword(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(password))
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
	for _, c := range []struct {
		name, methods, answer, detail string
	}{
		{"535 to PLAIN", "PLAIN", "535 5.7.8 AUTH PLAIN " + plain + " failed\r\n", "AUTH PLAIN *** failed"},
		{"500 to PLAIN", "PLAIN", "500 unknown: AUTH PLAIN " + plain + "\r\n", "unknown: AUTH PLAIN ***"},
		{"an answer of several lines", "PLAIN", "535-no\r\n535-" + plain + "\r\n535 " + password + "\r\n", "no *** ***"},
		{"535 to LOGIN", "LOGIN", "535 " + encoded + " is wrong\r\n", "*** is wrong"},
		{"a question to LOGIN", "LOGIN", "334 " + encoded + "\r\n", ""},
		{"a question that is none", "PLAIN", "334 AUTH PLAIN " + plain + "\r\n", ""},
		{"no answer of SMTP", "PLAIN", "AUTH PLAIN " + plain + "\r\n", ""},
		{
			"at the edge of the words", "PLAIN", "535 " + strings.Repeat("x", 296) + plain + "\r\n",
			strings.Repeat("x", 296) + "***",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &fake{caps: []string{"AUTH " + c.methods}}
			f.script = func(turn *turn) {
				switch line := turn.line; {
				case line == "AUTH LOGIN", line == base64.StdEncoding.EncodeToString([]byte(user)):
					turn.answer = "334 \r\n"
				case strings.HasPrefix(line, "AUTH"), line == encoded:
					turn.answer = c.answer
				case line == "*":
					turn.answer = "501 " + plain + "\r\n"
				}
			}
			f.start(t)
			p, shown := refused(t, f.options())
			if p.Detail.String() != c.detail {
				t.Errorf("it says %q, want %q", p.Detail, c.detail)
			}
			for _, form := range []string{password, encoded, plain} {
				if strings.Contains(shown, form) {
					t.Errorf("%q is in\n%s", form, shown)
				}
			}
		})
	}
}

// TestLateEchoOfThePassword: a server that repeats it after the login.
func TestLateEchoOfThePassword(t *testing.T) {
	for _, verb := range []string{"MAIL", "RCPT", "DATA", "."} {
		t.Run(verb, func(t *testing.T) {
			f := &fake{caps: []string{"AUTH PLAIN"}, script: func(turn *turn) {
				if strings.HasPrefix(turn.line, verb) {
					turn.answer = "550-5.7.1 not s3c\r\n550 5.7.1 not with " + password + "\r\n"
				}
			}}
			f.start(t)
			p, shown := refused(t, f.options())
			if !strings.Contains(p.Detail.String(), "not with ***") || strings.Contains(shown, password) {
				t.Errorf("shown\n%s", shown)
			}
		})
	}
}

// TestEchoOfAShortPassword: what is left around a replacement would tell it.
func TestEchoOfAShortPassword(t *testing.T) {
	f := &fake{caps: []string{"AUTH PLAIN"}, script: func(turn *turn) {
		if strings.HasPrefix(turn.line, "AUTH") {
			turn.answer = "535 5.7.8 not xyz\r\n"
		}
	}}
	f.start(t)
	opts := f.options()
	opts.Password = func(context.Context) (string, error) { return "xyz", nil }
	p, shown := refused(t, opts)
	if p.Kind != mail.Auth || p.Detail.String() != "the server's words are left out" || strings.Contains(shown, "xyz") {
		t.Errorf("kind %d, shown\n%s", p.Kind, shown)
	}
}

// refused sends in vain, and returns the problem and all that is shown of it.
func refused(t *testing.T, opts smtp.Options) (p mail.Problem, shown string) {
	t.Helper()
	var trace strings.Builder
	opts.Dial.Trace = func(line mail.Text) { trace.WriteString(line.String() + "\n") }
	err := smtp.New(opts).Send(t.Context(), outgoing("Hi"))
	if err == nil {
		t.Fatal("sent")
	}
	p = backend.ProblemOf(err, "")
	return p, trace.String() + err.Error() + "\n" + p.Sentence()
}
