package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// jump is how far the wall clock may move between two visits before "keep N
// days" is not believed without asking.
const jump = 24 * time.Hour

const day = 24 * time.Hour

// verdict is what the policy says about the server's copy of a message.
type verdict uint8

const (
	keep        verdict = iota
	remove              // delete it
	removeByAge         // delete it because of its age: only a clock can say so
)

// judge applies the policy to a row of which everything is safely here.
func (m Maildrop) judge(r cache.Remote, now time.Time, noIDs bool) verdict {
	switch {
	case r.ID == "" && noIDs && !m.DeleteWithoutIDs:
		return keep
	case m.OnServer == Delete:
		return remove
	case m.KeepDays > 0 && now.Sub(r.StoredAt) > time.Duration(m.KeepDays)*day:
		return removeByAge
	default:
		return keep
	}
}

// applyPolicy runs the policy over the ledger: what was stored is read back,
// and what is not to stay on the server becomes due.
func (w *worker) applyPolicy(ctx context.Context, p *pass) error {
	jumped, err := w.clockJumped(ctx)
	if err != nil {
		return err
	}
	states := []cache.RemoteState{cache.RemoteLive, cache.RemoteDue, cache.RemoteReleasing}
	if m := w.acct.Maildrop; m.OnServer == Delete || m.KeepDays > 0 && !p.session.heard {
		states = append(states, cache.RemoteVerified) // else it is what stays
	}
	for _, state := range states {
		if err := w.applyPolicyTo(ctx, p, state, jumped); err != nil {
			return fmt.Errorf("apply the policy: %w", err)
		}
	}
	return nil
}

// applyPolicyTo runs the policy over the rows of one state.
func (w *worker) applyPolicyTo(ctx context.Context, p *pass, state cache.RemoteState, jumped bool) error {
	for after := int64(0); ; {
		var rows []cache.Remote
		err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
			rows, err = tx.RemotesInState(p.folder, state, after, rowsATurn)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].Row
		next := map[cache.RemoteState][]int64{}
		byAge := 0
		for _, r := range rows {
			to, age, err := w.next(ctx, p, r, jumped)
			if err != nil {
				return err
			}
			if age {
				byAge++
			}
			if to != r.State {
				next[to] = append(next[to], r.Row)
			}
		}
		if err := w.setStates(ctx, p, next, byAge > 0 && jumped); err != nil {
			return err
		}
	}
}

// next returns the state a row should be in, and whether only its age decided
// so.
func (w *worker) next(ctx context.Context, p *pass, r cache.Remote, jumped bool) (cache.RemoteState, bool, error) {
	if r.State == cache.RemoteLive {
		if err := w.store.ReadBack(ctx, r.Body); err != nil {
			if ctx.Err() != nil {
				return r.State, false, ctx.Err()
			}
			w.log.Error("read back", "row", r.Row, "err", err)
			w.refuse(backend.ProblemOf(err, "store"))
			return cache.RemoteDoubtful, false, nil
		}
	}
	if r.ID == "" && !p.session.heard { // whether the server has ids is told by the Sync to come
		if r.State == cache.RemoteLive {
			return cache.RemoteVerified, false, nil
		}
		return r.State, false, nil
	}
	_, proved := p.session.ids[r.Row]
	v := w.acct.Maildrop.judge(r, w.e.opts.Now(), p.session.noIDs)
	switch {
	case r.State == cache.RemoteReleasing && (v == remove || v == removeByAge && !jumped || !proved):
		return r.State, false, nil // a DELE may have been sent: only a proof shows that it is still there
	case v == remove, v == removeByAge && !jumped:
		return cache.RemoteDue, v == removeByAge, nil
	default:
		return cache.RemoteVerified, v == removeByAge, nil
	}
}

func (w *worker) setStates(ctx context.Context, p *pass, next map[cache.RemoteState][]int64, ask bool) error {
	if len(next) == 0 && !ask {
		return nil
	}
	return w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
		for state, rows := range next {
			if err := tx.SetRemoteState(state, rows...); err != nil {
				return err
			}
		}
		if !ask {
			return nil
		}
		return tx.Ask(mail.Question{Account: w.acct.ID, Kind: mail.AskClock, Asked: p.now})
	})
}

// clockJumped reports whether the wall clock moved by more than a day since the
// last visit. When it is back where it should be, nothing is asked any more.
func (w *worker) clockJumped(ctx context.Context) (bool, error) {
	if w.acct.Maildrop.OnServer == Delete || w.acct.Maildrop.KeepDays == 0 {
		return false, nil
	}
	var seen time.Time
	err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		seen, err = tx.SeenTime(w.acct.ID)
		return err
	})
	if err != nil || seen.IsZero() {
		return false, err
	}
	if w.e.opts.Now().Sub(seen).Abs() > jump {
		return true, nil
	}
	return false, w.store.Write(ctx, func(tx *cache.Tx) error { return tx.Withdraw(w.acct.ID, 0, mail.AskClock) })
}
