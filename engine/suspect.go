package engine

import (
	"context"
	"errors"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// A message whose answer ends the connection would end every visit. Whatever was
// asked for when a connection ended is suspect: it is asked for alone the next
// time, and given up for a while when the connection ends again.

// suspects are messages that were asked for when a connection ended.
type suspects struct {
	is    map[mail.LocalID]bool
	fresh bool // some were added since this was last looked at
}

// together returns how many messages at the begin of list one Fetch may ask
// for.
func (w *worker) together(list []cache.Prefetch) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for n < len(list) && !w.suspects.is[list[n].ID] {
		n++
	}
	return max(n, 1)
}

// freshSuspects reports whether a Fetch has ended a connection since it was
// last asked.
func (w *worker) freshSuspects() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	fresh := w.suspects.fresh
	w.suspects.fresh = false
	return fresh
}

// blame notes what the outcome of a Fetch says about its messages, and returns
// what of its error is left to be dealt with.
func (w *worker) blame(ctx context.Context, g *group, list []cache.Prefetch, err error) error {
	var failure *backend.Error
	switch {
	case err == nil:
		w.acquit(list)
		return nil
	case !errors.As(err, &failure) || failure.Scope == mail.ScopeMessage:
		return err
	case failure.Scope == mail.ScopeFolder:
		if passing(failure.Problem) {
			return err
		}
		w.log.Warn("fetch", "err", err)
		return w.failWants(ctx, g.section, list, failure.Problem)
	}
	guilty := w.suspect(g, list)
	return errors.Join(err, w.giveUp(ctx, g.section, guilty, failure.Problem))
}

// acquit takes messages from the suspects.
func (w *worker) acquit(list []cache.Prefetch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range list {
		delete(w.suspects.is, m.ID)
	}
}

// suspect adds the messages of a Fetch that did not come to the suspects, and
// returns the one that was asked for alone and was suspect before.
func (w *worker) suspect(g *group, list []cache.Prefetch) (guilty []cache.Prefetch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range list {
		if a := g.left[m.Remote]; a.came || a.err != nil {
			continue
		}
		w.suspects.fresh = true
		if len(list) == 1 && w.suspects.is[m.ID] {
			delete(w.suspects.is, m.ID)
			guilty = list
			continue
		}
		w.suspects.is[m.ID] = true
	}
	return guilty
}

// giveUp leaves messages alone for a while that have ended two connections.
func (w *worker) giveUp(ctx context.Context, section string, guilty []cache.Prefetch, why mail.Problem) error {
	if len(guilty) == 0 {
		return nil
	}
	why.Scope, why.Kind = mail.ScopeMessage, mail.Protocol
	return w.failWants(ctx, section, guilty, why)
}
