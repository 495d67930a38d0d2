package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// drain visits a POP3 server: it takes what is new, and removes there what the
// policy says, in the order that cannot lose mail. A session that ended with a
// deletion is followed by another one until the whole maildrop was told and
// nothing is left to be deleted.
func (w *worker) drain(ctx context.Context, p plan) error {
	inbox, err := w.inbox(ctx)
	if err != nil {
		return err
	}
	tried := map[int64]bool{} // a server that takes no deletion is not asked twice in a visit
	for {
		done, err := w.drainSession(ctx, p, inbox, tried)
		if err != nil {
			return fmt.Errorf("maildrop: %w", err)
		}
		if done {
			return nil
		}
		w.bulk.close()
		pause(ctx, time.Duration(w.caps.LoginDelay)*time.Second)
		if _, err := w.bulk.connect(ctx); err != nil {
			return err
		}
	}
}

func (w *worker) inbox(ctx context.Context) (inbox mail.Folder, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		all, err := tx.Folders(w.acct.ID)
		for _, f := range all {
			if f.Role == mail.RoleInbox && f.Box != "" {
				inbox = f
				return nil
			}
		}
		return errors.Join(err, cache.ErrNotFound)
	})
	return inbox, err
}

// drainSession works through one session, until it has told everything or has
// deleted something. done says that nothing is left to do.
func (w *worker) drainSession(ctx context.Context, p plan, inbox mail.Folder, tried map[int64]bool) (bool, error) {
	ps, err := w.beginPass(ctx, inbox)
	if err != nil {
		return false, err
	}
	ps.session = newSession()
	if err := w.applyPolicy(ctx, ps); err != nil { // what a crash has left stored becomes due
		return false, err
	}
	for {
		looked, err := w.syncMaildrop(ctx, p, inbox, ps)
		if err != nil {
			return false, err
		}
		if err := w.applyPolicy(ctx, ps); err != nil {
			return false, err
		}
		deleted, err := w.release(ctx, inbox, ps, tried)
		if err != nil {
			return false, err
		}
		complete, told := ps.session.done, ps.session.told > 0
		switch {
		case deleted:
			return complete, nil
		case !complete && !told:
			return false, &backend.Error{Problem: mail.Problem{
				Op: "sync", Kind: mail.Temporary, Cause: mail.Loops, Host: w.acct.Host,
			}}
		case !complete:
			continue
		}
		left, err := w.leftToDelete(ctx, inbox.ID, tried)
		if err != nil || !left.any || !told && (looked || !left.withoutID) {
			return err == nil, err // what is left cannot be proved in this visit
		}
	}
}

// syncMaildrop runs one Sync. What has no id is only read when the listings are
// new, so mail without one that is to be deleted makes them new; looked says so.
func (w *worker) syncMaildrop(ctx context.Context, p plan, inbox mail.Folder, ps *pass) (looked bool, err error) {
	ps.session.told, ps.session.done = 0, false
	var distrust bool
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		state, err := tx.SyncState(inbox.ID)
		if err != nil {
			return err
		}
		ps.before.Cursor = state.Cursor
		if distrust, err = tx.Distrust(w.acct.ID); err != nil {
			return err
		}
		return eachDue(tx, inbox.ID, func(r cache.Remote) { looked = looked || r.ID == "" })
	})
	if err != nil {
		return false, err
	}
	if looked {
		ps.before.Cursor = ""
	}
	sp := &spool{store: w.store}
	req := backend.SyncRequest{
		Box: inbox.Box, Cursor: backend.Cursor(ps.before.Cursor), Spool: sp,
		Distrust: distrust, MaxSize: w.acct.Maildrop.MaxSize,
		Known: known{store: w.store, folder: inbox.ID, filter: w.knownFilter()},
	}
	err = w.bulk.b.Sync(ctx, req, func(ctx context.Context, b backend.Batch) error {
		ps.session.done, ps.session.noIDs, ps.session.heard = b.Complete, b.NoIDs, true
		return w.apply(ctx, p, ps, b)
	})
	if err := errors.Join(err, sp.sweep(ctx)); err != nil {
		return false, fmt.Errorf("sync %q: %w", inbox.Path, err)
	}
	return looked, nil
}

// knownFilter makes what is doubtful be read again once a day, and what was too
// large be read whole when it no longer is.
func (w *worker) knownFilter() cache.KnownFilter {
	f := cache.KnownFilter{DoubtfulSince: w.e.opts.Now().Add(-lookAgain), HeaderUpTo: w.acct.Maildrop.MaxSize}
	if f.HeaderUpTo == 0 {
		f.HeaderUpTo = 1<<63 - 1
	}
	return f
}

// release deletes on the server what is due and was proved in this session:
// first it is noted that a DELE may be sent, at last what the server confirmed.
func (w *worker) release(ctx context.Context, inbox mail.Folder, ps *pass, tried map[int64]bool) (bool, error) {
	deleter, able := backend.As[backend.Deleter](w.bulk.b)
	if !able {
		return false, nil
	}
	var ids []mail.RemoteID
	var rows []int64
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error {
		return eachDue(tx, inbox.ID, func(r cache.Remote) {
			id, proved := ps.session.ids[r.Row]
			if proved && !tried[r.Row] {
				ids, rows = append(ids, id), append(rows, r.Row)
			}
		})
	})
	if err != nil || len(ids) == 0 {
		return false, err
	}
	for _, row := range rows {
		tried[row] = true
	}
	if err := w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
		return tx.SetRemoteState(cache.RemoteReleasing, rows...)
	}); err != nil {
		return false, fmt.Errorf("note what is deleted: %w", err)
	}
	w.e.opts.Failpoint("after-releasing")
	confirmed, err := deleter.Delete(ctx, inbox.Box, ids)
	w.log.Info("deleted on the server", "asked", len(ids), "confirmed", len(confirmed))
	w.e.opts.Failpoint("after-quit")
	gone := make([]int64, 0, len(confirmed))
	for _, id := range confirmed {
		gone = append(gone, ps.session.proved[id])
	}
	noteErr := w.store.WriteBatch(context.WithoutCancel(ctx), func(tx *cache.Tx) error {
		return tx.SetRemoteState(cache.RemoteGone, gone...)
	})
	if err := errors.Join(err, noteErr); err != nil {
		return false, fmt.Errorf("delete on the server: %w", err)
	}
	return true, nil
}

// eachDue calls fn for every row of a maildrop that is due or releasing.
func eachDue(tx *cache.ReadTx, folder mail.FolderID, fn func(cache.Remote)) error {
	for _, state := range []cache.RemoteState{cache.RemoteDue, cache.RemoteReleasing} {
		for after := int64(0); ; {
			rows, err := tx.RemotesInState(folder, state, after, rowsATurn)
			if err != nil {
				return err
			}
			for _, r := range rows {
				after = r.Row
				fn(r)
			}
			if len(rows) < rowsATurn {
				break
			}
		}
	}
	return nil
}

// left is what a visit has not deleted yet, and did not try to.
type left struct{ any, withoutID bool }

func (w *worker) leftToDelete(ctx context.Context, folder mail.FolderID, tried map[int64]bool) (l left, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		return eachDue(tx, folder, func(r cache.Remote) {
			if !tried[r.Row] {
				l.any, l.withoutID = true, l.withoutID || r.ID == ""
			}
		})
	})
	return l, err
}
