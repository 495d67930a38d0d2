package backendtest

import (
	"context"
	"net"
	"sync"
	"testing"
)

// Served is a server on a free port of 127.0.0.1.
type Served struct {
	Port int
	// Stop ends the server, when the connections it has have ended.
	Stop func()
}

// Serve hands every connection to handle, in a goroutine of its own, and closes
// it behind it. The server ends with the test, if not before.
func Serve(t testing.TB, handle func(net.Conn)) Served {
	t.Helper()
	l := listen(t)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer func() { _ = conn.Close() }()
				handle(conn)
			})
		}
	})
	s := Served{Port: l.Addr().(*net.TCPAddr).Port, Stop: sync.OnceFunc(func() {
		_ = l.Close()
		serving.Wait()
	})}
	t.Cleanup(s.Stop)
	return s
}

// InMemory returns a dialer of connections that do not leave the process; each is
// handed to handle, in a goroutine of its own, and closed behind it. In a test
// with a time of its own (testing/synctest) their deadlines pass when nobody has
// anything left to do, however slow the machine is.
func InMemory(handle func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer func() { _ = server.Close() }()
			handle(server)
		}()
		return client, nil
	}
}
