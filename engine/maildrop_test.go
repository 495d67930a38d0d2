package engine_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// answerTo returns a script that answers a verb with a line of its own and does
// nothing.
func answerTo(verb, line string) maildrop.Script {
	return func(x *maildrop.Turn) {
		if x.Verb == verb {
			x.Answer, x.Lost = []byte(line+"\r\n"), true
		}
	}
}

func TestMaildropServers(t *testing.T) {
	t.Parallel()
	deleting := engine.Maildrop{OnServer: engine.Delete}
	plain := raws(0, 5)
	twins := [][]byte{
		[]byte("Subject: same\r\n\r\nfirst\r\n"), []byte("Subject: same\r\n\r\nother\r\n"), []byte("Subject: same\r\n\r\nthird\r\n"),
	}
	for _, test := range []struct {
		name     string
		messages [][]byte
		m        engine.Maildrop
		script   maildrop.Script
		fails    bool // the first visit does
		left     int  // messages on the server after three visits
	}{
		{"nothing there", nil, deleting, nil, false, 0},
		{"delete", plain, deleting, nil, false, 0},
		{"keep", plain, engine.Maildrop{}, nil, false, 5},
		{"no TOP", plain, deleting, answerTo("TOP", "-ERR no"), false, 0},
		{"no CAPA, no pipelining", plain, deleting, answerTo("CAPA", "-ERR no"), false, 0},
		{"twins under one id", twins, deleting, nil, false, 0},
		{"twins under one id, kept", twins, engine.Maildrop{}, nil, false, 3},
		{"no UIDL", append(raws(0, 2), twins...), deleting, answerTo("UIDL", "-ERR no"), false, 5},
		{"no UIDL, and the user says delete", append(raws(0, 2), twins...), engine.Maildrop{
			OnServer: engine.Delete, DeleteWithoutIDs: true,
		}, answerTo("UIDL", "-ERR no"), false, 0},
		{"no UIDL, kept", append(raws(0, 2), twins...), engine.Maildrop{}, answerTo("UIDL", "-ERR no"), false, 5},
		{"DELE is refused", plain, deleting, answerTo("DELE", "-ERR no"), false, 5},
		{"DELE is not done", plain, deleting, func(x *maildrop.Turn) { x.Lost = x.Verb == "DELE" }, false, 5},
		{"QUIT is refused", plain, deleting, answerTo("QUIT", "-ERR no"), true, 5},
		{"QUIT is not done", plain, deleting, func(x *maildrop.Turn) { x.Lost = x.Verb == "QUIT" }, false, 5},
		{"QUIT is done and says nothing", plain, deleting, func(x *maildrop.Turn) {
			if x.Verb == "QUIT" && x.Session == 1 {
				x.Answer, x.Cut = nil, true
			}
		}, true, 0},
		{"STAT counts otherwise", plain, deleting, answerTo("STAT", "+OK 4 100"), true, 5},
		{"one message cannot be had", plain, deleting, func(x *maildrop.Turn) {
			if x.Line == "RETR 3" {
				x.Answer = []byte("-ERR broken\r\n")
			}
		}, false, 1},
		{"one message comes short", plain, deleting, func(x *maildrop.Turn) {
			if x.Line == "RETR 3" {
				x.Answer = []byte("+OK\r\nSubject: short\r\n\r\n.\r\n")
			}
		}, false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			drop := &maildrop.Drop{}
			deliver(drop, test.messages...)
			c := newClient(t, dropAccount(serveDrop(t, drop, test.script), test.m), engine.Options{})
			if err := c.Visit(t.Context(), nil, nil); (err != nil) != test.fails {
				t.Errorf("the first visit: %v", err)
			}
			for range 2 {
				_ = c.Visit(t.Context(), nil, nil) // what fails always may fail again
			}
			want := sorted(test.messages)
			if strings.HasPrefix(test.name, "one message") {
				want = slices.DeleteFunc(want, func(s string) bool { return s == string(test.messages[2]) })
			}
			if strings.HasPrefix(test.name, "STAT") {
				want = nil
			}
			got := slices.DeleteFunc(c.texts("INBOX"), func(s string) bool { return strings.HasPrefix(s, "Subject: short") })
			if !slices.Equal(got, want) {
				t.Errorf("the store holds %q, want %q", got, want)
			}
			if left := len(drop.Messages()); left != test.left {
				t.Errorf("%d messages are left on the server, want %d", left, test.left)
			}
		})
	}
}

