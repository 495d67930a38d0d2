package dial

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// traceLimit is how many bytes of a line the trace shows.
const traceLimit = 1000

// ErrLineTooLong is what [Conn.ReadLine] returns for a line beyond its limit.
var ErrLineTooLong = errors.New("line beyond the limit")

// errLineBreak: a command would have become two.
var errLineBreak = errors.New("line break or NUL inside a command")

// Conn is a connection to a server. Deadlines that others set are ignored: it
// has its own, which move with every byte, and apply only while the server owes
// an answer, that is from a Write until [Conn.Rest].
type Conn struct {
	opts  Options
	timed *timedConn
	plain net.Conn // the socket as it was dialled

	cut    atomic.Bool
	conn   net.Conn // timed, or TLS on it
	br     *bufio.Reader
	secure bool

	mu      sync.Mutex
	secrets []string // that are hidden, see Hide
	traced  string   // the end of what was traced of the server's, not masked
	turns   int64
	heard   bool // bytes were read since the last write
	cause   error
}

// Dial connects and, with ImplicitTLS, verifies the server. With NoTLS it
// refuses hosts other than this one unless opts.Insecure is set. Its errors are
// of type [*backend.Error].
func Dial(ctx context.Context, opts Options) (*Conn, error) {
	opts = opts.withDefaults()
	if opts.TLS == NoTLS && !opts.Insecure && !loopback(opts.Host) {
		return nil, plaintextRefused(opts)
	}
	sock, err := opts.Dial(ctx, "tcp", opts.Addr())
	if err != nil {
		return nil, Problem(err, "connect", opts.Addr())
	}
	if opts.TLS == NoTLS && !opts.Insecure && !remoteIsLoopback(sock) {
		return nil, errors.Join(plaintextRefused(opts), sock.Close())
	}
	timed := &timedConn{Conn: sock, opts: opts, awaiting: true} // the greeting is owed
	c := &Conn{opts: opts, plain: sock, timed: timed, conn: timed, br: bufio.NewReader(timed)}
	switch opts.TLS {
	case ImplicitTLS:
		if err := c.handshake(ctx); err != nil {
			return nil, err
		}
	case NoTLS:
		c.secure = true // the account asked for it
	case StartTLS:
	}
	return c, nil
}

// remoteIsLoopback guards against a resolver that lies about "localhost".
func remoteIsLoopback(sock net.Conn) bool {
	addr, ok := sock.RemoteAddr().(*net.TCPAddr)
	return !ok || addr.IP.IsLoopback()
}

func plaintextRefused(opts Options) *backend.Error {
	return &backend.Error{Problem: mail.Problem{
		Op: "connect", Kind: mail.Insecure, Cause: mail.PlaintextAuth, Host: opts.Addr(),
	}}
}

// handshake puts TLS on the socket and verifies the server's certificate
// against the configured host. It closes the connection when that fails.
func (c *Conn) handshake(ctx context.Context) error {
	conn := tls.Client(c.timed, &tls.Config{
		MinVersion: tls.VersionTLS12,
		ServerName: c.opts.Host,
		RootCAs:    c.opts.RootCAs,
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		c.Cut()
		return Problem(&handshakeError{err}, "tls", c.opts.Addr())
	}
	c.conn, c.secure = conn, true
	c.br.Reset(conn)
	return nil
}

// StartTLS upgrades a connection of mode [StartTLS] after the server agreed in
// the protocol's own words. Bytes that the server sent beyond its agreement are
// a protocol error (NO STARTTLS, CVE-2020-14954): they would otherwise be taken
// for what came through TLS.
func (c *Conn) StartTLS(ctx context.Context) error {
	if c.secure {
		return nil
	}
	if c.br.Buffered() > 0 {
		c.Cut()
		return &backend.Error{
			Problem: mail.Problem{Op: "starttls", Kind: mail.Insecure, Cause: mail.TLSFailed, Host: c.opts.Addr()},
			Err:     errors.New("data in clear after the answer to STARTTLS"),
		}
	}
	return c.handshake(ctx)
}

// Secure reports whether credentials may be sent: TLS is verified, or the
// account knowingly goes without.
func (c *Conn) Secure() bool { return c.secure }

// Addr returns "host:port" as configured.
func (c *Conn) Addr() string { return c.opts.Addr() }

// Read reads what the server sent.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.br.Read(p)
	c.note(n, err)
	return n, err
}

// ReadLine returns the next line with its line end, valid until the next read.
// A line of more than limit bytes gives [ErrLineTooLong].
func (c *Conn) ReadLine(limit int) ([]byte, error) {
	line, err := c.readLine(limit)
	c.note(len(line), err)
	if err != nil {
		return nil, err
	}
	c.Trace(line)
	return line, nil
}

func (c *Conn) readLine(limit int) ([]byte, error) {
	part, err := c.br.ReadSlice('\n')
	if err == nil {
		return part, tooLong(part, limit)
	}
	var line []byte
	for errors.Is(err, bufio.ErrBufferFull) {
		line = append(line, part...)
		if long := tooLong(line, limit); long != nil {
			return line, long
		}
		part, err = c.br.ReadSlice('\n')
	}
	line = append(line, part...)
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = tooLong(line, limit)
	}
	return line, err
}

