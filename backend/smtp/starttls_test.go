package smtp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// attack is a server script of the NO STARTTLS collection (USENIX Security 2021).
type attack struct {
	ID       string            `json:"id"`
	Proto    string            `json:"proto"`
	Greeting string            `json:"greeting"`
	Caps     []string          `json:"capabilities"`
	CapsTLS  []string          `json:"capabilities_tls"`
	STARTTLS string            `json:"stls_response"`
	MakeTLS  *bool             `json:"stls_make_transition"`
	Override map[string]string `json:"override_response"`
	Hide     []string          `json:"hide_commands"`
	Variants []string          `json:"commented_variants"`
	Cert     struct {
		Cert struct {
			Path string `json:"crt_path"`
		}
	} `json:"cert"`
}

// attacks returns the SMTP scripts, with those that the collection keeps as
// comments. The test is skipped where the collection is not.
func attacks(t *testing.T) []attack {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "corpora", "nostarttls", "starttls_cases.json")
	content, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SHARED") == "1" {
			t.Fatal(err)
		}
		t.Skip("the NO STARTTLS collection is not here")
	}
	var all []attack
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(a attack) bool { return a.Proto != "smtp" })
	for _, a := range all {
		for i, variant := range a.Variants {
			value, isSTARTTLS := strings.CutPrefix(strings.TrimSuffix(variant, ","), "stls_response: ")
			if !isSTARTTLS {
				continue // about EHLO through TLS, which is always said
			}
			if a.STARTTLS, err = strconv.Unquote(value); err != nil {
				t.Fatal(err)
			}
			a.ID += " variant " + strconv.Itoa(i)
			all = append(all, a)
		}
	}
	return all
}

// play is the attack as a script.
func (a attack) play(x *turn) {
	verb, _, _ := strings.Cut(strings.ToLower(x.line), " ")
	for name, answer := range a.Override {
		if strings.EqualFold(name, verb) && verb != "" {
			x.answer = answer
			x.tls = x.tls && strings.HasPrefix(answer, "220")
			return
		}
	}
	switch {
	case verb == "" && a.Greeting != "":
		x.answer = a.Greeting
	case slices.Contains(a.Hide, verb):
		x.answer, x.tls = "502 Command not implemented\r\n", false
	case verb == "ehlo":
		caps := a.Caps
		if x.secure {
			caps = a.CapsTLS
		}
		x.answer = "250-attack\r\n250-" + strings.Join(append(slices.Clone(caps), "HELP"), "\r\n250-") + "\r\n250 END\r\n"
	case verb == "starttls":
		if a.STARTTLS != "" {
			x.answer = a.STARTTLS
		}
		x.tls = x.tls && (a.MakeTLS == nil || *a.MakeTLS)
	}
}

// sends reports whether a message gets through: by TLS alone.
func (a attack) sends() bool {
	name := strings.TrimPrefix(a.ID, "testcases/smtp/")
	return slices.Contains([]string{
		"setup", "setup_opportunistic_encryption", "Buffering/B_1", // attacks by its variants only
		"others/greeting/220", "others/starttls/220", "others/ehlo/250-all", "others/ehlo/250-all-no-starttls",
		"others/ehlo/250-empty", "others/ehlo/500", "others/ehlo/502", // HELO through TLS will do
	}, name) || strings.HasPrefix(name, "others/rset/") // RSET is never said, HELO serves as well
}

func (a attack) server(t *testing.T, ca *backendtest.CA) *fake {
	t.Helper()
	var cert, key []byte
	switch filepath.Base(a.Cert.Cert.Path) {
	case "example.org-self-signed.pem":
		cert, key = backendtest.SelfSigned(t, "localhost")
	case "example.org-unknown-root.pem":
		cert, key = backendtest.NewCA(t).Cert(t, time.Now().Add(time.Hour), "localhost")
	case "other.example.org.pem":
		cert, key = ca.Cert(t, time.Now().Add(time.Hour), "other.example.org")
	case "example.org-expired.pem":
		cert, key = ca.Cert(t, time.Now().Add(-time.Hour), "localhost")
	default:
		cert, key = ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	}
	return (&fake{config: backendtest.ServerTLS(t, cert, key), script: a.play}).start(t)
}

// TestNoStartTLS plays every script of the collection: nothing but EHLO and
// STARTTLS leaves before TLS is verified, and nothing of the time before it is
// believed or shown.
func TestNoStartTLS(t *testing.T) {
	t.Parallel()
	ca := backendtest.NewCA(t)
	played := 0
	for _, a := range attacks(t) {
		played++
		t.Run(a.ID, func(t *testing.T) {
			t.Parallel()
			f := a.server(t, ca)
			p := send(t, f.over(dial.StartTLS, ca))
			lines, taken := f.got()
			if (p == nil) != a.sends() || (len(taken) == 1) != a.sends() {
				t.Errorf("%d messages: %+v; %q", len(taken), p, lines)
			}
			if p != nil && (p.Host == "" || p.Kind == mail.Unknown) {
				t.Errorf("the problem is %+v", p)
			}
			stripped := strings.Contains(a.ID, "Negotiation") || strings.Contains(a.ID, "Certificate") ||
				strings.Contains(a.ID, "variant") || strings.HasSuffix(a.ID, "X_1")
			if p != nil && stripped && p.Kind != mail.Insecure {
				t.Errorf("an attack gives %+v", p)
			}
			through := false
			for _, line := range lines {
				through = through || strings.HasPrefix(line, "tls ")
				if inClear, is := strings.CutPrefix(line, "clear "); is && inClear != "EHLO [127.0.0.1]" && inClear != "STARTTLS" {
					t.Errorf("sent in clear: %q", inClear)
				}
			}
			if p != nil && !through && !p.Detail.Empty() {
				t.Errorf("words in clear are shown: %q", p.Detail)
			}
		})
	}
	if played < 63 {
		t.Errorf("%d scripts were played, the collection has 63 for SMTP", played)
	}
	t.Logf("%d scripts were played", played)
}
