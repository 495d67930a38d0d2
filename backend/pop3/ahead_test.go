package pop3_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3"
)

// brokenConn panics when a RETR is written.
type brokenConn struct{ net.Conn }

func (c brokenConn) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("RETR")) {
		panic("a bug")
	}
	return c.Conn.Write(p)
}

// TestPanicWhileReadingAhead: it comes out of Sync, where whoever called can
// recover from it.
func TestPanicWhileReadingAhead(t *testing.T) {
	opts := inClear(start(t, nil, letters(1, 3)...))
	opts.Dial.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return brokenConn{conn}, err
	}
	b := pop3.New(opts)
	defer b.Close()
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if crash := fmt.Sprint(recover()); !strings.Contains(crash, "a bug") {
			t.Errorf("the panic of Sync is %q", crash)
		}
	}()
	err := b.Sync(t.Context(), backend.SyncRequest{Known: knownIDs(nil)},
		func(context.Context, backend.Batch) error { return nil })
	t.Errorf("no panic, but %v", err)
}
