package pop3

import (
	"context"
	"strings"

	gopop3 "github.com/knadh/go-pop3"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// session is one login. Its message numbers are those of its own listings and
// mean nothing to another session.
type session struct {
	conn *wire.Conn
	lib  *gopop3.Conn

	listings *listings             // nil: not read yet
	told     []bool                // per entry: handed on, or known not to be had
	proved   map[mail.RemoteID]int // numbers of what may be deleted
	// headersProve is whether an id and an equal header may name a message. A
	// server has to promise lasting, unique ids for it (RFC 2449 §6.8): popa3d,
	// which makes ids of header bytes, does not know CAPA.
	headersProve bool
}

// openSession connects and logs in.
func openSession(ctx context.Context, opts Options) (*session, error) {
	conn, err := wire.Open(ctx, opts.Dial)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, proved: make(map[mail.RemoteID]int)}
	release := conn.CutOn(ctx)
	defer release()
	if err := s.login(ctx, opts); err != nil {
		conn.Cut()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	return s, nil
}

func (s *session) login(ctx context.Context, opts Options) (err error) {
	if s.lib, err = gopop3.New(gopop3.Opt{Dialer: s.conn}).NewConn(); err != nil {
		return err
	}
	if s.conn.Capabilities().Has("UTF8") {
		// Without it Courier hands out a notice in place of a message whose
		// header has raw 8-bit (RFC 6856 §2.1). A refusal changes nothing.
		if err := s.command("UTF8"); err != nil && s.conn.Err() != nil {
			return err
		}
	}
	password, err := opts.Password(ctx)
	if err == nil && password == "" {
		err = errNoPassword
	}
	if err != nil {
		return opts.passwordProblem(ctx, err)
	}
	if strings.ContainsAny(opts.User+password, "\r\n\x00") {
		return errCommand
	}
	s.conn.Hide(opts.User, password)
	if err := s.outcome("USER", s.lib.User(opts.User)); err != nil {
		return err
	}
	if err := s.outcome("PASS", s.lib.Pass(password)); err != nil {
		return err
	}
	if err := s.command("CAPA"); err != nil && s.conn.Err() != nil {
		return err
	}
	if err := s.conn.ReadCapabilities(); err != nil {
		return err
	}
	caps := s.conn.Capabilities()
	s.headersProve = caps.Has("TOP") && caps.Has("UIDL")
	return nil
}

func (s *session) capabilities() backend.Caps {
	caps := s.conn.Capabilities()
	return backend.Caps{Names: caps.Names(), LoginDelay: caps.LoginDelay()}
}

// pipelining reports whether commands may be sent ahead (RFC 2449 §6.6).
func (s *session) pipelining() bool { return s.conn.Capabilities().Has("PIPELINING") }

// command sends line and reads the status line of its answer.
func (s *session) command(line string) error {
	if err := s.lib.Send(line); err != nil {
		return s.outcome(line, err)
	}
	return s.status(line)
}

// status reads the status line of the answer to line.
func (s *session) status(line string) error {
	_, err := s.lib.ReadOne()
	return s.outcome(line, err)
}

// outcome turns an error of go-pop3, which has no type, into the reason why the
// connection is no good any more, or the server's refusal of line.
func (s *session) outcome(line string, err error) error {
	switch {
	case err == nil:
		return nil
	case s.conn.Err() != nil:
		return s.conn.Err()
	default:
		verb, _, _ := strings.Cut(line, " ")
		return &wire.RefusedError{Command: verb, Status: s.conn.Last()}
	}
}
