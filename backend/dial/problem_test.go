package dial_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// TestDialProblems connects to servers with real faults.
func TestDialProblems(t *testing.T) {
	ca := backendtest.NewCA(t)
	valid := time.Now().Add(time.Hour)
	goodCert, goodKey := ca.Cert(t, valid, "localhost")
	good := backendtest.ServerTLS(t, goodCert, goodKey)
	expiredCert, expiredKey := ca.Cert(t, time.Now().Add(-time.Hour), "localhost")
	otherCert, otherKey := ca.Cert(t, valid, "mail.example.org")
	selfCert, selfKey := backendtest.SelfSigned(t, "localhost")
	foreignCert, foreignKey := backendtest.NewCA(t).Cert(t, valid, "localhost")
	old := good.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	for _, tt := range []struct {
		name   string
		handle func(net.Conn)
		host   string
		kind   mail.Kind
		cause  mail.Cause
	}{
		{"good", overTLS(good, untilClosed), "localhost", 0, 0},
		{"self-signed", overTLS(backendtest.ServerTLS(t, selfCert, selfKey), untilClosed), "localhost", mail.Insecure, mail.CertUntrusted},
		{"unknown authority", overTLS(backendtest.ServerTLS(t, foreignCert, foreignKey), untilClosed), "localhost", mail.Insecure, mail.CertUntrusted},
		{"expired", overTLS(backendtest.ServerTLS(t, expiredCert, expiredKey), untilClosed), "localhost", mail.Insecure, mail.CertExpired},
		{"another host", overTLS(backendtest.ServerTLS(t, otherCert, otherKey), untilClosed), "localhost", mail.Insecure, mail.CertWrongHost},
		{"name, but reached by address", overTLS(good, untilClosed), "127.0.0.1", mail.Insecure, mail.CertWrongHost},
		{"TLS 1.1 only", overTLS(old, untilClosed), "localhost", mail.Insecure, mail.TLSFailed},
		{"no TLS", func(c net.Conn) { _, _ = io.WriteString(c, "* OK hello, this is clear text\r\n") }, "localhost", mail.Insecure, mail.TLSFailed},
		{"silence", untilClosed, "localhost", mail.Temporary, mail.TimedOut},
		{"cut", func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }, "localhost", mail.Temporary, mail.Closed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := dial.Options{
				Host: tt.host, Port: backendtest.Serve(t, tt.handle).Port, RootCAs: ca.Pool,
			}
			if tt.cause == mail.TimedOut {
				opts.Idle = 100 * time.Millisecond
			}
			c, err := dial.Dial(t.Context(), opts)
			if tt.kind == 0 {
				if err != nil || !c.Secure() {
					t.Fatalf("got %v", err)
				}
				_ = c.Close()
				return
			}
			checkProblem(t, err, opts, tt.kind, tt.cause)
		})
	}
}

// checkProblem holds an error against what it should mean, and its sentence
// against what no person should have to read.
func checkProblem(t *testing.T, err error, opts dial.Options, kind mail.Kind, cause mail.Cause) {
	t.Helper()
	p := backend.ProblemOf(err, "")
	if p.Kind != kind || p.Cause != cause || p.Host != opts.Addr() {
		t.Errorf("got kind %d, cause %d, host %q: %v", p.Kind, p.Cause, p.Host, err)
	}
	sentence := p.Sentence()
	for _, bad := range []string{"dial tcp", "x509:", "EOF", "tls:", "syscall"} {
		if strings.Contains(sentence, bad) {
			t.Errorf("the sentence says %q: %s", bad, sentence)
		}
	}
	if !strings.Contains(sentence, opts.Host) {
		t.Errorf("the sentence does not name the host: %s", sentence)
	}
}

func TestNobodyListens(t *testing.T) {
	opts := dial.Options{Host: "127.0.0.1", Port: backendtest.FreePort(t)}
	_, err := dial.Dial(t.Context(), opts)
	checkProblem(t, err, opts, mail.Temporary, mail.Refused)
}

// TestProblem covers what a test on one machine cannot bring about.
func TestProblem(t *testing.T) {
	opts := dial.Options{Host: "mail.example.org", Port: 993}
	op := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	for _, tt := range []struct {
		name  string
		err   error
		kind  mail.Kind
		cause mail.Cause
	}{
		{"unknown host", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, mail.Temporary, mail.UnknownHost},
		{"slow resolver", &net.DNSError{Err: "timeout", IsTimeout: true}, mail.Temporary, mail.TimedOut},
		{"no network", op(syscall.ENETUNREACH), mail.Temporary, mail.Unreachable},
		{"no route", op(syscall.EHOSTUNREACH), mail.Temporary, mail.Unreachable},
		{"no answer", op(syscall.ETIMEDOUT), mail.Temporary, mail.TimedOut},
		{"deadline", fmt.Errorf("read: %w", os.ErrDeadlineExceeded), mail.Temporary, mail.TimedOut},
		{"deadline of a context", context.DeadlineExceeded, mail.Temporary, mail.TimedOut},
		{"reset", op(syscall.ECONNRESET), mail.Temporary, mail.Closed},
		{"broken pipe", op(syscall.EPIPE), mail.Temporary, mail.Closed},
		{"end", io.ErrUnexpectedEOF, mail.Temporary, mail.Closed},
		{"long line", dial.ErrLineTooLong, mail.Protocol, mail.TooLarge},
		{"cancelled", context.Canceled, mail.Temporary, mail.CauseNone},
		{"anything", errors.New("x509: EOF"), mail.Unknown, mail.CauseNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := dial.Problem(tt.err, "connect", opts.Addr())
			checkProblem(t, err, opts, tt.kind, tt.cause)
			if !errors.Is(err, tt.err) {
				t.Error("the error below is lost")
			}
			if again := dial.Problem(err, "other", "other:1"); !errors.Is(again, err) {
				t.Errorf("a problem became another: %v", again)
			}
		})
	}
	if err := dial.Problem(nil, "connect", "x"); err != nil {
		t.Errorf("nothing became %v", err)
	}
}

func TestClearTextIsForLoopbackOnly(t *testing.T) {
	port := backendtest.Serve(t, untilClosed).Port
	lie := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() { _ = theirs.Close() }()
		return farAway{ours}, nil
	}
	for _, tt := range []struct {
		name     string
		host     string
		insecure bool
		dial     func(context.Context, string, string) (net.Conn, error)
		allowed  bool
	}{
		{"localhost", "localhost", false, nil, true},
		{"127.0.0.1", "127.0.0.1", false, nil, true},
		{"another host", "mail.example.org", false, nil, false},
		{"another host, knowingly", "mail.example.org", true, lie, true},
		{"a resolver that lies about localhost", "localhost", false, lie, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := dial.Options{Host: tt.host, Port: port, TLS: dial.NoTLS, Insecure: tt.insecure, Dial: tt.dial}
			c, err := dial.Dial(t.Context(), opts)
			if tt.allowed {
				if err != nil {
					t.Fatal(err)
				}
				_ = c.Close()
				return
			}
			checkProblem(t, err, opts, mail.Insecure, mail.PlaintextAuth)
		})
	}
}

// farAway says that it is connected to another machine.
type farAway struct{ net.Conn }

func (farAway) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 143} }
