package engine_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// encoded returns n random bytes and their transfer encoding.
func encoded(seed uint64, n int) []byte {
	content := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{byte(seed)}).Read(content) // it never fails
	text := base64.StdEncoding.EncodeToString(content)
	var b bytes.Buffer
	for ; len(text) > 76; text = text[76:] {
		b.WriteString(text[:76] + "\r\n")
	}
	b.WriteString(text)
	return b.Bytes()
}

// withFiles is a message with files; the first is part 2.
func withFiles(n int, files ...[]byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: Grace <grace@navy.example>\r\nSubject: files %d\r\nDate: Sun, 22 Nov 2026 13:%02d:00 +0100\r\n"+
		"Message-ID: <files.%d@navy.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nThe text of number %d.\r\n", n, n%60, n, n)
	for i, file := range files {
		fmt.Fprintf(&b, "--b\r\nContent-Type: application/pdf; name=%d.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", i)
		b.Write(append(file, "\r\n"...))
	}
	b.WriteString("--b--\r\n")
	return b.Bytes()
}

// section returns a section of a message, nil when it is not here.
func (c *client) section(id mail.LocalID, section string) []byte {
	c.t.Helper()
	body, err := c.store.Body(context.Background(), id, section)
	if errors.Is(err, cache.ErrNotFound) {
		return nil
	}
	if err != nil {
		c.t.Fatal(err)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return b
}

// wants returns what is wanted of a message.
func (c *client) wants(id mail.LocalID) (list []mail.PartWant) {
	c.t.Helper()
	c.read(func(tx *cache.ReadTx) (err error) {
		list, err = tx.PartWants(id)
		return err
	})
	return list
}

func (c *client) want(id mail.LocalID, section string) {
	c.t.Helper()
	if err := c.Want(context.Background(), id, section); err != nil {
		c.t.Fatal(err)
	}
}

// loose counts the bodies that no message has.
func (c *client) loose() (n int) {
	c.t.Helper()
	db, err := sql.Open("sqlite3", c.path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	query := `SELECT count(*) FROM blob WHERE id NOT IN (SELECT blob FROM body)`
	if err := db.QueryRowContext(context.Background(), query).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// soon waits for what no event tells.
func (c *client) soon(what string, ok func() bool) {
	c.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); !ok(); {
		select {
		case <-tick.C:
		case <-late:
			c.t.Fatal(what)
		}
	}
}

// gatedAccount is [imapAccount] behind a gate.
func gatedAccount(s *backendtest.Server, g *gate) engine.Account {
	a := imapAccount(s)
	a.OfflineDays = 100_000
	a.Open = func() backend.Backend {
		return imap.New(imap.Options{User: user, Password: password, Dial: dial.Options{
			Host: s.Host, Port: s.IMAPS, RootCAs: s.CA.Pool, Dial: g.dial,
		}})
	}
	return a
}

// partly starts a Dovecot with a message with files and a client that has read
// what a reader shows of it.
func partly(t *testing.T, files ...[]byte) (*client, *gate, *backendtest.Server, mail.LocalID) {
	t.Helper()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raw(0), withFiles(1, files...))
	g := newGate()
	c := newClient(t, gatedAccount(s, g), engine.Options{})
	c.visit()
	rows := c.list("INBOX")
	if len(rows) != 2 || !rows[0].Cached || c.section(rows[0].ID, "2") != nil || c.section(rows[0].ID, "") != nil {
		t.Fatalf("rows %+v", rows)
	}
	return c, g, s, rows[0].ID
}

func TestPartComesWhenItIsWanted(t *testing.T) {
	t.Parallel()
	first, second := encoded(1, 300<<10), encoded(2, 100)
	c, _, s, id := partly(t, first, second)
	c.want(id, "2")
	c.want(id, "3")
	if got := c.wants(id); len(got) != 2 || got[0].Size != int64(len(first)) || got[1].Size != int64(len(second)) {
		t.Errorf("wanted %+v", got)
	}
	c.visit()
	if !bytes.Equal(c.section(id, "2"), first) || !bytes.Equal(c.section(id, "3"), second) {
		t.Error("the parts are not here as they were sent")
	}
	if c.section(id, "") != nil || len(c.wants(id)) != 0 || c.loose() != 0 {
		t.Errorf("wanted %+v", c.wants(id))
	}
	c.want(id, "")
	c.want(id, "2") // it is here already
	c.visit()
	if got := c.section(id, ""); !bytes.Equal(got, withFiles(1, first, second)) {
		t.Errorf("the whole message has %d bytes", len(got))
	}
	if got := c.wants(id); len(got) != 0 {
		t.Errorf("still wanted %+v", got)
	}
	if n := len(search(t, s.IMAPClient(t, user), "INBOX", &goimap.SearchCriteria{NotFlag: []goimap.Flag{goimap.FlagSeen}})); n != 2 {
		t.Errorf("%d messages are unread on the server", n)
	}
}

// progressed reports whether some, but not all of a part has come.
func (c *client) progressed(id mail.LocalID) bool {
	c.t.Helper()
	list := c.wants(id)
	return len(list) == 1 && list[0].Done > 0 && list[0].Done < list[0].Size
}

// TestPartIsCancelled: by this process or by another one, nothing stays, the next
// wish is served, and the text of other mail does not wait behind the transfer.
func TestPartIsCancelled(t *testing.T) {
	t.Parallel()
	file := encoded(1, 2<<20)
	c, g, _, id := partly(t, file)
	other := cachetest.OpenAt(t, c.path, nil)
	c.run()
	for _, cancel := range []func() error{
		func() error { return c.Unwant(t.Context(), id, "2") },
		func() error {
			return other.Write(t.Context(), func(tx *cache.Tx) error { return tx.Unwant(id, "2") })
		},
	} {
		g.shut(1<<20, false)
		c.want(id, "2")
		c.soon("the transfer to begin", g.holds)
		if err := cancel(); err != nil {
			t.Fatal(err)
		}
		c.soon("the end of the transfer", func() bool { return c.loose() == 0 })
		if got := c.wants(id); len(got) != 0 || c.section(id, "2") != nil {
			t.Fatalf("wanted %+v, %d bytes are here", got, len(c.section(id, "2")))
		}
	}
	g.open()
	c.want(id, "2")
	c.waitFor("the part", func() bool { return len(c.wants(id)) == 0 })
	if !bytes.Equal(c.section(id, "2"), file) {
		t.Error("the part is not here as it was sent")
	}
}

// TestPartSurvivesACut: a connection that ends in the middle is no end of a part.
func TestPartSurvivesACut(t *testing.T) {
	t.Parallel()
	file := encoded(1, 1<<20)
	c, g, _, id := partly(t, file)
	g.shut(500_000, true)
	c.want(id, "2")
	_ = c.Visit(t.Context(), nil, nil) // it may go on after it gave up
	if c.section(id, "2") != nil || c.loose() != 0 {
		t.Error("a part that was cut is here")
	}
	if got := c.wants(id); len(got) != 1 || got[0].Problem == nil {
		t.Errorf("wanted %+v", got)
	}
	g.open()
	c.want(id, "2")
	before := g.count()
	c.visit()
	if !bytes.Equal(c.section(id, "2"), file) || g.count() != before+1 {
		t.Errorf("%d bytes are here, after %d connections", len(c.section(id, "2")), g.count()-before)
	}
}

// TestPartOfAMessageThatIsGone: it is told that the server has it no more.
func TestPartOfAMessageThatIsGone(t *testing.T) {
	t.Parallel()
	c, _, s, id := partly(t, encoded(1, 300<<10))
	client := s.IMAPClient(t, user)
	uids := search(t, client, "INBOX", &goimap.SearchCriteria{Header: []goimap.SearchCriteriaHeaderField{{Key: "Subject", Value: "files"}}})
	store := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Flags: []goimap.Flag{goimap.FlagDeleted}}
	if err := client.Store(goimap.UIDSetNum(uids...), store, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := client.Expunge().Close(); err != nil {
		t.Fatal(err)
	}
	c.want(id, "2")
	told := false
	see := func() {
		for _, w := range c.wants(id) {
			told = told || w.Problem != nil && w.Problem.Cause == mail.NotOnServer
		}
	}
	c.run()
	c.waitFor("the answer", func() bool { see(); return told || len(c.list("INBOX")) == 1 })
	if !told && len(c.list("INBOX")) != 1 {
		t.Error("nothing is told")
	}
}

// TestPartWaitsForAConnection: offline a wish stays, and is served when there is
// a connection again.
func TestPartWaitsForAConnection(t *testing.T) {
	t.Parallel()
	file := encoded(1, 2<<20)
	c, g, _, id := partly(t, file)
	g.shut(1<<20, false)
	c.run()
	c.want(id, "2")
	c.soon("the transfer to begin", g.holds)
	if err := c.WorkOffline(t.Context(), "ada", true); err != nil {
		t.Fatal(err)
	}
	c.soon("the end of the transfer", func() bool { return c.account().Phase == mail.PhaseOffline && c.loose() == 0 })
	if got := c.wants(id); len(got) != 1 || got[0].Problem != nil {
		t.Fatalf("wanted %+v", got)
	}
	g.open()
	if err := c.WorkOffline(t.Context(), "ada", false); err != nil {
		t.Fatal(err)
	}
	c.waitFor("the part", func() bool { return len(c.wants(id)) == 0 })
	if !bytes.Equal(c.section(id, "2"), file) {
		t.Error("the part is not here as it was sent")
	}
}

// TestTextDoesNotWaitBehindAPart: while a part is read by one connection, the
// other one serves who opens a message.
func TestTextDoesNotWaitBehindAPart(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, user, "INBOX", raw(0), withFiles(1, encoded(1, 2<<20)))
	g := newGate()
	a := gatedAccount(s, g)
	c := newClient(t, a, engine.Options{})
	c.visit()
	id, small := c.list("INBOX")[0].ID, c.list("INBOX")[1].ID
	c.write(func(tx *cache.Tx) error { return tx.Want(small, "") })
	g.shut(1<<20, false)
	c.run()
	c.want(id, "2")
	c.soon("the transfer to begin", g.holds)
	c.want(id, mail.Readable) // settled at once: it is here
	c.want(small, "17")
	c.waitFor("the other wish", func() bool { return len(c.wants(small)) == 0 })
	if got := c.wants(id); len(got) != 1 || got[0].Problem != nil {
		t.Errorf("wanted %+v", got)
	}
	g.open()
	c.waitFor("the part", func() bool { return len(c.wants(id)) == 0 })
}

