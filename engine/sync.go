package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// syncFolder syncs one folder of a server that keeps folders and flags.
func (w *worker) syncFolder(ctx context.Context, p plan, f mail.Folder, delisted map[mail.FolderID]bool) error {
	ps, err := w.beginPass(ctx, f)
	if err != nil {
		return err
	}
	ps.delisted = delisted
	sp := &spool{store: w.store}
	req := backend.SyncRequest{
		Box: f.Box, Cursor: backend.Cursor(ps.before.Cursor),
		Known: known{store: w.store, folder: f.ID}, Spool: sp,
	}
	err = w.bulk.b.Sync(ctx, req, func(ctx context.Context, b backend.Batch) error {
		return w.apply(ctx, p, ps, b)
	})
	if err := errors.Join(err, sp.sweep(ctx)); err != nil {
		return fmt.Errorf("sync %q: %w", f.Path, err)
	}
	return nil
}

// beginPass notes that a pass over a folder begins.
func (w *worker) beginPass(ctx context.Context, f mail.Folder) (*pass, error) {
	p := &pass{
		account: w.acct.ID, folder: f.ID, ledger: w.ledger, now: w.e.opts.Now(), yield: w.store.Awaited,
	}
	err := w.store.WriteBatch(ctx, func(tx *cache.Tx) (err error) {
		if p.before, err = tx.SyncState(f.ID); err != nil {
			return err
		}
		p.cursor = backend.Cursor(p.before.Cursor)
		p.began, err = tx.BeginPass(f.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("begin to sync %q: %w", f.Path, err)
	}
	return p, nil
}

// apply makes a batch durable.
func (w *worker) apply(ctx context.Context, pl plan, p *pass, b backend.Batch) error {
	if p.ledger {
		w.e.opts.Failpoint("after-retr")
	}
	ready, err := w.prepare(ctx, b)
	if err != nil {
		return err
	}
	if b.Complete && !p.ledger {
		// What is left to decide at the end may be very much: it is decided in
		// slices, before the transaction that ends the pass.
		if len(ready.added) > 0 || b.Reset {
			rest := ready
			rest.Complete, rest.Cursor = false, p.cursor
			if err := w.commit(ctx, p, rest); err != nil {
				return err
			}
			ready = batch{Batch: backend.Batch{Cursor: b.Cursor, Complete: true, Done: b.Done, Total: b.Total}}
		}
		if err := w.letUnboundGo(ctx, p.folder); err != nil {
			return err
		}
	}
	if err := w.commit(ctx, p, ready); err != nil {
		return err
	}
	if p.ledger {
		w.e.opts.Failpoint("after-commit")
	}
	w.log.Info("stored what a folder told", "folder", int64(p.folder), "complete", b.Complete,
		"added", len(b.Added), "flags", len(b.Flags), "gone", len(b.Gone)+len(b.Detached), "not had", len(b.Failed))
	pl.progress(Progress{Account: w.acct.ID, Folder: p.folder, Done: b.Done, Total: b.Total})
	return nil
}

// commit reconciles a batch, with the progress: in one transaction, or in
// several when somebody waits to write meanwhile.
func (w *worker) commit(ctx context.Context, p *pass, b batch) error {
	state := cache.AccountState{Phase: mail.PhaseSyncing, Done: b.Done, Total: b.Total, Folder: p.folder}
	for {
		done := false
		err := w.store.WriteBatch(ctx, func(tx *cache.Tx) (err error) {
			if done, err = reconcile(tx, p, &b); err != nil || state.Total == 0 {
				return err
			}
			return tx.SetAccountState(w.acct.ID, state)
		})
		if err != nil {
			return fmt.Errorf("store a batch: %w", err)
		}
		if done {
			return nil
		}
	}
}

// known tells a backend what the store believes a box to hold.
type known struct {
	store  *cache.Store
	folder mail.FolderID
	filter cache.KnownFilter
}

// Count implements [backend.Known].
func (k known) Count(ctx context.Context) (n int, err error) {
	err = k.store.Read(ctx, func(tx *cache.ReadTx) error {
		n, err = tx.CountKnown(k.folder, k.filter)
		return err
	})
	return n, err
}

// Range implements [backend.Known].
func (k known) Range(ctx context.Context, after, upTo mail.RemoteID, limit int) (ids []backend.KnownID, err error) {
	err = k.store.Read(ctx, func(tx *cache.ReadTx) error {
		page, err := tx.KnownRange(k.folder, k.filter, after, upTo, limit)
		for _, id := range page {
			ids = append(ids, knownID(id))
		}
		return err
	})
	return ids, err
}

// Lookup implements [backend.Known].
func (k known) Lookup(ctx context.Context, ids []mail.RemoteID) (found []backend.KnownID, err error) {
	err = k.store.Read(ctx, func(tx *cache.ReadTx) error {
		for _, id := range ids {
			one, err := tx.KnownID(k.folder, k.filter, id)
			switch {
			case err == nil:
				found = append(found, knownID(one))
			case !errors.Is(err, cache.ErrNotFound):
				return err
			}
		}
		return nil
	})
	return found, err
}

func knownID(k cache.Known) backend.KnownID {
	id := backend.KnownID{ID: k.ID, Size: k.Size, Header: k.Header, State: backend.Stored}
	switch k.State {
	case cache.RemoteDue:
		id.State = backend.Due
	case cache.RemoteReleasing:
		id.State = backend.Releasing
	case cache.RemoteDoubtful:
		id.State = backend.Doubtful
	default:
	}
	return id
}

// spool takes large bodies for a backend during one Sync.
type spool struct {
	store *cache.Store
	taken []cache.Blob
}

// Put implements [backend.Spool].
func (s *spool) Put(ctx context.Context, r io.Reader) (backend.Blob, error) {
	b, err := s.store.Spool(ctx, r)
	if err != nil {
		return backend.Blob{}, fmt.Errorf("spool a body: %w", err)
	}
	s.taken = append(s.taken, b)
	return backend.Blob{Handle: b.Handle, Size: b.Size, Hash: b.Hash}, nil
}

// sweep drops what the Sync took and no message has: it failed, or the message
// was here already. A visit that fails again and again must not fill the disk.
func (s *spool) sweep(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	for _, b := range s.taken {
		errs = append(errs, s.store.Unspool(ctx, b))
	}
	return errors.Join(errs...)
}

// lookAgain is how long a doubtful message is left alone.
const lookAgain = 24 * time.Hour
