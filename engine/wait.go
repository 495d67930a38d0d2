package engine

import (
	"context"
	"sync"

	"github.com/mailtui/mailtui/mail"
)

// events is a set of events behind a wake-up of one slot: adding never waits,
// nothing is lost, and equal events are told once.
type events struct {
	mu   sync.Mutex
	set  map[mail.Event]bool
	list []mail.Event // of the set, in the order they came
	wake chan struct{}
}

func newEvents() *events {
	return &events{set: map[mail.Event]bool{}, wake: make(chan struct{}, 1)}
}

func (s *events) add(list []mail.Event) {
	if len(list) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range list {
		if !s.set[e] {
			s.set[e] = true
			s.list = append(s.list, e)
		}
	}
	knock(s.wake)
}

func (s *events) take() []mail.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	clear(s.set)
	return list
}

// knock fills a wake-up of one slot.
func knock(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default: // somebody knocked already
	}
}

// Notify takes the events of a commit: it is what [cache.Open] is given as
// onCommit. It never waits.
func (e *Engine) Notify(list []mail.Event) { e.events.add(list) }

// Wait returns what has changed since the last call, each thing once, and waits
// while nothing has. One goroutine may wait at a time. It returns ctx's error
// when ctx ends.
func (e *Engine) Wait(ctx context.Context) ([]mail.Event, error) {
	for {
		if list := e.events.take(); len(list) > 0 {
			return list, nil
		}
		select {
		case <-e.events.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
