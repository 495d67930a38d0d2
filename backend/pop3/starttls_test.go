package pop3_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

// attack is a server of the NO STARTTLS collection.
type attack struct{ backendtest.Attack }

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
		capa := a.Caps
		if turn.Secure {
			capa = a.CapsTLS
		}
		turn.Answer = []byte("+OK\r\n" + strings.Join(append(slices.Clone(capa), "."), "\r\n") + "\r\n")
	case verb == "stls":
		if a.StartTLS != "" {
			turn.Answer = []byte(a.StartTLS)
		}
		turn.Lost = a.NoTLS
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

// TestNoStartTLS plays every script of the collection: no credential leaves
// before TLS is verified, and nothing of the time before it is kept.
func TestNoStartTLS(t *testing.T) {
	ca := backendtest.NewCA(t)
	played := 0
	for _, found := range backendtest.Attacks(t, corpora.Path(t, "nostarttls"), "pop3") {
		a := attack{found}
		t.Run(a.ID, func(t *testing.T) {
			played++
			var mu sync.Mutex
			var inClear []string
			s := backendtest.Maildrop(t, &maildrop.Server{
				User: "user", Password: "secret", TLS: a.ServerTLS(t, ca), Script: func(turn *maildrop.Turn) {
					if !turn.Secure {
						mu.Lock()
						inClear = append(inClear, turn.Verb+" "+turn.Arg)
						mu.Unlock()
					}
					a.script(turn)
				},
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
	if played != 49 {
		t.Errorf("%d scripts were played, the collection has 49 for POP3", played)
	}
}

// byStartTLS are the options for a server that begins in clear.
func byStartTLS(s *backendtest.POP3Server, ca *backendtest.CA) pop3.Options {
	opts := inClear(s)
	opts.Dial.TLS, opts.Dial.RootCAs = dial.StartTLS, ca.Pool
	return opts
}
