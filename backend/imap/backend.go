package imap

import (
	"context"
	"errors"
	"fmt"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap/wire"
	"github.com/mailtui/mailtui/mail"
)

// poll is how often a mailbox is asked beside IDLE: some servers announce new
// mail in IDLE late or never (Courier, GNU mailutils).
const poll = 110 * time.Second

// farewellWait is how long a polite Close may take.
const farewellWait = 500 * time.Millisecond

// Options says which account of which server a Backend reads.
type Options struct {
	Dial dial.Options
	User string
	// Password is asked at every login, once the server is verified.
	Password func(ctx context.Context) (string, error)
	// Poll is how often Watch asks the server beside IDLE; 0: 110 s.
	Poll time.Duration
}

// Backend is an IMAP connection to one account.
type Backend struct {
	opts   Options
	sizes  sizes
	pieces pieces

	conn   *wire.Conn // nil: not connected
	client *imapclient.Client
	caps   goimap.CapSet

	selected *selection
	// told are the states of mailboxes by the latest Folders; each serves for
	// one Sync, what comes after it may be older than the mailbox.
	told map[mail.RemoteBox]backend.Status
	// seen are the states at which a mailbox was last looked at here.
	seen map[mail.RemoteBox]backend.Status
	// stirred gets a value when the server tells of a change by itself.
	stirred chan struct{}
}

var (
	_ backend.Backend    = (*Backend)(nil)
	_ backend.Fetcher    = (*Backend)(nil)
	_ backend.Watcher    = (*Backend)(nil)
	_ backend.Hearer     = (*Backend)(nil)
	_ backend.FlagStorer = (*Backend)(nil)
)

// New returns a backend that is not connected yet.
func New(opts Options) *Backend {
	if opts.Poll == 0 {
		opts.Poll = poll
	}
	return &Backend{
		opts:    opts,
		sizes:   defaultSizes(),
		pieces:  defaultPieces(),
		seen:    map[mail.RemoteBox]backend.Status{},
		stirred: make(chan struct{}, 1),
	}
}

// Connect logs in, unless that is done.
func (b *Backend) Connect(ctx context.Context) (backend.Caps, error) {
	if b.conn != nil && b.alive() {
		return b.capabilities(), nil
	}
	b.drop()
	conn, err := wire.Open(ctx, wire.Options{Dial: b.opts.Dial, User: b.opts.User, Password: b.opts.Password})
	if err != nil {
		return backend.Caps{}, fmt.Errorf("connect to %s: %w", b.opts.Dial.Addr(), err)
	}
	b.conn = conn
	b.client = imapclient.New(conn, &imapclient.Options{UnilateralDataHandler: b.handler()})
	if err := b.client.WaitGreeting(); err != nil {
		return backend.Caps{}, b.fail(ctx, "connect", "", err)
	}
	b.caps = b.client.Caps()
	return b.capabilities(), nil
}

// alive reports whether the connection has not been found broken.
func (b *Backend) alive() bool {
	if b.conn.IsCut() { // the library may not know yet, or hang on to a command
		return false
	}
	select {
	case <-b.client.Closed():
		return false
	default:
		return true
	}
}

func (b *Backend) capabilities() backend.Caps {
	return backend.Caps{Names: b.conn.Caps, Delimiter: b.conn.Delimiter}
}

// handler takes note of what the server tells by itself. It runs in goroutines
// of the library and may not wait.
func (b *Backend) handler() *imapclient.UnilateralDataHandler {
	stir := func() {
		select {
		case b.stirred <- struct{}{}:
		default:
		}
	}
	return &imapclient.UnilateralDataHandler{
		Expunge: func(uint32) { stir() },
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				stir()
			}
		},
		Fetch: func(msg *imapclient.FetchMessageData) {
			item := msg.Next()
			for item != nil { // what is not read blocks the connection
				item = msg.Next()
			}
			stir()
		},
	}
}

