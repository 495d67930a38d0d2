package engine_test

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

const user = "ada"

func password(context.Context) (string, error) { return backendtest.Password, nil }

// raw makes a message whose header and text are its number's own.
func raw(n int) []byte {
	return fmt.Appendf(nil, "From: Grace <grace@navy.example>\r\nTo: Ada <ada@example.org>\r\nSubject: number %d\r\n"+
		"Date: Sun, 22 Nov 2026 13:%02d:00 +0100\r\nMessage-ID: <%d@navy.example>\r\n\r\nThe text of number %d.\r\n",
		n, n%60, n, n)
}

func raws(from, to int) (list [][]byte) {
	for n := from; n < to; n++ {
		list = append(list, raw(n))
	}
	return list
}

// client is the engine and the store of one account.
type client struct {
	*engine.Engine
	store *cache.Store
	path  string
	t     testing.TB
}

// newClient opens a store of its own for an account.
func newClient(t testing.TB, a engine.Account, o engine.Options) *client {
	t.Helper()
	return openClient(t, filepath.Join(t.TempDir(), "mail.db"), a, o)
}

func openClient(t testing.TB, path string, a engine.Account, o engine.Options) *client {
	t.Helper()
	c := &client{t: t, path: path}
	c.store = cachetest.OpenAt(t, path, func(list []mail.Event) { c.Notify(list) })
	c.Engine = engine.New(c.store, []engine.Account{a}, o)
	c.write(func(tx *cache.Tx) error {
		return tx.PutAccounts([]cache.AccountRow{{ID: a.ID, Label: a.Label, Email: a.Email, Protocol: a.Protocol}})
	})
	return c
}

func (c *client) write(fn func(*cache.Tx) error) {
	c.t.Helper()
	if err := c.store.Write(context.Background(), fn); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read(fn func(*cache.ReadTx) error) {
	c.t.Helper()
	if err := c.store.Read(context.Background(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// visit makes one visit that must succeed.
func (c *client) visit() {
	c.t.Helper()
	if err := c.Visit(context.Background(), nil, nil); err != nil {
		c.t.Fatal(err)
	}
}

// list returns the rows of a mailbox, the newest first.
func (c *client) list(box mail.RemoteBox) (rows []mail.Summary) {
	c.t.Helper()
	c.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("ada")
		for _, f := range folders {
			if f.Box == box {
				rows, err = tx.Page(mail.PageQuery{Folder: f.ID, Limit: 10000})
			}
		}
		return err
	})
	return rows
}

// subjects returns the subjects of a mailbox, sorted.
func (c *client) subjects(box mail.RemoteBox) (all []string) {
	for _, s := range c.list(box) {
		all = append(all, s.Subject.String())
	}
	slices.Sort(all)
	return all
}

// texts returns the whole messages of a mailbox, sorted.
func (c *client) texts(box mail.RemoteBox) (all []string) {
	c.t.Helper()
	for _, s := range c.list(box) {
		body, err := c.store.Body(context.Background(), s.ID, "")
		if err != nil {
			c.t.Fatal(err)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			c.t.Fatal(err)
		}
		all = append(all, string(b))
	}
	slices.Sort(all)
	return all
}

func (c *client) account() (a mail.Account) {
	c.t.Helper()
	c.read(func(tx *cache.ReadTx) error {
		all, err := tx.Accounts()
		a = all[0]
		return err
	})
	return a
}

// waitFor runs the engine's events until ok holds.
func (c *client) waitFor(what string, ok func() bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for !ok() {
		if _, err := c.Wait(ctx); err != nil {
			c.t.Fatalf("%s: %v", what, err)
		}
	}
}

// run runs the engine until the test or stop ends it.
func (c *client) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx) })
	stop = func() {
		cancel()
		running.Wait()
	}
	c.t.Cleanup(stop)
	return stop
}

