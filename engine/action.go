package engine

import (
	"context"
	"fmt"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// The actions of a user write rows and return; they never wait for a network.
// A process that does not run the engine may call them all: the one that does
// notices the rows.

// SetFlags changes the flags of messages. The change shows at once and is
// queued in the same transaction; where the server has no flags, or no longer
// has the message, it is final at once.
func (e *Engine) SetFlags(ctx context.Context, ids []mail.LocalID, delta mail.FlagDelta) error {
	return e.act(ctx, "set flags", func(tx *cache.Tx) error {
		action, err := tx.Tick()
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := e.setFlags(tx, id, delta, action); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *Engine) setFlags(tx *cache.Tx, id mail.LocalID, delta mail.FlagDelta, action int64) error {
	shown, err := tx.Summary(id)
	if err != nil {
		return err
	}
	delta = delta.Effective(shown.Flags)
	if delta.Empty() {
		return nil
	}
	there, err := e.onServer(tx, shown)
	if err != nil {
		return err
	}
	if !there {
		return tx.SetLocalFlags(id, delta.Apply(shown.Flags))
	}
	_, err = tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: delta, Action: action})
	return err
}

// onServer reports whether a message's flags are its server's.
func (e *Engine) onServer(tx *cache.Tx, s mail.Summary) (bool, error) {
	w := e.worker(s.Account)
	if w == nil || !w.storesFlags {
		return false, nil
	}
	_, err := tx.RemoteOf(s.ID)
	return err == nil, ignoreNotFound(err)
}

// Refresh asks for a sync of a folder now, of everything when folder is 0.
func (e *Engine) Refresh(ctx context.Context, folder mail.FolderID) error {
	err := e.act(ctx, "refresh", func(tx *cache.Tx) error {
		for _, w := range e.workers {
			if folder != 0 {
				break
			}
			if err := tx.HastenSends(w.acct.ID); err != nil {
				return err
			}
		}
		return tx.Refresh(folder)
	})
	if folder == 0 {
		for _, w := range e.workers { // an account that was never reached has no folder to be asked for
			w.nudge()
		}
	}
	return err
}

// Focus says that a folder is open on a screen: it is synced before others and
// watched. The folder 0 is the inboxes of all accounts.
func (e *Engine) Focus(ctx context.Context, folder mail.FolderID) error {
	return e.act(ctx, "focus", func(tx *cache.Tx) error {
		if folder == 0 {
			return focusInboxes(tx)
		}
		return tx.Focus(folder)
	})
}

func focusInboxes(tx *cache.Tx) error {
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, a := range accounts {
		folders, err := tx.Folders(a.ID)
		if err != nil {
			return err
		}
		for _, f := range folders {
			if f.Role != mail.RoleInbox {
				continue
			}
			if err := tx.Focus(f.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Want asks for a section of a message that is not in the store: "" is the whole
// message, [mail.Readable] what a reader shows. It comes before everything else;
// [mail.MessageChanged] tells how far it is, when it is here or cannot be had.
func (e *Engine) Want(ctx context.Context, id mail.LocalID, section string) error {
	return e.act(ctx, "want a message", func(tx *cache.Tx) error { return tx.Want(id, section) })
}

// Unwant takes back a Want; what is under way ends. Nothing of it stays.
func (e *Engine) Unwant(ctx context.Context, id mail.LocalID, section string) error {
	return e.act(ctx, "take back a want", func(tx *cache.Tx) error { return tx.Unwant(id, section) })
}

// WorkOffline ends the connections of an account at once and opens none until
// it is called again with false.
func (e *Engine) WorkOffline(ctx context.Context, account mail.AccountID, on bool) error {
	return e.act(ctx, "work offline", func(tx *cache.Tx) error { return tx.SetOnDemand(account, on) })
}

// Questions returns what only the user can decide, the oldest first.
func (e *Engine) Questions(ctx context.Context) (list []mail.Question, err error) {
	err = e.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = tx.Questions()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the questions: %w", err)
	}
	return list, nil
}

// Answer answers a question with one of its [mail.Question.Choices]. A question
// that is not open any more is [cache.ErrNotFound].
func (e *Engine) Answer(ctx context.Context, id mail.QuestionID, choice mail.Choice) error {
	return e.act(ctx, "answer", func(tx *cache.Tx) error { return tx.Answer(id, choice) })
}

// act writes what the user did and wakes the workers.
func (e *Engine) act(ctx context.Context, what string, fn func(*cache.Tx) error) error {
	if err := e.store.Write(ctx, fn); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	e.poke()
	return nil
}
