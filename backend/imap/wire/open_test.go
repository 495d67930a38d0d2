package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

const (
	testUser     = "anna"
	testPassword = `p"w\d`
)

// script is a server that says the greeting and then answers by the command's
// name; "%s" in an answer is the command's tag. A command without an answer is
// refused.
type script struct {
	greeting string
	answers  map[string]string
	tls      *tls.Config // for STARTTLS: after its answer, unless it is a refusal

	mu    sync.Mutex
	lines []string // that it got, those in clear marked
}

// serve answers one connection.
func (s *script) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }() // as TLS ends
	if _, err := io.WriteString(conn, s.greeting); err != nil {
		return
	}
	r := bufio.NewReader(conn)
	mark := "clear "
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.lines = append(s.lines, mark+line)
		s.mu.Unlock()
		tag, rest, _ := strings.Cut(line, " ")
		name, _, _ := strings.Cut(rest, " ")
		answer, known := s.answers[strings.ToUpper(name)]
		if !known {
			answer, known = s.answers[line]
		}
		if !known {
			answer = "%s BAD unknown\r\n"
		}
		if strings.Contains(answer, "%s") {
			answer = fmt.Sprintf(answer, tag)
		}
		if _, err := io.WriteString(conn, answer); err != nil {
			return
		}
		if name == "STARTTLS" && s.tls != nil {
			conn = tls.Server(conn, s.tls)
			r, mark = bufio.NewReader(conn), "tls "
		}
	}
}

// got returns the lines that the server got.
func (s *script) got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.lines...)
}

// handle is what the script does with a connection.
func (s *script) handle(mode dial.Mode) func(net.Conn) {
	return func(conn net.Conn) {
		if mode == dial.ImplicitTLS {
			conn = tls.Server(conn, s.tls)
		}
		s.serve(conn)
	}
}

// start serves the script and returns options for it.
func (s *script) start(t *testing.T, mode dial.Mode, ca *backendtest.CA) Options {
	t.Helper()
	opts := options(mode, ca)
	opts.Dial.Port = backendtest.Serve(t, s.handle(mode)).Port
	return opts
}

// options returns those for a client that trusts ca, but for the port.
func options(mode dial.Mode, ca *backendtest.CA) Options {
	opts := Options{
		Dial:     dial.Options{Host: "localhost", TLS: mode},
		User:     testUser,
		Password: func(context.Context) (string, error) { return testPassword, nil },
	}
	if ca != nil {
		opts.Dial.RootCAs = ca.Pool
	}
	return opts
}

func serverTLS(t *testing.T) (*backendtest.CA, *tls.Config) {
	t.Helper()
	ca := backendtest.NewCA(t)
	cert, key := ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	return ca, backendtest.ServerTLS(t, cert, key)
}

func TestOpenLogsIn(t *testing.T) {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + testUser + "\x00" + testPassword))
	ok := "%s OK done\r\n"
	for _, tt := range []struct {
		name string
		caps string // before login
		user string
		more map[string]string
		want string // the line with the credentials
	}{
		{"plain in one line", "AUTH=PLAIN SASL-IR", "", nil, "A1 AUTHENTICATE PLAIN " + plain},
		{"plain in two", "AUTH=PLAIN", "", map[string]string{"AUTHENTICATE": "+ \r\n", plain: "A1 OK done\r\n"}, plain},
		{"login quoted", "X", "", nil, `A1 LOGIN "anna" "p\"w\\d"`},
		{
			"login in literals", "X", "ännä", map[string]string{
				"LOGIN": "+ \r\n", "ännä {5}": "+ \r\n", testPassword: "A1 OK done\r\n",
			}, testPassword,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ca, config := serverTLS(t)
			s := &script{
				greeting: "* OK [CAPABILITY IMAP4rev1 " + tt.caps + "] hello\r\n", tls: config,
				answers: map[string]string{
					"LOGIN": ok, "AUTHENTICATE": ok,
					"CAPABILITY": "* CAPABILITY IMAP4rev1 NAMESPACE ID IDLE\r\n%s OK done\r\n",
					"NAMESPACE":  "* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\r\n%s OK done\r\n",
					"ID":         "* ID NIL\r\n%s NO no\r\n",
				},
			}
			for line, answer := range tt.more {
				s.answers[line] = answer
			}
			opts := s.start(t, dial.ImplicitTLS, ca)
			if tt.user != "" {
				opts.User = tt.user
			}
			var trace strings.Builder
			opts.Dial.Trace = func(line mail.Text) { trace.WriteString(line.String() + "\n") }
			conn, err := Open(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Cut()
			if conn.Delimiter != '.' || len(conn.Caps) != 4 {
				t.Errorf("delimiter %q, capabilities %q", conn.Delimiter, conn.Caps)
			}
			if got := strings.Join(s.got(), "\n"); !strings.Contains(got, tt.want+"\n") {
				t.Errorf("the server got\n%s", got)
			}
			if shown := trace.String(); strings.Contains(shown, testPassword) || strings.Contains(shown, plain) ||
				strings.Contains(shown, `p\"w\\d`) {
				t.Errorf("the trace shows the password:\n%s", shown)
			}
		})
	}
}

