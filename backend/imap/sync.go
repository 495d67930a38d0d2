package imap

import (
	"context"
	"fmt"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// Sync tells what has changed in a mailbox: flags and removals first, then the
// messages that were not told yet, newest first.
func (b *Backend) Sync(ctx context.Context, req backend.SyncRequest, apply backend.ApplyFunc) error {
	scope, done, err := b.begin(ctx, "sync")
	if err != nil {
		return err
	}
	defer done()
	p := &pass{b: b, req: req, apply: apply}
	if err := p.run(scope); err != nil {
		if b.conn != nil && b.conn.Err() != nil { // cut because apply failed
			b.drop()
		}
		return fmt.Errorf("sync %q: %w", mail.Line(string(req.Box)), err)
	}
	return nil
}

// pass is one Sync.
type pass struct {
	b     *Backend
	req   backend.SyncRequest
	apply backend.ApplyFunc

	state backend.Status // of this SELECT
	cur   cursor
	all   spans // the UIDs on the server
}

func (p *pass) run(ctx context.Context) error {
	cur, resumed := parseCursor(p.req.Cursor)
	p.cur = cur
	status, told := p.b.told[p.req.Box]
	delete(p.b.told, p.req.Box)
	if told && resumed && status.HighestModSeq != 0 {
		if same, err := p.unchanged(ctx, status); err != nil || same {
			return p.completeIf(ctx, same, err, status)
		}
	}
	sel, err := p.b.open(ctx, p.req.Box)
	if err != nil {
		return err
	}
	p.state = sel.status
	if resumed && cur.validity == p.state.UIDValidity {
		if same, err := p.unchanged(ctx, p.state); err != nil || same {
			return p.completeIf(ctx, same, err, p.state)
		}
	} else if err := p.restart(ctx, resumed); err != nil {
		return err
	}
	if err := p.changes(ctx); err != nil {
		return err
	}
	if err := p.missing(ctx); err != nil {
		return err
	}
	p.b.seen[p.req.Box] = p.state
	return nil
}

// unchanged reports whether a state says that the cursor is still right. That
// takes HIGHESTMODSEQ, UIDs that are all done, and a count of the whole box.
func (p *pass) unchanged(ctx context.Context, s backend.Status) (bool, error) {
	if s.UIDValidity != p.cur.validity || s.HighestModSeq == 0 || s.HighestModSeq != p.cur.modSeq ||
		s.UIDNext == 0 || !p.cur.done.covers(s.UIDNext-1) {
		return false, nil
	}
	n, err := p.req.Known.Count(ctx)
	return n == int(s.Messages), err
}

func (p *pass) completeIf(ctx context.Context, same bool, err error, state backend.Status) error {
	if err != nil || !same {
		return err
	}
	p.b.seen[p.req.Box] = state
	total := int(state.Messages)
	return p.apply(ctx, backend.Batch{Cursor: p.cur.text(), Complete: true, Done: total, Total: total})
}

// restart begins a cursor anew: at the first sync, and when the UIDVALIDITY is
// another one than that of the cursor or of what the store knows.
func (p *pass) restart(ctx context.Context, resumed bool) error {
	p.cur = cursor{validity: p.state.UIDValidity, modSeq: p.state.HighestModSeq}
	reset := resumed
	if !reset {
		foreign, err := p.knowsOthers(ctx)
		if err != nil {
			return err
		}
		reset = foreign
	}
	if !reset {
		return nil
	}
	return p.apply(ctx, backend.Batch{Reset: true, Cursor: p.cur.text(), Total: int(p.state.Messages)})
}

// knowsOthers reports whether the store knows ids of another UIDVALIDITY.
func (p *pass) knowsOthers(ctx context.Context) (bool, error) {
	first, last := remoteID(p.cur.validity, 0), remoteID(p.cur.validity, ^uint32(0))
	before, err := p.req.Known.Range(ctx, "", first, 1)
	if err != nil || len(before) > 0 {
		return len(before) > 0, err
	}
	after, err := p.req.Known.Range(ctx, last, "", 1)
	return len(after) > 0, err
}

// changes tells of flags and removals. Both questions go out in one turn.
func (p *pass) changes(ctx context.Context) error {
	known, err := p.req.Known.Count(ctx)
	if err != nil {
		return err
	}
	if p.state.Messages == 0 && known == 0 {
		return nil
	}
	p.b.conn.Cork()
	search := p.b.searchAll()
	var flags *imapclient.FetchCommand
	if options := p.changeOptions(); options != nil {
		flags = p.b.client.Fetch(p.cur.done.uidSet(), options)
	}
	if err := p.b.conn.Uncork(); err != nil {
		return p.b.fail(ctx, "search", p.req.Box, err)
	}
	if flags != nil {
		if err := p.flags(ctx, flags); err != nil {
			return err
		}
	}
	if err := p.found(ctx, search); err != nil {
		return err
	}
	p.cur.modSeq = p.state.HighestModSeq
	if known == 0 {
		p.cur.done = p.cur.done.minus(p.all) // what is there and was told is not known: tell it again
		return nil
	}
	return p.removals(ctx)
}

// found takes the UIDs that are there from the answer to a SEARCH. Absence is
// removal here, so that the answer has to account for every message that the
// server says is there; a message may arrive meanwhile, and so it is asked twice.
func (p *pass) found(ctx context.Context, search *imapclient.SearchCommand) error {
	for range 2 {
		data, err := search.Wait()
		if err != nil {
			return p.b.fail(ctx, "search", p.req.Box, err)
		}
		if set, ok := data.All.(goimap.UIDSet); ok {
			p.all = fromUIDSet(set)
		}
		if box := p.b.client.Mailbox(); box != nil && p.all.count() >= int(box.NumMessages) {
			return nil
		}
		search = p.b.searchAll()
	}
	return &backend.Error{Problem: mail.Problem{
		Op: "search", Scope: mail.ScopeFolder, Kind: mail.Temporary, Cause: mail.CountsDiffer,
		Host: p.b.opts.Dial.Addr(), What: mail.Line(string(p.req.Box)),
	}}
}

func (b *Backend) searchAll() *imapclient.SearchCommand {
	var options *goimap.SearchOptions
	if b.caps.Has(goimap.CapESearch) {
		options = &goimap.SearchOptions{ReturnAll: true}
	}
	return b.client.UIDSearch(&goimap.SearchCriteria{}, options)
}

// changeOptions says how to ask for changed flags; nil: there are none.
func (p *pass) changeOptions() *goimap.FetchOptions {
	if len(p.cur.done) == 0 {
		return nil
	}
	options := &goimap.FetchOptions{UID: true, Flags: true}
	now, then := p.state.HighestModSeq, p.cur.modSeq
	switch {
	case now == 0 || then == 0 || now < then: // not counted, or counted anew: all of them
		return options
	case now == then:
		return nil
	default:
		options.ChangedSince = then
		return options
	}
}

func (p *pass) flags(ctx context.Context, cmd *imapclient.FetchCommand) error {
	var changes []backend.FlagChange
	var failure error
	tell := func() {
		if failure == nil && len(changes) > 0 {
			failure = p.tell(ctx, backend.Batch{Flags: changes})
		}
		changes = nil
	}
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		f, err := p.b.readFetched(msg)
		if err != nil || failure != nil || !f.hasFlags || !p.cur.done.has(f.uid) {
			continue
		}
		changes = append(changes, backend.FlagChange{ID: remoteID(p.cur.validity, f.uid), Flags: f.flags})
		if len(changes) == p.b.sizes.batch {
			if tell(); failure != nil {
				p.b.conn.Cut() // nobody waits for the rest
			}
		}
	}
	err := cmd.Close()
	if failure != nil {
		return failure
	}
	if err != nil {
		return p.b.fail(ctx, "fetch flags", p.req.Box, err)
	}
	tell()
	return failure
}