func tooLong(line []byte, limit int) error {
	if len(line) > limit {
		return ErrLineTooLong
	}
	return nil
}

// Write sends p; from then on the server owes an answer.
func (c *Conn) Write(p []byte) (int, error) {
	if err := c.timed.owe(); err != nil {
		c.note(0, err)
		return 0, err
	}
	c.mu.Lock()
	if c.heard || c.turns == 0 {
		c.turns++
		c.heard = false
	}
	c.mu.Unlock()
	n, err := c.conn.Write(p)
	c.note(0, err)
	return n, err
}

// Send writes line and CRLF. It refuses a line break inside of line.
func (c *Conn) Send(line string) error { return c.send(line, line) }

// SendSecret is Send for a line that holds a credential: it refuses to send it
// in clear and traces shown instead.
func (c *Conn) SendSecret(shown, line string) error {
	if !c.secure {
		return &backend.Error{Problem: mail.Problem{
			Op: "login", Kind: mail.Insecure, Cause: mail.PlaintextAuth, Host: c.opts.Addr(),
		}}
	}
	return c.send(shown, line)
}

func (c *Conn) send(shown, line string) error {
	if strings.ContainsAny(line, "\r\n\x00") {
		return errLineBreak
	}
	c.TraceSent([]byte(shown))
	_, err := io.WriteString(c, line+"\r\n")
	return err
}

// AllowFirstByte gives the answer that comes next Options.FirstByte for its
// first byte: for what a server computes before it answers (SELECT, UIDL…).
func (c *Conn) AllowFirstByte() error { return c.timed.oweSlow() }

// Rest says that the server owes nothing: it may be silent for any time until
// the next Write (between commands, in IDLE).
func (c *Conn) Rest() error { return c.timed.rest() }

// CutOn cuts the connection Options.Grace after ctx is cancelled, so that the
// command under way may still end. Call release when the command has ended.
func (c *Conn) CutOn(ctx context.Context) (release func()) { return c.CutAfter(ctx, c.opts.Grace) }

// CutAfter is CutOn with another time than Options.Grace.
func (c *Conn) CutAfter(ctx context.Context, grace time.Duration) (release func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		wait := time.NewTimer(grace)
		defer wait.Stop()
		select {
		case <-done:
		case <-wait.C:
			c.Cut()
		}
	})
	return sync.OnceFunc(func() {
		stop()
		close(done)
	})
}

// Cut drops the connection at once, with no farewell.
func (c *Conn) Cut() {
	c.cut.Store(true)
	_ = c.plain.Close()
}

// IsCut reports whether Cut has dropped the connection: nothing is to be said on
// it any more.
func (c *Conn) IsCut() bool { return c.cut.Load() }

// Close ends TLS where that takes no time, and closes the connection.
func (c *Conn) Close() error {
	c.timed.setClosing()
	if err := c.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		c.Cut()
	}
	return nil
}

// Err returns the first error that reading or writing met, or nil. A library on
// top of the connection may have replaced it by one that says less.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// Fail records err as why the connection is no good any more, and cuts it.
func (c *Conn) Fail(err error) {
	c.note(0, err)
	c.Cut()
}

func (c *Conn) note(n int, err error) {
	if n == 0 && err == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.heard || n > 0
	if c.cause == nil {
		c.cause = err
	}
}

// Counters are what has passed over a connection.
type Counters struct {
	In, Out int64 // bytes on the wire, TLS included
	Turns   int64 // how often something was sent after something was heard
}

// Counters returns what has passed so far.
func (c *Conn) Counters() Counters {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Counters{In: c.timed.in.Load(), Out: c.timed.out.Load(), Turns: c.turns}
}

// Trace gives a line of the server's to Options.Trace, without what is hidden
// ([Conn.Hide]), sanitised and shortened. The caller answers for line holding
// nothing of a message.
func (c *Conn) Trace(line []byte) {
	if c.opts.Trace != nil {
		c.trace("S: ", c.maskTraced(string(bytes.TrimRight(line, "\r\n"))))
	}
}

// TraceSent is Trace for a line that is sent. The caller answers for line
// holding no secret, too.
func (c *Conn) TraceSent(line []byte) {
	if c.opts.Trace != nil {
		c.trace("C: ", string(bytes.TrimRight(line, "\r\n")))
	}
}

func (c *Conn) trace(prefix, line string) {
	line = line[:min(len(line), traceLimit)]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opts.Trace(mail.Line(prefix + line))
}

// LocalAddr returns the address of this side.
func (c *Conn) LocalAddr() net.Addr { return c.plain.LocalAddr() }

// RemoteAddr returns the address of the server.
func (c *Conn) RemoteAddr() net.Addr { return c.plain.RemoteAddr() }

// SetDeadline does nothing: the connection keeps its own deadlines. (A library
// gives a literal five minutes, however large and slow it is.)
func (c *Conn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing: see SetDeadline.
func (c *Conn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing: see SetDeadline.
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }
