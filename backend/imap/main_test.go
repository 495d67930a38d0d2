package imap_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const user = "anna"

func password(context.Context) (string, error) { return backendtest.Password, nil }

// secure returns the options for a Dovecot, over TLS.
func secure(s *backendtest.Server) imap.Options {
	return imap.Options{
		Dial: dial.Options{Host: s.Host, Port: s.IMAPS, RootCAs: s.CA.Pool},
		User: user, Password: password,
	}
}

// plain returns the options for a server in clear on the loopback.
func plain(port int) imap.Options {
	return imap.Options{
		Dial: dial.Options{Host: "localhost", Port: port, TLS: dial.NoTLS},
		User: user, Password: password,
	}
}

// connected returns a backend that is logged in, and closed with the test.
func connected(t testing.TB, opts imap.Options) *imap.Backend {
	t.Helper()
	b := imap.New(opts)
	t.Cleanup(func() { _ = b.Close() })
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return b
}

// syncAll runs a Sync that must succeed and end Complete.
func syncAll(t testing.TB, b backend.Backend, model *backendtest.Model, box string) {
	t.Helper()
	syncErr, broken := model.Sync(t.Context(), b, remoteBox(box))
	if syncErr != nil || broken != nil {
		t.Fatalf("sync: %v, contract: %v", syncErr, broken)
	}
	if n := len(model.Batches); n == 0 || !model.Batches[n-1].Complete {
		t.Fatalf("%d batches, the last is not Complete", n)
	}
}

// cutDialer dials connections of which the first ends after n bytes from the
// server.
func cutDialer(n int64) func(context.Context, string, string) (net.Conn, error) {
	var dialled atomic.Int64
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err != nil || dialled.Add(1) > 1 {
			return conn, err
		}
		return &cutConn{Conn: conn, left: n}, nil
	}
}

// cutConn ends after a number of bytes.
type cutConn struct {
	net.Conn
	left int64
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.left == 0 {
		_ = c.Close()
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// silentListener accepts connections and says nothing.
func silentListener(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var conns []net.Conn
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, conn)
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		for _, conn := range conns {
			_ = conn.Close()
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

const shortWait = 200 * time.Millisecond
