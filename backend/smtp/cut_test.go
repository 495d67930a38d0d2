package smtp_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/mail"
)

// cutting is a connection that is cut after so many bytes of one direction.
// What the client writes beyond seems to be sent, as it does where a network
// swallows it.
type cutting struct {
	net.Conn
	mu      sync.Mutex
	in, out int  // bytes that still pass; negative: all
	reset   bool // the server sees a reset instead of an end
	cut     bool // it came to that
	passed  int  // bytes of the direction that is cut
}

func (c *cutting) Read(p []byte) (int, error) {
	c.mu.Lock()
	left := c.in
	c.mu.Unlock()
	if left == 0 {
		c.drop()
		return 0, io.EOF
	}
	if left > 0 {
		p = p[:min(left, len(p))]
	}
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in > 0 {
		c.in -= n
		c.passed += n
	}
	return n, err
}

func (c *cutting) Write(p []byte) (int, error) {
	c.mu.Lock()
	left := c.out
	c.mu.Unlock()
	if left < 0 {
		return c.Conn.Write(p)
	}
	n, err := c.Conn.Write(p[:min(left, len(p))])
	c.mu.Lock()
	c.out -= n
	c.passed += n
	ended := c.out == 0 && n < len(p)
	c.mu.Unlock()
	if ended {
		c.drop()
	}
	if err == nil {
		n = len(p)
	}
	return n, err
}

func (c *cutting) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut {
		return
	}
	c.cut = true
	if tcp, ok := c.Conn.(*net.TCPConn); ok && c.reset {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// cutSend sends over a connection that is cut, and checks that the outcome is
// the truth. It reports whether it was cut.
func cutSend(t *testing.T, mode dial.Mode, in, out int, reset bool) bool {
	t.Helper()
	ca, f := shared(t)
	f.first = mode == dial.ImplicitTLS
	if mode == dial.NoTLS {
		f.config = nil
	}
	f.start(t)
	opts := f.over(mode, ca)
	opts.Dial.Idle = 10 * time.Second
	var c *cutting
	opts.Dial.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		c = &cutting{Conn: conn, in: in, out: out, reset: reset}
		return c, err
	}
	p := send(t, opts)
	_, taken := f.got()
	switch {
	case p == nil && len(taken) != 1:
		t.Errorf("in %d, out %d: said to be sent, the server has %d", in, out, len(taken))
	case p != nil && p.Kind != mail.Unknown && len(taken) != 0:
		t.Errorf("in %d, out %d: said not to be sent: %+v", in, out, p)
	case p != nil && p.Kind != mail.Unknown && p.Kind != mail.Temporary:
		t.Errorf("in %d, out %d: a cut is %+v", in, out, p)
	case p != nil && p.Kind == mail.Unknown && p.Cause != mail.MaybeSent:
		t.Errorf("in %d, out %d: %+v", in, out, p)
	}
	return c.cut
}

// TestCutAtEveryByte cuts what the server says, and what the client says, after
// each byte, in clear and within TLS.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		mode dial.Mode
		cut  func(t *testing.T, n int) bool
		want int
	}{
		{"of the server", dial.NoTLS, func(t *testing.T, n int) bool { return cutSend(t, dial.NoTLS, n, -1, false) }, 120},
		{"of the client", dial.NoTLS, func(t *testing.T, n int) bool { return cutSend(t, dial.NoTLS, -1, n, false) }, 280},
		{"of the client, by a reset", dial.NoTLS, func(t *testing.T, n int) bool { return cutSend(t, dial.NoTLS, -1, n, true) }, 280},
		{"of the server, by STARTTLS", dial.StartTLS, func(t *testing.T, n int) bool { return cutSend(t, dial.StartTLS, n, -1, false) }, 1500},
		{"of the client, in TLS", dial.ImplicitTLS, func(t *testing.T, n int) bool { return cutSend(t, dial.ImplicitTLS, -1, n, false) }, 1500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			points := 0
			for tt.cut(t, points) {
				points++
			}
			if points < tt.want {
				t.Errorf("only %d places were cut", points)
			}
			t.Logf("%d places were cut", points)
		})
	}
}

