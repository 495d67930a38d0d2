package smtp

import (
	"context"
	"errors"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// errNoSMTP: what came is no answer of SMTP.
var errNoSMTP = errors.New("no answer of SMTP")

// Answers to a login that is missing or refused (RFC 4954 §6).
const (
	authRequired = 530
	authWeak     = 534
	authFailed   = 535
	authNeedsTLS = 538
)

// maxWords is how many bytes of a server's words a person gets to read.
const maxWords = 300

// refusal says what an answer means that does not help.
func (s *session) refusal(op string, no *gosmtp.SMTPError) *backend.Error {
	no = &gosmtp.SMTPError{Code: no.Code, EnhancedCode: no.EnhancedCode, Message: s.conn.Mask(no.Message)}
	words := no.Message[:min(len(no.Message), maxWords)]
	p := mail.Problem{Op: op, Kind: mail.Protocol, Detail: mail.Line(words)}
	switch {
	case no.Code == authRequired || no.Code == authWeak || no.Code == authFailed || no.Code == authNeedsTLS:
		p.Kind = mail.Auth
	case no.Code/100 == 4:
		p.Kind = mail.Temporary
	case no.Code/100 == 5 && op == "login":
		p.Kind = mail.Auth
	case no.Code/100 == 5:
		p.Kind = mail.Rejected
	}
	return &backend.Error{Problem: p, Err: no}
}

// problem says what an error of the session means, whoever it comes from: the
// server's answer, the connection, or the library that made nothing of it.
func (s *session) problem(op string, err error) *backend.Error {
	var known *backend.Error
	var p mail.Problem
	var no *gosmtp.SMTPError
	switch cause := s.conn.Err(); {
	case errors.As(err, &known):
		return known
	case errors.As(err, &p): // of whoever keeps the password
		return &backend.Error{Problem: p, Err: err}
	case errors.As(err, &no):
		return s.refusal(op, no)
	case cause != nil:
		return broken(op, cause)
	}
	if e := broken(op, err); e.Cause != mail.CauseNone {
		return e
	}
	return &backend.Error{Problem: mail.Problem{Op: op, Kind: mail.Protocol}, Err: s.masked(err)}
}

// broken is a connection that is no good any more.
func broken(op string, cause error) *backend.Error {
	var e *backend.Error
	if errors.As(dial.Problem(cause, op, ""), &e); e.Kind == mail.Unknown {
		e.Kind = mail.Temporary
	}
	return e
}

// maybeSent is what has become of a message whose last line was written, and
// whose answer is neither yes nor no.
func (s *session) maybeSent(err error) *backend.Error {
	if cause := s.conn.Err(); cause != nil {
		err = cause
	}
	return &backend.Error{Problem: mail.Problem{Op: "send", Kind: mail.Unknown, Cause: mail.MaybeSent}, Err: err}
}

// failed adds to an error what all have: the server, and how much it is about.
// A cancelled ctx is the reason for everything but a message that may be sent.
func (s *Sender) failed(ctx context.Context, e *backend.Error, scope mail.Scope) error {
	if ctx.Err() != nil && e.Kind != mail.Unknown {
		e = broken("send", ctx.Err())
	}
	if e.Host == "" {
		e.Host = s.opts.Dial.Addr()
	}
	if e.Kind != mail.Auth {
		e.Scope = scope
	}
	return e
}
