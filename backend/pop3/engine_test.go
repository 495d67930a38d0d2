package pop3_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/mail"
)

// state is that of a row of the model's ledger.
type state uint8

const (
	stored state = iota
	due
	releasing
	doubtful
	gone
)

// row is a mail, and what the ledger knows of its copy on the server.
type row struct {
	id     mail.RemoteID // empty: none that can be trusted
	state  state
	size   int64
	header [32]byte
	hash   [32]byte
	body   []byte // nil: header only
	left   int    // gone: the count of complete visits then

	copy   mail.RemoteID // the copy of this session that took it
	proved bool          // in this session
}

// engine is as much of the real one as a maildrop needs: a ledger in memory and
// the order of the architecture, one transaction a step. It stands in the tests
// for whoever drives the backend.
type engine struct {
	t    testing.TB
	b    *pop3.Backend
	rows []*row

	cursor   backend.Cursor
	distrust bool
	complete int // visits
	keep     bool
	noIDs    bool // delete_without_ids
	maxSize  int64

	batches []backend.Batch
	steps   int // durable steps so far
	crash   int // the step that fails; 0: none
	blobs   map[int64][]byte
}

var errCrash = errors.New("crashed")

func newEngine(t testing.TB, opts pop3.Options) *engine {
	e := &engine{t: t, b: pop3.New(opts), blobs: map[int64][]byte{}, noIDs: true}
	t.Cleanup(func() { _ = e.b.Close() })
	return e
}

// step is a commit: it fails when the process is to die there.
func (e *engine) step() error {
	e.steps++
	if e.steps == e.crash {
		return errCrash
	}
	return nil
}

// visit goes through the maildrop once.
func (e *engine) visit(ctx context.Context) error {
	defer func() { _ = e.b.Close() }()
	for connected := false; ; {
		if !connected {
			e.newSession()
		}
		e.policy()
		if _, err := e.b.Connect(ctx); err != nil {
			return err
		}
		told, complete, err := e.sync(ctx)
		if err != nil {
			return err
		}
		if told == 0 && !complete {
			return errors.New("no progress")
		}
		e.policy()
		deleted, err := e.release(ctx)
		if err != nil {
			return err
		}
		if complete {
			return nil
		}
		connected = !deleted
	}
}

func (e *engine) newSession() {
	for _, r := range e.rows {
		r.copy, r.proved = "", false
	}
}

// policy makes due what is stored, unless mail is kept.
func (e *engine) policy() {
	for _, r := range e.rows {
		if r.state == stored && !e.keep && r.body != nil {
			r.state = due
		}
	}
}

// sync runs Sync until it is complete or has to make room.
func (e *engine) sync(ctx context.Context) (told int, complete bool, err error) {
	err = e.b.Sync(ctx, backend.SyncRequest{
		Box: pop3.Inbox, Cursor: e.cursor, Known: ledger{e}, Spool: spool{e},
		Distrust: e.distrust, MaxSize: e.maxSize,
	}, func(_ context.Context, b backend.Batch) error {
		if err := e.step(); err != nil {
			return err
		}
		told += len(b.Added) + len(b.Proved) + len(b.Failed) + len(b.Detached)
		complete = b.Complete
		e.apply(b)
		return nil
	})
	return told, complete, err
}

// release deletes what is due and proved.
func (e *engine) release(ctx context.Context) (bool, error) {
	var ids []mail.RemoteID
	rows := map[mail.RemoteID]*row{}
	for _, r := range e.rows {
		id := cmp.Or(r.id, r.copy)
		if (r.state != due && r.state != releasing) || !r.proved || id == "" || (r.id == "" && !e.noIDs) {
			continue
		}
		if err := e.step(); err != nil {
			return false, err
		}
		r.state = releasing
		ids, rows[id] = append(ids, id), r
	}
	if len(ids) == 0 {
		return false, nil
	}
	confirmed, err := e.b.Delete(ctx, pop3.Inbox, ids)
	if err != nil {
		return true, err
	}
	if err := e.step(); err != nil {
		return true, err
	}
	for _, id := range confirmed {
		e.leave(rows[id])
	}
	return true, nil
}

func (e *engine) leave(r *row) { r.state, r.left, r.proved = gone, e.complete, false }

