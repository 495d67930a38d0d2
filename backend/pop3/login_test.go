package pop3_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

func TestLogin(t *testing.T) {
	for _, c := range []struct {
		name   string
		script maildrop.Script
		kind   mail.Kind
		detail string
	}{
		{"wrong password", replace("PASS", "-ERR [AUTH] no\r\n"), mail.Auth, "[AUTH] no"},
		{"wrong password, in words", replace("PASS", "-ERR bad login\r\n"), mail.Auth, "bad login"},
		{"user refused", replace("USER", "-ERR who?\r\n"), mail.Auth, "who?"},
		{"pop-in-use", replace("PASS", "-ERR [in-use] another session\r\n"), mail.Busy, "[IN-USE] another session"},
		{"pop-login-delay", replace("PASS", "-ERR [LOGIN-DELAY] wait\r\n"), mail.Temporary, "[LOGIN-DELAY] wait"},
		{"server trouble", replace("PASS", "-ERR [SYS/TEMP] later\r\n"), mail.Temporary, "[SYS/TEMP] later"},
		{"lasting trouble", replace("PASS", "-ERR [SYS/PERM] ask\r\n"), mail.Rejected, "[SYS/PERM] ask"},
		{"greeting refused", replace("", "-ERR full\r\n"), mail.Temporary, "full"},
		{"greeting of another protocol", replace("", "* OK IMAP4rev1\r\n"), mail.Protocol, ""},
		{"blank answer", replace("PASS", "\r\n"), mail.Protocol, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, c.script)
			b := pop3.New(inClear(s))
			_, err := b.Connect(t.Context())
			p := backend.ProblemOf(err, "")
			if p.Kind != c.kind || p.Detail.String() != c.detail {
				t.Errorf("kind %d, detail %q, error %v", p.Kind, p.Detail, err)
			}
			if !strings.Contains(p.Host, "localhost:") {
				t.Errorf("host %q", p.Host)
			}
		})
	}
}

func TestLoginWords(t *testing.T) {
	t.Run("UTF8 is sent before USER when it is offered", func(t *testing.T) {
		x := try(t, nil)
		lines := strings.Join(x.rec.sent(), " ")
		if lines != "CAPA UTF8 USER test PASS "+backendtest.Password+" CAPA" {
			t.Errorf("sent %q", lines)
		}
	})
	t.Run("UTF8 refused changes nothing", func(t *testing.T) { try(t, replace("UTF8", "-ERR no\r\n")) })
	t.Run("a server without CAPA", func(t *testing.T) { try(t, replace("CAPA", "-ERR no\r\n")) })
	t.Run("capabilities from before TLS are forgotten", func(t *testing.T) {
		s := start(t, func(turn *maildrop.Turn) {
			if turn.Verb == "CAPA" && turn.Secure {
				turn.Answer = []byte("-ERR no\r\n")
			}
		})
		opts := inClear(s)
		opts.Dial.TLS, opts.Dial.RootCAs = dial.StartTLS, s.CA.Pool
		b := pop3.New(opts)
		defer b.Close()
		if caps, err := b.Connect(t.Context()); err != nil || len(caps.Names) != 0 {
			t.Errorf("%q, %v", caps.Names, err)
		}
	})
	t.Run("capabilities", func(t *testing.T) {
		s := backendtest.Maildrop(t, &maildrop.Server{Capabilities: []string{"top", "LOGIN-DELAY 10", "UIDL"}})
		b := pop3.New(inClear(s))
		defer b.Close()
		caps, err := b.Connect(t.Context())
		if got := strings.Join(caps.Names, " "); err != nil || got != "STLS TOP LOGIN-DELAY UIDL" || caps.LoginDelay != 10 {
			t.Errorf("%q, delay %d, %v", got, caps.LoginDelay, err)
		}
		again, err := b.Connect(t.Context())
		if err != nil || len(again.Names) != len(caps.Names) || s.Sessions() != 1 {
			t.Errorf("connecting twice: %v, %d sessions", err, s.Sessions())
		}
	})
	t.Run("the inbox is the only folder", func(t *testing.T) {
		folders, err := pop3.New(pop3.Options{}).Folders(t.Context())
		if err != nil || len(folders) != 1 || folders[0].Box != "INBOX" || folders[0].Role != mail.RoleInbox {
			t.Errorf("%+v, %v", folders, err)
		}
	})
}

