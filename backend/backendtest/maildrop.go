package backendtest

import (
	"crypto/tls"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/mailtui/mailtui/demo/maildrop"
)

// POP3Server is a scripted POP3 server on free ports of the loopback.
type POP3Server struct {
	*maildrop.Server
	Host    string // "localhost", which the certificate names
	Port    int    // begins in clear and offers STLS
	PortTLS int    // TLS from the first byte
	CA      *CA
}

// Maildrop starts server, which ends with the test. Unless they are set it gets
// an empty maildrop, the user "test" with [Password], and a certificate of CA.
// Without a script it is correct.
func Maildrop(t testing.TB, server *maildrop.Server) *POP3Server {
	t.Helper()
	s := &POP3Server{Server: server, Host: "localhost", CA: NewCA(t)}
	if server.Drop == nil {
		server.Drop = &maildrop.Drop{}
	}
	if server.User == "" {
		server.User, server.Password = "test", Password
	}
	if server.TLS == nil {
		cert, key := s.CA.Cert(t, time.Now().Add(time.Hour), "localhost", "127.0.0.1")
		server.TLS = ServerTLS(t, cert, key)
	}
	plain, secure := listen(t), listen(t)
	s.Port, s.PortTLS = plain.Addr().(*net.TCPAddr).Port, secure.Addr().(*net.TCPAddr).Port
	served := make(chan error, 2)
	go func() { served <- server.Serve(plain) }()
	go func() { served <- server.Serve(tls.NewListener(secure, server.TLS)) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Close(), <-served, <-served); err != nil {
			t.Error(err)
		}
	})
	return s
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
