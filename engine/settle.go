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

// suspectTries is how often a visit that will have no other is made again when
// a message may have ended the connection.
const suspectTries = 2

// visitOnce makes one complete visit and closes the connection.
func (w *worker) visitOnce(ctx context.Context, progress func(Progress)) error {
	defer w.bulk.close()
	p := plan{all: true, once: true, progress: progress}
	if _, err := w.sendDue(ctx); err != nil {
		w.log.Error("send", "err", err)
	}
	answers, err := w.answers(ctx)
	if err == nil {
		err = w.carryOut(ctx, answers)
	}
	var partial error
	for tries := 0; err == nil; tries++ {
		partial, err = w.visit(ctx, p)
		if err == nil || tries == suspectTries || !w.freshSuspects() {
			break
		}
		w.bulk.close()
		err = nil
	}
	w.settle(ctx, p, partial, err)
	if err = errors.Join(err, partial); err != nil {
		return fmt.Errorf("account %q: %w", w.acct.ID, err)
	}
	return nil
}

// settle notes how a visit ended and decides when the next one is. partial is
// what failed in single folders.
func (w *worker) settle(ctx context.Context, p plan, partial, err error) rest {
	if err == nil {
		return w.settleWell(ctx, p, partial)
	}
	w.bulk.close()
	if ctx.Err() != nil { // the program ends, or the user works offline: then the next turn says so
		w.setState(context.WithoutCancel(ctx), cache.AccountState{Phase: mail.PhaseOffline})
		return rest{until: 0}
	}
	problem := backend.ProblemOf(err, "visit")
	if problem.Host == "" && problem.Path == "" {
		problem.Host = w.acct.Host
	}
	w.log.Warn("visit", "err", err)
	state := cache.AccountState{Phase: mail.PhaseOffline, Problem: &problem}
	r := rest{until: -1, only: true}
	switch problem.Kind {
	case mail.Auth:
		state.Phase = mail.PhaseStopped
		w.live.shut()
		w.ask(ctx, mail.Question{Kind: mail.AskSignIn, Problem: &problem})
	case mail.Insecure, mail.Config:
		state.Phase = mail.PhaseStopped
		w.live.shut()
	default:
		r = rest{until: w.retry.next(), only: true}
		state.Retry = w.e.opts.Now().Add(r.until)
	}
	w.nextFull = time.Time{}
	w.setState(ctx, state)
	return r
}

func (w *worker) settleWell(ctx context.Context, p plan, partial error) rest {
	w.retry.reset()
	w.mu.Lock()
	state := cache.AccountState{Phase: mail.PhaseIdle, Problem: w.failed}
	w.failed = nil
	w.mu.Unlock()
	if partial != nil {
		problem := backend.ProblemOf(partial, "visit")
		state.Problem = &problem
		w.log.Warn("some folders failed", "err", partial)
	}
	if p.all {
		w.nextFull = time.Now().Add(w.acct.CheckEvery)
		if partial == nil {
			state.Synced = w.e.opts.Now()
		}
	}
	w.setState(ctx, state)
	if w.interrupted {
		return rest{until: 0}
	}
	return rest{until: max(0, time.Until(w.nextFull))}
}

// stopAfterCrash notes that the bulk loop has ended for good.
func (w *worker) stopAfterCrash() {
	w.hangUp()
	w.setState(context.Background(), cache.AccountState{
		Phase: mail.PhaseStopped, Problem: &mail.Problem{Op: "crash", Host: w.acct.Host},
	})
}

// setState writes how the account is doing. A failure is logged: the disk that
// cannot be written is what the visit itself reports.
func (w *worker) setState(ctx context.Context, state cache.AccountState) {
	err := w.store.Write(ctx, func(tx *cache.Tx) error { return tx.SetAccountState(w.acct.ID, state) })
	if err != nil && ctx.Err() == nil {
		w.log.Error("write the state of the account", "err", err)
	}
}

// ask puts a question of this account.
func (w *worker) ask(ctx context.Context, q mail.Question) {
	q.Account, q.Asked = w.acct.ID, w.e.opts.Now()
	if err := w.store.Write(ctx, func(tx *cache.Tx) error { return tx.Ask(q) }); err != nil {
		w.log.Error("ask", "err", err)
	}
}
