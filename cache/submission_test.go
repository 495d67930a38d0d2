package cache_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// submit puts a message into the outbox of work and queues it.
func (f *fixture) submit(subject string) (id mail.LocalID, op cache.Op) {
	f.Helper()
	f.write(func(tx *cache.Tx) error {
		outbox, err := tx.LocalFolder("work", mail.RoleOutbox, "Outbox")
		if err != nil {
			return err
		}
		m := note(outbox, subject)
		m.Flags = mail.Seen
		if id, err = tx.Add(m); err != nil {
			return err
		}
		err = tx.Submit(id, cache.Submission{From: "me@work.example", To: []string{"a@x.example", "\"b\"@x.example"}}, 3)
		if err != nil {
			return err
		}
		op, err = tx.SendOf(id)
		return err
	})
	return id, op
}

// sends returns the messages that are to be sent and in a state.
func (f *fixture) sends(state cache.OpState) (ids []mail.LocalID) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Sends("work", state)
		for _, op := range list {
			ids = append(ids, op.Message)
		}
		return err
	})
	return ids
}

func TestSubmit(t *testing.T) {
	f := open(t)
	id, op := f.submit("a")
	if op.Kind != cache.OpSend || op.State != cache.OpQueued || op.Message != id || op.Action != 3 {
		t.Errorf("queued is %+v", op)
	}
	f.read(func(tx *cache.ReadTx) error {
		s, err := tx.Submission(id)
		if s.From != "me@work.example" || !slices.Equal(s.To, []string{"a@x.example", "\"b\"@x.example"}) {
			t.Errorf("the envelope is %+v", s)
		}
		if flags, err := tx.OpenOps("work", 0, 10); err != nil || len(flags) != 0 {
			t.Errorf("it counts as a change of flags: %+v, %v", flags, err)
		}
		if other, err := tx.Sends("shop", cache.OpQueued); err != nil || len(other) != 0 {
			t.Errorf("another account sends %+v, %v", other, err)
		}
		return err
	})
	if !slices.Contains(f.events, mail.Event(mail.FoldersChanged{Account: "work"})) {
		t.Errorf("told is %v", f.events)
	}
	f.write(func(tx *cache.Tx) error { return tx.Remove(id) })
	f.read(func(tx *cache.ReadTx) error {
		if _, err := tx.SendOf(id); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("what sends a removed message: %v", err)
		}
		if _, err := tx.Submission(id); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("the envelope of a removed message: %v", err)
		}
		return nil
	})
}

// TestLocalFolders are made once an account and role, are listed while they hold
// messages, and stay when the server lists its own.
func TestLocalFolders(t *testing.T) {
	f := open(t)
	id, op := f.submit("a")
	second, _ := f.submit("b")
	want := []string{"work:INBOX", "work:Outbox", "work:Archive", "work:Work/Old", "shop:INBOX"}
	if diff := cmp.Diff(want, f.paths("")); diff != "" {
		t.Error(diff)
	}
	var sent mail.FolderID
	f.write(func(tx *cache.Tx) (err error) {
		if sent, err = tx.LocalFolder("work", mail.RoleSent, "Sent"); err != nil {
			return err
		}
		if err := tx.PutFolders("work", []cache.FolderRow{
			{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox},
			{Box: "Sent", Path: []string{"Sent"}, Role: mail.RoleSent},
			{Box: "Outbox", Path: []string{"Outbox"}},
		}); err != nil {
			return err
		}
		if err := tx.Sent(op, sent); err != nil {
			return err
		}
		return tx.Remove(second)
	})
	want = []string{"work:INBOX", "work:Sent", "work:Sent", "work:Outbox"}
	if diff := cmp.Diff(want, f.paths("work")); diff != "" {
		t.Error(diff)
	}
	f.read(func(tx *cache.ReadTx) error {
		s, err := tx.Summary(id)
		if s.Folder != sent {
			t.Errorf("it is in folder %d", s.Folder)
		}
		if _, err := tx.SendOf(id); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("a sent message is still to be sent: %v", err)
		}
		return err
	})
}

