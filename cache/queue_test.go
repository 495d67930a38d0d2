package cache_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// enqueue queues a change of flags.
func (f *fixture) enqueue(id mail.LocalID, d mail.FlagDelta) (op mail.OpID) {
	f.Helper()
	f.write(func(tx *cache.Tx) (err error) {
		op, err = tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: d, Action: 7})
		return err
	})
	return op
}

// op returns an operation, and fails the test when there is none.
func (f *fixture) op(id mail.OpID) (o cache.Op) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) (err error) { o, err = tx.Op(id); return err })
	return o
}

var (
	starOn  = mail.FlagDelta{Add: mail.Flagged}
	starOff = mail.FlagDelta{Remove: mail.Flagged}
)

func TestQueueShowsAtOnce(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	first := f.enqueue(id, starOn)
	if got := f.summary(id).Flags; got != mail.Flagged {
		t.Errorf("shown %d", got)
	}
	second := f.enqueue(id, starOff)
	if got := f.summary(id).Flags; got != 0 {
		t.Errorf("shown %d", got)
	}
	f.read(func(tx *cache.ReadTx) error {
		open, err := tx.OpenOps("work", 0, 10)
		if err != nil || len(open) != 2 || open[0].ID != first || open[1].ID != second {
			t.Errorf("open: %+v, %v", open, err)
		}
		if o := open[0]; o.Account != "work" || o.Message != id || o.Delta != starOn || o.Action != 7 || o.Kind != cache.OpFlags {
			t.Errorf("the first: %+v", o)
		}
		if after, err := tx.OpenOps("work", first, 10); err != nil || len(after) != 1 {
			t.Errorf("after the first: %+v, %v", after, err)
		}
		if of, err := tx.OpsOf(id); err != nil || len(of) != 2 {
			t.Errorf("of the message: %+v, %v", of, err)
		}
		if other, err := tx.OpenOps("shop", 0, 10); err != nil || len(other) != 0 {
			t.Errorf("of another account: %+v, %v", other, err)
		}
		return nil
	})
}

func TestQueueStates(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	op := f.enqueue(id, starOn)
	f.write(func(tx *cache.Tx) error { return tx.RunOps(op) })
	if o := f.op(op); o.State != cache.OpRunning || o.Ran == 0 {
		t.Errorf("running: %+v", o)
	}
	f.write(func(tx *cache.Tx) error { return tx.RequeueOps(op) })
	if o := f.op(op); o.State != cache.OpQueued || o.Ran != 0 {
		t.Errorf("queued again: %+v", o)
	}
	later := noon.Add(time.Hour)
	why := mail.Problem{Kind: mail.Rejected, Host: "mail.example"}
	for n := 1; n <= 3; n++ {
		f.write(func(tx *cache.Tx) error {
			failed, err := tx.RefuseOp(op, why, later, 3)
			if failed != (n == 3) {
				t.Errorf("refusal %d: failed is %v", n, failed)
			}
			return err
		})
	}
	o := f.op(op)
	if o.State != cache.OpFailed || o.Refusals != 3 || !o.NotBefore.Equal(later) || o.Reason == nil || *o.Reason != why {
		t.Errorf("failed: %+v", o)
	}
	if got := f.summary(id).Flags; got != 0 {
		t.Errorf("after the failure it shows %d", got)
	}
	f.read(func(tx *cache.ReadTx) error {
		if open, err := tx.OpenOps("work", 0, 10); err != nil || len(open) != 0 {
			t.Errorf("open: %+v, %v", open, err)
		}
		return nil
	})
}

func TestQueueConfirmed(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	op := f.op(f.enqueue(id, starOn))
	row := f.remoteOf(id)
	f.write(func(tx *cache.Tx) error {
		if err := tx.Confirm(row.Row, id, mail.Flagged); err != nil {
			return err
		}
		return tx.FinishOp(op)
	})
	if got := f.summary(id).Flags; got != mail.Flagged {
		t.Errorf("shown %d", got)
	}
	err := f.Read(t.Context(), func(tx *cache.ReadTx) error { _, err := tx.Op(op.ID); return err })
	if !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("the finished operation: %v", err)
	}
}

func TestOperationsEndWithTheirMessage(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	f.enqueue(id, starOn)
	f.write(func(tx *cache.Tx) error { return tx.Remove(id) })
	f.read(func(tx *cache.ReadTx) error {
		if open, err := tx.OpenOps("work", 0, 10); err != nil || len(open) != 0 {
			t.Errorf("open: %+v, %v", open, err)
		}
		return nil
	})
}

func TestInherit(t *testing.T) {
	for _, test := range []struct {
		name     string
		heirText string // "": none
		want     string
	}{{"a text", "", "newer"}, {"no text when it has one", "older", "older"}} {
		t.Run(test.name, func(t *testing.T) {
			f := open(t)
			heir, newer := f.addLive(note(f.inbox, "a")), f.addLive(note(f.archive, "a"))
			text := func(id mail.LocalID, words string) {
				body := cache.Compress([]byte(words))
				f.write(func(tx *cache.Tx) error {
					if err := tx.PutBody(id, "", body); err != nil {
						return err
					}
					if err := tx.SetParts(id, []mail.Part{{Number: "1", Type: "text/plain"}}, false); err != nil {
						return err
					}
					return tx.SetReadable(id, mail.Line(words))
				})
			}
			if test.heirText != "" {
				text(heir, test.heirText)
			}
			text(newer, "newer")
			f.enqueue(newer, starOn)
			f.write(func(tx *cache.Tx) error {
				if err := tx.Want(newer, mail.Readable); err != nil {
					return err
				}
				if err := tx.Inherit(heir, newer); err != nil {
					return err
				}
				return tx.Remove(newer)
			})
			s := f.summary(heir)
			if !s.Cached || s.Snippet.String() != test.want || s.Flags != mail.Flagged {
				t.Errorf("the heir: %+v", s)
			}
			f.read(func(tx *cache.ReadTx) error {
				if waiting, _, err := tx.WantState(heir); err != nil || !waiting {
					t.Errorf("wanted: %v, %v", waiting, err)
				}
				if parts, err := tx.Parts(heir); err != nil || len(parts) != 1 {
					t.Errorf("parts: %+v, %v", parts, err)
				}
				return nil
			})
		})
	}
}