// apply makes a batch durable.
func (e *engine) apply(b backend.Batch) {
	e.batches = append(e.batches, b)
	for _, id := range b.Detached {
		for _, r := range e.rows {
			if r.id == id && r.state != gone {
				e.leave(r)
			}
		}
	}
	for _, m := range b.Added {
		e.add(m)
	}
	for _, id := range b.Proved {
		for _, r := range e.rows {
			if r.id == id && r.state != gone {
				r.proved = true
			}
		}
	}
	if !b.Complete {
		e.cursor = b.Cursor
		return
	}
	if b.Cursor != e.cursor {
		for _, r := range e.rows {
			if r.id == "" && r.copy == "" && r.state != gone {
				e.leave(r)
			}
		}
	}
	e.cursor = b.Cursor
	e.complete++
}

// add files one message: under the row that holds its mail, else as new.
func (e *engine) add(m backend.Message) {
	body := e.bodyOf(m)
	hash := sha256.Sum256(body)
	var r *row
	if m.SessionOnly {
		e.distrust = true
		r = e.match(hash, func(*row) bool { return true })
	} else {
		r = e.matchID(m.ID, hash)
	}
	if r == nil {
		r = &row{hash: hash}
		e.rows = append(e.rows, r)
	}
	if r.state == gone {
		r.state = stored
	}
	r.size, r.header, r.body, r.proved = m.Size, backend.HeaderHash(m.Header), body, m.Doubt == nil && body != nil
	switch {
	case m.Doubt != nil:
		r.state = doubtful
	case r.state == doubtful:
		r.state = stored
	}
	if r.id, r.copy = m.ID, m.ID; m.SessionOnly {
		r.id = ""
	}
}

// matchID finds the row of an id that can be trusted, if it holds this mail.
func (e *engine) matchID(id mail.RemoteID, hash [32]byte) *row {
	for _, r := range e.rows {
		if r.id != id {
			continue
		}
		if r.hash == hash {
			return r
		}
		e.distrust = true // the id stood for another mail
		if r.state == doubtful {
			return r // which had not come whole
		}
		if r.state != gone {
			e.leave(r)
		}
	}
	return e.match(hash, func(r *row) bool { return r.id == "" })
}

// match finds the mail by its hash: rows that are live first, then those that
// went in or since the last complete visit.
func (e *engine) match(hash [32]byte, may func(*row) bool) *row {
	var best *row
	for _, r := range e.rows {
		if r.hash != hash || r.copy != "" || !may(r) || (r.state == gone && r.left < e.complete) {
			continue
		}
		if best == nil || (best.state == gone && r.state != gone) {
			best = r
		}
	}
	return best
}

func (e *engine) bodyOf(m backend.Message) []byte {
	if m.Blob.Handle != 0 {
		return e.blobs[m.Blob.Handle]
	}
	return m.Body
}

// bodies returns every mail that is in the store.
func (e *engine) bodies() []string {
	var all []string
	for _, r := range e.rows {
		all = append(all, string(r.body))
	}
	slices.Sort(all)
	return all
}

// ledger is the engine's rows as the backend sees them.
type ledger struct{ e *engine }

func (l ledger) all() []backend.KnownID {
	var ids []backend.KnownID
	for i, r := range l.e.rows {
		if r.state == gone {
			continue
		}
		k := backend.KnownID{ID: r.id, Size: r.size, Header: r.header}
		if r.id == "" {
			k.ID = mail.RemoteID(fmt.Sprintf("\x00row %d", i))
		}
		switch r.state {
		case due:
			k.State = backend.Due
		case releasing:
			k.State = backend.Releasing
		case doubtful:
			k.State = backend.Doubtful
		}
		ids = append(ids, k)
	}
	slices.SortFunc(ids, func(a, b backend.KnownID) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return ids
}

func (l ledger) Count(context.Context) (int, error) { return len(l.all()), nil }

func (l ledger) Range(_ context.Context, after, upTo mail.RemoteID, limit int) ([]backend.KnownID, error) {
	var page []backend.KnownID
	for _, k := range l.all() {
		if k.ID > after && (upTo == "" || k.ID <= upTo) && len(page) < limit {
			page = append(page, k)
		}
	}
	return page, nil
}

func (l ledger) Lookup(_ context.Context, ids []mail.RemoteID) ([]backend.KnownID, error) {
	return slices.DeleteFunc(l.all(), func(k backend.KnownID) bool { return !slices.Contains(ids, k.ID) }), nil
}

// spool keeps large bodies in memory.
type spool struct{ e *engine }

func (s spool) Put(_ context.Context, r io.Reader) (backend.Blob, error) {
	var b bytes.Buffer
	if _, err := io.Copy(&b, r); err != nil {
		return backend.Blob{}, err
	}
	handle := int64(len(s.e.blobs) + 1)
	s.e.blobs[handle] = b.Bytes()
	return backend.Blob{Handle: handle, Size: int64(b.Len()), Hash: sha256.Sum256(b.Bytes())}, nil
}
