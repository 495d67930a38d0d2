package engine_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
)

// gate stands in front of a server. Of what the server sends on a connection that
// is opened while it is shut, no more than its limit comes through before it is
// opened, or the connection is cut there.
type gate struct {
	mu     sync.Mutex
	limit  int // bytes; 0: it is open
	cut    bool
	opened chan struct{}
	conns  int
	held   bool // somebody waits at it
}

func newGate() *gate { return &gate{opened: make(chan struct{})} }

func (g *gate) shut(limit int, cut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limit, g.cut, g.held = limit, cut, false
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.limit > 0 {
		g.limit = 0
		close(g.opened)
		g.opened = make(chan struct{})
	}
}

// holds reports whether a connection waits at the gate.
func (g *gate) holds() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.held
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.conns
}

func (g *gate) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns++
	return &gatedConn{Conn: conn, g: g, closed: make(chan struct{})}, nil
}

type gatedConn struct {
	net.Conn
	g      *gate
	read   int
	once   sync.Once
	closed chan struct{}
}

func (c *gatedConn) Read(p []byte) (int, error) {
	c.g.mu.Lock()
	limit, cut, opened := c.g.limit, c.g.cut, c.g.opened
	c.g.mu.Unlock()
	if limit > 0 {
		if c.read >= limit && cut {
			return 0, errors.Join(io.ErrUnexpectedEOF, c.Close())
		}
		if c.read >= limit {
			c.g.mu.Lock()
			c.g.held = true
			c.g.mu.Unlock()
			select {
			case <-opened:
			case <-c.closed:
				return 0, net.ErrClosed
			}
			return c.Read(p)
		}
		p = p[:min(len(p), limit-c.read)]
	}
	n, err := c.Conn.Read(p)
	c.read += n
	return n, err
}

func (c *gatedConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}
