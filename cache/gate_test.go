package cache

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// await lets others run until n wait at the gate.
func (g *gate) await(n int) {
	for {
		g.mu.Lock()
		waiting := len(g.waiting[person]) + len(g.waiting[batch])
		g.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

func TestGateLetsPersonsGoFirst(t *testing.T) {
	var g gate
	if err := g.enter(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	var order []string
	var all sync.WaitGroup
	for i, c := range []struct {
		name string
		who  turn
	}{{"batch 1", batch}, {"batch 2", batch}, {"person 1", person}, {"person 2", person}} {
		all.Go(func() {
			if err := g.enter(t.Context(), c.who); err != nil {
				t.Error(err)
			}
			order = append(order, c.name) // the gate guards it
			g.leave()
		})
		g.await(i + 1)
	}
	g.leave()
	all.Wait()
	if want := []string{"person 1", "person 2", "batch 1", "batch 2"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
	if g.busy {
		t.Error("the gate stayed shut")
	}
}

func TestGateForgetsWhoGivesUp(t *testing.T) {
	var g gate
	if err := g.enter(t.Context(), person); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() { gaveUp <- g.enter(ctx, batch) }()
	g.await(1)
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	g.leave()
	if g.busy || len(g.waiting[batch]) > 0 {
		t.Error("the gate waits for who gave up")
	}
}

// TestGateNeverLosesATurn gives up at the very moment the turn comes.
func TestGateNeverLosesATurn(t *testing.T) {
	var g gate
	var all sync.WaitGroup
	for i := range 2000 {
		ctx, cancel := context.WithCancel(t.Context())
		all.Go(func() {
			if g.enter(ctx, turn(i%2)) == nil {
				g.leave()
			}
		})
		all.Go(cancel)
	}
	all.Wait()
	if g.busy {
		t.Error("a turn was lost")
	}
}
