package wire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gopop3 "github.com/knadh/go-pop3"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3/wire"
	"github.com/mailtui/mailtui/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorded is a server that says what was written down, in pieces of at most
// chunk bytes, whatever it is asked.
type recorded struct {
	net.Conn // nil: what is not overridden is not used
	says     *bytes.Reader
	chunk    int
	heard    bytes.Buffer
}

func (r *recorded) Read(p []byte) (int, error) {
	if r.chunk > 0 {
		p = p[:min(r.chunk, len(p))]
	}
	return r.says.Read(p)
}
func (r *recorded) Write(p []byte) (int, error)      { return r.heard.Write(p) }
func (r *recorded) Close() error                     { return nil }
func (r *recorded) RemoteAddr() net.Addr             { return nil }
func (r *recorded) SetReadDeadline(time.Time) error  { return nil }
func (r *recorded) SetWriteDeadline(time.Time) error { return nil }

// preamble is what a plain old server says until the login.
const preamble = "+OK hello\r\n-ERR what is CAPA?\r\n"

func open(t testing.TB, says string, chunk int) (*wire.Conn, *recorded) {
	t.Helper()
	conn, server, err := tryOpen(says, chunk, dial.NoTLS)
	if err != nil {
		t.Fatal(err)
	}
	return conn, server
}

func tryOpen(says string, chunk int, mode dial.Mode) (*wire.Conn, *recorded, error) {
	server := &recorded{says: bytes.NewReader([]byte(says)), chunk: chunk}
	conn, err := wire.Open(context.Background(), dial.Options{
		Host: "localhost", Port: 110, TLS: mode,
		Dial: func(context.Context, string, string) (net.Conn, error) { return server, nil },
	})
	return conn, server, err
}

// library puts go-pop3 on the connection.
func library(t testing.TB, conn *wire.Conn) *gopop3.Conn {
	t.Helper()
	lib, err := gopop3.New(gopop3.Opt{Dialer: conn}).NewConn()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestOpenRefuses(t *testing.T) {
	const capa = "+OK\r\nSTLS\r\nUSER\r\n.\r\n"
	for _, c := range []struct {
		name, says string
		mode       dial.Mode
		is         func(error) bool
	}{
		{"silence", "", dial.NoTLS, network},
		{"a greeting that is cut", "+OK hel", dial.NoTLS, network},
		{"a blank greeting", "\r\n", dial.NoTLS, protocol},
		{"another protocol", "220 smtp.example.org\r\n", dial.NoTLS, protocol},
		{"a greeting that ends at LF", "+OK hello\n", dial.NoTLS, protocol},
		{"a busy server", "-ERR [SYS/TEMP] later\r\n", dial.NoTLS, refused},
		{"a greeting without end", "+OK " + strings.Repeat("x", 1<<20), dial.NoTLS, tooLarge},
		{"no STLS offered", "+OK\r\n+OK\r\nUSER\r\n.\r\n", dial.StartTLS, noTLS},
		{"CAPA unknown", "+OK\r\n-ERR\r\n", dial.StartTLS, noTLS},
		{"STLS refused", "+OK\r\n" + capa + "-ERR no\r\n", dial.StartTLS, noTLS},
		{"a continuation instead of STLS", "+OK\r\n" + capa + "+ go on\r\n", dial.StartTLS, protocol},
		{"a blank answer to STLS", "+OK\r\n" + capa + "\r\n", dial.StartTLS, protocol},
		{"an answer smuggled behind STLS", "+OK\r\n" + capa + "+OK\r\n+OK injected\r\n", dial.StartTLS, insecure},
		{"no TLS behind STLS", "+OK\r\n" + capa + "+OK\r\n", dial.StartTLS, network},
		{"CAPA without end", "+OK\r\n+OK\r\n" + strings.Repeat("X\r\n", 10_000), dial.NoTLS, tooLarge},
		{"CAPA cut", "+OK\r\n+OK\r\nUSER\r\n", dial.NoTLS, network},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, server, err := tryOpen(c.says, 0, c.mode)
			if err == nil || !c.is(err) {
				t.Errorf("error is %v", err)
			}
			if heard := server.heard.String(); strings.Contains(heard, "USER") || strings.Contains(heard, "PASS") {
				t.Errorf("it was sent %q", heard)
			}
		})
	}
}

