package wire

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

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
}

// newConn returns a connection whose filter reads from conn.
func newConn(conn *dial.Conn) *Conn {
	cmds := &commands{conn: conn}
	return &Conn{Conn: conn, cmds: cmds, filter: &filter{
		br:   bufio.NewReaderSize(conn, readBuffer),
		cmds: cmds,
		note: func(line []byte) { conn.Trace("S: ", line) },
	}}
}

// greet makes the library begin with a greeting that tells of caps, as far as
// the library may know them.
func (c *Conn) greet(caps []string) {
	c.Caps = caps
	shown := cleanCapabilities([]byte(strings.Join(caps, " ")))
	c.filter.out = fmt.Appendf(nil, "* PREAUTH [CAPABILITY%s] go on\r\n", shown)
}

// Read gives the library what it can take of what the server sends.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.filter.Read(p)
	if err != nil {
		c.Fail(withHost(err, c.Addr()))
	}
	return n, err
}

// withHost names the server in a problem that the filter found.
func withHost(err error, host string) error {
	var e *backend.Error
	if errors.As(err, &e) && e.Host == "" {
		e.Host = host
	}
	return err
}

// Write sends what the library says.
func (c *Conn) Write(p []byte) (int, error) {
	c.cmds.sent(p)
	return c.Conn.Write(p)
}

// ReadOnly reports whether the mailbox that was selected last can only be read.
func (c *Conn) ReadOnly() bool {
	c.cmds.mu.Lock()
	defer c.cmds.mu.Unlock()
	return c.cmds.readOnly
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
