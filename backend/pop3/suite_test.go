package pop3_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	gopop3 "github.com/knadh/go-pop3"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
)

func password(p string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return p, nil }
}

func TestSuiteOnMaildrop(t *testing.T) {
	for _, c := range []struct {
		name string
		mode dial.Mode
		capa []string
	}{
		{"clear", dial.NoTLS, nil},
		{"STLS", dial.StartTLS, nil},
		{"TLS", dial.ImplicitTLS, nil},
		{"no extensions", dial.NoTLS, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			backendtest.Run(t, func(t *testing.T) backendtest.Mailbox {
				s := backendtest.Maildrop(t, &maildrop.Server{Capabilities: c.capa})
				opts := inClear(s)
				opts.Dial.TLS, opts.Dial.RootCAs = c.mode, s.CA.Pool
				if c.mode == dial.ImplicitTLS {
					opts.Dial.Port = s.PortTLS
				}
				next := 0
				return mailbox(t, opts, s.Port, func(msgs ...[]byte) {
					for _, m := range msgs {
						next++
						s.Drop.Deliver(maildrop.Message{UID: fmt.Sprint("u", next), Body: m})
					}
				})
			})
		})
	}
}

func TestSuiteOnDovecot(t *testing.T) {
	s := backendtest.Dovecot(t)
	user := 0
	for mode, port := range map[dial.Mode]int{dial.StartTLS: s.POP3, dial.ImplicitTLS: s.POP3S} {
		t.Run(fmt.Sprintf("mode %d", mode), func(t *testing.T) {
			backendtest.Run(t, func(t *testing.T) backendtest.Mailbox {
				user++
				opts := onDovecot(s, fmt.Sprint("user", user))
				opts.Dial.TLS, opts.Dial.Port = mode, port
				return mailbox(t, opts, s.POP3, func(msgs ...[]byte) { s.Deliver(t, opts.User, "INBOX", msgs...) })
			})
		})
	}
}

// onDovecot are the options for one of its accounts.
func onDovecot(s *backendtest.Server, user string) pop3.Options {
	return pop3.Options{
		Dial:     dial.Options{Host: s.Host, Port: s.POP3S, RootCAs: s.CA.Pool},
		User:     user,
		Password: password(backendtest.Password),
	}
}

// mailbox is what the suite needs of an account; clearPort is for the client
// that removes mail.
func mailbox(t *testing.T, opts pop3.Options, clearPort int, deliver func(...[]byte)) backendtest.Mailbox {
	open := func(change func(*pop3.Options)) backend.Backend {
		other := opts
		if change != nil {
			change(&other)
		}
		return pop3.New(other)
	}
	return backendtest.Mailbox{
		Box:     pop3.Inbox,
		Open:    func() backend.Backend { return open(nil) },
		Deliver: deliver,
		Remove:  func(msg []byte) { removeElsewhere(t, clearPort, opts.User, msg) },
		WrongPassword: func() backend.Backend {
			return open(func(o *pop3.Options) { o.Password = password("wrong") })
		},
		Silent: func() backend.Backend {
			return open(func(o *pop3.Options) {
				o.Dial.Idle = 50 * time.Millisecond
				o.Dial.Dial = func(context.Context, string, string) (net.Conn, error) {
					client, server := net.Pipe()
					t.Cleanup(func() { _ = server.Close() })
					return client, nil
				}
			})
		},
		Cut: func(n int64) backend.Backend {
			return open(func(o *pop3.Options) { o.Dial.Dial = cutOnceAfter(n) })
		},
		Slow: func(h *backendtest.Hold) backend.Backend {
			return open(func(o *pop3.Options) { o.Dial.Dial = h.Dial })
		},
	}
}

// removeElsewhere deletes one message as another client would.
func removeElsewhere(t *testing.T, port int, user string, msg []byte) {
	t.Helper()
	conn, err := gopop3.New(gopop3.Opt{Host: "127.0.0.1", Port: port}).NewConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Auth(user, backendtest.Password); err != nil {
		t.Fatal(err)
	}
	count, _, err := conn.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= count; n++ {
		body, err := conn.RetrRaw(n)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(body.Bytes(), msg) {
			if err := conn.Dele(n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := conn.Quit(); err != nil {
		t.Fatal(err)
	}
}

// cutOnceAfter dials a connection that ends after n bytes from the server; later
// ones are whole.
func cutOnceAfter(n int64) func(context.Context, string, string) (net.Conn, error) {
	var dialled atomic.Bool
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, addr)
		if err != nil || dialled.Swap(true) {
			return conn, err
		}
		return &cutConn{Conn: conn, left: n}, nil
	}
}

type cutConn struct {
	net.Conn
	left int64
	cut  func() // may be nil
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		if c.cut != nil {
			c.cut()
		}
		_ = c.Close()
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
