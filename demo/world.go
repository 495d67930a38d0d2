package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/demo/maildrop"
)

// Password is the password of every account. There is nothing to protect.
const Password = "demo"

// Now returns the moment at which the world stands: the newest message came a
// few minutes before.
func Now() time.Time { return time.Date(2026, time.November, 22, 14, 8, 0, 0, time.UTC) }

// Account is how one account of the world is read.
type Account struct {
	Name     string // "personal"
	Email    string
	FullName string
	Protocol string // "imap" or "pop3"
	Host     string // a loopback address; connections are in clear
	Port     int
	SMTPPort int // of the server on the same host that sends its mail
	User     string
	Password string
}

// World is the running servers.
type World struct {
	accounts []Account
	imap     *imapserver.Server
	pop3     *maildrop.Server
	smtp     *smtp.Server
	post     *post
	wait     sync.WaitGroup
}

// mailbox is a folder of sample letters, oldest first.
type mailbox struct {
	name    string
	letters []letter
}

// imapAccount is an account of the IMAP server before it runs.
type imapAccount struct {
	Account
	boxes []mailbox
}

// Start writes the letters and starts the servers on free loopback ports. The
// caller must Close the world.
func Start(ctx context.Context) (*World, error) {
	w := &World{post: newPost()}
	if err := w.startIMAP(ctx, personalAccount(), workAccount()); err != nil {
		return nil, fmt.Errorf("start the demo's IMAP server: %w", err)
	}
	if err := w.startPOP3(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the demo's POP3 server: %w", err), w.Close())
	}
	if err := w.startSMTP(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the demo's SMTP server: %w", err), w.Close())
	}
	return w, nil
}

// Accounts returns the accounts of the world, in the order to show them.
func (w *World) Accounts() []Account { return w.accounts }

// Close stops the servers, drops their connections and waits for both.
func (w *World) Close() error {
	var errs []error
	if w.imap != nil {
		errs = append(errs, w.imap.Close())
	}
	if w.smtp != nil {
		errs = append(errs, w.smtp.Close())
		_ = w.post.door.Close() // a server that was closed before it served has left it open
	}
	if w.pop3 != nil {
		errs = append(errs, w.pop3.Close())
	}
	w.wait.Wait()
	return errors.Join(errs...)
}

func (w *World) startIMAP(ctx context.Context, accounts ...imapAccount) error {
	users := imapmemserver.New()
	for _, a := range accounts {
		user := imapmemserver.NewUser(a.User, a.Password)
		for _, box := range a.boxes {
			if err := fill(user, box); err != nil {
				return fmt.Errorf("fill %s of %s: %w", box.name, a.Name, err)
			}
		}
		users.AddUser(user)
		w.post.delivers(a.Email, func(message []byte, at time.Time) error {
			_, err := user.Append("INBOX", bytes.NewReader(message), &imap.AppendOptions{Time: at})
			return err
		})
	}
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	w.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		Logger:       log.New(io.Discard, "", 0), // the screen belongs to the interface
		InsecureAuth: true,
	})
	w.wait.Go(func() { _ = w.imap.Serve(l) }) // it ends with the error that it was closed
	for _, a := range accounts {
		w.add(a.Account, l)
	}
	return nil
}

func (w *World) startPOP3(ctx context.Context) error {
	account, letters := shopAccount()
	drop := &maildrop.Drop{}
	for i, letter := range letters {
		body, err := letter.bytes()
		if err != nil {
			return err
		}
		drop.Deliver(maildrop.Message{UID: fmt.Sprintf("%08d.shop", i+1), Body: body})
	}
	w.post.delivers(account.Email, func(message []byte, _ time.Time) error {
		drop.Deliver(maildrop.Message{UID: fmt.Sprintf("%08d.shop", len(drop.Messages())+1000), Body: message})
		return nil
	})
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	w.pop3 = &maildrop.Server{Drop: drop, User: account.User, Password: account.Password}
	w.wait.Go(func() { _ = w.pop3.Serve(l) }) //nolint:contextcheck // it serves until Close, and then fails
	w.add(account, l)
	return nil
}

func (w *World) add(a Account, l net.Listener) {
	if addr, ok := l.Addr().(*net.TCPAddr); ok {
		a.Host, a.Port = addr.IP.String(), addr.Port
	}
	w.accounts = append(w.accounts, a)
}

func listen(ctx context.Context) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
}

// fill creates a mailbox and puts the letters into it.
func fill(user *imapmemserver.User, box mailbox) error {
	if err := user.Create(box.name, nil); err != nil {
		return err
	}
	if err := user.Subscribe(box.name); err != nil {
		return err
	}
	for _, letter := range box.letters {
		body, err := letter.bytes()
		if err != nil {
			return err
		}
		if _, err := user.Append(box.name, bytes.NewReader(body), &imap.AppendOptions{
			Flags: letter.flags,
			Time:  letter.date.Add(arrival),
		}); err != nil {
			return err
		}
	}
	return nil
}

// arrival is how long a letter is under way.
const arrival = 40 * time.Second