// TestAnotherClientEmptiesTheMaildrop: mail with equal headers and size, and so
// with the ids of what was deleted by another client, is read before it is
// deleted.
func TestAnotherClientEmptiesTheMaildrop(t *testing.T) {
	t.Parallel()
	drop := &maildrop.Drop{}
	first := raws(0, 20)
	deliver(drop, first...)
	port := serveDrop(t, drop, nil)
	c := newClient(t, dropAccount(port, engine.Maildrop{}), engine.Options{})
	c.visit() // everything is stored and stays
	drop.Empty()
	var second [][]byte
	for _, m := range first {
		second = append(second, bytes.Replace(m, []byte("The text"), []byte("New text"), 1))
	}
	deliver(drop, second...)
	d := openClient(t, c.path, dropAccount(port, engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
	d.visit()
	if got, want := d.texts("INBOX"), sorted(append(first, second...)); !slices.Equal(got, want) {
		t.Errorf("the store holds %d messages, %d were delivered", len(got), len(want))
	}
	if left := len(drop.Messages()); left != 0 {
		t.Errorf("%d messages are left on the server", left)
	}
}

// TestTooLargeForTheMaildrop: of a message above the limit the header is read,
// it stays on the server, and the text comes when somebody wants it.
func TestTooLargeForTheMaildrop(t *testing.T) {
	t.Parallel()
	drop := &maildrop.Drop{}
	large := append(raw(1), bytes.Repeat([]byte("a line of text\r\n"), 100)...)
	deliver(drop, raw(0), large)
	c := newClient(t, dropAccount(serveDrop(t, drop, nil), engine.Maildrop{OnServer: engine.Delete, MaxSize: 1000}), engine.Options{})
	c.visit()
	rows := c.list("INBOX")
	if len(rows) != 2 || rows[0].Cached || !rows[1].Cached || rows[0].Subject.String() != "number 1" {
		t.Fatalf("rows %+v", rows)
	}
	if left := drop.Messages(); len(left) != 1 || !bytes.Equal(left[0].Body, large) {
		t.Errorf("%d messages are left on the server", len(left))
	}
	if err := c.Want(t.Context(), rows[0].ID, mail.Readable); err != nil {
		t.Fatal(err)
	}
	c.visit()
	if got := c.texts("INBOX"); !slices.Equal(got, sorted([][]byte{raw(0), large})) {
		t.Errorf("the store holds %d messages", len(got))
	}
}

// TestLargeMailIsSpooled: a message beyond what is kept in memory goes through
// the same order.
func TestLargeMailIsSpooled(t *testing.T) {
	t.Parallel()
	drop := &maildrop.Drop{}
	large := append(raw(1), bytes.Repeat([]byte("a line of text\r\n"), 40_000)...)
	if len(large) <= backend.InlineBody {
		t.Fatal("too small for this test")
	}
	deliver(drop, large, raw(0))
	c := newClient(t, dropAccount(serveDrop(t, drop, nil), engine.Maildrop{OnServer: engine.Delete}), engine.Options{})
	c.visit()
	if got := c.texts("INBOX"); !slices.Equal(got, sorted([][]byte{raw(0), large})) {
		t.Errorf("the store holds %d messages", len(got))
	}
	if left := len(drop.Messages()); left != 0 {
		t.Errorf("%d messages are left on the server", left)
	}
}

// TestManyMails: a maildrop beyond what one Sync reads is worked through in one
// visit, with as many sessions as it takes.
func TestManyMails(t *testing.T) {
	t.Parallel()
	const messages = 4500 // a Sync stops after 2000
	drop := &maildrop.Drop{}
	for n := range messages {
		drop.Deliver(maildrop.Message{UID: fmt.Sprint("id", n), Body: raw(n)})
	}
	for _, m := range []engine.Maildrop{{}, {OnServer: engine.Delete}} {
		c := newClient(t, dropAccount(serveDrop(t, drop, nil), m), engine.Options{})
		c.visit()
		c.read(func(tx *cache.ReadTx) error {
			f, err := tx.Folders("ada")
			if len(f) != 1 || f[0].Total != messages {
				t.Errorf("the store holds %+v", f)
			}
			return err
		})
	}
	if left := len(drop.Messages()); left != 0 {
		t.Errorf("%d messages are left on the server", left)
	}
}

// TestLocalFlags: a server without flags leaves them to the store.
func TestLocalFlags(t *testing.T) {
	t.Parallel()
	drop := &maildrop.Drop{}
	deliver(drop, raws(0, 2)...)
	c := newClient(t, dropAccount(serveDrop(t, drop, nil), engine.Maildrop{}), engine.Options{})
	c.visit()
	id := c.list("INBOX")[0].ID
	if err := c.SetFlags(t.Context(), []mail.LocalID{id}, mail.FlagDelta{Add: mail.Seen | mail.Flagged}); err != nil {
		t.Fatal(err)
	}
	c.visit()
	if got := c.list("INBOX")[0].Flags; got != mail.Seen|mail.Flagged {
		t.Errorf("flags %v", got)
	}
	c.read(func(tx *cache.ReadTx) error {
		ops, err := tx.OpenOps("ada", 0, 1)
		if len(ops) > 0 {
			t.Errorf("queued %+v", ops)
		}
		return err
	})
}
