package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo/maildrop"
)

const password = "s3cret-w0rd"

// letter returns a message with that subject.
func letter(subject string) string {
	return "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\nFrom: Grace Hopper <grace@navy.example>\r\n" +
		"To: Ada <ada@home.example>\r\nSubject: " + subject + "\r\nMessage-ID: <" +
		strings.ReplaceAll(subject, " ", ".") + "@navy.example>\r\n\r\nHello Ada,\r\nthis is about " + subject + ".\r\n"
}

// imapServer is an IMAP server of the test, with one user.
type imapServer struct {
	config.Server
	user *imapmemserver.User
	stop func()
}

// startIMAP serves letters to "ada". Without security there is no STARTTLS
// either.
func startIMAP(t *testing.T, security *tls.Config, letters ...string) *imapServer {
	t.Helper()
	s := &imapServer{user: imapmemserver.NewUser("ada", password)}
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	s.deliver(t, letters...)
	users := imapmemserver.New()
	users.AddUser(s.user)
	srv := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		Logger:       log.New(io.Discard, "", 0),
		InsecureAuth: true,
	})
	l := listen(t)
	s.Server = at(l, config.NoTLS)
	if security != nil {
		s.TLS = config.ImplicitTLS
		l = tls.NewListener(l, security)
	}
	var done sync.WaitGroup
	done.Go(func() { _ = srv.Serve(l) })
	s.stop = sync.OnceFunc(func() {
		_ = srv.Close()
		done.Wait()
	})
	t.Cleanup(s.stop)
	return s
}

func (s *imapServer) deliver(t *testing.T, letters ...string) {
	t.Helper()
	s.deliverAt(t, time.Now(), letters...)
}

func (s *imapServer) deliverAt(t *testing.T, received time.Time, letters ...string) {
	t.Helper()
	for _, text := range letters {
		_, err := s.user.Append("INBOX", bytes.NewReader([]byte(text)), &imap.AppendOptions{Time: received})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// empty makes the inbox lose all its messages, as another client would.
func (s *imapServer) empty(t *testing.T) {
	t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", fmt.Sprint(s.Port)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Login("ada", password).Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	all := imap.SeqSet{{Start: 1, Stop: 0}}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := errors.Join(c.Store(all, deleted, nil).Close(), c.Expunge().Close()); err != nil {
		t.Fatal(err)
	}
}

// startPOP3 serves letters to "ada".
func startPOP3(t *testing.T, security *tls.Config, letters ...string) config.Server {
	t.Helper()
	drop := &maildrop.Drop{}
	for i, text := range letters {
		drop.Deliver(maildrop.Message{UID: fmt.Sprint("id", i), Body: []byte(text)})
	}
	srv := &maildrop.Server{Drop: drop, User: "ada", Password: password}
	l := listen(t)
	server := at(l, config.NoTLS)
	if security != nil {
		server.TLS = config.ImplicitTLS
		l = tls.NewListener(l, security)
	}
	var done sync.WaitGroup
	done.Go(func() { _ = srv.Serve(l) })
	t.Cleanup(func() {
		_ = srv.Close()
		done.Wait()
	})
	return server
}

// startLines serves a greeting, and an answer to each line: "%s" in it is the
// line's first word.
func startLines(t *testing.T, greeting string, answer func(line string) string) config.Server {
	t.Helper()
	serving := backendtest.Serve(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, greeting+"\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			tag, _, _ := strings.Cut(lines.Text(), " ")
			_, _ = io.WriteString(conn, strings.ReplaceAll(answer(lines.Text()), "%s", tag)+"\r\n")
		}
	})
	return config.Server{Host: "localhost", Port: serving.Port, TLS: config.StartTLS}
}

// listen listens on a port that stays the test's own when nobody listens on it
// any more.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(backendtest.FreePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func at(l net.Listener, security config.TLS) config.Server {
	return config.Server{Host: "localhost", Port: l.Addr().(*net.TCPAddr).Port, TLS: security}
}

// trusting returns server for an account that trusts an authority.
func (h *home) trusting(ca *backendtest.CA, server config.Server) config.Server {
	h.t.Helper()
	server.CAFile = filepath.Join(h.t.TempDir(), "ca.crt")
	if err := os.WriteFile(server.CAFile, ca.PEM, 0o644); err != nil {
		h.t.Fatal(err)
	}
	return server
}