func imapAccount(s *backendtest.Server) engine.Account {
	return engine.Account{
		ID: "ada", Label: "Ada", Email: "ada@example.org", Protocol: engine.IMAP, Host: s.Host, Idle: true,
		Open: func() backend.Backend {
			return imap.New(imap.Options{User: user, Password: password, Poll: time.Second, Dial: dial.Options{
				Host: s.Host, Port: s.IMAPS, RootCAs: s.CA.Pool,
			}})
		},
	}
}

func popAccount(s *backendtest.Server, m engine.Maildrop) engine.Account {
	return engine.Account{
		ID: "ada", Label: "Ada", Email: "ada@example.org", Protocol: engine.POP3, Host: s.Host, Maildrop: m,
		Open: func() backend.Backend {
			return pop3.New(pop3.Options{User: user, Password: password, Dial: dial.Options{
				Host: s.Host, Port: s.POP3S, RootCAs: s.CA.Pool,
			}})
		},
	}
}

func sorted(list [][]byte) (all []string) {
	for _, b := range list {
		all = append(all, string(b))
	}
	slices.Sort(all)
	return all
}

func TestVisitIMAP(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raws(0, 250)...)
	s.Deliver(t, user, "Trips/Köln", raws(250, 260)...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.visit()
	if got, want := c.texts("INBOX"), sorted(raws(0, 250)); !slices.Equal(got, want) {
		t.Errorf("the inbox holds %d messages, %d delivered", len(got), len(want))
	}
	if got, want := c.texts("Trips/Köln"), sorted(raws(250, 260)); !slices.Equal(got, want) {
		t.Errorf("the folder holds %d messages, %d delivered", len(got), len(want))
	}
	if a := c.account(); a.Phase != mail.PhaseIdle || a.Problem != nil || a.Synced.IsZero() {
		t.Errorf("account after the visit: %+v", a)
	}
	for _, row := range c.list("INBOX") {
		if !row.Cached || row.Snippet.Empty() {
			t.Fatalf("row not readable: %+v", row)
		}
	}
}

func TestFlagsSetOfflineReachTheServer(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raws(0, 5)...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.visit()
	s.Stop()
	rows := c.list("INBOX")
	star := mail.FlagDelta{Add: mail.Flagged | mail.Seen}
	if err := c.SetFlags(t.Context(), []mail.LocalID{rows[0].ID, rows[3].ID}, star); err != nil {
		t.Fatal(err)
	}
	if got := c.list("INBOX")[3].Flags; got != mail.Flagged|mail.Seen {
		t.Errorf("offline the row shows %v", got)
	}
	if err := c.Visit(t.Context(), nil, nil); err == nil {
		t.Error("a visit to a stopped server succeeded")
	}
	s.Start(t)
	c.visit()
	other := s.IMAPClient(t, user)
	flagged := search(t, other, "INBOX", &goimap.SearchCriteria{Flag: []goimap.Flag{goimap.FlagFlagged, goimap.FlagSeen}})
	if len(flagged) != 2 {
		t.Errorf("the server has %d flagged messages", len(flagged))
	}
	c.read(func(tx *cache.ReadTx) error {
		ops, err := tx.OpenOps("ada", 0, 10)
		if len(ops) != 0 {
			t.Errorf("left in the queue: %+v", ops)
		}
		return err
	})
}

