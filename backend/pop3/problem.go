package pop3

import (
	"context"
	"errors"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

// Local faults of a session, as the log tells them.
var (
	errCounts     = errors.New("STAT, LIST and UIDL do not name the same messages")
	errNotProved  = errors.New("not proved in this session")
	errCommand    = errors.New("line break or NUL in user or password")
	errNoPassword = errors.New("the password is empty")
)

// problem says by its type what err means.
func (b *Backend) problem(op string, err error) error {
	var (
		refused *wire.RefusedError
		noTLS   *wire.NoTLSError
		known   mail.Problem
	)
	p := mail.Problem{Op: op, Host: b.opts.Dial.Addr()}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		p.Kind, p.Detail = refusal(refused.Command, refused.Status), words(refused.Status)
	case errors.As(err, &noTLS):
		p.Kind, p.Cause, p.Detail = mail.Insecure, mail.NoStartTLS, words(noTLS.Status)
	case errors.Is(err, wire.ErrCount), errors.Is(err, errCounts):
		p.Kind, p.Cause = mail.Temporary, mail.CountsDiffer
	case errors.Is(err, wire.ErrTooLarge):
		p.Kind, p.Cause = mail.Protocol, mail.TooLarge
	case errors.Is(err, wire.ErrProtocol):
		p.Kind = mail.Protocol
	case errors.Is(err, errCommand):
		p.Kind = mail.Auth
	case errors.As(err, &known):
		p = known
	default:
		return dial.Problem(err, op, p.Host)
	}
	return &backend.Error{Problem: p, Err: err}
}

// closed is the problem of a connection that is not there.
func (b *Backend) closed(op string) error {
	return &backend.Error{Problem: mail.Problem{
		Op: op, Kind: mail.Temporary, Cause: mail.Closed, Host: b.opts.Dial.Addr(),
	}}
}

// refusal says what a -ERR to command means: by its response code (RFC 2449 §8,
// RFC 3206), else by the command.
func refusal(command string, s wire.Status) mail.Kind {
	switch s.Code {
	case "IN-USE":
		return mail.Busy
	case "LOGIN-DELAY", "SYS/TEMP":
		return mail.Temporary
	case "AUTH":
		return mail.Auth
	case "SYS/PERM":
		return mail.Rejected
	}
	switch command {
	case "USER", "PASS":
		return mail.Auth
	case "greeting":
		return mail.Temporary
	default:
		return mail.Rejected
	}
}

// words returns what the server said, made safe.
func words(s wire.Status) mail.Text {
	if s.Code == "" {
		return mail.Line(s.Text)
	}
	return mail.Line(strings.TrimSpace("[" + s.Code + "] " + s.Text))
}

// passwordProblem says that there is no password to log in with.
func (o Options) passwordProblem(ctx context.Context, err error) error {
	if _, known := mail.ProblemOf(err); known || ctx.Err() != nil {
		return err
	}
	return &backend.Error{
		Problem: mail.Problem{
			Op: "login", Kind: mail.Config, Cause: mail.NoPassword, Host: o.Dial.Addr(), What: mail.Line(o.User),
		},
		Err: err,
	}
}
