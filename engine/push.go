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

// Limits of the queue.
const (
	maxRefusals  = 3    // then an operation fails and is reverted
	mergeLimit   = 1000 // operations in one command
	queuePage    = 1000
	againRefused = time.Minute // before a refused operation is tried again
)

// command is a run of operations that one command of the protocol carries out.
type command struct {
	folder mail.Folder
	delta  mail.FlagDelta
	ops    []cache.Op
	rows   map[mail.RemoteID]cache.Remote
	ids    []mail.RemoteID
	of     map[mail.RemoteID]cache.Op
}

// push carries out what the user did. One goroutine of an account does so at a
// time, whichever connection it uses.
func (w *worker) push(ctx context.Context, c *conn) error {
	storer, able := backend.As[backend.FlagStorer](c.b)
	if !able {
		return nil
	}
	select {
	case <-w.pushing:
		defer func() { w.pushing <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	waiting := map[mail.FolderID]bool{} // folders whose operations have to wait for a sync
	for {
		cmd, err := w.claim(ctx, waiting)
		if err != nil || len(cmd.ids) == 0 {
			return err
		}
		told, err := storer.StoreFlags(ctx, cmd.folder.Box, cmd.ids, cmd.delta)
		if err == nil {
			w.log.Info("pushed flags", "folder", int64(cmd.folder.ID), "messages", len(cmd.ids), "told", len(told))
			err = w.confirm(ctx, cmd, told)
		} else {
			err = w.notStored(ctx, cmd, waiting, err)
		}
		if err != nil {
			return fmt.Errorf("push flags to %q: %w", cmd.folder.Path, err)
		}
	}
}

// claim merges the next operations that belong together and notes that they are
// running, before the first byte is sent. Operations on one message keep their
// order; one that has to wait lets those on other messages pass.
func (w *worker) claim(ctx context.Context, waiting map[mail.FolderID]bool) (command, error) {
	var cmd command
	var empty bool
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error {
		ops, err := tx.OpenOps(w.acct.ID, 0, 1)
		empty = len(ops) == 0
		return err
	})
	if err != nil || empty {
		return cmd, err
	}
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		cmd = command{rows: map[mail.RemoteID]cache.Remote{}, of: map[mail.RemoteID]cache.Op{}}
		passed := map[mail.LocalID]bool{} // messages with an operation that is not in the command
		for after := mail.OpID(0); len(cmd.ops) < mergeLimit; {
			page, err := tx.OpenOps(w.acct.ID, after, queuePage)
			if err != nil {
				return err
			}
			for _, op := range page {
				after = op.ID
				taken, err := w.merge(tx, &cmd, op, passed, waiting)
				if err != nil {
					return err
				}
				passed[op.Message] = passed[op.Message] || !taken
			}
			if len(page) < queuePage {
				break
			}
		}
		if len(cmd.ops) == 0 {
			return nil
		}
		ids := make([]mail.OpID, len(cmd.ops))
		for i, op := range cmd.ops {
			ids[i] = op.ID
		}
		return tx.RunOps(ids...)
	})
	return cmd, err
}

// merge adds an operation to a command if it belongs there.
func (w *worker) merge(
	tx *cache.Tx, cmd *command, op cache.Op, passed map[mail.LocalID]bool, waiting map[mail.FolderID]bool,
) (bool, error) {
	if passed[op.Message] || len(cmd.ops) == mergeLimit || op.NotBefore.After(w.e.opts.Now()) {
		return false, nil
	}
	r, err := tx.RemoteOf(op.Message)
	if errors.Is(err, cache.ErrNotFound) { // it is only here now
		s, err := tx.Summary(op.Message)
		if err != nil {
			return false, err
		}
		if err := tx.SetLocalFlags(op.Message, s.Flags); err != nil {
			return false, err
		}
		return true, tx.FinishOp(op)
	}
	if err != nil || r.ID == "" || r.State != cache.RemoteLive || waiting[r.Folder] {
		return false, err // it waits for its id
	}
	if _, twice := cmd.of[r.ID]; twice {
		return false, nil
	}
	if len(cmd.ops) == 0 {
		if cmd.folder, err = tx.Folder(r.Folder); err != nil {
			return false, err
		}
		cmd.delta = op.Delta
	}
	if r.Folder != cmd.folder.ID || op.Delta != cmd.delta {
		return false, nil
	}
	cmd.ops, cmd.ids = append(cmd.ops, op), append(cmd.ids, r.ID)
	cmd.rows[r.ID], cmd.of[r.ID] = r, op
	return true, nil
}

