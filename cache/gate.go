package cache

import (
	"context"
	"sync"
)

// turn is who wants to write.
type turn uint8

const (
	person turn = iota // somebody waits for it: goes first
	batch              // nobody waits for it
)

// gate lets one writer in at a time: persons before batches, each in the order
// they came. Its zero value is open.
type gate struct {
	mu      sync.Mutex
	busy    bool
	waiting [2][]chan struct{} // by turn
}

// enter waits for the turn. Cancelling ctx ends the wait.
func (g *gate) enter(ctx context.Context, who turn) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	if !g.busy {
		g.busy = true
		g.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	g.waiting[who] = append(g.waiting[who], mine)
	g.mu.Unlock()

	select {
	case <-mine:
		return nil
	case <-ctx.Done():
		g.giveUp(mine, who)
		return ctx.Err()
	}
}

// giveUp takes mine out of the queue, or passes the turn on when it came
// meanwhile.
func (g *gate) giveUp(mine chan struct{}, who turn) {
	g.mu.Lock()
	for i, c := range g.waiting[who] {
		if c == mine {
			g.waiting[who] = append(g.waiting[who][:i], g.waiting[who][i+1:]...)
			g.mu.Unlock()
			return
		}
	}
	g.mu.Unlock()
	g.leave()
}

// leave passes the turn on.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for who := range g.waiting {
		if len(g.waiting[who]) > 0 {
			next := g.waiting[who][0]
			g.waiting[who] = g.waiting[who][1:]
			close(next)
			return
		}
	}
	g.busy = false
}

// Awaited reports whether somebody waits to write. A WriteBatch that looks from
// time to time and ends early keeps that wait short.
func (s *Store) Awaited() bool {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return len(s.gate.waiting[person]) > 0
}
