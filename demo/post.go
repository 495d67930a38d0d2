package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// maxSent is how many bytes a message may have that is sent in the world.
const maxSent = 50 << 20

// Sent is a message that was sent in the world.
type Sent struct {
	From    string
	To      []string
	Message []byte
}

// Sent returns what was sent since the start, in order. What was sent to an
// account of the world is in its inbox, too; nothing leaves this machine.
func (w *World) Sent() []Sent {
	w.post.mu.Lock()
	defer w.post.mu.Unlock()
	return slices.Clone(w.post.sent)
}

// post takes and delivers mail.
type post struct {
	door  net.Listener
	began time.Time
	boxes map[string]func(message []byte, at time.Time) error // by address

	mu   sync.Mutex
	sent []Sent
}

func newPost() *post {
	return &post{began: time.Now(), boxes: map[string]func([]byte, time.Time) error{}}
}

// delivers says how an address gets its mail.
func (p *post) delivers(email string, into func(message []byte, at time.Time) error) {
	p.boxes[email] = into
}

// deliver keeps a message and puts it into the inboxes of its recipients.
func (p *post) deliver(s Sent) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, s)
	at := Now().Add(time.Since(p.began))
	for _, to := range s.To {
		into, here := p.boxes[strings.ToLower(to)]
		if !here {
			continue
		}
		received := "Received: from localhost by demo.example; " + at.Format(time.RFC1123Z) + "\r\n"
		if err := into(append([]byte(received), s.Message...), at); err != nil {
			return err
		}
	}
	return nil
}

// startSMTP starts the server that sends the mail of all accounts.
func (w *World) startSMTP(ctx context.Context) error {
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	w.post.door = l
	w.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &submission{world: w}, nil }))
	w.smtp.Domain, w.smtp.AllowInsecureAuth, w.smtp.EnableSMTPUTF8 = "demo.example", true, true
	w.smtp.MaxMessageBytes = maxSent
	w.smtp.ErrorLog = log.New(io.Discard, "", 0) // the screen belongs to the interface
	w.wait.Go(func() { _ = w.smtp.Serve(l) })    // it ends with the error that it was closed
	if addr, ok := l.Addr().(*net.TCPAddr); ok {
		for i := range w.accounts {
			w.accounts[i].SMTPPort = addr.Port
		}
	}
	return nil
}

// submission is a session with the SMTP server.
type submission struct {
	world *World
	in    bool // logged in
	sent  Sent
}

// AuthMechanisms implements [smtp.AuthSession].
func (s *submission) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements [smtp.AuthSession].
func (s *submission) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		for _, a := range s.world.accounts {
			if a.User == user && a.Password == password {
				s.in = true
				return nil
			}
		}
		return errors.New("no such user")
	}), nil
}

// Mail implements [smtp.Session].
func (s *submission) Mail(from string, _ *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	s.sent = Sent{From: from}
	return nil
}

// Rcpt implements [smtp.Session].
func (s *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.sent.To = append(s.sent.To, to)
	return nil
}

// Data implements [smtp.Session].
func (s *submission) Data(r io.Reader) error {
	var b bytes.Buffer
	if _, err := io.Copy(&b, r); err != nil {
		return err
	}
	s.sent.Message = b.Bytes()
	return s.world.post.deliver(s.sent)
}

// Reset implements [smtp.Session].
func (s *submission) Reset() { s.sent = Sent{} }

// Logout implements [smtp.Session].
func (s *submission) Logout() error { return nil }
