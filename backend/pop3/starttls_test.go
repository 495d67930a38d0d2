package pop3_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

// attack is a server script of the NO STARTTLS collection.
type attack struct {
	ID       string            `json:"id"`
	Proto    string            `json:"proto"`
	Greeting string            `json:"greeting"`
	Capa     []string          `json:"capa"`
	CapaTLS  []string          `json:"capa_tls"`
	STLS     string            `json:"stls_response"`
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

// attacks returns the POP3 scripts, with those that the collection keeps as
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
	all = slices.DeleteFunc(all, func(a attack) bool { return a.Proto != "pop3" })
	for _, a := range all {
		for i, variant := range a.Variants {
			value, isSTLS := strings.CutPrefix(strings.TrimSuffix(variant, ","), "stls_response: ")
			if !isSTLS {
				continue // about AUTH, which is never sent
			}
			if a.STLS, err = strconv.Unquote(value); err != nil {
				t.Fatal(err)
			}
			a.ID += " variant " + strconv.Itoa(i)
			all = append(all, a)
		}
	}
	return all
}

// script plays the attack.
func (a attack) script(turn *maildrop.Turn) {
	verb := strings.ToLower(turn.Verb)
	if answer, ok := a.Override[verb]; ok && !turn.Secure {
		turn.Answer, turn.Lost = []byte(answer), strings.HasPrefix(answer, "-")
		return
	}
	switch {
	case turn.Number == 0:
		turn.Answer = []byte(a.Greeting)
	case slices.Contains(a.Hide, verb):
		turn.Answer, turn.Lost = []byte("-ERR unknown command\r\n"), true
	case verb == "capa":
		capa := a.Capa
		if turn.Secure {
			capa = a.CapaTLS
		}
		turn.Answer = []byte("+OK\r\n" + strings.Join(append(slices.Clone(capa), "."), "\r\n") + "\r\n")
	case verb == "stls":
		if a.STLS != "" {
			turn.Answer = []byte(a.STLS)
		}
		turn.Lost = a.MakeTLS != nil && !*a.MakeTLS
	}
}

// connects reports whether a client gets through to its login: by TLS.
func (a attack) connects() bool {
	return slices.Contains([]string{
		"testcases/pop3/setup",
		"testcases/pop3/setup_opportunistic_encryption",
		"testcases/pop3/others/code",
		"testcases/pop3/others/greeting/greeting_1",
		"testcases/pop3/others/stls/greeting_ok_capa_ok_stls_ok",
		"testcases/pop3/others/stls/greeting_ok_capa_ok_stls_ok_sys_perm",
		"testcases/pop3/others/capa/capa_ok_all",
		"testcases/pop3/Buffering/B_1", // attacks by its variants only
		"testcases/pop3/Negotiation/O_4",
	}, a.ID)
}

// server starts a server that plays the attack with the certificate it names.
func (a attack) server(t *testing.T, ca *backendtest.CA, script maildrop.Script) *backendtest.POP3Server {
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
	return backendtest.Maildrop(t, &maildrop.Server{
		User: "user", Password: "secret", TLS: backendtest.ServerTLS(t, cert, key), Script: script,
	})
}

// TestNoStartTLS plays every script of the collection: no credential leaves
// before TLS is verified, and nothing of the time before it is kept.
func TestNoStartTLS(t *testing.T) {
	ca := backendtest.NewCA(t)
	played := 0
	for _, a := range attacks(t) {
		t.Run(a.ID, func(t *testing.T) {
			played++
			var mu sync.Mutex
			var inClear []string
			s := a.server(t, ca, func(turn *maildrop.Turn) {
				if !turn.Secure {
					mu.Lock()
					inClear = append(inClear, turn.Verb+" "+turn.Arg)
					mu.Unlock()
				}
				a.script(turn)
			})
			opts := byStartTLS(s, ca)
			b := pop3.New(opts)
			caps, err := b.Connect(t.Context())
			_ = b.Close()
			if (err == nil) != a.connects() {
				t.Errorf("connect: %v", err)
			}
			if p := backend.ProblemOf(err, ""); err != nil && !strings.Contains(p.Sentence(), opts.Dial.Addr()) {
				t.Errorf("the sentence names no host: %s", p.Sentence())
			}
			if err != nil && strings.Contains(a.ID, "Negotiation") && !backend.IsKind(err, mail.Insecure) {
				t.Errorf("a stripped STLS gives %v", err)
			}
			if slices.Contains(caps.Names, "STLS") {
				t.Errorf("capabilities from before TLS: %q", caps.Names)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, line := range inClear {
				verb, arg, _ := strings.Cut(line, " ")
				if !slices.Contains([]string{"", "CAPA", "STLS", "QUIT"}, verb) || arg != "" {
					t.Errorf("sent in clear: %q", line)
				}
			}
		})
	}
	if played < 47 {
		t.Errorf("%d scripts were played, the collection has 47 for POP3", played)
	}
}

// byStartTLS are the options for a server that begins in clear.
func byStartTLS(s *backendtest.POP3Server, ca *backendtest.CA) pop3.Options {
	opts := inClear(s)
	opts.Dial.TLS, opts.Dial.RootCAs = dial.StartTLS, ca.Pool
	return opts
}
