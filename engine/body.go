package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Limits of what one transaction stores.
const (
	groupBytes = 4 << 20 // of texts
	groupSize  = 100     // messages
)

// order says what of messages is fetched.
type order struct {
	section  string                 // as in [backend.Want]
	progress func(done int64) error // told of a single message while it comes; nil: nobody waits
}

// fetch reads a section of messages of one folder, and stores it in groups. Every
// one of them then has it, or it is noted why not. Those that may be why a
// connection ended are asked for one at a time.
func (w *worker) fetch(ctx context.Context, c *conn, o order, list []cache.Prefetch) error {
	for len(list) > 0 {
		n := w.together(list)
		if err := w.fetchTogether(ctx, c, o, list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (w *worker) fetchTogether(ctx context.Context, c *conn, o order, list []cache.Prefetch) error {
	fetcher, able := backend.As[backend.Fetcher](c.b)
	if !able {
		return w.failWants(ctx, o.section, list, mail.Problem{
			Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NotCached, Host: w.acct.Host,
		})
	}
	var folder mail.Folder
	err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		folder, err = tx.Folder(list[0].Folder)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := c.connect(ctx); err != nil { // after a deletion POP3 needs a new session
		return err
	}
	g := &group{order: o, w: w, ctx: ctx, left: map[mail.RemoteID]*arriving{}}
	wants := make([]backend.Want, len(list))
	for i, m := range list {
		wants[i] = backend.Want{ID: m.Remote, Section: o.section, Size: m.Size}
		g.left[m.Remote] = &arriving{id: m.ID}
	}
	defer g.unspool() //nolint:contextcheck // it is g.ctx
	err = fetcher.Fetch(ctx, folder.Box, wants, g.take)
	if flushErr := g.finish(err == nil); err == nil { //nolint:contextcheck // it is g.ctx
		err = flushErr
	}
	if ctx.Err() == nil {
		err = w.blame(ctx, g, list, err)
	}
	if err != nil {
		return fmt.Errorf("fetch from %q: %w", folder.Path, err)
	}
	return nil
}

// arriving is a message of which sections are coming in.
type arriving struct {
	id        mail.LocalID
	structure []mail.Part
	sections  map[string][]byte // small ones, for the snippet
	came      bool              // all that was asked for
	err       error
}

// group collects what a Fetch hands on and stores it in transactions of some
// size.
type group struct {
	order
	w       *worker
	ctx     context.Context // of the Fetch that calls take
	left    map[mail.RemoteID]*arriving
	pending []func(*cache.Tx) error
	bytes   int
	spooled []cache.Blob
}

// take stores one section.
func (g *group) take(item backend.Item) error {
	a := g.left[item.ID]
	if a == nil {
		return nil // not asked for
	}
	if item.Structure != nil {
		a.structure = item.Structure
	}
	if item.Err != nil {
		a.err = item.Err
		return nil
	}
	if g.progress != nil {
		item.Body = &counted{r: item.Body, tell: g.progress}
	}
	head, large, err := split(item.Body)
	if err != nil {
		return fmt.Errorf("read section %q: %w", item.Section, err)
	}
	if large {
		return g.takeLarge(a, item, head)
	}
	if item.Section == "" {
		t := prepareRaw(head)
		g.add(len(head), func(tx *cache.Tx) error { return t.put(tx, a.id) })
		a.came = true
	} else {
		if a.sections == nil {
			a.sections = map[string][]byte{}
		}
		a.sections[item.Section] = head
		packed := cache.Compress(head)
		g.addSection(a, item.Section, len(head), func(tx *cache.Tx) error {
			return tx.PutBody(a.id, item.Section, packed)
		})
	}
	return g.flush(false)
}

// split reads a section into memory up to what is stored inline; large says
// that there is more.
func split(r io.Reader) (head []byte, large bool, err error) {
	head, err = io.ReadAll(io.LimitReader(r, backend.InlineBody+1))
	return head, len(head) > backend.InlineBody, err
}

// takeLarge streams a section into the store.
func (g *group) takeLarge(a *arriving, item backend.Item, head []byte) error {
	blob, err := g.w.store.Spool(g.ctx, io.MultiReader(bytes.NewReader(head), item.Body))
	if err != nil {
		return err
	}
	g.spooled = append(g.spooled, blob)
	if item.Section != "" {
		g.addSection(a, item.Section, 0, func(tx *cache.Tx) error { return tx.BindBody(a.id, item.Section, blob) })
		return g.flush(false)
	}
	t, err := prepareBlob(g.ctx, g.w.store, blob)
	if err != nil {
		return err
	}
	a.came = true
	g.add(0, func(tx *cache.Tx) error { return t.put(tx, a.id) })
	return g.flush(false)
}

// addSection queues the write of a section. One that was wanted by its number is
// stored only while it still is.
func (g *group) addSection(a *arriving, section string, size int, write func(*cache.Tx) error) {
	if section != g.section {
		g.add(size, write)
		return
	}
	a.came = true
	g.add(size, func(tx *cache.Tx) error {
		wanted, err := tx.ForgetWant(a.id, section)
		if err != nil || !wanted {
			return err
		}
		tx.Emit(mail.MessageChanged{Message: a.id})
		return write(tx)
	})
}

// add queues a write for the next transaction.
func (g *group) add(size int, write func(*cache.Tx) error) {
	g.pending = append(g.pending, write)
	g.bytes += size
}

// flush writes what is queued when it is enough, or all that is.
func (g *group) flush(all bool) error {
	if len(g.pending) == 0 || !all && len(g.pending) < groupSize && g.bytes < groupBytes {
		return nil
	}
	for len(g.pending) > 0 {
		done := 0
		err := g.w.store.WriteBatch(context.WithoutCancel(g.ctx), func(tx *cache.Tx) error {
			for _, write := range g.pending {
				// A message that another process removed meanwhile is no error.
				if err := ignoreNotFound(write(tx)); err != nil {
					return err
				}
				if done++; g.w.store.Awaited() {
					break
				}
			}
			return nil
		})
		if err != nil {
			g.pending = nil
			return fmt.Errorf("store texts: %w", err)
		}
		g.pending = g.pending[done:]
	}
	g.pending, g.bytes = nil, 0
	return nil
}

// unspool drops the bodies that no message has got.
func (g *group) unspool() {
	for _, blob := range g.spooled {
		if err := g.w.store.Unspool(context.WithoutCancel(g.ctx), blob); err != nil {
			g.w.log.Warn("drop a body", "err", err)
		}
	}
}

// finish makes the messages readable that came in parts, and notes, when
// everything was asked, what did not come.
func (g *group) finish(asked bool) error {
	for _, a := range g.left {
		switch {
		case a.came:
		case g.section == backend.Readable && a.err == nil && a.structure != nil && len(a.sections) > 0 && asked:
			m := message.Assemble(a.sections["HEADER"], a.structure, a.sections, nil)
			words, attach := snippet(m), len(m.Attachments()) > 0
			g.add(0, func(tx *cache.Tx) error {
				if err := tx.SetParts(a.id, a.structure, attach); err != nil {
					return err
				}
				if err := tx.SetReadable(a.id, words); err != nil {
					return err
				}
				_, err := tx.ForgetWant(a.id, backend.Readable)
				return err
			})
		case asked || a.err != nil:
			why := g.w.whyNot(a.err)
			g.add(0, func(tx *cache.Tx) error { return g.w.failWant(tx, a.id, g.section, why) })
		}
	}
	return g.flush(true)
}

// whyNot is the problem of a message that did not come.
func (w *worker) whyNot(err error) mail.Problem {
	if err == nil {
		return mail.Problem{
			Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer, Host: w.acct.Host,
		}
	}
	return backend.ProblemOf(err, "fetch")
}
