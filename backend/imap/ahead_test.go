package imap_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
)

// brokenConn panics when a FETCH is written.
type brokenConn struct{ net.Conn }

func (c brokenConn) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("FETCH")) {
		panic("a bug")
	}
	return c.Conn.Write(p)
}

// TestPanicWhileReadingAhead: it comes out of Sync, where whoever called can
// recover from it.
func TestPanicWhileReadingAhead(t *testing.T) {
	opts := newFake(1, 2, 3).start(t)
	opts.Dial.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return brokenConn{conn}, err
	}
	b := connected(t, opts)
	defer func() {
		if crash := fmt.Sprint(recover()); !strings.Contains(crash, "a bug") {
			t.Errorf("the panic of Sync is %q", crash)
		}
	}()
	err := b.Sync(t.Context(), backend.SyncRequest{Box: "INBOX", Known: backendtest.NewModel()},
		func(context.Context, backend.Batch) error { return nil })
	t.Errorf("no panic, but %v", err)
}
