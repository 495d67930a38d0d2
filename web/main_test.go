package web

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counted counts the connections that a server of the tests accepted.
type counted struct {
	*httptest.Server
	accepted atomic.Int64
}

// serve starts a server on this machine, with TLS or without.
func serve(t testing.TB, secure bool, h http.HandlerFunc) *counted {
	t.Helper()
	s := &counted{Server: httptest.NewUnstartedServer(h)}
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.accepted.Add(1)
		}
	}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

// near returns a client that may connect to the servers of the tests.
func near(servers ...*counted) *Client {
	roots := x509.NewCertPool()
	for _, s := range servers {
		if cert := s.Certificate(); cert != nil {
			roots.AddCert(cert)
		}
	}
	return New(Options{Local: true, RootCAs: roots})
}

// cause returns the cause of the problem that err is, CauseNone for none.
func cause(err error) mail.Cause {
	var p mail.Problem
	errors.As(err, &p)
	return p.Cause
}
