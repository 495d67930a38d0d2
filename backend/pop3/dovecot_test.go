package pop3_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
)

// oddMail is mail that a server could damage on the way: the CRLF is what the
// server sends, so what arrives has to be equal byte for byte.
func oddMail() [][]byte {
	header := func(n int) string {
		return fmt.Sprintf("Received: from a by b; number %d\r\nSubject: odd %d\r\n\r\n", n, n)
	}
	all := [][]byte{
		[]byte(header(1) + ".\r\n..\r\n...\r\n.x\r\n"),
		[]byte(header(2)),
		[]byte(header(3) + "\r\n\r\n\r\n"),
		[]byte(header(4) + "8-bit: \xe4\xf6\xfc \xff\xfe\r\n"),
		[]byte(header(5) + strings.Repeat("x", 100_000) + "\r\n"),
		[]byte(header(6) + strings.Repeat("Lines of a large message.\r\n", 40_000)),
		[]byte(header(7) + "tab\tand \x1b[31mescape\r\n"),
		[]byte("no header at all\r\n\r\nbody\r\n"),
		[]byte("Subject: nothing but a header\r\n"),
	}
	return append(all, backendtest.Sample(200)...)
}

func texts(all [][]byte) []string {
	var s []string
	for _, m := range all {
		s = append(s, string(m))
	}
	slices.Sort(s)
	return s
}

func TestDovecotDownloadThenDelete(t *testing.T) {
	s := backendtest.Dovecot(t)
	want := oddMail()
	s.Deliver(t, "whole", "INBOX", want...)
	e := newEngine(t, onDovecot(s, "whole"))
	visit(t, e)
	if got := e.bodies(); !slices.Equal(got, texts(want)) {
		t.Errorf("%d mails came, %d were delivered", len(got), len(want))
	}
	for _, r := range e.rows {
		if r.state != gone {
			t.Errorf("%q is in state %d: %q", r.id, r.state, r.body[:min(60, len(r.body))])
		}
	}
	again := newEngine(t, onDovecot(s, "whole"))
	visit(t, again)
	if len(again.rows) != 0 {
		t.Errorf("%d messages are still on the server", len(again.rows))
	}
}

func TestDovecotKeep(t *testing.T) {
	s := backendtest.Dovecot(t)
	want := backendtest.Sample(20)
	s.Deliver(t, "keep", "INBOX", want[:15]...)
	e := newEngine(t, onDovecot(s, "keep"))
	e.keep = true
	visit(t, e)
	s.Deliver(t, "keep", "INBOX", want[15:]...)
	e.batches = nil
	visit(t, e)
	added := 0
	for _, b := range e.batches {
		added += len(b.Added)
	}
	if got := e.bodies(); !slices.Equal(got, texts(want)) || added != 5 {
		t.Errorf("%d mails in the store, %d read by the second visit", len(got), added)
	}
	e.keep = false
	visit(t, e)
	again := newEngine(t, onDovecot(s, "keep"))
	visit(t, again)
	if len(again.rows) != 0 {
		t.Errorf("%d messages are still on the server", len(again.rows))
	}
}

// TestDovecotLastLine: Dovecot lists two bytes less than it sends for mail whose
// last line has no end; that is no doubt.
func TestDovecotLastLine(t *testing.T) {
	s := backendtest.Dovecot(t)
	s.Deliver(t, "end", "INBOX", []byte("Received: x\r\nSubject: no end\r\n\r\nthe end"))
	e := newEngine(t, onDovecot(s, "end"))
	visit(t, e)
	if len(e.rows) != 1 || e.rows[0].state != gone || !bytes.HasSuffix(e.rows[0].body, []byte("the end\r\n")) {
		t.Errorf("rows %+v", e.rows)
	}
}

// TestDovecotCut cuts a session after every 13th byte.
func TestDovecotCut(t *testing.T) {
	const step = 13
	s := backendtest.Dovecot(t)
	want := backendtest.Sample(3)
	for n := int64(1); ; n += step {
		user := fmt.Sprint("cut", n)
		s.Deliver(t, user, "INBOX", want...)
		opts := onDovecot(s, user)
		opts.Dial.TLS, opts.Dial.Port = dial.NoTLS, s.POP3
		whole := true
		once := cutOnceAfter(n)
		opts.Dial.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := once(ctx, network, addr)
			if c, ok := conn.(*cutConn); ok {
				c.cut = func() { whole = false }
			}
			return conn, err
		}
		e := newEngine(t, opts)
		if err := e.visit(t.Context()); err != nil && whole {
			t.Fatal(err)
		}
		for range 2 {
			visit(t, e)
		}
		if got := e.bodies(); !slices.Equal(got, texts(want)) {
			t.Fatalf("cut after %d bytes: %d mails, want %d", n, len(got), len(want))
		}
		for _, r := range e.rows {
			if r.state != gone {
				t.Fatalf("cut after %d bytes: %q is in state %d", n, r.id, r.state)
			}
		}
		if whole {
			t.Logf("%d bytes", n)
			return
		}
	}
}