// confirm takes the flags that the server then told. An OK is no confirmation:
// a change that its answer does not show was refused, and a message it does not
// name is not there.
func (w *worker) confirm(ctx context.Context, cmd command, told []backend.FlagChange) error {
	return w.store.Write(ctx, func(tx *cache.Tx) error {
		answered := map[mail.RemoteID]bool{}
		for _, c := range told {
			r, ours := cmd.rows[c.ID]
			if !ours || answered[c.ID] {
				continue
			}
			answered[c.ID] = true
			if err := tx.Confirm(r.Row, r.Message, c.Flags); err != nil {
				return err
			}
			op := cmd.of[c.ID]
			var err error
			if cmd.delta.Apply(c.Flags) == c.Flags {
				err = tx.FinishOp(op)
			} else {
				err = w.refused(tx, op, mail.Problem{
					Op: "flags", Scope: mail.ScopeMessage, Kind: mail.Rejected, Host: w.acct.Host,
				})
			}
			if err != nil {
				return err
			}
		}
		for id, op := range cmd.of {
			if answered[id] {
				continue
			}
			if err := tx.RequeueOps(op.ID); err != nil {
				return err
			}
			if err := w.missing(tx, id, cmd.rows[id]); err != nil {
				return err
			}
		}
		return nil
	})
}

// missing takes a row whose message the server did not find, as a Sync that
// tells it gone would. Its operations wait: they run where it turns up, or end
// with it.
func (w *worker) missing(tx *cache.Tx, id mail.RemoteID, row cache.Remote) error {
	p := &pass{account: w.acct.ID, folder: row.Folder, now: w.e.opts.Now()}
	var err error
	if p.before, err = tx.SyncState(row.Folder); err != nil {
		return err
	}
	return p.gone(tx, id)
}

// notStored settles a command that failed as a whole. What may help later is
// queued again; an error is returned when the connection is of no more use.
func (w *worker) notStored(
	ctx context.Context, cmd command, waiting map[mail.FolderID]bool, failure error,
) error {
	problem := backend.ProblemOf(failure, "flags")
	err := w.store.Write(context.WithoutCancel(ctx), func(tx *cache.Tx) error {
		for _, op := range cmd.ops {
			var err error
			if ctx.Err() == nil && isRefusal(problem) {
				err = w.refused(tx, op, problem)
			} else {
				err = tx.RequeueOps(op.ID)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return errors.Join(failure, err)
	}
	switch problem.Kind {
	case mail.Gone: // the ids are of another UIDVALIDITY: the folder's sync tells the new ones
		waiting[cmd.folder.ID] = true
		return nil
	case mail.ReadOnly:
		waiting[cmd.folder.ID] = true
		w.refuse(problem)
		return nil
	case mail.Rejected, mail.Full:
		return nil
	default:
		if problem.Scope == mail.ScopeAccount {
			return failure
		}
		waiting[cmd.folder.ID] = true
		w.refuse(problem)
		return nil
	}
}

// isRefusal reports whether a failure counts against the operations of the
// command. One whose answer cannot be understood does, too: it would end every
// visit from now on.
func isRefusal(p mail.Problem) bool {
	return p.Kind == mail.Rejected || p.Kind == mail.Full || p.Kind == mail.Protocol || p.Kind == mail.Unknown
}

// refused counts a refusal. At the last one the operation fails and what is
// shown goes back, in the same transaction.
func (w *worker) refused(tx *cache.Tx, op cache.Op, why mail.Problem) error {
	failed, err := tx.RefuseOp(op.ID, why, w.e.opts.Now().Add(againRefused), maxRefusals)
	if failed {
		w.refuse(why)
	}
	return err
}
