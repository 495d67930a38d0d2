package engine_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// postServer is go-smtp's server. It calls at for each step of a submission and
// keeps what it takes.
type postServer struct {
	at func(step string)

	live  sync.WaitGroup // sessions
	mu    sync.Mutex
	taken [][]byte
}

func (s *postServer) NewSession(*gosmtp.Conn) (gosmtp.Session, error) {
	s.live.Add(1)
	s.at("EHLO")
	return &postSession{s}, nil
}

type postSession struct{ *postServer }

func (s *postSession) Reset() {}

func (s *postSession) Logout() error {
	s.live.Done()
	return nil
}

func (s *postSession) Mail(string, *gosmtp.MailOptions) error {
	s.at("MAIL")
	return nil
}

func (s *postSession) Rcpt(string, *gosmtp.RcptOptions) error {
	s.at("RCPT")
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	s.at("DATA")
	message, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.taken = append(s.taken, message)
	s.mu.Unlock()
	s.at("taken")
	return nil
}

// messages returns what was taken, once every session has ended.
func (s *postServer) messages() [][]byte {
	s.live.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// servePost starts the server and returns its port.
func servePost(t *testing.T, s *postServer) int {
	t.Helper()
	if s.at == nil {
		s.at = func(string) {}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := gosmtp.NewServer(s)
	server.ErrorLog = log.New(io.Discard, "", 0)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

// sendsOver gives an account a server that sends its mail.
func sendsOver(a engine.Account, port int) engine.Account {
	a.SendHost = "127.0.0.1:" + strconv.Itoa(port)
	a.Sender = smtp.New(smtp.Options{Dial: dial.Options{Host: "127.0.0.1", Port: port, TLS: dial.NoTLS}})
	return a
}

var letterToSend = []byte("From: Ada <ada@x.example>\r\nTo: bob@y.example\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" +
	"Message-ID: <1@x.example>\r\nSubject: Once\r\n\r\nOnce and no more.\r\n")

// TestKilledWhileSending kills the client at each step of a submission. The
// next process never sends the message by itself when the first one may have
// done so, and never loses it: the user's answer makes it right.
func TestKilledWhileSending(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"running", "EHLO", "MAIL", "RCPT", "DATA", "taken", "answered", "settled"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			drop := serveDrop(t, &maildrop.Drop{}, nil)
			path := filepath.Join(t.TempDir(), "mail.db")
			first := &postServer{}
			killWhileSending(t, first, drop, path, step)
			took := len(first.messages()) // before it was killed

			second := &postServer{}
			c := openClient(t, path, sendsOver(dropAccount(drop, engine.Maildrop{}), servePost(t, second)), engine.Options{})
			c.visit()
			c.visit()
			if n := len(second.messages()); n != 0 {
				t.Fatalf("it was sent again %d times unasked", n)
			}
			list, err := c.Questions(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if step == "settled" {
				if len(list) != 0 {
					t.Errorf("asked is %+v", list)
				}
			} else {
				if len(list) != 1 || list[0].Kind != mail.AskSent || list[0].Message == 0 {
					t.Fatalf("asked is %+v", list)
				}
				choice := mail.ChoiceResend
				if took == 1 {
					choice = mail.ChoiceSent
				}
				if err := c.Answer(t.Context(), list[0].ID, choice); err != nil {
					t.Fatal(err)
				}
				c.visit()
			}
			sent := append(first.messages(), second.messages()...)
			if len(sent) != 1 || !bytes.Equal(sent[0], letterToSend) {
				t.Errorf("sent is %q", sent)
			}
			if got := c.texts(""); !slices.Equal(got, []string{string(letterToSend)}) || c.roles()[mail.RoleOutbox] != 0 ||
				c.roles()[mail.RoleSent] != 1 {
				t.Errorf("here is %q, by role %v", got, c.roles())
			}
		})
	}
}

// roles counts the messages of folders that are only here.
func (c *client) roles() map[mail.Role]int {
	c.t.Helper()
	n := map[mail.Role]int{}
	c.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("ada")
		for _, f := range folders {
			if f.Box == "" {
				n[f.Role] += f.Total
			}
		}
		return err
	})
	return n
}

// killWhileSending queues a message and runs a client that is killed when the
// server, or the engine, comes to a step.
func killWhileSending(t *testing.T, s *postServer, drop int, path, step string) {
	t.Helper()
	c := newChild(t, path)
	s.at = func(at string) {
		if at == step {
			c.kill()
		}
	}
	port := servePost(t, s)
	withAccount(t, path, func(store *cache.Store) {
		e := engine.New(store, []engine.Account{sendsOver(dropAccount(drop, engine.Maildrop{}), port)}, engine.Options{})
		if err := e.Submit(t.Context(), "ada", letterToSend, "ada@x.example", []string{"bob@y.example"}); err != nil {
			t.Fatal(err)
		}
	})
	c.start(t, fmt.Sprintf("%s=%d", childPort, drop), fmt.Sprintf("%s=%d", childPost, port), childStep+"="+step)
	c.killed(t)
}