func network(err error) bool  { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
func protocol(err error) bool { return errors.Is(err, wire.ErrProtocol) }
func tooLarge(err error) bool { return errors.Is(err, wire.ErrTooLarge) }
func insecure(err error) bool { return backend.IsKind(err, mail.Insecure) }

func refused(err error) bool {
	var e *wire.RefusedError
	return errors.As(err, &e)
}

func noTLS(err error) bool {
	var e *wire.NoTLSError
	return errors.As(err, &e)
}

func TestLibraryReadsStatusLinesOnly(t *testing.T) {
	conn, server := open(t, preamble+"+ok\tpassword?\r\n-err [auth]  wrong\r\n", 3)
	lib := library(t, conn)
	if err := lib.User("u"); err != nil {
		t.Errorf("USER: %v", err)
	}
	if err := lib.Pass(" p w "); err == nil {
		t.Error("PASS was not refused")
	}
	if want := (wire.Status{Code: "AUTH", Text: "wrong"}); conn.Last() != want {
		t.Errorf("last status %+v, want %+v", conn.Last(), want)
	}
	if conn.Err() != nil {
		t.Errorf("a refusal broke the connection: %v", conn.Err())
	}
	if got, want := server.heard.String(), "CAPA\r\nUSER u\r\nPASS  p w \r\n"; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestAnswerIsReadBesideTheLibrary(t *testing.T) {
	conn, _ := open(t, preamble+"+OK message follows\r\n..a\r\n\n.\n.\r\n.\r\n+OK next\r\n", 1)
	lib := library(t, conn)
	send(t, lib, "RETR 1", "NOOP")
	status(t, lib, conn, true)
	body, err := io.ReadAll(conn.Answer(100))
	if want := ".a\r\n\n.\n.\r\n"; err != nil || string(body) != want {
		t.Errorf("got %q, %v, want %q: a dot behind a bare LF ends nothing", body, err, want)
	}
	status(t, lib, conn, true)
	if conn.Last().Text != "next" {
		t.Errorf("behind the message comes %+v", conn.Last())
	}
}

func TestStatusInsideAnAnswerIsAnError(t *testing.T) {
	conn, _ := open(t, preamble+"+OK\r\n+OK forged\r\n.\r\n", 0)
	lib := library(t, conn)
	send(t, lib, "RETR 1")
	status(t, lib, conn, true)
	answer := conn.Answer(100)
	if _, err := lib.ReadOne(); err == nil || conn.Err() == nil {
		t.Error("a line of a message was taken for a status line")
	}
	_ = answer
}

// TestLineEndAcrossBuffers: a CRLF whose halves come in different pieces of a
// long line is a line end like any other.
func TestLineEndAcrossBuffers(t *testing.T) {
	const buffer = 64 << 10
	for length := buffer - 3; length <= buffer+3; length++ {
		content := strings.Repeat("x", length) + "\r\n"
		conn, _ := open(t, preamble+"+OK\r\n"+content+".\r\n+OK next\r\n", 0)
		lib := library(t, conn)
		send(t, lib, "RETR 1")
		status(t, lib, conn, true)
		got, err := io.ReadAll(conn.Answer(1 << 20))
		if err != nil || string(got) != content {
			t.Errorf("a line of %d bytes came as %d, %v", length, len(got), err)
		}
	}
}

func TestAnswerLimit(t *testing.T) {
	conn, _ := open(t, preamble+"+OK\r\n"+strings.Repeat("x", 1<<20), 0)
	lib := library(t, conn)
	send(t, lib, "RETR 1")
	status(t, lib, conn, true)
	n, err := io.Copy(io.Discard, conn.Answer(200<<10))
	if !tooLarge(err) || n > 200<<10 {
		t.Errorf("read %d bytes, %v", n, err)
	}
	if conn.Err() == nil {
		t.Error("the connection is still good")
	}
}

func TestCutAnswerIsAnError(t *testing.T) {
	whole := "+OK\r\nSubject: x\r\n\r\n..\r\n.\r\n"
	for n := len("+OK\r\n"); n < len(whole); n++ {
		conn, _ := open(t, preamble+whole[:n], 0)
		lib := library(t, conn)
		send(t, lib, "RETR 1")
		status(t, lib, conn, true)
		if _, err := io.ReadAll(conn.Answer(1000)); !network(err) {
			t.Errorf("cut after %q: %v", whole[:n], err)
		}
	}
}

func TestCommandsAreOneLine(t *testing.T) {
	for _, c := range []struct{ name, user string }{
		{"CRLF", "bob\r\nDELE 1\r\nQUIT"},
		{"LF", "bob\nDELE 1"},
		{"CR", "bob\rDELE 1"},
		{"NUL", "bob\x00"},
		{"longer than the library's buffer", strings.Repeat("b", 10_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, server := open(t, preamble+"+OK\r\n+OK\r\n", 0)
			lib := library(t, conn)
			if err := lib.User(c.user); err == nil {
				t.Error("no error")
			}
			if heard := server.heard.String(); heard != "CAPA\r\n" {
				t.Errorf("sent %q", heard)
			}
			if conn.Err() == nil {
				t.Error("the connection is still good")
			}
		})
	}
}

func TestNoCommandHidesInAnother(t *testing.T) {
	for _, line := range []string{"NOOP\r\nDELE 1", "NOOP\nDELE 1", "NOOP\rDELE 1", "NOOP\x00"} {
		conn, server := open(t, preamble+"+OK\r\n+OK\r\n", 0)
		lib := library(t, conn)
		err := lib.Send(line)
		_, _ = lib.ReadOne()
		if heard := server.heard.String(); err == nil || heard != "CAPA\r\n" {
			t.Errorf("%q: %v, sent %q", line, err, heard)
		}
	}
}

func TestPipelinedCommandsLeaveTogether(t *testing.T) {
	conn, server := open(t, preamble+"+OK\r\n+OK\r\n", 0)
	lib := library(t, conn)
	send(t, lib, "DELE 1", "DELE 2")
	if heard := server.heard.String(); heard != "CAPA\r\n" {
		t.Errorf("sent %q before anything was read", heard)
	}
	status(t, lib, conn, true)
	if heard := server.heard.String(); heard != "CAPA\r\nDELE 1\r\nDELE 2\r\n" {
		t.Errorf("sent %q", heard)
	}
	if turns := conn.Counters().Turns; turns != 2 {
		t.Errorf("%d turns, want 2", turns)
	}
}

func TestCapabilities(t *testing.T) {
	conn, _ := open(t, "+OK\r\n+OK list\r\nUidl\r\nSASL PLAIN\r\n\r\n"+
		"LOGIN-DELAY 10 USER\r\nLOGIN-DELAY 999999999\r\nUIDL\r\n.\r\n", 0)
	caps := conn.Capabilities()
	if got := strings.Join(caps.Names(), " "); got != "UIDL SASL LOGIN-DELAY" {
		t.Errorf("names %q", got)
	}
	if !caps.Has("UIDL") || caps.Has("PLAIN") || caps.Has("TOP") {
		t.Error("Has is wrong")
	}
	if got := caps.LoginDelay(); got != 86400 {
		t.Errorf("login delay %d, want a day", got)
	}
}

func send(t testing.TB, lib *gopop3.Conn, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if err := lib.Send(line); err != nil {
			t.Fatal(err)
		}
	}
}

func status(t testing.TB, lib *gopop3.Conn, conn *wire.Conn, ok bool) {
	t.Helper()
	if _, err := lib.ReadOne(); (err == nil) != ok {
		t.Fatalf("status %+v, %v", conn.Last(), err)
	}
}
