package dial_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// silent keeps a connection and says nothing.
func silent(_ *testing.T, conn net.Conn) { untilClosed(conn) }

func TestSilenceHasADeadline(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(c *dial.Conn) error
	}{
		{"greeting", func(*dial.Conn) error { return nil }},
		{"answer", func(c *dial.Conn) error { return c.Send("x") }},
		{"answer after a rest", func(c *dial.Conn) error { return errors.Join(c.Rest(), c.Send("x")) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			timed(t, silent, func(t *testing.T, c *dial.Conn) {
				began := time.Now()
				if err := tt.do(c); err != nil {
					t.Fatal(err)
				}
				// A library's own deadlines do not count.
				if err := errors.Join(c.SetDeadline(time.Time{}), c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{})); err != nil {
					t.Fatal(err)
				}
				if _, err := c.Read(make([]byte, 1)); !isTimeout(err) || time.Since(began) != idle {
					t.Errorf("got %v after %v", err, time.Since(began))
				}
				if err := c.Err(); !isTimeout(err) {
					t.Errorf("the cause is %v", err)
				}
			})
		})
	}
}

// after says n bytes, one each time pause is over.
func after(pause time.Duration, n int) func(*testing.T, net.Conn) {
	return func(_ *testing.T, conn net.Conn) {
		var hearing sync.WaitGroup
		hearing.Go(func() { untilClosed(conn) })
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for range n {
			<-tick.C
			if _, err := conn.Write([]byte("x")); err != nil {
				break
			}
		}
		hearing.Wait()
	}
}

func TestDeadlinesMoveWithProgress(t *testing.T) {
	// Longer in all than one silence may be.
	timed(t, after(idle-time.Second, 8), func(t *testing.T, c *dial.Conn) {
		if _, err := io.ReadFull(c, make([]byte, 8)); err != nil {
			t.Errorf("a slow server was cut off: %v", err)
		}
	})
}

func TestTheFirstByteMayTakeLonger(t *testing.T) {
	timed(t, after(firstByte-time.Second, 1), func(t *testing.T, c *dial.Conn) {
		if err := c.AllowFirstByte(); err != nil {
			t.Fatal(err)
		}
		if err := c.Send("SELECT INBOX"); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 1)
		if _, err := c.Read(buf); err != nil {
			t.Fatalf("the first byte: %v", err)
		}
		began := time.Now()
		if _, err := c.Read(buf); !isTimeout(err) || time.Since(began) != idle {
			t.Errorf("the second: %v after %v", err, time.Since(began))
		}
	})
}

