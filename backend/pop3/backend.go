package pop3

import (
	"context"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// Inbox is the one mailbox of a POP3 account.
const Inbox mail.RemoteBox = "INBOX"

// farewell is how long Close waits for the answer to QUIT.
const farewell = 800 * time.Millisecond

// Options says where the maildrop is and who it belongs to.
type Options struct {
	Dial dial.Options
	User string
	// Password is asked at every login, once the server is verified. Its error
	// is returned as it is when it carries a [mail.Problem].
	Password func(ctx context.Context) (string, error)
}

// Backend is a [backend.Backend] with the abilities [backend.Deleter] and
// [backend.Fetcher].
type Backend struct {
	opts    Options
	session *session // nil: not connected
	// endless are the messages whose RETR did not end where it had to: reading
	// them again would cost every later session too.
	endless map[listed]bool
}

var (
	_ backend.Backend = (*Backend)(nil)
	_ backend.Deleter = (*Backend)(nil)
	_ backend.Fetcher = (*Backend)(nil)
)

// listed is how a message stands in the listings.
type listed struct {
	id   mail.RemoteID
	size int64
}

// New returns a backend that is not connected.
func New(opts Options) *Backend {
	return &Backend{opts: opts, endless: make(map[listed]bool)}
}

// Connect opens a session unless there is one.
func (b *Backend) Connect(ctx context.Context) (backend.Caps, error) {
	if b.session != nil && b.session.conn.Err() == nil {
		return b.session.capabilities(), nil
	}
	b.drop()
	s, err := openSession(ctx, b.opts)
	if err != nil {
		return backend.Caps{}, b.problem("connect", err)
	}
	b.session = s
	return s.capabilities(), nil
}

// Folders returns the inbox: POP3 has no other mailbox (RFC 1939 §1).
func (b *Backend) Folders(context.Context) ([]backend.Folder, error) {
	return []backend.Folder{{
		Box: Inbox, Path: []string{string(Inbox)}, Role: mail.RoleInbox,
	}}, nil
}

// Close ends the session with QUIT and waits for its answer for less than a
// second. Nothing can be marked as deleted then: Delete leaves no session.
func (b *Backend) Close() error {
	s := b.session
	if s == nil {
		return nil
	}
	if s.conn.Err() == nil {
		cut := time.AfterFunc(farewell, s.conn.Cut)
		_ = s.lib.Quit() // nothing depends on the answer
		cut.Stop()
	}
	b.drop()
	return nil
}

// drop ends the session without a word.
func (b *Backend) drop() {
	if b.session != nil {
		b.session.conn.Cut()
		b.session = nil
	}
}

// current returns the session, or an error when Connect has to be called first.
func (b *Backend) current(op string) (*session, error) {
	if b.session == nil || b.session.conn.Err() != nil {
		b.drop()
		return nil, b.closed(op)
	}
	return b.session, nil
}
