package wire

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/backend/dial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pipe returns a connection to nowhere, and its other end.
func pipe(t testing.TB) (*dial.Conn, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	conn, err := dial.Dial(t.Context(), dial.Options{
		Host: "localhost", Port: 143, TLS: dial.NoTLS,
		Dial: func(context.Context, string, string) (net.Conn, error) { return ours, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Cut()
		_ = theirs.Close()
	})
	return conn, theirs
}

// chunked reads at most size bytes at a time.
type chunked struct {
	data []byte
	size int
}

func (c *chunked) Read(p []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), c.size)], c.data)
	c.data = c.data[n:]
	return n, nil
}

// filtered sends input through a filter in chunks of size bytes, after the
// library has sent the commands. It returns what came out, and how it ended.
func filtered(t testing.TB, input []byte, size int, commandLines ...string) ([]byte, error) {
	t.Helper()
	conn, _ := pipe(t)
	cmds := &commands{conn: conn}
	for _, line := range commandLines {
		cmds.sent([]byte(line + "\r\n"))
	}
	f := &filter{
		br:   bufio.NewReaderSize(&chunked{data: input, size: size}, 4096),
		cmds: cmds, note: func([]byte) {},
	}
	var out []byte
	buf := make([]byte, 100)
	for {
		n, err := f.Read(buf)
		out = append(out, buf[:n]...)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
	}
}