func TestRestHasNoDeadline(t *testing.T) {
	timed(t, after(24*time.Hour, 1), func(t *testing.T, c *dial.Conn) {
		if err := c.Rest(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
	})
}

func TestAWriteThatIsNotReadHasADeadline(t *testing.T) {
	deaf := func(t *testing.T, _ net.Conn) { <-t.Context().Done() }
	timed(t, deaf, func(t *testing.T, c *dial.Conn) {
		began := time.Now()
		if _, err := c.Write(make([]byte, 1<<20)); !isTimeout(err) || time.Since(began) != idle {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

func TestALongWriteIsProgress(t *testing.T) {
	const size = 400 << 10
	var came atomic.Int64
	slow := func(_ *testing.T, conn net.Conn) {
		tick := time.NewTicker(idle / 4)
		defer tick.Stop()
		for range 7 { // longer in all than one silence may be
			<-tick.C
			n, _ := io.CopyN(io.Discard, conn, size/7+1)
			came.Add(n)
		}
	}
	timed(t, slow, func(t *testing.T, c *dial.Conn) {
		if _, err := c.Write(make([]byte, size)); err != nil {
			t.Error(err)
		}
		_ = c.Close()
		synctest.Wait()
		if n := came.Load(); n != size {
			t.Errorf("%d bytes came", n)
		}
	})
}

func TestCancellingCutsAfterAWhile(t *testing.T) {
	timed(t, silent, func(t *testing.T, c *dial.Conn) {
		ctx, cancel := context.WithCancel(t.Context())
		release := c.CutOn(ctx)
		defer release()
		began := time.Now()
		cancel()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != grace {
			t.Errorf("cut after %v", took)
		}
	})
}

func TestCancellingCutsNothingThatHasEnded(t *testing.T) {
	opts := inClear(backendtest.Serve(t, func(conn net.Conn) {
		_, _ = io.Copy(conn, conn)
	}).Port)
	opts.Grace = time.Millisecond
	c := connect(t, opts)
	ctx, cancel := context.WithCancel(t.Context())
	release := c.CutOn(ctx)
	release()
	release() // once more does nothing
	cancel()
	if err := c.Send("still here"); err != nil {
		t.Fatal(err)
	}
	if line, err := c.ReadLine(100); err != nil || string(line) != "still here\r\n" {
		t.Errorf("got %q, %v", line, err)
	}
}

func TestCloseTakesNoTime(t *testing.T) {
	ca := backendtest.NewCA(t)
	cert, key := ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	port := backendtest.Serve(t, overTLS(backendtest.ServerTLS(t, cert, key), func(conn net.Conn) {
		// A peer that reads nothing: the alert of TLS finds no room.
		_, _ = conn.(*tls.Conn).NetConn().Read(make([]byte, 1))
	})).Port
	opts := dial.Options{Host: "localhost", Port: port, RootCAs: ca.Pool, Idle: time.Minute, Grace: 100 * time.Millisecond}
	c := connect(t, opts)
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Error(err)
	}
}

func TestReadLine(t *testing.T) {
	for _, tt := range []struct {
		name, in, line string
		err            error
	}{
		{"a line", "abc\r\nmore", "abc\r\n", nil},
		{"line feed alone", "abc\n", "abc\n", nil},
		{"as long as it may be", strings.Repeat("x", 9998) + "\r\n", strings.Repeat("x", 9998) + "\r\n", nil},
		{"too long", strings.Repeat("x", 9999) + "\r\n", "", dial.ErrLineTooLong},
		{"endless", strings.Repeat("x", 1<<20), "", dial.ErrLineTooLong},
		{"cut", "abc", "", io.ErrUnexpectedEOF},
		{"nothing", "", "", io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := connect(t, inClear(backendtest.Serve(t, func(conn net.Conn) { _, _ = io.WriteString(conn, tt.in) }).Port))
			line, err := c.ReadLine(10_000)
			if string(line) != tt.line || !errors.Is(err, tt.err) {
				t.Errorf("got %d bytes, %v", len(line), err)
			}
		})
	}
}

func TestSendIsOneCommand(t *testing.T) {
	c := connect(t, inClear(backendtest.Serve(t, untilClosed).Port))
	for _, bad := range []string{"a\r\nb", "a\nb", "a\rb", "a\x00b"} {
		if err := c.Send(bad); err == nil {
			t.Errorf("%q was sent", bad)
		}
		if err := c.SendSecret("***", bad); err == nil {
			t.Errorf("%q was sent", bad)
		}
	}
	if n := c.Counters().Out; n != 0 {
		t.Errorf("%d bytes were sent", n)
	}
}

func TestSecretsNeedTLSAndAreNotTraced(t *testing.T) {
	ca := backendtest.NewCA(t)
	cert, key := ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	config := backendtest.ServerTLS(t, cert, key)
	got := make(chan string, 1)
	port := backendtest.Serve(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, len("STARTTLS\r\n")))
		_, _ = io.WriteString(conn, "OK\r\n")
		overTLS(config, func(conn net.Conn) {
			buf := make([]byte, 100)
			n, _ := conn.Read(buf)
			got <- string(buf[:n])
			_, _ = io.WriteString(conn, "\x1b[2Jwelcome\r\n")
			untilClosed(conn)
		})(conn)
	}).Port
	var trace []string
	c := connect(t, dial.Options{
		Host: "localhost", Port: port, TLS: dial.StartTLS, RootCAs: ca.Pool, Idle: 10 * time.Second,
		Trace: func(line mail.Text) { trace = append(trace, line.String()) },
	})
	if err := c.SendSecret("LOGIN ***", "LOGIN secret"); !backend.IsKind(err, mail.Insecure) || c.Counters().Out != 0 {
		t.Fatalf("a secret in clear: %v", err)
	}
	if err := c.Send("STARTTLS"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ReadLine(100); err != nil {
		t.Fatal(err)
	}
	if err := c.StartTLS(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.SendSecret("LOGIN ***", "LOGIN secret"); err != nil {
		t.Fatal(err)
	}
	if line := <-got; line != "LOGIN secret\r\n" {
		t.Errorf("the server got %q", line)
	}
	if _, err := c.ReadLine(100); err != nil {
		t.Fatal(err)
	}
	if want := []string{"C: STARTTLS", "S: OK", "C: LOGIN ***", "S: \uFFFD[2Jwelcome"}; !slices.Equal(trace, want) {
		t.Errorf("the trace is %q, want %q", trace, want)
	}
	if n := c.Counters(); n.Turns != 2 || n.In < 100 || n.Out < 100 {
		t.Errorf("counted %+v", n)
	}
}

func TestStartTLSRefusesWhatCameInClear(t *testing.T) {
	c := connect(t, dial.Options{
		Host: "localhost", TLS: dial.StartTLS, Idle: 10 * time.Second,
		Port: backendtest.Serve(t, func(conn net.Conn) {
			_, _ = io.WriteString(conn, "OK begin\r\n* injected\r\n")
			untilClosed(conn)
		}).Port,
	})
	if _, err := c.ReadLine(100); err != nil {
		t.Fatal(err)
	}
	if err := c.StartTLS(t.Context()); !backend.IsKind(err, mail.Insecure) || c.Secure() {
		t.Errorf("got %v", err)
	}
}

func TestAWriteAfterACutIsTold(t *testing.T) {
	c := connect(t, inClear(backendtest.Serve(t, untilClosed).Port))
	c.Cut()
	if _, err := c.Write([]byte("x")); err == nil {
		t.Error("a cut connection takes what is written")
	}
	if p := backend.ProblemOf(dial.Problem(c.Err(), "write", c.Addr()), ""); p.Kind != mail.Temporary || p.Cause != mail.Closed {
		t.Errorf("got %+v for %v", p, c.Err())
	}
}

func TestErrIsTheFirst(t *testing.T) {
	c := connect(t, inClear(backendtest.Serve(t, untilClosed).Port))
	first := errors.New("first")
	c.Fail(first)
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a failed connection can be read")
	}
	if err := c.Err(); !errors.Is(err, first) {
		t.Errorf("got %v", err)
	}
	if c.RemoteAddr() == nil || c.LocalAddr() == nil {
		t.Error("no addresses")
	}
}
