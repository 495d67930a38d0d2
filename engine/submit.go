package engine

import (
	"context"
	"fmt"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Names of the folders that are only here.
const (
	outboxName = "Outbox"
	sentName   = "Sent"
)

// Submit stores a whole message (RFC 5322) in the outbox of an account and
// queues its sending to the addr-specs to, with from as the sender, in one
// transaction. It goes out when there is a connection; what then goes wrong is
// asked. A message that must not be sent as it is, and an account without a
// server for it, is an error that carries a [mail.Problem].
func (e *Engine) Submit(ctx context.Context, account mail.AccountID, raw []byte, from string, to []string) error {
	if err := (backend.Outgoing{From: from, To: to, Message: raw}).Check(); err != nil {
		return fmt.Errorf("submit: %w", backend.ProblemOf(err, "submit"))
	}
	if w := e.worker(account); w == nil || w.acct.Sender == nil {
		return fmt.Errorf("submit: %w", mail.Problem{
			Op: "submit", Kind: mail.Config, Cause: mail.NoSMTP, What: mail.Line(string(account)),
		})
	}
	m := prepareOwn(raw)
	return e.act(ctx, "submit", func(tx *cache.Tx) error {
		action, err := tx.Tick()
		if err != nil {
			return err
		}
		outbox, err := tx.LocalFolder(account, mail.RoleOutbox, outboxName)
		if err != nil {
			return err
		}
		p := &pass{account: account, folder: outbox, now: e.opts.Now()}
		row, err := p.store(tx, m)
		if err != nil {
			return err
		}
		return tx.Submit(row.Message, cache.Submission{From: from, To: to}, action)
	})
}

// prepareOwn makes a message ready that no server has.
func prepareOwn(raw []byte) *prepared {
	header, _ := backend.SplitHeader(raw)
	return &prepared{
		Message: backend.Message{Header: header, Size: int64(len(raw)), Flags: mail.Seen},
		fields:  message.ParseHeader(header), hash: identity(header), whole: prepareRaw(raw),
	}
}
