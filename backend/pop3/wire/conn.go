package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/mailtui/mailtui/backend/dial"
)

const (
	readBuffer = 64 << 10
	// flushAt is how many bytes of commands are gathered before they are sent
	// without waiting for the next read.
	flushAt = 16 << 10
)

// errCommand: a command of several lines, too long, or with a NUL.
var errCommand = errors.New("not one command line")

// Conn is a guarded connection: what go-pop3 takes for its socket. It is used
// by one goroutine at a time.
type Conn struct {
	net.Conn
	link *dial.Conn
	br   *bufio.Reader // nil until the connection is secured

	commands []byte // written, not sent yet: sent before the next read
	unread   []byte // of a status line that go-pop3 has read in part
	last     Status
	answer   *Answer // the one being read, or nil

	greeting Status
	caps     Capabilities
}

// Open connects, reads the greeting, secures the connection with STLS where the
// options say so, and asks for the capabilities through TLS. Nothing that the
// server says in clear is kept, and no option makes it go on without the TLS
// that was asked for.
func Open(ctx context.Context, opts dial.Options) (*Conn, error) {
	link, err := dial.Dial(ctx, opts)
	if err != nil {
		return nil, err
	}
	release := link.CutOn(ctx)
	defer release()
	c := &Conn{Conn: link, link: link}
	if err := c.begin(ctx); err != nil {
		link.Cut()
		return nil, err
	}
	return c, nil
}

func (c *Conn) begin(ctx context.Context) error {
	if err := c.readStatus(); err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	if c.greeting = c.last; !c.greeting.OK {
		return &RefusedError{Command: "greeting", Status: c.last}
	}
	if !c.link.Secure() {
		if err := c.startTLS(ctx); err != nil {
			return err
		}
	}
	c.br = bufio.NewReaderSize(c.link, readBuffer)
	c.unread = c.greeting.line() // go-pop3 begins by reading a greeting
	return c.askCapabilities()
}

// startTLS does RFC 2595 §4. A server that does not offer STLS, or refuses it,
// may be somebody between us and the server: the connection ends there.
func (c *Conn) startTLS(ctx context.Context) error {
	if err := c.askCapabilities(); err != nil {
		return err
	}
	if !c.caps.Has("STLS") {
		return &NoTLSError{}
	}
	if _, err := io.WriteString(c, "STLS\r\n"); err != nil {
		return err
	}
	if err := c.readStatus(); err != nil {
		return fmt.Errorf("STLS: %w", err)
	}
	if !c.last.OK {
		return &NoTLSError{Status: c.last}
	}
	c.caps = Capabilities{}
	return c.link.StartTLS(ctx)
}

// RefusedError says that the server answered -ERR.
type RefusedError struct {
	Command string // the verb, or "greeting"
	Status  Status
}

// Error names the command; the server's words are in Status.
func (e *RefusedError) Error() string { return fmt.Sprintf("%s: refused", e.Command) }

// NoTLSError says that the server does not offer STLS, or refused it.
type NoTLSError struct {
	Status Status // its refusal, or empty
}

// Error says so.
func (e *NoTLSError) Error() string { return "STLS is not to be had" }

// Dial returns the connection itself: it makes a Conn the Dialer of a go-pop3
// client, which thus gets this connection and no other.
func (c *Conn) Dial(_, _ string) (net.Conn, error) { return c, nil }

// Read gives go-pop3 the next status line, normalised, and nothing else. It is
// an error of the caller to ask for one before the answer under way was read.
func (c *Conn) Read(p []byte) (int, error) {
	if len(c.unread) == 0 {
		if err := c.readStatus(); err != nil {
			return 0, err
		}
		c.unread = c.last.line()
	}
	n := copy(p, c.unread)
	c.unread = c.unread[n:]
	return n, nil
}

// Write takes one command line with its CRLF. Commands are sent together,
// before the next read: so the caller pipelines by writing ahead. A command of
// several lines is refused, and so is a login that could be overheard.
func (c *Conn) Write(p []byte) (int, error) {
	line, ended := strings.CutSuffix(string(p), "\r\n")
	if !ended || strings.ContainsAny(line, "\r\n\x00") {
		return 0, c.fail(errCommand)
	}
	verb, _, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "USER", "PASS", "AUTH", "APOP":
		if err := c.flush(); err != nil {
			return 0, err
		}
		if err := c.link.SendSecret(verb+" ***", line); err != nil {
			return 0, c.fail(err)
		}
		return len(p), nil
	}
	c.link.TraceSent([]byte(line))
	c.commands = append(c.commands, p...)
	if len(c.commands) >= flushAt {
		if err := c.flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func (c *Conn) flush() error {
	if len(c.commands) == 0 {
		return nil
	}
	_, err := c.link.Write(c.commands)
	c.commands = c.commands[:0]
	return err
}

// AllowFirstByte gives the next answer more time for its first byte: for what a
// server computes before it answers (STAT, UIDL, LIST, QUIT).
func (c *Conn) AllowFirstByte() error { return c.link.AllowFirstByte() }

// Rest says that every answer was read: the next one has no more time than any.
func (c *Conn) Rest() error { return c.link.Rest() }

// Hide keeps a password out of the trace and of the words of every refusal.
func (c *Conn) Hide(user, password string) { c.link.Hide(user, password) }

// Last returns the status line that was read last.
func (c *Conn) Last() Status { return c.last }

// Err returns why the connection is no good any more, or nil.
func (c *Conn) Err() error { return c.link.Err() }

// CutOn cuts the connection when ctx is cancelled, after the time that a
// command under way is granted. Call release when the command has ended.
func (c *Conn) CutOn(ctx context.Context) (release func()) { return c.link.CutOn(ctx) }

// Cut drops the connection at once, so that the server forgets every DELE.
func (c *Conn) Cut() { c.link.Cut() }

// fail makes err the reason why the connection is no good any more.
func (c *Conn) fail(err error) error {
	c.link.Fail(err)
	return err
}

// readStatus reads the status line that comes next into c.last.
func (c *Conn) readStatus() error {
	if c.answer != nil {
		return c.fail(fmt.Errorf("%w: status read inside an answer", errCommand))
	}
	line, err := c.slice(maxStatus)
	if err == nil && len(line) > maxStatus {
		err = bufio.ErrBufferFull
	}
	if errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, dial.ErrLineTooLong) {
		return c.fail(fmt.Errorf("%w: a status line", ErrTooLarge))
	}
	if err != nil {
		return err
	}
	status, err := ParseStatus(line)
	if err != nil {
		return c.fail(err)
	}
	if c.br != nil {
		c.link.Trace(line)
	}
	if !status.OK { // the numbers behind +OK are for nobody to read
		status.Text = c.link.Mask(status.Text)
	}
	c.last = status
	return nil
}

// slice returns the next line with its LF, or, with [bufio.ErrBufferFull], a
// piece of a long one; it is valid until the next read. Before TLS it reads no
// byte beyond the line, so that what an attacker put behind it is noticed.
func (c *Conn) slice(limit int) ([]byte, error) {
	if err := c.flush(); err != nil {
		return nil, err
	}
	if c.br == nil {
		return c.link.ReadLine(limit)
	}
	line, err := c.br.ReadSlice('\n')
	if errors.Is(err, io.EOF) {
		err = c.fail(io.ErrUnexpectedEOF)
	}
	return line, err
}
