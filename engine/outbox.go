package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// outbox is what an account's sending has beside its rows. One goroutine sends,
// over connections of its own, so that mail goes out while the mailbox cannot
// be reached or a long visit is under way.
type outbox struct {
	hint chan struct{} // the rows may ask for something

	mu  sync.Mutex
	end context.CancelFunc // ends the sending under way; nil: none is
}

// shut ends the sending under way.
func (o *outbox) shut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.end != nil {
		o.end()
	}
}

func (o *outbox) setEnd(end context.CancelFunc) {
	o.mu.Lock()
	o.end = end
	o.mu.Unlock()
}

// runOutbox is the loop that sends.
func (w *worker) runOutbox(ctx context.Context) {
	for ctx.Err() == nil {
		next, err := w.sendOnline(ctx)
		if err != nil && ctx.Err() == nil {
			w.log.Error("send", "err", err)
			next = lastRetry
		}
		timer := time.NewTimer(min(next, lastRetry)) // the wall clock may jump
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-w.outbox.hint:
		}
		timer.Stop()
	}
}

// sendOnline is sendDue, without the sending when the user works offline.
func (w *worker) sendOnline(ctx context.Context) (next time.Duration, err error) {
	use, end := context.WithCancel(ctx)
	defer end()
	w.outbox.setEnd(end)
	defer w.outbox.setEnd(nil)
	offline := false
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Account(w.acct.ID)
		offline = row.OnDemand
		return err
	})
	switch {
	case err != nil:
		return lastRetry, err
	case offline: // what the user decides needs no connection
		return lastRetry, w.settleOutbox(ctx)
	default:
		return w.sendDue(use)
	}
}

// sendDue settles what the user has answered and what an earlier process has
// left, sends everything that is due, and returns when the next is.
func (w *worker) sendDue(ctx context.Context) (next time.Duration, err error) {
	if err := w.settleOutbox(ctx); err != nil {
		return 0, err
	}
	for ctx.Err() == nil {
		op, next, err := w.nextSend(ctx)
		if err != nil || op.ID == 0 {
			return next, err
		}
		if err := w.send(ctx, op); err != nil {
			return 0, err
		}
	}
	return lastRetry, nil
}

// settleOutbox carries out the answers about messages in the outbox. A message
// whose sending is under way although nobody sends it was under way when a
// process ended: nobody knows what became of it.
func (w *worker) settleOutbox(ctx context.Context) error {
	idle := false
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error {
		left, err := tx.Sends(w.acct.ID, cache.OpRunning)
		if err != nil {
			return err
		}
		list, err := answers(tx, w.acct.ID, isOfOutbox)
		idle = len(left)+len(list) == 0
		return err
	})
	if err != nil || idle {
		return err
	}
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		list, err := answers(&tx.ReadTx, w.acct.ID, isOfOutbox)
		if err != nil {
			return err
		}
		for _, a := range list {
			if err := w.obey(tx, a); err != nil {
				return fmt.Errorf("carry out %q: %w", a.Choice, err)
			}
		}
		left, err := tx.Sends(w.acct.ID, cache.OpRunning)
		if err != nil {
			return err
		}
		for _, op := range left {
			why := mail.Problem{Op: "send", Scope: mail.ScopeMessage, Cause: mail.MaybeSent, Host: w.acct.SendHost}
			if err := w.askAbout(tx, op, mail.AskSent, why); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		w.e.poke() // the mailbox may have to file what was sent
	}
	return err
}

// obey carries out one answer about a message in the outbox.
func (w *worker) obey(tx *cache.Tx, a cache.Answered) error {
	if err := tx.WithdrawAbout(a.Message); err != nil {
		return err
	}
	op, err := tx.SendOf(a.Message)
	if err != nil {
		return ignoreNotFound(err)
	}
	switch a.Choice {
	case mail.ChoiceSent:
		return w.sent(tx, op)
	case mail.ChoiceDiscard:
		return tx.Remove(op.Message)
	default:
		if err := tx.RequeueOps(op.ID); err != nil {
			return err
		}
		return tx.HastenSends(w.acct.ID) // what was mended helps the others, too
	}
}

// nextSend returns the message to send now. When none is due the operation is
// the zero one, and next is how long that stays so.
func (w *worker) nextSend(ctx context.Context) (op cache.Op, next time.Duration, err error) {
	var queued []cache.Op
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		queued, err = tx.Sends(w.acct.ID, cache.OpQueued)
		return err
	})
	if err != nil || len(queued) == 0 || w.acct.Sender == nil {
		return op, lastRetry, err
	}
	// Nothing is put off for longer than lastRetry: a longer wait is a clock that
	// was set back.
	if wait := queued[0].NotBefore.Sub(w.e.opts.Now()); wait > 0 && wait <= lastRetry {
		return op, wait, nil
	}
	return queued[0], 0, nil
}

