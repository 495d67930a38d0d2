package backendtest_test

import (
	"net"
	"strconv"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
)

// TestAFreePortIsHeld: so many are taken that two would be the same if nothing
// held them, and each can be listened on.
func TestAFreePortIsHeld(t *testing.T) {
	taken := map[int]bool{}
	for range 600 {
		port := backendtest.FreePort(t)
		if taken[port] {
			t.Fatalf("%d is given twice", port)
		}
		taken[port] = true
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
