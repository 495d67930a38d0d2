package backendtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// Hold is the dialer of a network that stops: of what the server sends, n bytes
// come through a connection; the rest comes when it is released, or never.
type Hold struct {
	n        int
	released chan struct{}
	once     sync.Once
}

// NewHold returns a Hold that lets n bytes through.
func NewHold(n int) *Hold { return &Hold{n: n, released: make(chan struct{})} }

// Release lets everything through.
func (h *Hold) Release() { h.once.Do(func() { close(h.released) }) }

// Dial dials a connection that is held.
func (h *Hold) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &heldConn{Conn: conn, h: h, left: h.n, closed: make(chan struct{})}, nil
}

type heldConn struct {
	net.Conn
	h      *Hold
	left   int
	once   sync.Once
	closed chan struct{}
}

// Read reads what is let through.
func (c *heldConn) Read(p []byte) (int, error) {
	if c.left == 0 {
		select {
		case <-c.h.released:
			return c.Conn.Read(p)
		case <-c.closed:
			return 0, net.ErrClosed
		}
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// Close ends a Read that waits, too.
func (c *heldConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// withFile is a message whose part 2 is a file, and that part.
func withFile(size int) (msg, part []byte) {
	part = bytes.TrimSuffix(bytes.Repeat([]byte(strings.Repeat("QUJD", 19)+"\r\n"), size/78+1), []byte("\r\n"))
	head := "Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000\r\nSubject: a file\r\n" +
		"Message-ID: <file@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n" +
		"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	return []byte(head + string(part) + "\r\n--b--\r\n"), part
}

// deliverFile delivers a message with a file among others and returns its id and
// what a Fetch of part 2 gives: the part, or the whole where there are no parts.
func (m Mailbox) deliverFile(t *testing.T, size int) (id mail.RemoteID, want map[string][]byte) {
	t.Helper()
	msg, part := withFile(size)
	m.Deliver(append(Sample(3), msg)...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	for at, kept := range model.Messages {
		if messageID(kept.Text) == "<file@example.org>" {
			id = at
		}
	}
	return id, map[string][]byte{"2": part, "": msg}
}

// testFetchPart asks for a part, and for what is not there beside it.
func testFetchPart(t *testing.T, m Mailbox) {
	id, want := m.deliverFile(t, 300<<10)
	f, _ := backend.As[backend.Fetcher](m.connect(t))
	wants := []backend.Want{{ID: "nonsense", Section: "2"}, {ID: id, Section: "2"}}
	got, failed := 0, 0
	err := f.Fetch(t.Context(), m.Box, wants, func(item backend.Item) error {
		if item.Err != nil {
			failed++
			if item.ID == id || !backend.IsKind(item.Err, mail.Gone) {
				t.Errorf("%q: %v", item.ID, item.Err)
			}
			return nil
		}
		got++
		content, err := io.ReadAll(item.Body)
		if expected, known := want[item.Section]; !known || item.ID != id || !bytes.Equal(content, expected) {
			t.Errorf("section %q of %q has %d bytes", item.Section, item.ID, len(content))
		}
		return err
	})
	if err != nil || got != 1 || failed != 1 {
		t.Errorf("%d sections, %d failures, %v", got, failed, err)
	}
}

// testFetchStreams: what has come of a part is handed on while the rest is still
// to come, and a Fetch that is cancelled then ends.
func testFetchStreams(t *testing.T, m Mailbox) {
	id, want := m.deliverFile(t, 2<<20)
	for _, cancelled := range []bool{false, true} {
		hold := NewHold(1 << 20)
		defer hold.Release()
		b := m.Slow(hold)
		defer b.Close()
		if _, err := b.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		whole := false
		f, _ := backend.As[backend.Fetcher](b)
		began := time.Now()
		err := f.Fetch(ctx, m.Box, []backend.Want{{ID: id, Section: "2"}}, func(item backend.Item) error {
			if item.Err != nil {
				return item.Err
			}
			begin := make([]byte, 256<<10)
			if _, err := io.ReadFull(item.Body, begin); err != nil {
				return err
			}
			if cancelled {
				cancel()
			} else {
				hold.Release()
			}
			rest, err := io.ReadAll(item.Body)
			whole = bytes.Equal(append(begin, rest...), want[item.Section])
			return err
		})
		if whole == cancelled || (err != nil) != cancelled {
			t.Errorf("cancelled: %t, whole: %t, %v", cancelled, whole, err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		hold.Release()
		if _, err := b.Connect(t.Context()); err != nil {
			t.Errorf("connect again: %v", err)
		}
	}
}

// testFetchCut: a part that was cut is never taken for a whole one.
func testFetchCut(t *testing.T, m Mailbox) {
	id, _ := m.deliverFile(t, 300<<10)
	b := m.Cut(200 << 10)
	defer b.Close()
	_, err := b.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, _ := backend.As[backend.Fetcher](b)
	var read error
	err = f.Fetch(t.Context(), m.Box, []backend.Want{{ID: id, Section: "2"}}, func(item backend.Item) error {
		read = item.Err
		if read == nil {
			_, read = io.Copy(io.Discard, item.Body)
		}
		return read
	})
	if read == nil || errors.Is(read, io.EOF) || err == nil {
		t.Errorf("the part ended with %v, the fetch with %v", read, err)
	}
}

// testFetchHears: mail that comes while something large is read is told of
// before that is over, and both come whole.
func testFetchHears(t *testing.T, m Mailbox) {
	id, want := m.deliverFile(t, 4<<20)
	b := m.connect(t)
	f, _ := backend.As[backend.Fetcher](b)
	h, _ := backend.As[backend.Hearer](b)
	wants := []backend.Want{{ID: id, Section: "2", Size: int64(len(want["2"]))}}
	got, before, after := 0, false, false
	err := f.Fetch(t.Context(), m.Box, wants, func(item backend.Item) error {
		if item.Err != nil {
			return item.Err
		}
		begin := make([]byte, 1<<20)
		if _, err := io.ReadFull(item.Body, begin); err != nil {
			return err
		}
		before = h.Heard()
		m.Deliver(Sample(1)...)
		rest, err := io.ReadAll(item.Body)
		after = h.Heard()
		if bytes.Equal(append(begin, rest...), want[item.Section]) {
			got++
		}
		return err
	})
	if err != nil || got != 1 {
		t.Errorf("%d whole sections, %v", got, err)
	}
	if before || !after {
		t.Errorf("told of new mail: %t before, %t after it came", before, after)
	}
}
