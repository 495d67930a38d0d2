package imap

import (
	"context"
	"errors"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

const (
	// rangeMessages is how many messages one FETCH asks for: few turns, and not
	// so many that a cut loses much.
	rangeMessages = 10_000
	// rangeSpans bounds the length of its command line.
	rangeSpans = 200
	// maxFailures is how many single messages may fail before the mailbox does.
	maxFailures = 100
)

// sizes are how many messages are read and handed on at once. Tests make them
// small, so that a small mailbox has every kind of boundary.
type sizes struct{ first, batch, stretch int }

func defaultSizes() sizes {
	return sizes{first: backend.FirstBatch, batch: backend.BatchMessages, stretch: rangeMessages}
}

// stretch is a part of the UIDs that are not done: what one FETCH asks for.
type stretch struct {
	ask   spans // to be done when it is told, existing or not
	exist spans // of these, the messages
}

// stretches divides what is not done, the newest first. The first one is a
// screen full.
func (n sizes) stretches(top uint32, done, all spans) []stretch {
	var out []stretch
	todo := spans(nil).add(1, top).minus(done)
	size := n.first
	for len(todo) > 0 {
		lo := lowest(all.minus(done), todo, size)
		ask := todo.and(spans{{lo, top}})
		if len(ask) > rangeSpans {
			ask = ask[len(ask)-rangeSpans:]
			lo = ask[0].lo
		}
		out = append(out, stretch{ask: ask, exist: all.and(ask)})
		todo = todo.minus(spans{{lo, top}})
		size = n.stretch
	}
	return out
}

// lowest returns the UID down to which todo holds size messages, 1 if it holds
// no more.
func lowest(exist, todo spans, size int) uint32 {
	exist = exist.and(todo)
	for i := len(exist) - 1; i >= 0; i-- {
		n := int(exist[i].hi-exist[i].lo) + 1
		if n > size {
			return exist[i].hi - uint32(size) + 1 //nolint:gosec // less than the size of the span
		}
		if size -= n; size == 0 && i > 0 {
			return exist[i].lo
		}
	}
	return 1
}

// slice is what is applied at once.
type slice struct {
	added  []backend.Message
	failed []backend.Failure
	bytes  int
	done   spans // UIDs that are done when it is applied
	last   bool  // of the pass
}

// missing tells the messages that were not told yet. They are read in a
// goroutine of their own while the caller's applies.
func (p *pass) missing(ctx context.Context) error {
	top := p.all.top()
	if p.state.UIDNext > 0 {
		top = max(top, p.state.UIDNext-1)
	}
	reading, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &reader{p: p, ctx: reading, slices: make(chan slice, 1), ended: make(chan error, 1)}
	defer p.b.conn.CutOn(reading)()
	all := p.b.sizes.stretches(top, p.cur.done, p.all)
	wait := backend.ReadAhead(func() { r.read(all) }, p.b.conn.Cut)
	var failure error
	for s := range r.slices {
		p.cur.done = union(p.cur.done, s.done)
		if failure = p.tell(ctx, backend.Batch{Added: s.added, Failed: s.failed, Complete: s.last}); failure != nil {
			break
		}
	}
	cancel()
	for range r.slices { // it ends within the grace of the cut
	}
	wait()
	err := <-r.ended
	if failure != nil {
		return failure
	}
	if err != nil {
		return p.b.fail(ctx, "fetch", p.req.Box, err)
	}
	return nil
}

func union(a, b spans) spans {
	for _, r := range b {
		a = a.add(r.lo, r.hi)
	}
	return a
}

// reader reads ahead of apply. It touches neither the cursor nor the store.
type reader struct {
	p        *pass
	ctx      context.Context
	slices   chan slice
	ended    chan error
	failures int
}

func (r *reader) read(all []stretch) {
	defer close(r.slices)
	if len(all) == 0 {
		r.ended <- r.send(slice{last: true})
		return
	}
	for i, s := range all {
		if err := r.stretch(s, i == len(all)-1); err != nil {
			r.ended <- err
			return
		}
	}
	r.ended <- nil
}

// send waits until there is room for a slice.
func (r *reader) send(s slice) error {
	select {
	case r.slices <- s:
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// stretch reads one stretch and sends it in slices.
func (r *reader) stretch(s stretch, last bool) error {
	g := &gathering{reader: r, stretch: s, ascending: true}
	if len(s.exist) > 0 {
		if err := g.fetch(s.ask); err != nil {
			return err
		}
	}
	if err := g.resolve(); err != nil {
		return err
	}
	g.slice.done = s.ask.minus(g.unresolved)
	g.slice.last = last
	return r.send(g.slice)
}

// gathering is the answer to a stretch on its way into slices.
type gathering struct {
	*reader
	stretch    stretch
	slice      slice
	got        spans // messages that were sent or are in the slice
	ascending  bool
	unresolved spans // messages that could not be had
}

// fetch asks for the messages of a set. A refusal is no error: what was not
// answered is resolved afterwards.
func (g *gathering) fetch(set spans) error {
	cmd := g.p.b.client.Fetch(set.uidSet(), headerItems())
	var failure error
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		f, err := g.p.b.readFetched(msg)
		if failure == nil {
			failure = err
		}
		if failure != nil || g.ctx.Err() != nil {
			continue // to the end of the command, or of the connection
		}
		// An answer without the header is a change of flags, which came in
		// between; the message itself may follow, or not.
		if f.hasHeader && g.stretch.exist.has(f.uid) && !g.got.has(f.uid) {
			failure = g.take(f)
		}
	}
	err := cmd.Close()
	if isRefusal(err) {
		err = nil
	}
	return errors.Join(failure, err)
}

// take puts a message into the slice, and sends the slice when it is full.
func (g *gathering) take(f fetched) error {
	g.ascending = g.ascending && f.uid > g.got.top()
	if len(g.slice.added) == g.p.b.sizes.batch || g.slice.bytes+len(f.header) > backend.BatchBytes {
		if err := g.flush(); err != nil {
			return err
		}
	}
	g.slice.added = append(g.slice.added, f.message(g.p.state.UIDValidity))
	g.slice.bytes += len(f.header)
	g.got = g.got.extend(f.uid)
	return nil
}

// flush sends the slice. While the answers ascend, everything up to the last of
// them is done but what was skipped; else nothing is until the end.
func (g *gathering) flush() error {
	if g.ascending {
		upTo := g.stretch.ask.and(spans{{1, g.got.top()}})
		g.slice.done = upTo.minus(g.stretch.exist.minus(g.got))
	}
	err := g.send(g.slice)
	g.slice = slice{}
	return err
}

// resolve asks again for messages that were not answered, in a form that works
// with servers that split their answers, then in ever smaller groups.
func (g *gathering) resolve() error {
	left := g.stretch.exist.minus(g.got)
	if len(left) == 0 {
		return nil
	}
	return g.narrow(left)
}

// narrow asks for a set; when the server refuses it, for its halves.
func (g *gathering) narrow(set spans) error {
	refused, err := g.fetchApart(set)
	set = set.minus(g.got) // some may have been answered before the refusal
	if err != nil || !refused || len(set) == 0 {
		return err
	}
	if set.count() == 1 {
		return g.fail(set[0].lo)
	}
	low, high := set.halves()
	if err := g.narrow(low); err != nil {
		return err
	}
	return g.narrow(high)
}

// fail gives one message up. It stays to be asked for by the next Sync.
func (g *gathering) fail(uid uint32) error {
	if g.failures++; g.failures > maxFailures {
		return &backend.Error{Problem: mail.Problem{
			Op: "fetch", Scope: mail.ScopeFolder, Kind: mail.Temporary,
			Host: g.p.b.opts.Dial.Addr(), What: mail.Line(string(g.p.req.Box)),
		}}
	}
	g.unresolved = g.unresolved.add(uid, uid)
	g.slice.failed = append(g.slice.failed, backend.Failure{
		ID: remoteID(g.p.state.UIDValidity, uid),
		Problem: mail.Problem{
			Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Rejected, Host: g.p.b.opts.Dial.Addr(),
		},
	})
	return nil
}

// fetchApart asks for the header and for the rest in two commands, so that no
// answer can stand in for the other. What neither answers is gone.
func (g *gathering) fetchApart(set spans) (refused bool, err error) {
	rest := headerItems()
	header := &goimap.FetchOptions{UID: true, BodySection: rest.BodySection}
	rest.BodySection = nil
	meta := map[uint32]fetched{}
	refusedMeta, err := g.each(set, rest, func(f fetched) error {
		meta[f.uid] = f
		return nil
	})
	if err != nil || refusedMeta {
		return refusedMeta, err
	}
	refused, err = g.each(set, header, func(f fetched) error {
		m, ok := meta[f.uid]
		if !f.hasHeader || !ok || g.got.has(f.uid) {
			return nil
		}
		m.header = f.header
		return g.take(m)
	})
	if err != nil || refused {
		return refused, err
	}
	for uid := range meta {
		if set.has(uid) && !g.got.has(uid) {
			if err := g.fail(uid); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// each runs a FETCH and calls do with each of its answers.
func (g *gathering) each(set spans, options *goimap.FetchOptions, do func(fetched) error) (refused bool, err error) {
	cmd := g.p.b.client.Fetch(set.uidSet(), options)
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		f, readErr := g.p.b.readFetched(msg)
		if err == nil {
			err = readErr
		}
		if err == nil {
			err = do(f)
		}
	}
	closeErr := cmd.Close()
	switch {
	case err != nil:
		return false, err
	case vanished(closeErr):
		return false, nil
	case isRefusal(closeErr):
		return true, nil
	default:
		return false, closeErr
	}
}
