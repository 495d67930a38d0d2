package smtp_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// sink is go-smtp's server, which keeps what it gets.
type sink struct {
	wantsLogin bool

	mu  sync.Mutex
	got []backend.Outgoing
}

// NewSession implements [gosmtp.Backend].
func (s *sink) NewSession(*gosmtp.Conn) (gosmtp.Session, error) { return &sinkSession{sink: s}, nil }

type sinkSession struct {
	sink *sink
	in   bool
	m    backend.Outgoing
}

func (x *sinkSession) Reset()        { x.m = backend.Outgoing{} }
func (x *sinkSession) Logout() error { return nil }

func (x *sinkSession) AuthMechanisms() []string {
	if !x.sink.wantsLogin {
		return nil
	}
	return []string{sasl.Plain}
}

func (x *sinkSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, word string) error {
		if x.in = name == user && word == password; !x.in {
			return gosmtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (x *sinkSession) Mail(from string, _ *gosmtp.MailOptions) error {
	if x.sink.wantsLogin && !x.in {
		return gosmtp.ErrAuthRequired
	}
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

// take returns what has come since the last call.
func (s *sink) take() []backend.Outgoing {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.got = nil }()
	return s.got
}

// serveSink starts go-smtp's server, with TLS from the first byte, by STARTTLS,
// or without, and returns its port.
func serveSink(t testing.TB, config *tls.Config, first bool) (*sink, int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	kept := &sink{wantsLogin: config != nil}
	server := gosmtp.NewServer(kept)
	server.EnableSMTPUTF8, server.ErrorLog, server.MaxMessageBytes = true, log.New(io.Discard, "", 0), 1<<20
	if first {
		l = tls.NewListener(l, config)
	} else {
		server.TLSConfig = config
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // it ends with the error that it was closed
	}()
	t.Cleanup(func() {
		_ = l.Close() // one that is closed before it serves leaves it open
		if err := server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		<-served
	})
	return kept, port
}

// TestLibraryServer sends to go-smtp's own server in every mode.
func TestLibraryServer(t *testing.T) {
	t.Parallel()
	utf8 := outgoing("Grüße\r\n.\r\n")
	utf8.To = []string{"jürgen@münchen.example"}
	utf8.Message = []byte(strings.Replace(string(utf8.Message), "Hello", "Grüße", 1))
	for _, mode := range []dial.Mode{dial.ImplicitTLS, dial.StartTLS, dial.NoTLS} {
		t.Run(strconv.Itoa(int(mode)), func(t *testing.T) {
			t.Parallel()
			ca, f := shared(t)
			config := f.config
			if mode == dial.NoTLS {
				config = nil
			}
			kept, port := serveSink(t, config, mode == dial.ImplicitTLS)
			opts := f.over(mode, ca)
			opts.Dial.Port = port
			for _, m := range []backend.Outgoing{outgoing("Hi.\r\n"), utf8, outgoing(strings.Repeat("0123456789\r\n", 50_000))} {
				if p := sendThis(t, opts, m); p != nil {
					t.Fatal(p)
				}
				got := kept.take()
				if len(got) != 1 || got[0].From != m.From || !slices.Equal(got[0].To, m.To) ||
					string(got[0].Message) != string(m.Message) {
					t.Errorf("%d messages came", len(got))
				}
			}
			if p := sendThis(t, opts, outgoing(strings.Repeat("0123456789\r\n", 100_000))); p == nil || p.Cause != mail.MessageTooLarge {
				t.Errorf("too large is %+v", p)
			}
			opts.User = "eve"
			if p := send(t, opts); mode != dial.NoTLS && (p == nil || p.Kind != mail.Auth) {
				t.Errorf("a wrong login is %+v", p)
			}
			if got := kept.take(); mode != dial.NoTLS && len(got) > 0 {
				t.Errorf("%d messages came", len(got))
			}
		})
	}
}