func TestSendsWaitTheirTurn(t *testing.T) {
	f := open(t)
	first, op := f.submit("a")
	second, _ := f.submit("b")
	third, _ := f.submit("c")
	why := mail.Problem{Kind: mail.Temporary, Host: "smtp.example:465"}
	f.write(func(tx *cache.Tx) error {
		_, err := tx.RefuseOp(op.ID, why, noon.Add(time.Hour), 100)
		return err
	})
	if got := f.sends(cache.OpQueued); !slices.Equal(got, []mail.LocalID{second, third, first}) {
		t.Errorf("the order is %v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.HoldSends("work", noon.Add(time.Minute)) })
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Sends("work", cache.OpQueued)
		var when []time.Time
		for _, op := range list {
			when = append(when, op.NotBefore.UTC())
		}
		if diff := cmp.Diff([]time.Time{noon.Add(time.Minute), noon.Add(time.Minute), noon.Add(time.Hour)}, when); diff != "" {
			t.Error(diff)
		}
		if last := list[2]; last.Refusals != 1 || last.Reason == nil || *last.Reason != why {
			t.Errorf("put off is %+v", last)
		}
		return err
	})
	f.write(func(tx *cache.Tx) error { return tx.HastenSends("work") })
	if got := f.sends(cache.OpQueued); !slices.Equal(got, []mail.LocalID{first, second, third}) {
		t.Errorf("the order is %v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.RunOps(op.ID) })
	if got := f.sends(cache.OpRunning); !slices.Equal(got, []mail.LocalID{first}) {
		t.Errorf("running is %v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.DoubtSend(op, why) })
	if got := f.sends(cache.OpUnknown); !slices.Equal(got, []mail.LocalID{first}) {
		t.Errorf("doubted is %v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.HoldSends("work", noon) })
	f.read(func(tx *cache.ReadTx) error {
		now, err := tx.SendOf(first)
		if !now.NotBefore.IsZero() || now.Ran != 0 || *now.Reason != why {
			t.Errorf("doubted is %+v", now)
		}
		return err
	})
}

// TestQuestionsAboutMessages stand beside each other and beside those about a
// folder, and go with their messages.
func TestQuestionsAboutMessages(t *testing.T) {
	f := open(t)
	first, _ := f.submit("a")
	second, _ := f.submit("b")
	ask := func(message mail.LocalID, kind mail.QuestionKind) {
		f.write(func(tx *cache.Tx) error {
			return tx.Ask(mail.Question{Account: "work", Message: message, Kind: kind, Asked: noon})
		})
	}
	asked := func() (about []mail.LocalID) {
		f.read(func(tx *cache.ReadTx) error {
			list, err := tx.Questions()
			for _, q := range list {
				about = append(about, q.Message)
			}
			return err
		})
		return about
	}
	ask(first, mail.AskSent)
	ask(second, mail.AskSent)
	ask(first, mail.AskSent)
	ask(0, mail.AskSignIn)
	if got := asked(); !slices.Equal(got, []mail.LocalID{first, second, 0}) {
		t.Errorf("asked about %v", got)
	}
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Questions()
		if err == nil && (list[1].Subject.String() != "b" || !list[2].Subject.Empty()) {
			t.Errorf("asked is %+v", list)
		}
		return err
	})
	f.write(func(tx *cache.Tx) error { return tx.Withdraw("work", 0, mail.AskSent) }) // of no message
	f.write(func(tx *cache.Tx) error { return tx.WithdrawAbout(first) })
	if got := asked(); !slices.Equal(got, []mail.LocalID{second, 0}) {
		t.Errorf("asked about %v", got)
	}
	f.write(func(tx *cache.Tx) error { return tx.Remove(second) })
	if got := asked(); !slices.Equal(got, []mail.LocalID{0}) {
		t.Errorf("asked about %v", got)
	}
}
