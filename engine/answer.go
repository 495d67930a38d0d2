package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// rowsATurn is how many rows one transaction changes, so that a person's write does
// not wait for it.
const rowsATurn = 500

// isOfMailbox and isOfOutbox divide the questions among those who carry the
// answers out.
func isOfMailbox(q mail.Question) bool { return !isOfOutbox(q) }

func isOfOutbox(q mail.Question) bool { return q.Kind == mail.AskSent || q.Kind == mail.AskUnsent }

// answers returns what the user has answered to an account's questions of a kind.
func answers(tx *cache.ReadTx, account mail.AccountID, kind func(mail.Question) bool) ([]cache.Answered, error) {
	list, err := tx.Answers(account)
	return slices.DeleteFunc(list, func(a cache.Answered) bool { return !kind(a.Question) }), err
}

func (w *worker) answers(ctx context.Context) (list []cache.Answered, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		list, err = answers(tx, w.acct.ID, isOfMailbox)
		return err
	})
	return list, err
}

// carryOut does what the user has answered about the mailbox.
func (w *worker) carryOut(ctx context.Context, answers []cache.Answered) error {
	for _, a := range answers {
		if a.Kind == mail.AskVanished {
			if err := w.settleHeld(ctx, a.Folder, a.Choice); err != nil {
				return fmt.Errorf("carry out %q: %w", a.Choice, err)
			}
		}
		err := w.store.Write(ctx, func(tx *cache.Tx) error {
			if a.Kind == mail.AskClock {
				if err := tx.SetSeenTime(w.acct.ID, w.e.opts.Now()); err != nil {
					return err
				}
			}
			return tx.Withdraw(w.acct.ID, a.Folder, a.Kind)
		})
		if err != nil {
			return fmt.Errorf("carry out %q: %w", a.Choice, err)
		}
	}
	return nil
}

// settleHeld lets the messages go that vanished from a folder together, or
// keeps them as mail that is only here.
func (w *worker) settleHeld(ctx context.Context, folder mail.FolderID, choice mail.Choice) error {
	for {
		n := 0
		err := w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
			held, err := tx.RemotesLeft(folder, cache.RemoteHeld, 0, rowsATurn)
			if err != nil {
				return err
			}
			n = len(held)
			for _, r := range held {
				if choice == mail.ChoiceKeep {
					err = tx.RemoveRemote(r)
				} else {
					err = letGo(tx, r)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < rowsATurn {
			return err
		}
	}
}
