package engine_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/engine"
)

// dropAccount is a POP3 account of a server of the test's own.
func dropAccount(port int, m engine.Maildrop) engine.Account {
	return engine.Account{
		ID: "ada", Protocol: engine.POP3, Host: "127.0.0.1", Maildrop: m,
		Open: func() backend.Backend {
			return pop3.New(pop3.Options{User: user, Password: password, Dial: dial.Options{
				Host: "127.0.0.1", Port: port, TLS: dial.NoTLS,
			}})
		},
	}
}

// serveDrop serves a maildrop and returns its port.
func serveDrop(t testing.TB, drop *maildrop.Drop, script maildrop.Script) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &maildrop.Server{Drop: drop, User: user, Password: backendtest.Password, Script: script}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().(*net.TCPAddr).Port
}

// headerID is the id that popa3d would give: equal headers and sizes have equal
// ids.
func headerID(message []byte) string {
	header, _ := backend.SplitHeader(message)
	sum := md5.Sum(fmt.Appendf(slices.Clip(header), "%d", len(message)))
	return hex.EncodeToString(sum[:8])
}

func deliver(drop *maildrop.Drop, messages ...[]byte) {
	for _, m := range messages {
		drop.Deliver(maildrop.Message{UID: headerID(m), Body: m})
	}
}

// crash is a place at which the client is killed.
type crash struct {
	name string
	step string // of the engine
	pass int    // how often it is passed before
	verb string // of the server: killed when it gets this
	nth  int    // for the how manieth time, from 1
	lost bool   // and does not do it
}

func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	const messages = 450 // more than one batch
	for _, at := range []crash{
		{name: "after RETR", step: "after-retr"},
		{name: "after the second RETR", step: "after-retr", pass: 1},
		{name: "after the commit", step: "after-commit"},
		{name: "after the second commit", step: "after-commit", pass: 1},
		{name: "after releasing", step: "after-releasing"},
		{name: "after the first DELE", verb: "DELE", nth: 1},
		{name: "in the middle", verb: "DELE", nth: messages / 2},
		{name: "before QUIT", verb: "DELE", nth: messages},
		{name: "after QUIT, before its answer", verb: "QUIT", nth: 1},
		{name: "after a QUIT that is lost", verb: "QUIT", nth: 1, lost: true},
		{name: "after the answer to QUIT", step: "after-quit"},
	} {
		t.Run(at.name, func(t *testing.T) {
			t.Parallel()
			drop := &maildrop.Drop{}
			deliver(drop, raws(0, messages)...)
			path := filepath.Join(t.TempDir(), "mail.db")
			killIn(t, drop, path, at)

			// Mail with the header, the size and so the id of a message that the
			// client has read, and maybe deleted, comes meanwhile.
			late := bytes.Replace(raw(7), []byte("The text"), []byte("Not text"), 1)
			deliver(drop, late)
			c := openClient(t, path, dropAccount(serveDrop(t, drop, nil), engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
			c.visit()
			c.visit()
			if got, want := c.texts("INBOX"), sorted(append(raws(0, messages), late)); !slices.Equal(got, want) {
				t.Errorf("the store holds %d messages, %d were delivered", len(got), len(want))
			}
			if left := drop.Messages(); len(left) != 0 {
				t.Errorf("%d messages are left on the server", len(left))
			}
		})
	}
}

// killIn runs a client that is killed at a step, and fails the test when it was
// not.
func killIn(t *testing.T, drop *maildrop.Drop, path string, at crash) {
	t.Helper()
	withAccount(t, path, func(*cache.Store) {})
	c := newChild(t, path)
	seen := 0
	port := serveDrop(t, drop, func(turn *maildrop.Turn) {
		if at.verb == "" || turn.Verb != at.verb {
			return
		}
		if seen++; seen == at.nth {
			c.kill()
			turn.Lost = at.lost
		}
	})
	c.start(t, fmt.Sprintf("%s=%d", childPort, port), childStep+"="+at.step, fmt.Sprintf("%s=%d", childPass, at.pass))
	c.killed(t)
}

// TestCutAtEveryTurn cuts the server's answers at many places, lets mail with
// the id of a deleted one come, and looks whether a second visit has all of it.
// Nothing may leave the server before it is in the store.
func TestCutAtEveryTurn(t *testing.T) {
	t.Parallel()
	twins := [][]byte{
		[]byte("Subject: same\r\nMessage-ID: <same@x>\r\n\r\nfirst\r\n"),
		[]byte("Subject: same\r\nMessage-ID: <same@x>\r\n\r\nother\r\n"),
		[]byte("Subject: same\r\nMessage-ID: <same@x>\r\n\r\nthird\r\n"),
	}
	late := []byte("Subject: same\r\nMessage-ID: <same@x>\r\n\r\nlater\r\n")
	for _, policy := range []engine.OnServer{engine.Delete, engine.Keep} {
		for _, set := range []struct {
			name     string
			messages [][]byte
		}{{"twins", twins}, {"single", twins[:1]}, {"mixed", append(raws(0, 3), twins[:2]...)}} {
			t.Run(fmt.Sprintf("%s/%d", set.name, policy), func(t *testing.T) {
				t.Parallel()
				cuts := 0
				for turn := 0; cutVisit(t, policy, set.messages, late, turn, -1); turn++ {
					for _, at := range []int{0, 7, 14, 21} { // bytes into the answer
						cutVisit(t, policy, set.messages, late, turn, at)
						cuts++
					}
				}
				if cuts < 40 {
					t.Errorf("only %d cuts were made", cuts)
				}
			})
		}
	}
}

// cutVisit makes a visit of which the server's answer to a turn is cut after
// some bytes (-1: whole, but the last thing said), and checks what the next
// visits make of it. It reports whether there was such a turn.
func cutVisit(t *testing.T, policy engine.OnServer, messages [][]byte, late []byte, turn, at int) bool {
	t.Helper()
	drop := &maildrop.Drop{}
	deliver(drop, messages...)
	cut := false
	port := serveDrop(t, drop, func(x *maildrop.Turn) {
		if x.Session == 1 && x.Number == turn {
			cut, x.Cut = true, true
			if at >= 0 {
				x.Answer = x.Answer[:min(at, len(x.Answer))]
			}
		}
	})
	c := newClient(t, dropAccount(port, engine.Maildrop{OnServer: policy}), engine.Options{})
	_ = c.Visit(t.Context(), nil, nil) // it fails, or the cut came after all was done
	where := fmt.Sprintf("cut in turn %d after %d bytes", turn, at)
	have := []string{}
	if hasInbox(c) {
		have = c.texts("INBOX")
	}
	for _, m := range drop.Messages() {
		have = append(have, string(m.Body))
	}
	for _, m := range messages {
		if !slices.Contains(have, string(m)) {
			t.Fatalf("%s: %q is neither here nor there", where, m)
		}
	}
	deliver(drop, late)
	c.visit()
	c.visit()
	if got, want := c.texts("INBOX"), sorted(append(slices.Clone(messages), late)); !slices.Equal(got, want) {
		t.Fatalf("%s: the store holds %q, delivered %q", where, got, want)
	}
	if left := len(drop.Messages()); policy == engine.Delete && left != 0 {
		t.Fatalf("%s: %d messages are left on the server", where, left)
	}
	return cut
}

func hasInbox(c *client) (has bool) {
	c.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("ada")
		has = len(folders) > 0
		return err
	})
	return has
}
