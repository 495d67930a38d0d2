package wire

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// starttlsCase is a server of "NO STARTTLS" (USENIX Security 2021).
type starttlsCase struct {
	ID         string
	Proto      string
	Greeting   string
	AfterGreet string            `json:"response_after_greeting"`
	Overrides  map[string]string `json:"override_response"`
	StartTLS   string            `json:"starttls_response"`
	Hidden     []string          `json:"hide_commands"`
	Ignored    []string          `json:"ignore_commands"`
	Implicit   bool              `json:"implicit_tls"`
	Variants   []string          `json:"commented_variants"`
	Cert       struct {
		Cert struct {
			Path string `json:"crt_path"`
		}
	}
}

// shared opens a file of the data that is shared beside the project.
func shared(t *testing.T, name string) *os.File {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil && dir != "/" {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", name))
	if err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SHARED") == "1" {
			t.Fatal(err)
		}
		t.Skipf("the shared test data is not here: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestNoSTARTTLS plays every case against Open: no credential in clear, no
// login at all where TLS cannot be had, and nothing kept of what was said
// before it.
func TestNoSTARTTLS(t *testing.T) {
	var all []starttlsCase
	if err := json.NewDecoder(shared(t, "corpora/nostarttls/starttls_cases.json")).Decode(&all); err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, c := range all {
		if c.Proto != "imap" {
			continue
		}
		played++
		t.Run(c.ID, func(t *testing.T) { c.play(t) })
		for i, response := range c.variants() {
			v := c
			v.StartTLS = response
			t.Run(c.ID+"/variant "+strconv.Itoa(i+1), func(t *testing.T) { v.play(t) })
		}
	}
	if played != 78 {
		t.Errorf("played %d cases, want 78", played)
	}
}

var variantPattern = regexp.MustCompile(`starttls_response: Some\((".*")\)`)

// variants returns other answers to STARTTLS that the case's authors tried.
func (c starttlsCase) variants() []string {
	var out []string
	for _, line := range c.Variants {
		if m := variantPattern.FindStringSubmatch(line); m != nil {
			if text, err := strconv.Unquote(m[1]); err == nil {
				out = append(out, text)
			}
		}
	}
	return out
}

// refuses reports whether the case leaves no way to TLS.
func (c starttlsCase) refuses() bool {
	for _, name := range append(c.Hidden, c.Ignored...) {
		if name == "starttls" {
			return true
		}
	}
	answer := c.starttls()
	tagged := strings.Index(answer, "<tag> OK")
	return tagged < 0 || strings.Contains(answer[:tagged], "{") || // lines that are no responses follow
		strings.Contains(answer, "\r\n") && !strings.HasSuffix(answer, "\r\n") ||
		strings.Count(answer[tagged:], "\r\n") > 1 || // more in clear
		!strings.HasPrefix(c.greet(), "* OK") ||
		strings.Contains(c.AfterGreet, "{") || strings.Count(c.greet(), "\r\n") > 1 ||
		c.certificate() != mail.CauseNone
}

func (c starttlsCase) starttls() string {
	if c.StartTLS == "" {
		return "<tag> OK begin\r\n"
	}
	return c.StartTLS
}

func (c starttlsCase) greet() string {
	if g := c.Overrides["greeting"]; g != "" {
		return g
	}
	if c.Greeting == "" {
		return "* OK ready\r\n"
	}
	return c.Greeting
}

// certificate tells what is wrong with the server's certificate.
func (c starttlsCase) certificate() mail.Cause {
	switch {
	case strings.Contains(c.Cert.Cert.Path, "self-signed"), strings.Contains(c.Cert.Cert.Path, "unknown-root"):
		return mail.CertUntrusted
	case strings.Contains(c.Cert.Cert.Path, "other."):
		return mail.CertWrongHost
	case strings.Contains(c.Cert.Cert.Path, "expired"):
		return mail.CertExpired
	default:
		return mail.CauseNone
	}
}

// server returns the case as a script, and the authority to trust.
func (c starttlsCase) server(t *testing.T) (*script, *backendtest.CA) {
	ca := backendtest.NewCA(t)
	cert, key := ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	switch {
	case strings.Contains(c.Cert.Cert.Path, "self-signed"):
		cert, key = backendtest.SelfSigned(t, "localhost")
	case strings.Contains(c.Cert.Cert.Path, "unknown-root"):
		cert, key = backendtest.NewCA(t).Cert(t, time.Now().Add(time.Hour), "localhost")
	case c.certificate() == mail.CertWrongHost:
		cert, key = ca.Cert(t, time.Now().Add(time.Hour), "other.example.org")
	case c.certificate() == mail.CertExpired:
		cert, key = ca.Cert(t, time.Now().Add(-time.Hour), "localhost")
	}
	s := &script{
		greeting: c.greet() + c.AfterGreet,
		tls:      backendtest.ServerTLS(t, cert, key),
		answers: map[string]string{
			"STARTTLS":     strings.ReplaceAll(c.starttls(), "<tag>", "%s"),
			"CAPABILITY":   "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR AFTERTLS\r\n%s OK done\r\n",
			"AUTHENTICATE": "%s OK done\r\n",
		},
	}
	for _, name := range c.Hidden {
		delete(s.answers, strings.ToUpper(name))
	}
	for _, name := range c.Ignored {
		s.answers[strings.ToUpper(name)] = ""
	}
	return s, ca
}

func (c starttlsCase) play(t *testing.T) {
	mode := dial.StartTLS
	if c.Implicit {
		mode = dial.ImplicitTLS
	}
	s, ca := c.server(t)
	opts := s.start(t, mode, ca)
	opts.Dial.Idle = 300 * time.Millisecond
	conn, err := Open(t.Context(), opts)
	if err == nil {
		defer conn.Cut()
		if c.refuses() && !c.Implicit {
			t.Error("logged in where there is no way to TLS")
		}
		if got := strings.Join(conn.Caps, " "); !c.Implicit && got != "IMAP4REV1 AUTH=PLAIN SASL-IR AFTERTLS" {
			t.Errorf("capabilities are %q", got)
		}
	} else {
		p := backend.ProblemOf(err, "")
		if !c.refuses() && !strings.Contains(c.ID, "others/") {
			t.Errorf("failed, but TLS could be had: %v", err)
		}
		throughTLS := strings.Contains(strings.Join(s.got(), "\n"), "tls ")
		if !p.Detail.Empty() && !throughTLS || p.Host == "" {
			t.Errorf("the problem is %#v", p)
		}
		if want := c.certificate(); want != mail.CauseNone && (p.Cause != want || p.Kind != mail.Insecure) {
			t.Errorf("cause %d of kind %d, want %d", p.Cause, p.Kind, want)
		}
	}
	if !c.Implicit {
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