// TestPartOfAMaildrop: POP3 has no parts, so the whole message comes.
func TestPartOfAMaildrop(t *testing.T) {
	t.Parallel()
	drop := &maildrop.Drop{}
	large := withFiles(1, encoded(1, 300<<10))
	deliver(drop, raw(0), large)
	c := newClient(t, dropAccount(serveDrop(t, drop, nil), engine.Maildrop{MaxSize: 1000}), engine.Options{})
	c.visit()
	id := c.list("INBOX")[0].ID
	c.want(id, "")
	c.want(id, "2")
	c.visit()
	if !bytes.Equal(c.section(id, ""), large) || len(c.wants(id)) != 0 {
		t.Errorf("%d bytes are here, wanted %+v", len(c.section(id, "")), c.wants(id))
	}
}

// plainAccount is an IMAP account without encryption.
func plainAccount(port int) engine.Account {
	return engine.Account{
		ID: "ada", Protocol: engine.IMAP, Host: "127.0.0.1", OfflineDays: 100_000,
		Open: func() backend.Backend {
			return imap.New(imap.Options{User: user, Password: password, Dial: dial.Options{
				Host: "127.0.0.1", Port: port, TLS: dial.NoTLS,
			}})
		},
	}
}

// slowly serves what is behind a port through a network that is held, and
// returns the port.
func slowly(t *testing.T, port int, hold *backendtest.Hold) int {
	t.Helper()
	pass := func(to, from net.Conn) {
		_, _ = io.Copy(to, from) // until one of them ends
		_, _ = to.Close(), from.Close()
	}
	return backendtest.Serve(t, func(client net.Conn) {
		server, err := hold.Dial(context.Background(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Error(err)
			return
		}
		var asking sync.WaitGroup
		asking.Go(func() { pass(server, client) })
		pass(client, server)
		asking.Wait()
	}).Port
}

// TestKilledInTheMiddleOfAPart: what a killed process has read of a part is no
// part, and does not stay; the part is still wanted.
func TestKilledInTheMiddleOfAPart(t *testing.T) {
	t.Parallel()
	file := encoded(1, 2<<20)
	c, _, s, id := partly(t, file)
	c.want(id, "2")
	hold := backendtest.NewHold(1 << 20)
	ch := newChild(t, c.path)
	ch.start(t, childIMAP+"=1", fmt.Sprintf("%s=%d", childPort, slowly(t, s.IMAP, hold)))
	ch.comesTo(t, func() bool { return c.loose() > 0 && c.progressed(id) })
	ch.kill()
	ch.killed(t)
	hold.Release()
	if got := c.wants(id); len(got) != 1 || got[0].Problem != nil || c.section(id, "2") != nil || c.loose() == 0 {
		t.Fatalf("wanted %+v, %d loose", got, c.loose())
	}
	c.visit()
	if !bytes.Equal(c.section(id, "2"), file) || c.loose() != 0 || len(c.wants(id)) != 0 {
		t.Errorf("%d bytes are here, %d loose, wanted %+v", len(c.section(id, "2")), c.loose(), c.wants(id))
	}
}

// TestPartsComeInFlatMemory: the memory for a part does not grow with it.
func TestPartsComeInFlatMemory(t *testing.T) {
	const limit = 24 << 20
	file := bytes.Repeat([]byte(strings.Repeat("QUJD", 19)+"\r\n"), 64<<20/78)
	c, _, _, id := partly(t, file)
	c.want(id, "2")
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	most := uint64(0)
	measuring, stop := context.WithCancel(t.Context())
	measured := make(chan struct{})
	go func() {
		defer close(measured)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-measuring.Done():
				return
			case <-tick.C:
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse)
			}
		}
	}()
	c.visit()
	stop()
	<-measured
	if most > before.HeapInuse+limit {
		t.Errorf("%d MB for a part of %d MB", (most-before.HeapInuse)>>20, len(file)>>20)
	}
	body, err := c.store.Body(t.Context(), id, "2")
	if err != nil || body.Size() != int64(len(file)) {
		t.Errorf("the part: %v", err)
	}
	t.Logf("%d MB", (most-min(most, before.HeapInuse))>>20)
}
