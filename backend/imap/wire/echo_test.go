package wire

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// TestEchoOfThePassword: a server that repeats what it got does not put the
// password into the log or into a problem.
func TestEchoOfThePassword(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + testUser + "\x00" + testPassword))
	quoted := `LOGIN "anna" "p\"w\\d"`
	for _, tt := range []struct {
		name, caps, answer, detail string
	}{
		{
			"BAD to PLAIN", " AUTH=PLAIN SASL-IR", "%s BAD unknown command: AUTHENTICATE PLAIN " + plain + "\r\n",
			"unknown command: AUTHENTICATE PLAIN ***",
		},
		{
			"an echo that breaks off", " AUTH=PLAIN SASL-IR", "%s BAD what is PLAIN " + plain[:13] + "... ?\r\n",
			"what is PLAIN ***... ?",
		},
		{"what it decoded", " AUTH=PLAIN SASL-IR", "%s NO not " + testUser + " " + testPassword + "\r\n", "not anna ***"},
		{"NO to LOGIN", "", "%s NO " + quoted + " failed\r\n", `LOGIN "anna" "***" failed`},
		{"inside of a code", "", "%s NO [X " + quoted + "] failed\r\n", "failed"},
		{"a code that has no end", "", "%s NO [X " + quoted + " failed\r\n", `[X LOGIN "anna" "***" failed`},
		{"goodbye", "", "* BYE " + quoted + "\r\n", `LOGIN "anna" "***"`},
		{"untagged", "", "* OK you said " + quoted + "\r\n%s NO no\r\n", "no"},
		{"continuation", " AUTH=PLAIN", "+ go on\r\n", "no ***"},
		{"continuation that repeats", " AUTH=PLAIN SASL-IR", "+ " + plain + "\r\n", ""},
		{
			"at the edge of the words", "", "%s NO " + strings.Repeat("x", maxText-5) + plain + "\r\n",
			strings.Repeat("x", maxText-5) + "***",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{answers: map[string]string{
				"LOGIN": tt.answer, "AUTHENTICATE": tt.answer, plain: "* OK " + plain + "\r\nA1 NO no " + plain + "\r\n",
			}}
			p := refusedWithoutSecret(t, s, tt.caps, testPassword, testPassword, `p\"w\\d`, plain, plain[:13])
			if p.Detail.String() != tt.detail {
				t.Errorf("it says %q, want %q", p.Detail, tt.detail)
			}
		})
	}
}

// TestEchoOfAShortPassword: what is left around a replacement would tell it.
func TestEchoOfAShortPassword(t *testing.T) {
	s := &script{answers: map[string]string{"LOGIN": "* OK xyz\r\n%s NO [INUSE] LOGIN anna xyz\r\n"}}
	p := refusedWithoutSecret(t, s, "", "xyz", "xyz", "LOGIN anna")
	if p.Kind != mail.Busy || p.Detail.String() != "the server's words are left out" {
		t.Errorf("kind %d, it says %q", p.Kind, p.Detail)
	}
}

// refusedWithoutSecret logs in with password and checks that nothing that is
// seen of it holds one of the forms.
func refusedWithoutSecret(t *testing.T, s *script, caps, password string, forms ...string) mail.Problem {
	t.Helper()
	s.greeting = "* OK [CAPABILITY IMAP4rev1" + caps + "] hello\r\n"
	opts := s.start(t, dial.NoTLS, nil)
	opts.Password = func(context.Context) (string, error) { return password, nil }
	var trace strings.Builder
	opts.Dial.Trace = func(line mail.Text) {
		if text := line.String(); strings.HasPrefix(text, "S: ") {
			trace.WriteString(text + "\n")
		}
	}
	_, err := Open(t.Context(), opts)
	if err == nil {
		t.Fatal("logged in")
	}
	p := backend.ProblemOf(err, "")
	for _, form := range forms {
		for where, shown := range map[string]string{
			"trace": trace.String(), "error": err.Error(), "sentence": p.Sentence(), "detail": p.Detail.String(),
		} {
			if strings.Contains(shown, form) {
				t.Errorf("the %s shows %q:\n%s", where, form, shown)
			}
		}
	}
	return p
}
