package backendtest

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Attack is a server of the collection of "NO STARTTLS" (USENIX Security 2021),
// which gives a client that begins in clear reasons to go on in clear, or to
// believe what was said there. Nil and "" stand for what a correct server says.
type Attack struct {
	ID            string            `json:"id"` // ends in "variant N" for what is a comment in the script
	Proto         string            `json:"proto"`
	Greeting      string            `json:"greeting"`
	AfterGreeting string            `json:"response_after_greeting"` // comes with the greeting
	Implicit      bool              `json:"implicit_tls"`            // TLS from the first byte
	Override      map[string]string `json:"override_response"`       // answers by the command in lower case
	Hide          []string          `json:"hide_commands"`           // commands, in lower case, that are unknown
	Ignore        []string          `json:"ignore_commands"`         // commands, in lower case, that get no answer
	Caps          []string          `json:"-"`                       // capabilities in clear
	CapsTLS       []string          `json:"-"`                       // capabilities through TLS
	StartTLS      string            `json:"-"`                       // answer to STARTTLS or STLS
	NoTLS         bool              `json:"-"`                       // no TLS follows that answer
	Wrong         mail.Cause        `json:"-"`                       // what is wrong with the certificate, or CauseNone

	stranger bool // the certificate is of an authority that nobody knows
}

// stored is an attack as the collection has it, where every protocol has names
// of its own.
type stored struct {
	Attack
	Capa            []string `json:"capa"` // of POP3
	CapaTLS         []string `json:"capa_tls"`
	Capabilities    []string `json:"capabilities"` // of SMTP
	CapabilitiesTLS []string `json:"capabilities_tls"`
	StartTLS        string   `json:"starttls_response"` // of IMAP
	STLS            string   `json:"stls_response"`     // of POP3 and SMTP
	Transition      *bool    `json:"stls_make_transition"`
	Variants        []string `json:"commented_variants"`
	Cert            struct {
		Cert struct {
			Path string `json:"crt_path"`
		}
	} `json:"cert"`
}

// variant is a comment with another answer to STARTTLS that the authors tried,
// as a quoted string. The other comments are about what is never sent.
var variant = regexp.MustCompile(`^(?:starttls|stls)_response: (?:Some\()?(".*")\)?,$`)

// Attacks returns the attacks of the collection in folder dir on "imap", "pop3"
// or "smtp", each before its variants.
func Attacks(t testing.TB, dir, proto string) []Attack {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "starttls_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []stored
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	var list []Attack
	for _, s := range all {
		if s.Proto != proto {
			continue
		}
		list = append(list, s.attack())
		for i, comment := range s.Variants {
			m := variant.FindStringSubmatch(comment)
			if m == nil {
				continue
			}
			a := s.attack()
			a.ID += " variant " + strconv.Itoa(i)
			if a.StartTLS, err = strconv.Unquote(m[1]); err != nil {
				t.Fatal(err)
			}
			list = append(list, a)
		}
	}
	return list
}

func (s *stored) attack() Attack {
	a := s.Attack
	a.Caps, a.CapsTLS = append(s.Capa, s.Capabilities...), append(s.CapaTLS, s.CapabilitiesTLS...)
	a.StartTLS = cmp.Or(s.StartTLS, s.STLS)
	a.NoTLS = s.Transition != nil && !*s.Transition
	a.stranger = strings.Contains(s.Cert.Cert.Path, "unknown-root")
	switch {
	case a.stranger, strings.Contains(s.Cert.Cert.Path, "self-signed"):
		a.Wrong = mail.CertUntrusted
	case strings.Contains(s.Cert.Cert.Path, "other."):
		a.Wrong = mail.CertWrongHost
	case strings.Contains(s.Cert.Cert.Path, "expired"):
		a.Wrong = mail.CertExpired
	}
	return a
}

// ServerTLS returns the configuration of the attack's server, whose name is
// localhost, for a client that trusts ca.
func (a Attack) ServerTLS(t testing.TB, ca *CA) *tls.Config {
	t.Helper()
	host, notAfter := "localhost", time.Now().Add(time.Hour)
	switch {
	case a.stranger:
		ca = NewCA(t)
	case a.Wrong == mail.CertUntrusted:
		cert, key := SelfSigned(t, host)
		return ServerTLS(t, cert, key)
	case a.Wrong == mail.CertWrongHost:
		host = "other.example.org"
	case a.Wrong == mail.CertExpired:
		notAfter = time.Now().Add(-time.Hour)
	}
	cert, key := ca.Cert(t, notAfter, host)
	return ServerTLS(t, cert, key)
}