// TestEndAtEveryTurn: the server ends the connection instead of, or right
// behind, each answer.
func TestEndAtEveryTurn(t *testing.T) {
	t.Parallel()
	for at := range 9 { // greeting, EHLO, AUTH, MAIL, RCPT twice, DATA, the end, QUIT
		for _, before := range []bool{true, false} {
			n := 0
			f := (&fake{caps: []string{"AUTH PLAIN"}, script: func(x *turn) {
				if n++; n-1 == at {
					x.ends = true
					if before {
						x.answer = ""
					}
				}
			}}).start(t)
			p := send(t, f.options())
			f.got()
			want := mail.Temporary
			if at == 7 || at == 6 && !before { // the last line was written
				want = mail.Unknown
			}
			sent := at == 8 || at == 7 && !before
			if (p == nil) != sent || p != nil && p.Kind != want {
				t.Errorf("turn %d, %v: %+v", at, before, p)
			}
		}
	}
}

// TestSilenceAtEveryTurn: a server that says nothing more is no hang, and only
// behind the last line it leaves a doubt.
func TestSilenceAtEveryTurn(t *testing.T) {
	t.Parallel()
	for at := range 9 {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			f := &fake{caps: []string{"AUTH PLAIN"}, script: func(x *turn) {
				n++
				x.silent = n-1 == at
			}}
			opts := f.options()
			opts.Dial.Dial = backendtest.InMemory(f.serve)
			p := send(t, opts)
			want, cause := mail.Temporary, mail.TimedOut
			if at == 7 {
				want, cause = mail.Unknown, mail.MaybeSent
			}
			if (p == nil) != (at == 8) || p != nil && (p.Kind != want || p.Cause != cause) {
				t.Errorf("turn %d: %+v", at, p)
			}
		})
	}
}

// TestCancelAtEveryTurn: before the last line it ends at once and nothing was
// sent; after it the answer is waited for.
func TestCancelAtEveryTurn(t *testing.T) {
	t.Parallel()
	for at := range 8 {
		for _, patient := range []bool{true, false} {
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			f := (&fake{caps: []string{"AUTH PLAIN"}, script: func(x *turn) {
				if n++; n-1 == at {
					cancel()
					x.silent = !patient || at < 7
				}
			}}).start(t)
			opts := f.options()
			opts.Dial.Grace, opts.Patience = short, short
			if patient {
				opts.Patience = time.Minute
			}
			err := smtp.New(opts).Send(ctx, outgoing("Hi.\r\n"))
			cancel()
			f.got()
			want := mail.Temporary
			if at == 7 {
				want = mail.Unknown
			}
			sent := at == 7 && patient
			if (err == nil) != sent || err != nil && problemOf(t, err).Kind != want {
				t.Errorf("turn %d, %v: %v", at, patient, err)
			}
			if err != nil && at < 7 && !errors.Is(err, context.Canceled) {
				t.Errorf("turn %d: the reason is %v", at, err)
			}
		}
	}
}

// TestEndlessAnswers: a server that never stops talking is no use, and no harm.
func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, answer string }{
		{"lines", strings.Repeat("250-more\r\n", 300_000)},
		{"line", strings.Repeat("x", 3<<20)},
		{"bytes", strings.Repeat("\x00\r\n", 1<<20)},
	} {
		for _, step := range []string{"", "EHLO", "MAIL", "."} {
			t.Run(tt.name+" "+step, func(t *testing.T) {
				t.Parallel()
				f := (&fake{script: func(x *turn) {
					if verb, _, _ := strings.Cut(x.line, " "); verb == step {
						x.answer = tt.answer
					}
				}}).start(t)
				p := send(t, f.options())
				want := mail.Protocol
				if step == "." {
					want = mail.Unknown
				}
				if p == nil || p.Kind != want {
					t.Errorf("the problem is %+v", p)
				}
			})
		}
	}
}