// Close logs out if the server answers at once, and closes the connection.
func (b *Backend) Close() error {
	if b.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewellWait)
	defer cancel()
	stop := context.AfterFunc(ctx, b.conn.Cut)
	if b.alive() {
		_ = b.client.Logout().Wait() // the connection ends either way
	}
	stop()
	b.drop()
	return nil
}

// drop forgets the connection.
func (b *Backend) drop() {
	if b.conn == nil {
		return
	}
	_ = b.conn.Close()
	_ = b.client.Close()
	b.conn, b.client, b.selected, b.told = nil, nil, nil, nil
}

// errNotConnected: a method was called before Connect, or after a failure.
var errNotConnected = errors.New("not connected")

// begin is the start of every method that talks to the server: until done is
// called, cancelling the context it returns cuts the connection after a second.
func (b *Backend) begin(ctx context.Context, op string) (scope context.Context, done func(), err error) {
	if b.conn == nil {
		return nil, nil, &backend.Error{
			Problem: mail.Problem{Op: op, Kind: mail.Temporary, Cause: mail.Closed, Host: b.opts.Dial.Addr()},
			Err:     errNotConnected,
		}
	}
	scope, cancel := context.WithCancel(ctx)
	release := b.conn.CutOn(scope)
	return scope, func() {
		release()
		cancel()
	}, nil
}

// fail says what an error of the library means, and forgets the connection
// unless the server has merely refused a command.
func (b *Backend) fail(ctx context.Context, op string, box mail.RemoteBox, err error) error {
	problem := mail.Problem{Op: op, Host: b.opts.Dial.Addr()}
	if box != "" {
		problem.Scope, problem.What = mail.ScopeFolder, mail.Line(string(box))
	}
	var known *backend.Error
	if errors.As(err, &known) {
		return err
	}
	var refusal *goimap.Error
	if errors.As(err, &refusal) {
		problem.Kind = refusalKind(refusal)
		masked := *refusal
		masked.Text = b.conn.Mask(refusal.Text)
		problem.Detail = mail.Line(masked.Text)
		return &backend.Error{Problem: problem, Err: &masked}
	}
	problem.Scope = mail.ScopeAccount
	problem.What = mail.Text{}
	if ctx.Err() != nil {
		problem.Kind, err = mail.Temporary, ctx.Err()
		b.drop()
		return &backend.Error{Problem: problem, Err: err}
	}
	cause := b.conn.Err()
	farewell := b.conn.Farewell()
	b.drop()
	if cause == nil { // the library gave up on what it read
		problem.Kind = mail.Protocol
		return &backend.Error{Problem: problem, Err: err}
	}
	p := backend.ProblemOf(dial.Problem(cause, op, problem.Host), op)
	if p.Kind == mail.Temporary {
		p.Detail = farewell
	}
	return &backend.Error{Problem: p, Err: fmt.Errorf("%w: %w", cause, err)}
}

// isRefusal reports whether err is the server's NO or BAD to a command.
func isRefusal(err error) bool {
	var refusal *goimap.Error
	return errors.As(err, &refusal)
}

// refusalKind says what a NO or BAD means (RFC 5530, RFC 9051 §7.1).
func refusalKind(e *goimap.Error) mail.Kind {
	switch e.Code {
	case goimap.ResponseCodeNonExistent, "TRYCREATE":
		return mail.Gone
	case goimap.ResponseCodeInUse:
		return mail.Busy
	case goimap.ResponseCodeOverQuota:
		return mail.Full
	case goimap.ResponseCodeUnavailable, goimap.ResponseCodeServerBug, goimap.ResponseCodeLimit:
		return mail.Temporary
	case goimap.ResponseCodeExpired, goimap.ResponseCodeAuthorizationFailed, goimap.ResponseCodeAuthenticationFailed:
		return mail.Auth
	case "READ-ONLY":
		return mail.ReadOnly
	default:
		return mail.Rejected
	}
}
