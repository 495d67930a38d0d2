package engine

import (
	"context"

	"github.com/mailtui/mailtui/backend"
)

// conn is one of an account's connections. It belongs to one goroutine.
type conn struct {
	open func() backend.Backend
	b    backend.Backend // nil: closed
}

// connect opens the connection unless it is open.
func (c *conn) connect(ctx context.Context) (backend.Caps, error) {
	if c.b == nil {
		c.b = c.open()
	}
	caps, err := c.b.Connect(ctx)
	if err != nil {
		c.close()
	}
	return caps, err
}

// close ends the connection; the next one is another Backend.
func (c *conn) close() {
	if c.b != nil {
		_ = c.b.Close() // nothing depends on how a connection ends
		c.b = nil
	}
}
