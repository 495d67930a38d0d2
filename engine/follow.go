package engine

import (
	"context"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// pollEvery is how often a process looks whether another one wrote.
const pollEvery = 500 * time.Millisecond

// Follow tells of what another process writes as [mail.StoreChanged], until ctx
// ends. It is for a process that does not hold the lock of the store: Run does
// the same.
func (e *Engine) Follow(ctx context.Context) { e.poll(ctx, func() {}) }

// attend lets the workers look at the rows that this process or another one has
// written.
func (e *Engine) attend(ctx context.Context) {
	e.poll(ctx, func() {
		for _, w := range e.workers {
			w.look(ctx)
		}
	})
}

// poll calls changed when another process has written, and when this one pokes.
func (e *Engine) poll(ctx context.Context, changed func()) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var last int64 // of no store: what was written before the begin may not have been seen
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-e.poked:
			changed()
			continue
		case <-tick.C:
		}
		version, err := e.store.DataVersion(ctx)
		if err != nil {
			e.log.Warn("read the data version", "err", err)
			continue
		}
		if version != last {
			last = version
			e.events.add([]mail.Event{mail.StoreChanged{}})
			changed()
		}
	}
}

// poke makes attend look at once.
func (e *Engine) poke() { knock(e.poked) }