func search(t testing.TB, c *imapclient.Client, box string, criteria *goimap.SearchCriteria) []goimap.UID {
	t.Helper()
	if _, err := c.Select(box, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	data, err := c.UIDSearch(criteria, nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return data.AllUIDs()
}

func TestChangesOfAnotherClientShow(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raws(0, 30)...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.run()
	c.waitFor("the first sync", func() bool { a := c.account(); return !a.Synced.IsZero() && a.Phase == mail.PhaseIdle })
	before := c.list("INBOX")

	other := s.IMAPClient(t, user)
	uids := search(t, other, "INBOX", &goimap.SearchCriteria{})
	store := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Flags: []goimap.Flag{goimap.FlagAnswered}}
	if err := other.Store(goimap.UIDSetNum(uids[0], uids[1]), store, nil).Close(); err != nil {
		t.Fatal(err)
	}
	c.waitFor("the flag", func() bool {
		n := 0
		for _, row := range c.list("INBOX") {
			if row.Flags.Has(mail.Answered) {
				n++
			}
		}
		return n == 2
	})
	store.Flags = []goimap.Flag{goimap.FlagDeleted}
	if err := other.Store(goimap.UIDSetNum(uids[2], uids[3], uids[4]), store, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Expunge().Close(); err != nil {
		t.Fatal(err)
	}
	c.waitFor("the expunge", func() bool { return len(c.list("INBOX")) == 27 })

	if _, err := other.Move(goimap.UIDSetNum(uids[5]), "Trash").Wait(); err != nil {
		t.Fatal(err)
	}
	if err := c.Refresh(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	c.waitFor("the move", func() bool { return len(c.list("INBOX")) == 26 && len(c.list("Trash")) == 1 })
	moved := c.list("Trash")[0]
	if !slices.ContainsFunc(before, func(s mail.Summary) bool { return s.ID == moved.ID }) {
		t.Errorf("the moved message has got the new id %s", moved.ID)
	}
	if !moved.Cached {
		t.Error("the moved message has lost its text")
	}

	s.Deliver(t, user, "INBOX", raw(100))
	c.waitFor("the new mail", func() bool {
		rows := c.list("INBOX")
		return len(rows) == 27 && rows[0].Subject.String() == "number 100" && rows[0].Cached
	})
}

// TestMessageWithoutHeader syncs mail that has none of the fields a first sync
// asks for beside good mail.
func TestMessageWithoutHeader(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	bare := [][]byte{[]byte("\r\nno header at all\r\n"), []byte("garbage without a colon\r\nFrom x\r\n\r\nbody\r\n")}
	s.Deliver(t, user, "INBOX", append(bare, raw(1))...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.visit()
	if got, want := c.texts("INBOX"), sorted(append(bare, raw(1))); !slices.Equal(got, want) {
		t.Errorf("the store holds %q, want %q", got, want)
	}
}

// TestFolderDeletedElsewhere deletes a folder of more messages than are let go
// without a question: no visit fails by it, and what is kept stays.
func TestFolderDeletedElsewhere(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "Big", raws(0, 50)...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.visit()
	if err := s.IMAPClient(t, user).Delete("Big").Wait(); err != nil {
		t.Fatal(err)
	}
	s.Deliver(t, user, "INBOX", raw(100))
	c.visit()
	questions, err := c.Questions(t.Context())
	if err != nil || len(questions) != 1 || questions[0].Count != 50 {
		t.Fatalf("asked %+v, %v", questions, err)
	}
	c.visit()
	if err := c.Answer(t.Context(), questions[0].ID, mail.ChoiceKeep); err != nil {
		t.Fatal(err)
	}
	c.visit()
	c.visit()
	kept := 0
	c.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("ada")
		for _, f := range folders {
			kept += f.Total
		}
		return err
	})
	if kept != 51 {
		t.Errorf("%d messages are here, want the 50 kept ones and the new one", kept)
	}
}

func TestVisitPOP3(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raws(0, 40)...)
	keep := newClient(t, popAccount(s, engine.Maildrop{OnServer: engine.Keep}), engine.Options{})
	keep.visit()
	keep.visit()
	if got, want := keep.texts("INBOX"), sorted(raws(0, 40)); !slices.Equal(got, want) {
		t.Errorf("kept: the store holds %d messages, %d delivered", len(got), len(want))
	}
	take := newClient(t, popAccount(s, engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
	take.visit()
	if got, want := take.texts("INBOX"), sorted(raws(0, 40)); !slices.Equal(got, want) {
		t.Errorf("taken: the store holds %d messages, %d delivered", len(got), len(want))
	}
	if left := search(t, s.IMAPClient(t, user), "INBOX", &goimap.SearchCriteria{}); len(left) != 0 {
		t.Errorf("%d messages are left on the server", len(left))
	}
	keep.visit()
	if got := keep.subjects("INBOX"); len(got) != 40 {
		t.Errorf("of what another client deleted %d are left here", len(got))
	}
}
