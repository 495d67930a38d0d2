package dial_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The waits of a test with a time of its own.
const (
	idle      = 30 * time.Second
	firstByte = 5 * time.Minute
	grace     = time.Second
)

// overTLS handles connections after a handshake.
func overTLS(config *tls.Config, handle func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		secure := tls.Server(conn, config)
		if err := secure.HandshakeContext(context.Background()); err == nil {
			handle(secure)
		}
	}
}

// untilClosed keeps a connection and says nothing.
func untilClosed(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// inClear returns options for a server in clear.
func inClear(port int) dial.Options {
	return dial.Options{Host: "127.0.0.1", Port: port, TLS: dial.NoTLS}
}

// timed runs a test of the waits, in a time of its own, on a connection to a
// server of which handle is all.
func timed(t *testing.T, handle func(*testing.T, net.Conn), test func(*testing.T, *dial.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		opts := inClear(1)
		opts.Idle, opts.FirstByte, opts.Grace = idle, firstByte, grace
		opts.Dial = backendtest.InMemory(func(conn net.Conn) { handle(t, conn) })
		test(t, connect(t, opts))
	})
}

// connect dials and closes with the test.
func connect(t *testing.T, opts dial.Options) *dial.Conn {
	t.Helper()
	c, err := dial.Dial(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// piped returns a connection whose other end is in the test's hands.
func piped(t *testing.T, opts dial.Options) (*dial.Conn, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = theirs.Close() })
	opts.Dial = func(context.Context, string, string) (net.Conn, error) { return ours, nil }
	return connect(t, opts), theirs
}
