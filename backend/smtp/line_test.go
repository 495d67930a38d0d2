package smtp_test

import (
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend"
)

// TestOneFormOfLineEnd: whatever ends a line here, on the wire it is CRLF, and
// no text ends a message or begins another one.
func TestOneFormOfLineEnd(t *testing.T) {
	t.Parallel()
	const end = "\r\n"
	for _, tt := range []struct{ name, body, want string }{
		{"nothing", "", ""},
		{"no end", "a", "a" + end},
		{"CRLF", "a\r\nb\r\n", "a\r\nb\r\n"},
		{"LF", "a\nb\n", "a\r\nb\r\n"},
		{"CR", "a\rb\r", "a\r\nb\r\n"},
		{"all of them", "a\n\rb\r\r\nc\n\n", "a\r\n\r\nb\r\n\r\nc\r\n\r\n"},
		{"a dot", ".\r\n", "..\r\n"},
		{"smuggled by LF", "a\n.\nMAIL FROM:<x@y>\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by CR", "a\r.\rMAIL FROM:<x@y>\r", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by LF and CRLF", "a\n.\r\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by CRLF and CR", "a\r\n.\rMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"dots at the end", "a\r\n.", "a\r\n..\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{}).start(t)
			if p := sendThis(t, f.options(), outgoing(tt.body)); p != nil {
				t.Fatal(p)
			}
			_, taken := f.got()
			if len(taken) != 1 || taken[0] != header+"\r\n"+tt.want {
				t.Errorf("the server has %q", taken)
			}
		})
	}
}

func TestHeaderAsSent(t *testing.T) {
	t.Parallel()
	m := outgoing("Hi.\r\n")
	for _, tt := range []struct{ name, message, want string }{
		{"blind copies", "Bcc: a@x,\r\n b@x\r\n" + header + "BCC: c@x\r\nResent-Bcc: d@x\r\n\r\nHi.", header + "\r\nHi.\r\n"},
		{"of LF", strings.ReplaceAll("Bcc: a@x\n b@x\n"+header+"\nHi.", "\r\n", "\n"), header + "\r\nHi.\r\n"},
		{"alone", header, header + "\r\n"},
		{"a name that begins alike", header + "Bcc-Not: x\r\n\r\n", header + "Bcc-Not: x\r\n\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{}).start(t)
			m := m
			m.Message = []byte(tt.message)
			if p := sendThis(t, f.options(), m); p != nil {
				t.Fatal(p)
			}
			if _, taken := f.got(); len(taken) != 1 || taken[0] != tt.want {
				t.Errorf("the server has %q", taken)
			}
		})
	}
}

// sink is go-smtp's server, which keeps what it gets.
type sink struct {
	mu  sync.Mutex
	got []backend.Outgoing
}

func (s *sink) NewSession(*gosmtp.Conn) (gosmtp.Session, error) { return &sinkSession{sink: s}, nil }

type sinkSession struct {
	sink *sink
	m    backend.Outgoing
}

func (x *sinkSession) Reset()        { x.m = backend.Outgoing{} }
func (x *sinkSession) Logout() error { return nil }

func (x *sinkSession) Mail(from string, _ *gosmtp.MailOptions) error {
	x.m.From = from
	return nil
}

func (x *sinkSession) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	x.m.To = append(x.m.To, to)
	return nil
}

func (x *sinkSession) Data(r io.Reader) (err error) {
	x.m.Message, err = io.ReadAll(r)
	x.sink.mu.Lock()
	defer x.sink.mu.Unlock()
	x.sink.got = append(x.sink.got, x.m)
	return err
}

// serveSink starts go-smtp's server and returns its port.
func serveSink(t testing.TB) (*sink, int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	kept := &sink{}
	server := gosmtp.NewServer(kept)
	server.EnableSMTPUTF8, server.ErrorLog = true, log.New(io.Discard, "", 0)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // it ends with the error that it was closed
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-served
	})
	return kept, l.Addr().(*net.TCPAddr).Port
}

// FuzzSmuggle sends any bytes as the text of a message to a strict server (CRLF
// alone ends a line) and to go-smtp's: each gets one message, of the same lines.
func FuzzSmuggle(f *testing.F) {
	for _, seed := range []string{"a\n.\nb", "a\r.\rb", "a\r\n.\rb", ".", "\r\n.\r\n.\r\n", "\n.\r\n", "\r\r\n.", "\x80\xff\n"} {
		f.Add([]byte(seed))
	}
	kept, port := serveSink(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		m := outgoing(string(body))
		if m.Check() != nil { // refused: a NUL, a long line
			return
		}
		strict := (&fake{caps: []string{"8BITMIME"}}).start(t)
		opts := strict.options()
		if p := sendThis(t, opts, m); p != nil {
			t.Fatal(p)
		}
		lines, taken := strict.got()
		opts.Dial.Port = port
		if p := sendThis(t, opts, m); p != nil {
			t.Fatal(p)
		}
		kept.mu.Lock()
		got := kept.got
		kept.got = nil
		kept.mu.Unlock()
		if len(taken) != 1 || len(got) != 1 || len(lines) != 6 {
			t.Fatalf("%q came as %d and %d messages, %q", body, len(taken), len(got), lines)
		}
		if rest := strings.ReplaceAll(taken[0], "\r\n", ""); strings.ContainsAny(rest, "\r\n") {
			t.Errorf("a bare CR or LF in %q", taken[0])
		}
		same := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(header + "\r\n" + string(body))
		if !strings.HasSuffix(same, "\n") {
			same += "\n"
		}
		if text := strings.ReplaceAll(string(got[0].Message), "\r\n", "\n"); text != same {
			t.Errorf("%q came as %q", same, text)
		}
	})
}
