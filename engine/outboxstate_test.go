package engine

import (
	"database/sql"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// TestMailThatWaitsIsAProblem of its account from the refusal on until it is
// sent, whatever the mailbox does meanwhile; not while the user works offline.
func TestMailThatWaitsIsAProblem(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		defer x.running()()
		after(time.Minute)
		p.refuse(mail.Temporary, mail.ScopeMessage)
		x.do(submit("one"))
		after(time.Second)
		for range 3 { // the mailbox is visited, it is tried again
			if a := x.account(); a.Problem == nil || a.Problem.Op != "send" {
				t.Fatalf("the account is %+v", a)
			}
			if err := x.e.Refresh(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			after(time.Hour)
		}
		if err := x.e.WorkOffline(t.Context(), "ada", true); err != nil {
			t.Fatal(err)
		}
		if a := x.account(); a.Problem != nil {
			t.Errorf("offline, the account is %+v", a)
		}
		if err := x.e.WorkOffline(t.Context(), "ada", false); err != nil {
			t.Fatal(err)
		}
		p.accept()
		after(24 * time.Hour)
		if a := x.account(); a.Problem != nil {
			t.Errorf("sent, the account is %+v", a)
		}
	})
}

// TestNobodyIsWokenByAStoreThatCannotBeWritten: who is woken would try again at
// once, and so on.
func TestNobodyIsWokenByAStoreThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP, Sender: &post{}})
	x.do(submit("one"))
	x.write(func(tx *cache.Tx) error {
		list, err := tx.Sends("ada", cache.OpQueued)
		if err != nil {
			return err
		}
		return tx.RunOps(list[0].ID) // by a process that ended
	})
	db, err := sql.Open("sqlite3", x.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const full = `CREATE TRIGGER full BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'full'); END`
	if _, err := db.ExecContext(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	woken := func() bool {
		select {
		case <-x.e.poked:
			return true
		default:
			return false
		}
	}
	woken() // by the user
	if err := x.w.settleOutbox(t.Context()); err == nil || woken() {
		t.Errorf("somebody was woken after %v", err)
	}
	if _, err := db.ExecContext(t.Context(), `DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	if err := x.w.settleOutbox(t.Context()); err != nil || !woken() {
		t.Errorf("nobody was woken after %v", err)
	}
}