func TestPasswords(t *testing.T) {
	refused := mail.Problem{Kind: mail.Config, Cause: mail.FileMissing, Path: "/x"}
	for _, c := range []struct {
		name, user, password string
		err                  error
		kind                 mail.Kind
		cause                mail.Cause
	}{
		{"CRLF in the user", "bob\r\nDELE 1", "x", nil, mail.Auth, mail.CauseNone},
		{"LF in the password", "bob", "x\nDELE 1", nil, mail.Auth, mail.CauseNone},
		{"NUL in the password", "bob", "x\x00", nil, mail.Auth, mail.CauseNone},
		{"an empty password", "bob", "", nil, mail.Config, mail.NoPassword},
		{"no password", "bob", "", errors.New("exit 1"), mail.Config, mail.NoPassword},
		{"a problem of its own", "bob", "", refused, mail.Config, mail.FileMissing},
		{"cancelled", "bob", "", context.Canceled, mail.Config, mail.NoPassword},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := &recorder{}
			opts := inClear(start(t, rec.script))
			opts.User = c.user
			opts.Password = func(context.Context) (string, error) { return c.password, c.err }
			_, err := pop3.New(opts).Connect(t.Context())
			if p := backend.ProblemOf(err, ""); p.Kind != c.kind || p.Cause != c.cause {
				t.Errorf("error %v", err)
			}
			if rec.count("USER") != 0 || rec.count("PASS") != 0 {
				t.Errorf("sent %q", rec.sent())
			}
		})
	}
}

func TestTLS(t *testing.T) {
	s := start(t, nil, letter(1))
	cert, key := backendtest.SelfSigned(t, "localhost")
	selfSigned := backendtest.Maildrop(t, &maildrop.Server{TLS: backendtest.ServerTLS(t, cert, key)})
	expired := backendtest.NewCA(t)
	cert, key = expired.Cert(t, time.Now().Add(-time.Hour), "localhost")
	old := backendtest.Maildrop(t, &maildrop.Server{TLS: backendtest.ServerTLS(t, cert, key)})
	other := backendtest.NewCA(t)
	cert, key = other.Cert(t, time.Now().Add(time.Hour), "mail.example.org")
	wrong := backendtest.Maildrop(t, &maildrop.Server{TLS: backendtest.ServerTLS(t, cert, key)})
	for _, c := range []struct {
		name   string
		server *backendtest.POP3Server
		ca     *backendtest.CA
		cause  mail.Cause
	}{
		{"trusted", s, s.CA, mail.CauseNone},
		{"unknown authority", s, other, mail.CertUntrusted},
		{"self-signed", selfSigned, other, mail.CertUntrusted},
		{"expired", old, expired, mail.CertExpired},
		{"another host", wrong, other, mail.CertWrongHost},
	} {
		for mode, port := range map[dial.Mode]int{dial.ImplicitTLS: c.server.PortTLS, dial.StartTLS: c.server.Port} {
			t.Run(c.name, func(t *testing.T) {
				opts := inClear(c.server)
				opts.Dial.TLS, opts.Dial.Port, opts.Dial.RootCAs = mode, port, c.ca.Pool
				b := pop3.New(opts)
				defer b.Close()
				_, err := b.Connect(t.Context())
				p := backend.ProblemOf(err, "")
				if (err != nil) != (c.cause != mail.CauseNone) || p.Cause != c.cause {
					t.Errorf("mode %d: %v", mode, err)
				}
				if err != nil && p.Kind != mail.Insecure {
					t.Errorf("mode %d: kind %d", mode, p.Kind)
				}
			})
		}
	}
}

// TestSecretsStayBehindTLS: without TLS a password leaves only towards this
// machine, or when the account says insecure.
func TestSecretsStayBehindTLS(t *testing.T) {
	rec := &recorder{}
	s := start(t, rec.script)
	opts := inClear(s)
	opts.Dial.Host = "mail.example.org"
	var dialer net.Dialer
	opts.Dial.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)))
	}
	_, err := pop3.New(opts).Connect(t.Context())
	if p := backend.ProblemOf(err, ""); p.Cause != mail.PlaintextAuth || len(rec.sent()) != 0 {
		t.Errorf("error %v, sent %q", err, rec.sent())
	}
	opts.Dial.Insecure = true
	b := pop3.New(opts)
	defer b.Close()
	if _, err := b.Connect(t.Context()); err != nil {
		t.Errorf("insecure: %v", err)
	}
}

func TestTraceHoldsNoSecret(t *testing.T) {
	var trace strings.Builder
	s := start(t, nil, letter(1))
	opts := inClear(s)
	opts.Dial.Trace = func(line mail.Text) { trace.WriteString(line.String() + "\n") }
	e := newEngine(t, opts)
	visit(t, e)
	if got := trace.String(); !strings.Contains(got, "PASS ***") || strings.Contains(got, "PASS "+backendtest.Password) ||
		strings.Contains(got, "This is") || !strings.Contains(got, "C: RETR 1") || !strings.Contains(got, "S: +OK") {
		t.Errorf("trace:\n%s", got)
	}
}
