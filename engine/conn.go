package engine

import (
	"context"
	"log/slog"

	"github.com/mailtui/mailtui/backend"
)

// conn is one of an account's connections. It belongs to one goroutine.
type conn struct {
	open func() backend.Backend
	log  *slog.Logger
	b    backend.Backend // nil: closed
}

// connect opens the connection unless it is open.
func (c *conn) connect(ctx context.Context) (backend.Caps, error) {
	opened := c.b == nil
	if opened {
		c.b = c.open()
	}
	caps, err := c.b.Connect(ctx)
	switch {
	case err != nil:
		c.close()
	case opened:
		c.log.Info("logged in", "capabilities", len(caps.Names))
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
