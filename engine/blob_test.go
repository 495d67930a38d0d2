package engine

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// sql runs a statement as another program would, and returns its value if it
// has one.
func (x *world) sql(statement string) (value int) {
	x.t.Helper()
	db, err := sql.Open("sqlite3", x.path)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.QueryRowContext(context.Background(), statement).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		x.t.Fatal(err)
	}
	return value
}

// loose counts the bodies that no message has.
func (x *world) loose() int {
	return x.sql(`SELECT count(*) FROM blob WHERE id NOT IN (SELECT blob FROM body)`)
}

// spooled is a message whose body a backend has put into the spool.
func (x *world) spooled(m backend.Message) backend.Message {
	x.t.Helper()
	sp := &spool{store: x.store}
	blob, err := sp.Put(context.Background(), bytes.NewReader(m.Body))
	if err != nil {
		x.t.Fatal(err)
	}
	m.Body, m.Blob = nil, blob
	return m
}

func TestDamagedBodyIsTakenAgain(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{true, false} {
		x := newWorld(t, Account{Protocol: POP3})
		again := func() backend.Message {
			if whole {
				return mailOf("1", "a")
			}
			return x.spooled(mailOf("1", "a"))
		}
		x.do(all("INBOX", added(again())))
		x.sql(`UPDATE chunk SET data = x'00'`)
		policy(x)
		if got := x.ledger(); got != "1=a doubtful" {
			t.Fatalf("damaged: %s", got)
		}
		if x.w.failed == nil || x.w.failed.Cause != mail.StoreCorrupt {
			t.Errorf("the user is told %+v", x.w.failed)
		}
		connect(x)
		x.do(all("INBOX", added(again())))
		policy(x)
		if got := x.ledger(); got != "1=a/ verified" && got != "1=a verified" {
			t.Errorf("taken again: %s", got)
		}
		if n := x.loose(); n != 0 {
			t.Errorf("%d bodies without a message are left", n)
		}
	}
}

// TestTextOfRemovedMessage: a message that another process removed while its
// text was read costs no other message its text.
func TestTextOfRemovedMessage(t *testing.T) {
	t.Parallel()
	s := newFakeServer()
	s.deliver("INBOX", "a", "b", "c")
	x := newWorld(t, s.account())
	removed := false
	s.pause = func(what string) {
		if what == "item INBOX" && !removed {
			removed = true
			id := x.find("b").ID
			x.write(func(tx *cache.Tx) error {
				r, err := tx.RemoteOf(id)
				if err != nil {
					return err
				}
				r.Message = 0
				if err := tx.Remove(id); err != nil {
					return err
				}
				return tx.RemoveRemote(r)
			})
		}
	}
	x.mustVisit()
	if got := x.cached(); got != 2 {
		t.Errorf("%d texts are here", got)
	}
}
