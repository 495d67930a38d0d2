package engine

import (
	"context"
	"runtime/debug"
	"sync"
)

// guard starts goroutines that end with its context. It is the only place of
// the package that does.
type guard struct {
	ctx  context.Context // what it starts lives exactly as long
	done sync.WaitGroup
}

func newGuard(ctx context.Context) *guard { return &guard{ctx: ctx} }

// start runs fn in a goroutine. When fn panics, crashed is told and the other
// goroutines go on.
func (g *guard) start(fn func(context.Context), crashed func(v any, stack []byte)) {
	g.done.Add(1)
	go func() {
		defer g.done.Done()
		defer func() {
			if v := recover(); v != nil {
				crashed(v, debug.Stack())
			}
		}()
		fn(g.ctx)
	}()
}

// wait returns when every goroutine has ended.
func (g *guard) wait() { g.done.Wait() }
