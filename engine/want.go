package engine

import (
	"context"
	"errors"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// serveWants reads the messages that somebody waits for, the latest wish first.
func (w *worker) serveWants(ctx context.Context, c *conn) error {
	for {
		var ids []mail.LocalID
		err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
			ids, err = tx.Wanted(w.acct.ID, 1)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		want, ok, err := w.wantOf(ctx, ids[0])
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		err = w.fetch(ctx, c, backend.Readable, []cache.Prefetch{want})
		if failed, folder := folderProblem(err); folder { // it is not asked for again and again
			err = w.failWants(ctx, []cache.Prefetch{want}, failed)
		}
		if err != nil {
			return err
		}
	}
}

// wantOf returns what to fetch for a wanted message; ok is false when it was
// settled without: it is here, or not on the server.
func (w *worker) wantOf(ctx context.Context, id mail.LocalID) (want cache.Prefetch, ok bool, err error) {
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		s, err := tx.Summary(id)
		if err != nil {
			return err
		}
		if s.Cached {
			return tx.ForgetWant(id)
		}
		r, err := tx.RemoteOf(id)
		if err != nil && !errors.Is(err, cache.ErrNotFound) {
			return err
		}
		if err != nil || r.ID == "" || r.State == cache.RemoteGone {
			return w.failWant(tx, id, mail.Problem{
				Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer, Host: w.acct.Host,
			})
		}
		want, ok = cache.Prefetch{ID: id, Folder: r.Folder, Remote: r.ID, Size: r.Size}, true
		return nil
	})
	return want, ok, err
}

// failWants notes why messages could not be read.
func (w *worker) failWants(ctx context.Context, list []cache.Prefetch, why mail.Problem) error {
	return w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
		for _, m := range list {
			if err := w.failWant(tx, m.ID, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// failWant notes why a message could not be read, unless it is no more. What
// the server cannot help soon is left alone for a while.
func (w *worker) failWant(tx *cache.Tx, id mail.LocalID, why mail.Problem) error {
	if _, err := tx.Summary(id); err != nil {
		return ignoreNotFound(err)
	}
	again := w.e.opts.Now()
	if !passing(why) {
		again = again.Add(lookAgain)
	}
	return tx.FailWant(id, why, again)
}

// passing reports whether a problem may be over at the next visit.
func passing(p mail.Problem) bool {
	switch p.Kind {
	case mail.Gone, mail.Rejected, mail.Protocol:
		return false
	default:
		return true
	}
}

// folderProblem returns the problem that an error of a single folder carries.
func folderProblem(err error) (p mail.Problem, ok bool) {
	var failure *backend.Error
	if !errors.As(err, &failure) || failure.Scope != mail.ScopeFolder {
		return p, false
	}
	return failure.Problem, true
}