func TestOpenTakesTheLibraryThrough(t *testing.T) {
	ca, config := serverTLS(t)
	s := &script{
		greeting: "* PREAUTH [CAPABILITY IMAP4rev1 IMAP4rev2] hello\r\n", tls: config,
	}
	conn, err := Open(t.Context(), s.start(t, dial.ImplicitTLS, ca))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Cut()
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if want := "* PREAUTH [CAPABILITY IMAP4REV1] go on\r\n"; err != nil || string(buf[:n]) != want {
		t.Errorf("the library reads %q, %v", buf[:n], err)
	}
}

func TestOpenFails(t *testing.T) {
	errPassword := errors.New("no such helper")
	for _, tt := range []struct {
		name     string
		greeting string
		login    string
		password error
		mode     dial.Mode
		kind     mail.Kind
		cause    mail.Cause
		detail   string
	}{
		{name: "wrong password", login: "%s NO [AUTHENTICATIONFAILED] no \x1b[2J\r\n", kind: mail.Auth, detail: "no \uFFFD[2J"},
		{name: "wrong password without a code", login: "%s NO no\r\n", kind: mail.Auth, detail: "no"},
		{name: "referral", login: "%s NO [REFERRAL imap://evil.example] go there\r\n", kind: mail.Auth, detail: "go there"},
		{name: "unavailable", login: "%s NO [UNAVAILABLE] later\r\n", kind: mail.Temporary, detail: "later"},
		{name: "in use", login: "%s NO [INUSE] busy\r\n", kind: mail.Busy, detail: "busy"},
		{name: "bye", login: "* BYE down\r\n", kind: mail.Temporary, cause: mail.Closed, detail: "down"},
		{name: "no words of IMAP", login: "%s PERHAPS\r\n", kind: mail.Protocol},
		{name: "too many words", login: "* " + strings.Repeat("x", maxPlainLine) + "\r\n", kind: mail.Protocol, cause: mail.TooLarge},
		{name: "login disabled", greeting: "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x\r\n", kind: mail.Rejected},
		{
			name: "login disabled in clear", greeting: "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] x\r\n",
			mode: dial.NoTLS, kind: mail.Insecure, cause: mail.PlaintextAuth,
		},
		{name: "no password", password: errPassword, kind: mail.Config, cause: mail.NoPassword},
		{name: "not IMAP", greeting: "220 smtp ready\r\n", kind: mail.Protocol},
		{name: "not even close", greeting: "HTTP/1.1 400 Bad Request\r\n\r\n", kind: mail.Protocol},
		{name: "goodbye", greeting: "* BYE too many of you\r\n", kind: mail.Temporary, cause: mail.Closed, detail: "too many of you"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ca, config := serverTLS(t)
			s := &script{greeting: tt.greeting, tls: config, answers: map[string]string{"LOGIN": tt.login}}
			if s.greeting == "" {
				s.greeting = "* OK [CAPABILITY IMAP4rev1] hello\r\n"
			}
			opts := s.start(t, tt.mode, ca)
			if tt.password != nil {
				opts.Password = func(context.Context) (string, error) { return "", tt.password }
			}
			_, err := Open(t.Context(), opts)
			p := backend.ProblemOf(err, "")
			if p.Kind != tt.kind || p.Cause != tt.cause || p.Detail.String() != tt.detail || p.Host != opts.Dial.Addr() {
				t.Errorf("got %+v (%v)", p, err)
			}
			if tt.password != nil && !errors.Is(err, tt.password) {
				t.Errorf("%v does not tell %v", err, tt.password)
			}
		})
	}
}

