package wire

import (
	"bytes"
	"strings"
	"sync"

	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// commands follows what the library sends: which commands wait for their end,
// and so whether the server may be silent.
type commands struct {
	conn *dial.Conn

	mu       sync.Mutex
	waiting  []command
	literals int // "+" that are owed for literals
	readOnly bool
	validity uint32 // of the mailbox that is open, 0 when it is not told
	bye      mail.Text
	turns    int64

	line    []byte // of the command that is being sent
	literal int64  // bytes of its literal that follow
	inside  bool   // the line goes on with a command after a literal
}

// command is one that the server has not ended.
type command struct {
	tag, name string
	idling    bool // IDLE that the server has agreed to
}

// slow reports whether the server may compute for long before it answers.
func (c command) slow() bool {
	switch c.name {
	case "SELECT", "EXAMINE", "SEARCH", "APPEND":
		return true
	default:
		return false
	}
}

// sent takes note of bytes that are about to be sent.
func (c *commands) sent(p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(p) > 0 {
		if c.literal > 0 {
			n := min(int64(len(p)), c.literal)
			c.literal -= n
			p = p[n:]
			continue
		}
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			c.line = append(c.line, p...)
			return
		}
		c.sentLine(bytes.TrimRight(append(c.line, p[:end]...), "\r"))
		c.line = c.line[:0]
		p = p[end+1:]
	}
}

func (c *commands) sentLine(line []byte) {
	c.conn.TraceSent(line)
	if !c.inside {
		c.begin(line)
	}
	size, isLiteral := literalAtEnd(line)
	c.inside = isLiteral
	if isLiteral {
		c.literal = size
		if !bytes.HasSuffix(line, []byte("+}")) {
			c.literals++
		}
	}
}

func (c *commands) begin(line []byte) {
	tag, rest, found := strings.Cut(string(line), " ")
	if !found {
		return // DONE
	}
	name, rest, _ := strings.Cut(rest, " ")
	if name == "UID" {
		name, _, _ = strings.Cut(rest, " ")
	}
	if len(c.waiting) == 0 {
		c.turns++
	}
	cmd := command{tag: tag, name: name}
	c.waiting = append(c.waiting, cmd)
	if name == "SELECT" || name == "EXAMINE" {
		c.validity = 0
	}
	if cmd.slow() {
		_ = c.conn.AllowFirstByte() // a broken connection is told by the next read
	}
}

// continued reports whether a "+" is owed to the library.
func (c *commands) continued() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.waiting {
		if cmd := &c.waiting[i]; cmd.name == "IDLE" && !cmd.idling {
			cmd.idling = true
			_ = c.conn.Rest()
			return true
		}
	}
	if c.literals == 0 {
		return false
	}
	c.literals--
	return true
}

// end takes note of the end of a command. It returns false for a tag that was
// not sent.
func (c *commands) end(tag string, code []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, cmd := range c.waiting {
		if cmd.tag != tag {
			continue
		}
		c.waiting = append(c.waiting[:i], c.waiting[i+1:]...)
		if cmd.name == "SELECT" || cmd.name == "EXAMINE" {
			c.readOnly = bytes.EqualFold(code, []byte("READ-ONLY"))
		}
		switch {
		case len(c.waiting) == 0:
			_ = c.conn.Rest()
		case c.waiting[0].slow():
			_ = c.conn.AllowFirstByte()
		}
		return true
	}
	return false
}

// searching returns the tag of the SEARCH that waits for its end, or "".
func (c *commands) searching() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cmd := range c.waiting {
		if cmd.name == "SEARCH" {
			return cmd.tag
		}
	}
	return ""
}

// opened keeps the UIDVALIDITY that a status line tells.
func (c *commands) opened(code []byte) {
	name, arg, _ := bytes.Cut(code, []byte(" "))
	if !bytes.EqualFold(name, []byte("UIDVALIDITY")) {
		return
	}
	if v, ok := uidValidity(bytes.TrimSpace(arg)); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.validity = v
	}
}

// farewell keeps why the server says that it closes the connection.
func (c *commands) farewell(words []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bye = mail.Line(string(clip([]byte(c.conn.Mask(string(words))))))
}
