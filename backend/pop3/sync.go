package pop3

import (
	"context"
	"fmt"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// Sync tells what is new in the maildrop, what is no longer there, and which of
// the ids that are to be deleted are proved.
//
// It is not Complete when it stopped at a limit: another Sync on the same
// connection goes on after the last message that was handed on. What a session
// has told it does not tell again, copies without an id included; a Complete
// batch whose cursor is that of the request has looked at no such copy.
func (b *Backend) Sync(ctx context.Context, req backend.SyncRequest, apply backend.ApplyFunc) error {
	s, err := b.current("sync")
	if err != nil {
		return err
	}
	release := s.conn.CutOn(ctx)
	defer release()
	if err := s.list(); err != nil {
		b.drop()
		return b.cancelled(ctx, "list", err)
	}
	p, err := b.plan(ctx, s, req)
	if err != nil {
		return err
	}
	tell := func(ctx context.Context, batch backend.Batch) error {
		batch.NoIDs = s.listings.noIDs
		return apply(ctx, batch)
	}
	if err := b.tellPlan(ctx, s, p, tell); err != nil {
		return err
	}
	return b.readPlan(ctx, s, p, req.Spool, tell)
}

// cancelled returns the problem of err, or of ctx when that is why.
func (b *Backend) cancelled(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return b.problem(op, err)
}

// tellPlan tells what is known without reading a message.
func (b *Backend) tellPlan(ctx context.Context, s *session, p plan, apply backend.ApplyFunc) error {
	for len(p.detached) > 0 {
		n := min(len(p.detached), backend.BatchMessages)
		if err := apply(ctx, backend.Batch{Detached: p.detached[:n], Total: len(p.jobs)}); err != nil {
			return err
		}
		p.detached = p.detached[n:]
	}
	for len(p.failed) > 0 {
		n := min(len(p.failed), backend.BatchMessages)
		batch := backend.Batch{Total: len(p.jobs)}
		for _, at := range p.failed[:n] {
			batch.Failed = append(batch.Failed, backend.Failure{
				ID: s.listings.entries[at].id,
				Problem: mail.Problem{
					Op: "retr", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.TooLarge, Host: b.opts.Dial.Addr(),
				},
			})
		}
		if err := apply(ctx, batch); err != nil {
			return err
		}
		for _, at := range p.failed[:n] {
			s.told[at] = true
		}
		p.failed = p.failed[n:]
	}
	return nil
}

// readPlan reads the messages of p and hands them on while more are read.
func (b *Backend) readPlan(
	ctx context.Context, s *session, p plan, spool backend.Spool, apply backend.ApplyFunc,
) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r := b.newReader(s, p.jobs)
	wait := backend.ReadAhead(func() { r.run(reading) }, s.conn.Cut)
	c := consumer{b: b, session: s, spool: spool, apply: apply, total: len(p.jobs)}
	var failed error
	for st := range r.steps {
		if failed != nil {
			st.abandon(failed)
			continue
		}
		if failed = c.take(ctx, st); failed != nil {
			stop()
			b.drop() // answers that nobody reads are still to come
		}
	}
	wait()
	if failed == nil && r.err != nil {
		b.drop()
		return b.cancelled(ctx, "retr", r.err)
	}
	return failed
}

// consumer makes durable what the reader hands on.
type consumer struct {
	b       *Backend
	session *session
	spool   backend.Spool
	apply   backend.ApplyFunc
	done    int // entries told
	total   int // entries to be told
}

// take makes one step durable.
func (c *consumer) take(ctx context.Context, st step) error {
	if err := ctx.Err(); err != nil {
		st.abandon(err)
		return c.b.problem("sync", err)
	}
	if st.large != nil {
		err := c.takeLarge(ctx, &st)
		st.large.done <- err
		if err != nil && c.session.conn.Err() != nil {
			return nil // the reader tells why
		}
		if err != nil {
			return fmt.Errorf("store message %d: %w", c.session.listings.entries[st.large.at].number, err)
		}
	}
	st.batch.Done, st.batch.Total = c.done+len(st.told), c.total
	if st.last && st.batch.Done == c.total {
		st.batch.Complete, st.batch.Cursor = true, c.session.listings.cursor
	}
	if len(st.told) == 0 && !st.batch.Complete {
		return nil // stopped at a limit
	}
	if err := c.apply(ctx, st.batch); err != nil {
		return err
	}
	c.done = st.batch.Done
	for _, t := range st.told {
		c.session.told[t.at] = true
		if t.proved {
			e := c.session.listings.entries[t.at]
			c.session.proved[e.id] = e.number
		}
	}
	return nil
}

// takeLarge reads the body of a large message into the Spool.
func (c *consumer) takeLarge(ctx context.Context, st *step) error {
	m := &st.large.message
	blob, err := c.spool.Put(ctx, st.large.body)
	if err != nil {
		return err
	}
	m.Blob = blob
	if !plausible(m.Size, blob.Size, m.Header) {
		m.Doubt = c.b.sizeProblem()
	}
	st.batch.Added = []backend.Message{*m}
	st.told = []told{{at: st.large.at, proved: m.Doubt == nil}}
	return nil
}