func TestOpenStartTLS(t *testing.T) {
	caps := "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n%s OK done\r\n"
	for _, tt := range []struct {
		name, greeting, answer string
		kind                   mail.Kind
		cause                  mail.Cause
	}{
		{"agreed", "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] x\r\n", "%s OK go\r\n", mail.Unknown, mail.CauseNone},
		{"agreed after chatter", "* OK x\r\n", "* LIST () \"/\" evil\r\n* OK [ALERT] evil\r\n%s OK [CAPABILITY EVIL] go\r\n", mail.Unknown, mail.CauseNone},
		{"refused", "* OK x\r\n", "%s NO not here\r\n", mail.Insecure, mail.NoStartTLS},
		{"not understood", "* OK x\r\n", "%s BAD what\r\n", mail.Insecure, mail.NoStartTLS},
		{"asked back", "* OK x\r\n", "+ and\r\n", mail.Insecure, mail.NoStartTLS},
		{"another tag", "* OK x\r\n", "X%s OK go\r\n", mail.Insecure, mail.NoStartTLS},
		{"bye", "* OK x\r\n", "* BYE evil\r\n", mail.Insecure, mail.NoStartTLS},
		{"preauth", "* PREAUTH x\r\n", "%s OK go\r\n", mail.Insecure, mail.NoStartTLS},
		{"more in clear", "* OK x\r\n", "%s OK go\r\n* CAPABILITY EVIL\r\n", mail.Insecure, mail.TLSFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ca, config := serverTLS(t)
			s := &script{greeting: tt.greeting, tls: config, answers: map[string]string{
				"STARTTLS": tt.answer, "CAPABILITY": caps, "AUTHENTICATE": "%s OK done\r\n",
			}}
			opts := s.start(t, dial.StartTLS, ca)
			conn, err := Open(t.Context(), opts)
			if tt.kind == mail.Unknown {
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Cut()
				if strings.Contains(strings.Join(conn.Caps, " "), "EVIL") {
					t.Errorf("capabilities said in clear are believed: %q", conn.Caps)
				}
			} else if p := backend.ProblemOf(err, ""); p.Kind != tt.kind || p.Cause != tt.cause || !p.Detail.Empty() {
				t.Errorf("got %+v (%v)", p, err)
			}
			for _, line := range s.got() {
				if strings.HasPrefix(line, "clear ") && !strings.HasSuffix(line, " STARTTLS") {
					t.Errorf("sent in clear: %q", line)
				}
			}
		})
	}
}

func TestOpenIsCancelled(t *testing.T) {
	s := &script{greeting: "* OK [CAPABILITY IMAP4rev1] x\r\n", answers: map[string]string{"LOGIN": ""}}
	opts := s.start(t, dial.NoTLS, nil)
	opts.Dial.Grace = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	opts.Password = func(context.Context) (string, error) {
		cancel()
		return "x", nil
	}
	if _, err := Open(ctx, opts); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestOpenSendsNoSecondCommand(t *testing.T) {
	for _, bad := range []string{"a\r\nA2 DELETE INBOX", "a\nb", "a\x00b"} {
		s := &script{greeting: "* OK [CAPABILITY IMAP4rev1] x\r\n", answers: map[string]string{"LOGIN": "%s OK done\r\n"}}
		opts := s.start(t, dial.NoTLS, nil)
		opts.User = bad
		if _, err := Open(t.Context(), opts); !backend.IsKind(err, mail.Auth) {
			t.Errorf("user %q: %v", bad, err)
		}
		if got := s.got(); len(got) > 0 {
			t.Errorf("user %q: sent %q", bad, got)
		}
	}
}
