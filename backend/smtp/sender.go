package smtp

import (
	"context"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// The waits of a submission, unless [Options] say otherwise.
const (
	firstByte = 10 * time.Minute // RFC 5321 §4.5.3.2.6: who gives up earlier sends twice
	patience  = 10 * time.Second
)

// Options say where mail is submitted and as whom.
type Options struct {
	Dial dial.Options // FirstByte 0: 10 min
	User string
	// Password is asked when the server is verified and wants a login. It is
	// not kept.
	Password func(ctx context.Context) (string, error)
	// Patience is how long a cancelled Send waits for the answer to the last
	// line of a message; 0: 10 s.
	Patience time.Duration
}

// Sender implements [backend.Sender].
type Sender struct{ opts Options }

var _ backend.Sender = (*Sender)(nil)

// New returns a sender. It connects when there is something to send.
func New(opts Options) *Sender {
	if opts.Dial.FirstByte == 0 {
		opts.Dial.FirstByte = firstByte
	}
	if opts.Patience == 0 {
		opts.Patience = patience
	}
	return &Sender{opts: opts}
}

// Send implements [backend.Sender].
func (s *Sender) Send(ctx context.Context, m backend.Outgoing) error {
	if err := m.Check(); err != nil {
		return err
	}
	letter := prepare(m)
	conn, err := dial.Dial(ctx, s.opts.Dial)
	if err != nil {
		return s.failed(ctx, broken("connect", err), mail.ScopeAccount)
	}
	defer conn.Cut() // what is still open then is of no more use
	session := &session{opts: s.opts, conn: conn}
	if err := session.open(ctx); err != nil {
		return s.failed(ctx, session.problem("connect", err), mail.ScopeAccount)
	}
	if err := session.login(ctx); err != nil {
		return s.failed(ctx, session.problem("login", err), mail.ScopeAccount)
	}
	if err := session.submit(ctx, letter); err != nil {
		return s.failed(ctx, session.problem("send", err), mail.ScopeMessage)
	}
	return nil
}
