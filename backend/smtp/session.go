package smtp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

const (
	// clientName is what EHLO says: a literal that is true of every machine and
	// tells nobody the name or the address of this one.
	clientName = "[127.0.0.1]"

	maxClearLine  = 2000
	maxClearLines = 100
	// maxAnswers is how many bytes a server may say in one session.
	maxAnswers = 1 << 20
)

// session is one connection to the server.
type session struct {
	opts   Options
	conn   *dial.Conn
	client *gosmtp.Client
}

// open reads the greeting, secures the connection and hands it to the library.
// Nothing that the server said in clear is believed or shown.
func (s *session) open(ctx context.Context) error {
	defer s.conn.CutOn(ctx)()
	if err := s.greet(ctx); err != nil {
		return err
	}
	s.client = gosmtp.NewClient(&guarded{
		Conn: s.conn, greeting: strings.NewReader("220 ready\r\n"), left: maxAnswers,
	})
	return nil
}

// greet reads the greeting and, where the options say so, upgrades to TLS
// (RFC 3207). Whether STARTTLS was announced does not matter: the announcement
// is in clear, the answer decides.
func (s *session) greet(ctx context.Context) error {
	code, words, err := s.answer()
	if err != nil {
		return err
	}
	if code != 220 {
		refusal := &gosmtp.SMTPError{Code: code}
		if s.conn.Secure() {
			refusal.Message = words
		}
		return refusal
	}
	if s.conn.Secure() {
		return nil
	}
	for _, command := range []string{"EHLO " + clientName, "STARTTLS"} {
		if err := s.conn.Send(command); err != nil {
			return err
		}
		if code, _, err = s.answer(); err != nil {
			return err
		}
	}
	if code != 220 {
		return &backend.Error{Problem: mail.Problem{Op: "starttls", Kind: mail.Insecure, Cause: mail.NoStartTLS}}
	}
	return s.conn.StartTLS(ctx)
}

// answer reads one answer before the library has the connection, and no byte
// more. A bad one is [errNoSMTP].
func (s *session) answer() (code int, words string, err error) {
	var lines []byte
	for range maxClearLines {
		line, err := s.conn.ReadLine(maxClearLine)
		if err != nil {
			return 0, "", err
		}
		lines = append(lines, line...)
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		code, words, err = textproto.NewReader(bufio.NewReader(bytes.NewReader(lines))).ReadResponse(0)
		if err != nil {
			return 0, "", errNoSMTP
		}
		return code, words, nil
	}
	return 0, "", errNoSMTP
}

// login says EHLO and authenticates if the server offers it; one that does not
// decides by other means whose mail it takes.
func (s *session) login(ctx context.Context) error {
	defer s.conn.CutOn(ctx)()
	if err := s.client.Hello(clientName); err != nil {
		return s.problem("ehlo", err)
	}
	offered, methods := s.client.Extension("AUTH")
	if !offered {
		return nil
	}
	offers := strings.Fields(strings.ToUpper(methods))
	password, err := s.password(ctx, offers)
	if err != nil {
		return err
	}
	s.conn.Hide(s.opts.User, password)
	if slices.Contains(offers, sasl.Plain) {
		err = s.client.Auth(sasl.NewPlainClient("", s.opts.User, password))
	} else {
		err = s.client.Auth(&loginClient{answers: []string{s.opts.User, password}})
	}
	return err
}

// masked returns an error of the library without what the server has repeated
// of the password.
func (s *session) masked(err error) error {
	if odd, ok := errors.AsType[textproto.ProtocolError](err); ok {
		return textproto.ProtocolError(s.conn.Mask(odd.Error()))
	}
	return err
}

// password asks for the password, only when it can be sent.
func (s *session) password(ctx context.Context, offered []string) (string, error) {
	if !slices.Contains(offered, sasl.Plain) && !slices.Contains(offered, sasl.Login) {
		return "", &backend.Error{Problem: mail.Problem{Op: "login", Kind: mail.Config, Cause: mail.NoLoginMethod}}
	}
	if !s.conn.Secure() {
		return "", &backend.Error{Problem: mail.Problem{Op: "login", Kind: mail.Insecure, Cause: mail.PlaintextAuth}}
	}
	password, err := s.opts.Password(ctx)
	var known mail.Problem
	switch {
	case errors.As(err, &known):
		return "", err
	case err != nil:
		return "", &backend.Error{Problem: mail.Problem{
			Op: "password", Kind: mail.Config, Cause: mail.NoPassword, What: mail.Identity(s.opts.User),
		}, Err: err}
	case password == "" || strings.ContainsAny(s.opts.User+password, "\r\n\x00"): // no server takes that
		return "", &backend.Error{Problem: mail.Problem{Op: "login", Kind: mail.Auth}}
	default:
		return password, nil
	}
}

// loginClient is the LOGIN method, in the form that every server knows: it waits
// to be asked for the name, too. That of go-sasl sends the name at once and
// takes one wording of the second question only.
type loginClient struct{ answers []string }

// Start implements [sasl.Client].
func (c *loginClient) Start() (method string, first []byte, err error) { return sasl.Login, nil, nil }

// Next implements [sasl.Client].
func (c *loginClient) Next([]byte) ([]byte, error) {
	if len(c.answers) == 0 {
		return nil, sasl.ErrUnexpectedServerChallenge
	}
	answer := c.answers[0]
	c.answers = c.answers[1:]
	return []byte(answer), nil
}

// quit ends a session politely, where that takes no time.
func (s *session) quit(ctx context.Context) {
	ended, end := context.WithCancel(ctx)
	defer s.conn.CutOn(ended)()
	end()
	_ = s.client.Quit() // nothing depends on the answer
}

// errTooMuch: the server says more than anybody has to say.
var errTooMuch = errors.New("answers beyond the limit")

// guarded is what go-smtp takes for its socket: it first reads a greeting, which
// was read already, and then no more than a server has to say.
type guarded struct {
	net.Conn
	greeting *strings.Reader
	left     int
}

// Read implements [net.Conn].
func (g *guarded) Read(p []byte) (int, error) {
	if g.greeting.Len() > 0 {
		return g.greeting.Read(p)
	}
	if g.left <= 0 {
		return 0, errTooMuch
	}
	n, err := g.Conn.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

var _ io.Reader = (*guarded)(nil)
