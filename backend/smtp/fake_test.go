package smtp_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/mail"
)

const (
	user     = "ada"
	password = "s3cret"
)

// turn is a line of the client and what the fake does about it. A script may
// change the answer.
type turn struct {
	secure bool
	line   string // "" is the greeting, "." the end of a message
	answer string
	tls    bool // a handshake follows the answer
	ends   bool // the connection is closed after the answer
	silent bool // nothing is said until the client goes away
}

// fake is an SMTP server of few words. A message counts as taken when its last
// line has come and the script has left the answer a yes.
type fake struct {
	script func(*turn)
	config *tls.Config // nil: there is no TLS
	first  bool        // TLS from the first byte
	caps   []string

	serving backendtest.Served

	mu    sync.Mutex
	lines []string // of the client, each behind "clear " or "tls "
	taken []string // messages, with dots as they came
}

// start serves until the test ends, or until somebody wants to know what came.
func (f *fake) start(t *testing.T) *fake {
	t.Helper()
	f.serving = backendtest.Serve(t, f.serve)
	return f
}

func (f *fake) serve(conn net.Conn) {
	secure := false
	if f.first {
		conn = tls.Server(conn, f.config)
		secure = true
	}
	br := bufio.NewReader(conn)
	for line := ""; ; {
		answer := &turn{secure: secure, line: line, answer: f.answer(line, secure), tls: strings.EqualFold(line, "STARTTLS")}
		answer.tls = answer.tls && f.config != nil
		if f.script != nil {
			f.script(answer)
		}
		if answer.silent {
			_, _ = io.Copy(io.Discard, br)
			return
		}
		if _, err := io.WriteString(conn, answer.answer); err != nil || answer.ends {
			return
		}
		if answer.tls {
			upgraded := tls.Server(conn, f.config)
			if upgraded.HandshakeContext(context.Background()) != nil {
				return
			}
			conn, secure, br = upgraded, true, bufio.NewReader(upgraded)
		}
		if strings.EqualFold(line, "DATA") && strings.HasPrefix(answer.answer, "354") {
			message, ok := readMessage(br)
			if !ok {
				return
			}
			end := &turn{secure: secure, line: ".", answer: "250 taken\r\n"}
			if f.script != nil {
				f.script(end)
			}
			if strings.HasPrefix(end.answer, "2") {
				f.mu.Lock()
				f.taken = append(f.taken, message)
				f.mu.Unlock()
			}
			if end.silent {
				_, _ = io.Copy(io.Discard, br)
				return
			}
			if _, err := io.WriteString(conn, end.answer); err != nil || end.ends {
				return
			}
		}
		if strings.EqualFold(line, "QUIT") {
			return
		}
		next, err := br.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSuffix(next, "\r\n")
		f.mu.Lock()
		f.lines = append(f.lines, map[bool]string{true: "tls ", false: "clear "}[secure]+line)
		f.mu.Unlock()
	}
}

// readMessage reads to the line of one dot.
func readMessage(br *bufio.Reader) (message string, ok bool) {
	var b strings.Builder
	for !strings.HasSuffix("\r\n"+b.String(), "\r\n.\r\n") {
		c, err := br.ReadByte()
		if err != nil {
			return "", false
		}
		b.WriteByte(c)
	}
	return strings.TrimSuffix(b.String(), ".\r\n"), true
}

// answer is what a server in order says.
func (f *fake) answer(line string, secure bool) string {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "":
		return "220 fake ready\r\n"
	case "EHLO":
		caps := f.caps
		if !secure && f.config != nil {
			caps = []string{"STARTTLS"}
		}
		return "250-" + strings.Join(append([]string{"fake"}, caps...), "\r\n250-") + "\r\n250 HELP\r\n"
	case "STARTTLS":
		if f.config == nil || secure {
			return "502 not here\r\n"
		}
		return "220 begin\r\n"
	case "AUTH":
		if rest == "PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00"+user+"\x00"+password)) {
			return "235 welcome\r\n"
		}
		return "535 no\r\n"
	case "DATA":
		return "354 go\r\n"
	case "QUIT":
		return "221 bye\r\n"
	default:
		return "250 fine\r\n"
	}
}

// got stops the server and returns the lines of the client and the messages that
// were taken.
func (f *fake) got() (lines, taken []string) {
	f.serving.Stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lines, f.taken
}

const short = 100 * time.Millisecond

// options are those for a server in clear on this machine.
func (f *fake) options() smtp.Options {
	return smtp.Options{
		Dial: dial.Options{
			Host: "127.0.0.1", Port: f.serving.Port, TLS: dial.NoTLS, Idle: 20 * time.Second, FirstByte: 20 * time.Second,
		},
		User: user, Password: func(context.Context) (string, error) { return password, nil },
	}
}

// over are the options for a server with a certificate for localhost.
func (f *fake) over(mode dial.Mode, ca *backendtest.CA) smtp.Options {
	opts := f.options()
	opts.Dial.Host, opts.Dial.TLS, opts.Dial.RootCAs = "localhost", mode, ca.Pool
	return opts
}

const header = "From: Ada <ada@x.example>\r\nTo: bob@y.example\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" +
	"Message-ID: <1@x.example>\r\nSubject: Hello\r\n"

func outgoing(body string) backend.Outgoing {
	return backend.Outgoing{
		From: "ada@x.example", To: []string{"bob@y.example", "eve@z.example"}, Message: []byte(header + "\r\n" + body),
	}
}

// send sends a small message and returns the problem, nil when it was sent.
func send(t *testing.T, opts smtp.Options) *mail.Problem {
	t.Helper()
	return sendThis(t, opts, outgoing("Hi Bob.\r\n.\r\nbye\r\n"))
}

func sendThis(t *testing.T, opts smtp.Options, m backend.Outgoing) *mail.Problem {
	t.Helper()
	err := smtp.New(opts).Send(t.Context(), m)
	if err == nil {
		return nil
	}
	p := problemOf(t, err)
	return &p
}

func problemOf(t *testing.T, err error) mail.Problem {
	t.Helper()
	p := backend.ProblemOf(err, "no problem")
	if p.Op == "no problem" {
		t.Errorf("no *backend.Error: %v", err)
	}
	return p
}

// world is a certificate that many servers of a test may share.
var world struct {
	once   sync.Once
	ca     *backendtest.CA
	config *tls.Config
}

// shared returns a fake with a certificate that others have, too.
func shared(t *testing.T) (*backendtest.CA, *fake) {
	t.Helper()
	world.once.Do(func() {
		world.ca = backendtest.NewCA(t)
		cert, key := world.ca.Cert(t, time.Now().Add(time.Hour), "localhost")
		world.config = backendtest.ServerTLS(t, cert, key)
	})
	return world.ca, &fake{config: world.config, caps: []string{"AUTH LOGIN PLAIN"}}
}
