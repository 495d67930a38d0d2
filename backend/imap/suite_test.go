package imap_test

import (
	"bytes"
	"context"
	"io"
	"log"
	"net"
	"strings"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

func remoteBox(name string) mail.RemoteBox { return mail.RemoteBox(name) }

// withoutCondStore is the line of a Dovecot's configuration that makes it
// announce what servers without CONDSTORE, ESEARCH and LIST-STATUS do.
const withoutCondStore = "imap_capability = IMAP4rev1 SASL-IR ID NAMESPACE IDLE UIDPLUS"

func TestDovecotKeepsTheContract(t *testing.T) {
	for _, tt := range []struct {
		name  string
		extra []string
	}{
		{"with every extension", nil},
		{"without extensions", []string{withoutCondStore}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			backendtest.Run(t, func(t *testing.T) backendtest.Mailbox {
				return dovecotMailbox(t, backendtest.Dovecot(t, tt.extra...))
			})
		})
	}
}

func dovecotMailbox(t *testing.T, s *backendtest.Server) backendtest.Mailbox {
	return backendtest.Mailbox{
		Box:  "INBOX",
		Open: func() backend.Backend { return imap.New(secure(s)) },
		Deliver: func(msgs ...[]byte) {
			s.Deliver(t, user, "INBOX", msgs...)
		},
		Remove: func(msg []byte) { expunge(t, s.IMAPClient(t, user), msg) },
		WrongPassword: func() backend.Backend {
			opts := secure(s)
			opts.Password = func(context.Context) (string, error) { return "wrong", nil }
			return imap.New(opts)
		},
		Silent: func() backend.Backend {
			opts := plain(silentListener(t))
			opts.Dial.Idle = shortWait
			return imap.New(opts)
		},
		Cut: func(n int64) backend.Backend {
			opts := plain(s.IMAP)
			opts.Dial.Dial = cutDialer(n)
			return imap.New(opts)
		},
		Slow: func(h *backendtest.Hold) backend.Backend {
			opts := plain(s.IMAP)
			opts.Dial.Dial = h.Dial
			return imap.New(opts)
		},
	}
}

// expunge removes a message as another client does.
func expunge(t testing.TB, c *imapclient.Client, msg []byte) {
	t.Helper()
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	_, id, _ := bytes.Cut(msg, []byte("Message-ID: "))
	id, _, _ = bytes.Cut(id, []byte("\r\n"))
	found, err := c.UIDSearch(&goimap.SearchCriteria{
		Header: []goimap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: string(id)}},
	}, nil).Wait()
	if err != nil || len(found.AllUIDs()) != 1 {
		t.Fatalf("search %s: %v, %v", id, found.AllUIDs(), err)
	}
	set := goimap.UIDSetNum(found.AllUIDs()...)
	store := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Silent: true, Flags: []goimap.Flag{goimap.FlagDeleted}}
	if err := c.Store(set, store, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.UIDExpunge(set).Close(); err != nil {
		t.Fatal(err)
	}
}

func TestMemServerKeepsTheContract(t *testing.T) {
	backendtest.Run(t, memMailbox)
}

// memMailbox starts go-imap's own server, which knows no CONDSTORE.
func memMailbox(t *testing.T) backendtest.Mailbox {
	account := imapmemserver.NewUser(user, backendtest.Password)
	if err := account.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(account)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:         goimap.CapSet{goimap.CapIMAP4rev1: {}, goimap.CapIMAP4rev2: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0), // it tells of every cut
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // until it is closed
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	port := l.Addr().(*net.TCPAddr).Port
	return backendtest.Mailbox{
		Box:  "INBOX",
		Open: func() backend.Backend { return imap.New(plain(port)) },
		Deliver: func(msgs ...[]byte) {
			for _, msg := range msgs {
				if _, err := account.Append("INBOX", literal{bytes.NewReader(msg)}, &goimap.AppendOptions{Time: time.Now()}); err != nil {
					t.Fatal(err)
				}
			}
		},
		Remove: func(msg []byte) {
			c, err := imapclient.DialInsecure(l.Addr().String(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if err := c.Login(user, backendtest.Password).Wait(); err != nil {
				t.Fatal(err)
			}
			expunge(t, c, msg)
		},
		WrongPassword: func() backend.Backend {
			opts := plain(port)
			opts.Password = func(context.Context) (string, error) { return strings.Repeat("x", 100), nil }
			return imap.New(opts)
		},
		Cut: func(n int64) backend.Backend {
			opts := plain(port)
			opts.Dial.Dial = cutDialer(n)
			return imap.New(opts)
		},
		Slow: func(h *backendtest.Hold) backend.Backend {
			opts := plain(port)
			opts.Dial.Dial = h.Dial
			return imap.New(opts)
		},
	}
}

// literal is a message as imapserver takes it.
type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }
