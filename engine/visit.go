package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// plan says what a visit does.
type plan struct {
	all      bool            // every folder
	folders  []mail.FolderID // else only these
	once     bool            // it is the only visit: nothing is left to another one
	progress func(Progress)
}

// visit makes one visit to the server: the queue, the folders, the texts. An
// error ended it; partial is what failed in single folders.
func (w *worker) visit(ctx context.Context, p plan) (partial, err error) {
	if err := w.login(ctx); err != nil {
		return nil, err
	}
	if err := w.push(ctx, &w.bulk); err != nil {
		return nil, err
	}
	if err := w.listFolders(ctx); err != nil {
		return nil, err
	}
	w.live.allow() // it needs to know the folders
	if w.ledger {
		err = w.drain(ctx, p)
	} else {
		if partial, err = w.syncFolders(ctx, p); err == nil {
			err = w.fileSent(ctx, p)
		}
	}
	if err != nil {
		return partial, err
	}
	if !w.live.up() || w.servesLong() {
		if err := w.serveWants(ctx, &w.bulk); err != nil {
			return partial, err
		}
	}
	unread, err := w.prefetch(ctx, p)
	if partial = errors.Join(partial, unread); err != nil {
		return partial, err
	}
	if w.ledger {
		w.bulk.close() // a session holds the maildrop
	}
	return partial, w.noteTime(ctx)
}

// login connects and notes what the server can do.
func (w *worker) login(ctx context.Context) error {
	if w.bulk.b == nil {
		w.setState(ctx, cache.AccountState{Phase: mail.PhaseConnecting})
	}
	caps, err := w.bulk.connect(ctx)
	if err != nil {
		return err
	}
	w.caps = caps
	known, err := json.Marshal(caps)
	if err != nil {
		return fmt.Errorf("keep the capabilities: %w", err)
	}
	var stored string
	var asked []mail.Question
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		if stored, err = tx.Caps(w.acct.ID); err != nil {
			return err
		}
		asked, err = tx.Questions()
		return err
	})
	if err != nil {
		return err
	}
	open := slices.ContainsFunc(asked, func(q mail.Question) bool {
		return q.Account == w.acct.ID && q.Kind == mail.AskSignIn
	})
	if stored != string(known) || open {
		err = w.store.Write(ctx, func(tx *cache.Tx) error {
			if err := tx.SetCaps(w.acct.ID, string(known)); err != nil {
				return err
			}
			return tx.Withdraw(w.acct.ID, 0, mail.AskSignIn) // the login was not refused
		})
	}
	return err
}

// listFolders brings the folders up to date. A list without an inbox is not
// believed: every account has one (RFC 9051 §5.1).
func (w *worker) listFolders(ctx context.Context) error {
	listed, err := w.bulk.b.Folders(ctx)
	if err != nil {
		return err
	}
	rows := make([]cache.FolderRow, 0, len(listed))
	inbox := false
	for _, f := range listed {
		inbox = inbox || f.Role == mail.RoleInbox
		rows = append(rows, cache.FolderRow{Box: f.Box, Path: f.Path, Role: f.Role, NoMail: f.NoSelect})
	}
	if !inbox {
		return &backend.Error{Problem: mail.Problem{Op: "list", Kind: mail.Protocol, Host: w.acct.Host}}
	}
	return w.store.Write(ctx, func(tx *cache.Tx) error { return tx.PutFolders(w.acct.ID, rows) })
}

// syncFolders syncs the folders of the plan, and then decides about what none
// of them has any more.
func (w *worker) syncFolders(ctx context.Context, p plan) (partial, err error) {
	delisted, err := w.unbindDelisted(ctx)
	if err != nil {
		return nil, err
	}
	done := map[mail.FolderID]bool{}
	var refused []mail.FolderID
	for {
		f, err := w.nextFolder(ctx, p, done)
		if err != nil {
			return partial, err
		}
		if f.ID == 0 {
			break
		}
		done[f.ID] = true
		if err := w.syncFolder(ctx, p, f, delisted); err != nil {
			if ctx.Err() != nil || backend.ProblemOf(err, "sync").Scope != mail.ScopeFolder {
				return partial, err
			}
			if backend.IsKind(err, mail.Rejected) || backend.IsKind(err, mail.Gone) {
				refused = append(refused, f.ID)
			}
			partial = errors.Join(partial, err)
		}
	}
	for id := range delisted {
		if err := w.letUnboundGo(ctx, id); err != nil {
			return partial, err
		}
	}
	if err := w.recountHeld(ctx); err != nil {
		return partial, err
	}
	return partial, w.sweep(ctx, refused...)
}

// nextFolder returns the folder to sync next, the zero Folder when there is
// none: the open one, the inbox, and the others by how long ago they were told
// completely. It is asked anew for every folder, because people move on.
func (w *worker) nextFolder(ctx context.Context, p plan, done map[mail.FolderID]bool) (next mail.Folder, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		all, err := tx.Folders(w.acct.ID)
		if err != nil {
			return err
		}
		focused, _, err := tx.Focused(w.acct.ID)
		if err != nil {
			return err
		}
		best := [2]int64{-1, 0}
		for _, f := range all {
			if done[f.ID] || f.Box == "" || f.NoMail || !p.all && !slices.Contains(p.folders, f.ID) {
				continue
			}
			state, err := tx.SyncState(f.ID)
			if err != nil {
				return err
			}
			rank := [2]int64{0, -state.PassDone}
			switch {
			case f.ID == focused:
				rank[0] = 2
			case f.Role == mail.RoleInbox:
				rank[0] = 1
			}
			if next.ID == 0 || cmp.Or(cmp.Compare(rank[0], best[0]), cmp.Compare(rank[1], best[1])) > 0 {
				next, best = f, rank
			}
		}
		return nil
	})
	return next, err
}

// noteTime remembers the wall clock, unless it jumped and the user was asked.
func (w *worker) noteTime(ctx context.Context) error {
	return w.store.Write(ctx, func(tx *cache.Tx) error {
		questions, err := tx.Questions()
		if err != nil {
			return err
		}
		for _, q := range questions {
			if q.Account == w.acct.ID && q.Kind == mail.AskClock {
				return nil
			}
		}
		return tx.SetSeenTime(w.acct.ID, w.e.opts.Now())
	})
}