// send sends one message. That it is under way is committed before the first
// byte leaves: whatever happens then, it is not sent again without asking.
func (w *worker) send(ctx context.Context, op cache.Op) error {
	m, err := w.outgoing(ctx, op.Message)
	if err != nil { // the others may fare better
		why := backend.ProblemOf(err, "send")
		why.Kind, why.Scope = mail.Temporary, mail.ScopeMessage
		return errors.Join(err, w.store.Write(ctx, func(tx *cache.Tx) error { return w.later(tx, op, why) }))
	}
	queued := false
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		now, err := tx.Op(op.ID)
		if queued = err == nil && now.State == cache.OpQueued; !queued {
			return ignoreNotFound(err)
		}
		return tx.RunOps(op.ID)
	})
	if err != nil || !queued { // the user has taken it back meanwhile
		return err
	}
	w.e.opts.Failpoint("running")
	failure := w.acct.Sender.Send(ctx, m)
	w.e.opts.Failpoint("answered")
	err = w.store.Write(context.WithoutCancel(ctx), func(tx *cache.Tx) error {
		if failure == nil {
			return w.sent(tx, op)
		}
		return w.notSent(tx, op, backend.ProblemOf(failure, "send"), ctx.Err() != nil)
	})
	w.e.opts.Failpoint("settled")
	w.e.poke() // the mailbox may have to file it
	if failure != nil {
		w.log.Warn("send", "message", op.Message.String(), "err", failure)
	} else {
		w.log.Info("sent", "message", op.Message.String())
	}
	return err
}

// outgoing reads a message and its envelope.
func (w *worker) outgoing(ctx context.Context, id mail.LocalID) (m backend.Outgoing, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		s, err := tx.Submission(id)
		m.From, m.To = s.From, s.To
		return err
	})
	if err != nil {
		return m, err
	}
	m.Message, err = w.whole(ctx, id)
	return m, err
}

// whole reads a message that is kept whole.
func (w *worker) whole(ctx context.Context, id mail.LocalID) ([]byte, error) {
	body, err := w.store.Body(ctx, id, "")
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(body)
	return raw, errors.Join(err, body.Close())
}

// sent moves a message out of the outbox. Where the server has a folder for sent
// mail, the message is to be there, too.
func (w *worker) sent(tx *cache.Tx, op cache.Op) error {
	folder, err := tx.LocalFolder(w.acct.ID, mail.RoleSent, sentName)
	if err != nil {
		return err
	}
	if err := tx.Sent(op, folder); err != nil {
		return err
	}
	there, err := w.sentBox(&tx.ReadTx)
	if err != nil || there.ID == 0 {
		return err
	}
	action, err := tx.Tick()
	if err != nil {
		return err
	}
	if _, err := tx.Enqueue(cache.Op{Message: op.Message, Kind: cache.OpFile, Action: action}); err != nil {
		return err
	}
	return tx.Refresh(there.ID)
}

// notSent settles a message that was not sent, or maybe was.
func (w *worker) notSent(tx *cache.Tx, op cache.Op, why mail.Problem, cancelled bool) error {
	switch why.Kind {
	case mail.Unknown:
		return w.askAbout(tx, op, mail.AskSent, why)
	case mail.Temporary, mail.Busy:
	default:
		return w.askAbout(tx, op, mail.AskUnsent, why)
	}
	if cancelled { // the program ends, or the user works offline
		return tx.RequeueOps(op.ID)
	}
	return w.later(tx, op, why)
}

// later puts a message off, longer each time.
func (w *worker) later(tx *cache.Tx, op cache.Op, why mail.Problem) error {
	again := retry{failures: op.Refusals, rand: w.e.opts.Rand}
	when := w.e.opts.Now().Add(again.next())
	if _, err := tx.RefuseOp(op.ID, why, when, math.MaxInt); err != nil {
		return err
	}
	if why.Scope == mail.ScopeAccount { // the others would fare no better
		return tx.HoldSends(w.acct.ID, when)
	}
	return nil
}

// askAbout leaves a message in the outbox until the user has decided.
func (w *worker) askAbout(tx *cache.Tx, op cache.Op, kind mail.QuestionKind, why mail.Problem) error {
	var err error
	if kind == mail.AskSent {
		err = tx.DoubtSend(op, why)
	} else {
		_, err = tx.RefuseOp(op.ID, why, time.Time{}, 0)
	}
	if err != nil {
		return err
	}
	if kind == mail.AskUnsent && why.Scope == mail.ScopeAccount { // what is wrong concerns the others, too
		if err := tx.HoldSends(w.acct.ID, w.e.opts.Now().Add(lastRetry)); err != nil {
			return err
		}
	}
	return tx.Ask(mail.Question{
		Account: w.acct.ID, Message: op.Message, Kind: kind, Problem: &why, Asked: w.e.opts.Now(),
	})
}
