package backendtest

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// FreePort returns a port of 127.0.0.1 on which nobody listens. No other test is
// given it before this one has ended, whatever package it is of: a server on it
// may be stopped, and nobody else is found there. It is below those that the
// kernel hands out (RFC 6056 §2.1), and held against the other tests by the port
// of UDP of its number.
func FreePort(t testing.TB) int {
	t.Helper()
	const low, high = 10000, 32768
	for range 100 {
		port := low + rand.IntN(high-low)
		held, err := net.ListenPacket("udp", loopback(port))
		if err != nil {
			continue
		}
		// Not by listening: a child that starts now would keep that up for a while.
		conn, err := net.Dial("tcp", loopback(port))
		if err != nil {
			t.Cleanup(func() { _ = held.Close() })
			return port
		}
		_, _ = conn.Close(), held.Close()
	}
	t.Fatal("no port is free")
	return 0
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
