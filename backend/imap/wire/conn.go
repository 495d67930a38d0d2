package wire

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// readBuffer is how much is read from the socket at once.
const readBuffer = 64 << 10

// Conn is an authenticated connection, to be given to the IMAP library. For the
// library it begins with a PREAUTH greeting.
type Conn struct {
	*dial.Conn
	// Caps are the capabilities after login, upper case, as announced.
	Caps []string
	// Delimiter of the personal namespace (RFC 2342), 0 when it is not told.
	Delimiter rune

	filter *filter
	cmds   *commands
	broken error       // what reading met
	ended  atomic.Bool // the library has been told

	mu     sync.Mutex
	corked bool
	held   []byte // written while corked
}

// newConn returns a connection whose filter reads from conn.
func newConn(conn *dial.Conn) *Conn {
	cmds := &commands{conn: conn}
	return &Conn{Conn: conn, cmds: cmds, filter: &filter{
		br:   bufio.NewReaderSize(conn, readBuffer),
		cmds: cmds,
		note: conn.Trace,
	}}
}

// greet makes the library begin with a greeting that tells of caps, as far as
// the library may know them.
func (c *Conn) greet(caps []string) {
	c.Caps = caps
	shown := cleanCapabilities([]byte(strings.Join(caps, " ")))
	c.filter.out = fmt.Appendf(nil, "* PREAUTH [CAPABILITY%s] go on\r\n", shown)
}

// Read gives the library what it can take of what the server sends. When the
// connection breaks inside of a literal, the rest of the literal reads as zeros
// before the error comes: the library reads a literal on after an error, and
// races with itself. Whoever uses a literal asks Err after each read.
func (c *Conn) Read(p []byte) (int, error) {
	if c.broken == nil {
		n, err := c.filter.Read(p)
		if err == nil {
			return n, nil
		}
		c.broken = withHost(err, c.Addr())
		c.Fail(c.broken)
		if n > 0 {
			return n, nil
		}
	}
	if c.filter.literal == 0 {
		c.ended.Store(true)
		return 0, c.broken
	}
	n := min(int64(len(p)), c.filter.literal)
	clear(p[:n])
	c.filter.literal -= n
	return int(n), nil
}

// withHost names the server in a problem that the filter found.
func withHost(err error, host string) error {
	var e *backend.Error
	if errors.As(err, &e) && e.Host == "" {
		e.Host = host
	}
	return err
}

// Write sends what the library says, unless it is corked. An error cuts the
// connection, and the library meets it where it reads: told of it here, it would
// end commands while its reader still fills them, and race with itself. Once it
// has read the end it has no reader, and is told.
func (c *Conn) Write(p []byte) (int, error) {
	if c.ended.Load() {
		return 0, c.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.corked {
		c.held = append(c.held, p...)
		return len(p), nil
	}
	c.cmds.sent(p)
	if _, err := c.Conn.Write(p); err != nil {
		c.Fail(err)
	}
	return len(p), nil
}

// Cork keeps the commands that the library sends until Uncork, so that they go
// out together and take one turn. None of them may wait for an answer.
func (c *Conn) Cork() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = true
}

// Uncork sends what was kept. After an error nobody may wait for those commands:
// the library has not seen it, and may have none left to tell it to.
func (c *Conn) Uncork() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = false
	held := c.held
	c.held = nil
	c.cmds.sent(held)
	_, err := c.Conn.Write(held)
	return err
}

// ReadOnly reports whether the mailbox that was selected last can only be read.
func (c *Conn) ReadOnly() bool {
	c.cmds.mu.Lock()
	defer c.cmds.mu.Unlock()
	return c.cmds.readOnly
}

// UIDValidity returns the UIDVALIDITY of the mailbox that was selected last, as
// told by now: a server that has made it anew may say so at any time.
func (c *Conn) UIDValidity() uint32 {
	c.cmds.mu.Lock()
	defer c.cmds.mu.Unlock()
	return c.cmds.validity
}

// Farewell returns the words of the server's BYE, empty when it said none.
func (c *Conn) Farewell() mail.Text {
	c.cmds.mu.Lock()
	defer c.cmds.mu.Unlock()
	return c.cmds.bye
}

// Turns returns how often the library sent commands while none was under way:
// how often it had to wait for the distance to the server.
func (c *Conn) Turns() int64 {
	c.cmds.mu.Lock()
	defer c.cmds.mu.Unlock()
	return c.cmds.turns
}
