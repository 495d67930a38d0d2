package wire

import (
	"encoding/base64"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
)

// attack is a server of the NO STARTTLS collection.
type attack struct{ backendtest.Attack }

// TestNoSTARTTLS plays every case against Open: no credential in clear, no
// login at all where TLS cannot be had, and nothing kept of what was said
// before it.
func TestNoSTARTTLS(t *testing.T) {
	played := 0
	for _, found := range backendtest.Attacks(t, corpora.Path(t, "nostarttls"), "imap") {
		played++
		t.Run(found.ID, func(t *testing.T) { synctest.Test(t, attack{found}.play) })
	}
	if played != 83 {
		t.Errorf("%d scripts were played, the collection has 83 for IMAP", played)
	}
}

// refuses reports whether the case leaves no way to TLS.
func (a attack) refuses() bool {
	for _, name := range append(a.Hide, a.Ignore...) {
		if name == "starttls" {
			return true
		}
	}
	answer := a.starttls()
	tagged := strings.Index(answer, "<tag> OK")
	return tagged < 0 || strings.Contains(answer[:tagged], "{") || // lines that are no responses follow
		strings.Contains(answer, "\r\n") && !strings.HasSuffix(answer, "\r\n") ||
		strings.Count(answer[tagged:], "\r\n") > 1 || // more in clear
		!strings.HasPrefix(a.greet(), "* OK") ||
		strings.Contains(a.AfterGreeting, "{") || strings.Count(a.greet(), "\r\n") > 1 ||
		a.Wrong != mail.CauseNone
}

func (a attack) starttls() string {
	if a.StartTLS == "" {
		return "<tag> OK begin\r\n"
	}
	return a.StartTLS
}

func (a attack) greet() string {
	if g := a.Override["greeting"]; g != "" {
		return g
	}
	if a.Greeting == "" {
		return "* OK ready\r\n"
	}
	return a.Greeting
}

// server returns the attack as a script, for a client that trusts ca.
func (a attack) server(t *testing.T, ca *backendtest.CA) *script {
	t.Helper()
	s := &script{
		greeting: a.greet() + a.AfterGreeting,
		tls:      a.ServerTLS(t, ca),
		answers: map[string]string{
			"STARTTLS":     strings.ReplaceAll(a.starttls(), "<tag>", "%s"),
			"CAPABILITY":   "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR AFTERTLS\r\n%s OK done\r\n",
			"AUTHENTICATE": "%s OK done\r\n",
		},
	}
	for _, name := range a.Hide {
		delete(s.answers, strings.ToUpper(name))
	}
	for _, name := range a.Ignore {
		s.answers[strings.ToUpper(name)] = ""
	}
	return s
}

func (a attack) play(t *testing.T) {
	mode := dial.StartTLS
	if a.Implicit {
		mode = dial.ImplicitTLS
	}
	ca := backendtest.NewCA(t)
	s := a.server(t, ca)
	opts := options(mode, ca)
	opts.Dial.Dial = backendtest.InMemory(s.handle(mode)) // it may refuse by silence
	conn, err := Open(t.Context(), opts)
	if err == nil {
		defer conn.Cut()
		if a.refuses() && !a.Implicit {
			t.Error("logged in where there is no way to TLS")
		}
		if got := strings.Join(conn.Caps, " "); !a.Implicit && got != "IMAP4REV1 AUTH=PLAIN SASL-IR AFTERTLS" {
			t.Errorf("capabilities are %q", got)
		}
	} else {
		p := backend.ProblemOf(err, "")
		if !a.refuses() && !strings.Contains(a.ID, "others/") {
			t.Errorf("failed, but TLS could be had: %v", err)
		}
		throughTLS := strings.Contains(strings.Join(s.got(), "\n"), "tls ")
		if !p.Detail.Empty() && !throughTLS || p.Host == "" {
			t.Errorf("the problem is %#v", p)
		}
		if want := a.Wrong; want != mail.CauseNone && (p.Cause != want || p.Kind != mail.Insecure) {
			t.Errorf("cause %d of kind %d, want %d", p.Cause, p.Kind, want)
		}
	}
	if !a.Implicit {
		checkClear(t, s.got())
	}
}

// checkClear looks for anything but STARTTLS in what was sent in clear.
func checkClear(t *testing.T, lines []string) {
	t.Helper()
	secret := base64.StdEncoding.EncodeToString([]byte("\x00" + testUser + "\x00" + testPassword))
	for _, line := range lines {
		rest, inClear := strings.CutPrefix(line, "clear ")
		if !inClear {
			continue
		}
		if rest != "S1 STARTTLS" || strings.Contains(rest, secret) || strings.Contains(rest, testPassword) {
			t.Errorf("sent in clear: %q", rest)
		}
	}
}
