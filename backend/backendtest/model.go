package backendtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// ErrApply is what a [Model] fails with on purpose.
var ErrApply = errors.New("the store said no")

// Kept is a message as a [Model] holds it.
type Kept struct {
	Header [32]byte // SHA-256 of Message.Header
	Text   string   // Message.Header
	Body   []byte   // the whole message, where the backend gives it
	Size   int64
	Flags  mail.Flags
}

// Model is the store in its simplest form: it applies batches to a map, keeps
// the cursor, and checks what the contract says of every batch. Use it from one
// goroutine, as the engine is used by a backend.
type Model struct {
	Messages map[mail.RemoteID]Kept
	Detached []mail.RemoteID
	Failed   []backend.Failure
	Cursor   backend.Cursor
	Resets   int
	Batches  []backend.Batch // of the latest Sync, bodies left out

	// FailAt makes the n-th apply of a Sync fail with ErrApply, before it is
	// durable; 0: never.
	FailAt int
	// Before runs before each batch is applied.
	Before func(backend.Batch)

	blobs map[int64][]byte
}

// NewModel returns a store that knows nothing.
func NewModel() *Model {
	return &Model{Messages: map[mail.RemoteID]Kept{}, blobs: map[int64][]byte{}}
}

// Sync runs one Sync of b against the model. It reports a broken promise of the
// contract as an error, apart from what Sync itself returns.
func (m *Model) Sync(ctx context.Context, b backend.Backend, box mail.RemoteBox) (syncErr, broken error) {
	m.Batches = nil
	req := backend.SyncRequest{Box: box, Cursor: m.Cursor, Known: m, Spool: m}
	syncErr = b.Sync(ctx, req, func(_ context.Context, batch backend.Batch) error {
		if m.Before != nil {
			m.Before(batch)
		}
		if m.FailAt > 0 && len(m.Batches)+1 == m.FailAt {
			return fmt.Errorf("batch %d: %w", m.FailAt, ErrApply)
		}
		if broken == nil {
			broken = m.check(batch)
		}
		m.apply(batch)
		return nil
	})
	return syncErr, broken
}

// check holds a batch against the contract.
func (m *Model) check(b backend.Batch) error {
	n := len(m.Batches) + 1
	if n > 1 && m.Batches[n-2].Complete {
		return fmt.Errorf("batch %d comes after a Complete one", n)
	}
	limit := backend.BatchMessages
	if n == 1 {
		limit = backend.FirstBatch
	}
	if len(b.Added) > limit {
		return fmt.Errorf("batch %d adds %d messages, at most %d", n, len(b.Added), limit)
	}
	if len(b.Flags) > backend.BatchMessages || len(b.Gone) > backend.BatchMessages {
		return fmt.Errorf("batch %d holds %d flag changes and %d ids", n, len(b.Flags), len(b.Gone))
	}
	bytes := 0
	for _, msg := range b.Added {
		bytes += len(msg.Header) + len(msg.Body)
		if msg.ID == "" {
			return fmt.Errorf("batch %d adds a message without an id", n)
		}
		if len(msg.Body) > backend.InlineBody {
			return fmt.Errorf("batch %d holds a body of %d bytes, which belongs into the spool", n, len(msg.Body))
		}
	}
	if bytes > backend.BatchBytes+backend.InlineBody { // the message that goes over it is in it
		return fmt.Errorf("batch %d holds %d bytes", n, bytes)
	}
	return nil
}

func (m *Model) apply(b backend.Batch) {
	if b.Reset {
		m.Resets++
		clear(m.Messages)
	}
	for _, msg := range b.Added {
		body := msg.Body
		if msg.Blob.Handle != 0 {
			body = m.blobs[msg.Blob.Handle]
		}
		m.Messages[msg.ID] = Kept{
			Header: sha256.Sum256(msg.Header), Text: string(msg.Header),
			Body: bytes.Clone(body), Size: msg.Size, Flags: msg.Flags,
		}
	}
	for _, change := range b.Flags {
		if kept, ok := m.Messages[change.ID]; ok {
			kept.Flags = change.Flags
			m.Messages[change.ID] = kept
		}
	}
	for _, id := range b.Gone {
		delete(m.Messages, id)
	}
	for _, id := range b.Detached {
		delete(m.Messages, id) // no longer Known
	}
	m.Detached = append(m.Detached, b.Detached...)
	m.Failed = append(m.Failed, b.Failed...)
	m.Cursor = b.Cursor
	b.Added = slices.Clone(b.Added)
	for i := range b.Added {
		b.Added[i].Body = nil
	}
	m.Batches = append(m.Batches, b)
}

// Count implements [backend.Known].
func (m *Model) Count(context.Context) (int, error) { return len(m.Messages), nil }

// Range implements [backend.Known].
func (m *Model) Range(_ context.Context, after, upTo mail.RemoteID, limit int) ([]backend.KnownID, error) {
	var ids []mail.RemoteID
	for id := range m.Messages {
		if id > after && (upTo == "" || id <= upTo) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return m.known(ids[:min(limit, len(ids))]), nil
}

// Lookup implements [backend.Known].
func (m *Model) Lookup(_ context.Context, ids []mail.RemoteID) ([]backend.KnownID, error) {
	var here []mail.RemoteID
	for _, id := range ids {
		if _, ok := m.Messages[id]; ok {
			here = append(here, id)
		}
	}
	return m.known(here), nil
}

func (m *Model) known(ids []mail.RemoteID) []backend.KnownID {
	known := make([]backend.KnownID, 0, len(ids))
	for _, id := range ids {
		kept := m.Messages[id]
		known = append(known, backend.KnownID{ID: id, Size: kept.Size, Header: kept.Header})
	}
	return known
}

// Put implements [backend.Spool].
func (m *Model) Put(_ context.Context, r io.Reader) (backend.Blob, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return backend.Blob{}, err
	}
	handle := int64(len(m.blobs) + 1)
	m.blobs[handle] = data
	return backend.Blob{Handle: handle, Size: int64(len(data)), Hash: sha256.Sum256(data)}, nil
}

// State tells the messages and their flags in a form that two models can be
// compared by: a line a message, sorted.
func (m *Model) State() string {
	lines := make([]string, 0, len(m.Messages))
	for id, kept := range m.Messages {
		lines = append(lines, fmt.Sprintf("%q %x %d %b", id, kept.Header[:6], kept.Size, kept.Flags))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