// removals compares what the store knows with what the server has.
func (p *pass) removals(ctx context.Context) error {
	var known spans
	var gone []mail.RemoteID
	size := p.b.sizes.batch
	last := remoteID(p.cur.validity, ^uint32(0))
	for after := remoteID(p.cur.validity, 0); ; {
		page, err := p.req.Known.Range(ctx, after, last, size)
		if err != nil {
			return err
		}
		for _, k := range page {
			_, uid, ok := parseID(k.ID)
			switch {
			case ok && p.all.has(uid):
				known = known.extend(uid)
			default:
				gone = append(gone, k.ID)
			}
		}
		if len(gone) >= size {
			if err := p.tell(ctx, backend.Batch{Gone: gone[:size]}); err != nil {
				return err
			}
			gone = gone[size:]
		}
		if len(page) < size {
			break
		}
		after = page[len(page)-1].ID
	}
	// What is there and was told, but is not known, is told again.
	p.cur.done = p.cur.done.minus(p.all.minus(known))
	if len(gone) == 0 {
		return nil
	}
	return p.tell(ctx, backend.Batch{Gone: gone})
}

// tell hands a batch on with the present cursor and progress, unless the caller
// has cancelled.
func (p *pass) tell(ctx context.Context, batch backend.Batch) error {
	if err := ctx.Err(); err != nil {
		return dial.Problem(err, "sync", p.b.opts.Dial.Addr())
	}
	batch.Cursor = p.cur.text()
	batch.Total = p.all.count()
	batch.Done = batch.Total - p.all.minus(p.cur.done).count()
	return p.apply(ctx, batch)
}
