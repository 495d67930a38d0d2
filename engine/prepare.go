package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
)

// batch is a [backend.Batch] whose messages were parsed, hashed and compressed,
// so that the transaction only writes.
type batch struct {
	backend.Batch
	added []*prepared // of Added, in the same order
	hold  bool        // what has vanished may be too much
}

// prepared is a message as the server has it, ready to be stored.
type prepared struct {
	backend.Message
	fields message.Header
	hash   [32]byte // identity: of the header
	core   [32]byte // POP3: see [backend.CoreHash]; of the header alone when nothing else was read
	bare   [32]byte // POP3: that of the header alone
	tail   [32]byte // POP3: see [backend.TailHash]; zero: header only
	whole  *text    // the message itself, if it was read
}

// text is a message that was read whole, ready to be stored.
type text struct {
	raw     cache.Prepared // or blob
	blob    cache.Blob     // Handle 0: raw
	hash    [32]byte
	parts   []mail.Part
	snippet mail.Text
	attach  bool
}

// prepare makes a batch ready.
func (w *worker) prepare(ctx context.Context, b backend.Batch) (batch, error) {
	ready := batch{Batch: b, added: make([]*prepared, 0, len(b.Added))}
	for _, m := range b.Added {
		p, err := w.prepareMessage(ctx, m)
		if err != nil {
			return batch{}, fmt.Errorf("prepare a message: %w", err)
		}
		ready.added = append(ready.added, p)
	}
	return ready, nil
}

func (w *worker) prepareMessage(ctx context.Context, m backend.Message) (*prepared, error) {
	if m.Header == nil {
		m.Header = []byte{} // mail without a header is mail
	}
	p := &prepared{Message: m, fields: message.ParseHeader(m.Header), hash: identity(m.Header)}
	if w.ledger {
		p.hash = backend.HeaderHash(m.Header)
		p.bare = hashHeader(m.Header)
		p.core = p.bare
	}
	var err error
	switch {
	case m.Blob.Handle != 0:
		p.whole, err = prepareBlob(ctx, w.store, cache.Blob(m.Blob))
	case m.Body != nil:
		p.whole = prepareRaw(m.Body)
	default:
		return p, nil
	}
	if err != nil || !w.ledger {
		return p, err
	}
	for _, h := range []struct {
		of   func(io.Reader) ([32]byte, error)
		into *[32]byte
	}{{backend.CoreHash, &p.core}, {backend.TailHash, &p.tail}} {
		r, err := openText(ctx, w.store, m)
		if err != nil {
			return nil, err
		}
		*h.into, err = h.of(r)
		if closeErr := r.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// openText reads a whole message as a backend has handed it on.
func openText(ctx context.Context, store *cache.Store, m backend.Message) (io.ReadCloser, error) {
	if m.Blob.Handle == 0 {
		return io.NopCloser(bytes.NewReader(m.Body)), nil
	}
	return store.SpooledBody(ctx, cache.Blob(m.Blob))
}

// prepareRaw makes a whole message in memory ready.
func prepareRaw(raw []byte) *text {
	m, _ := message.Parse(bytes.NewReader(raw)) // memory does not fail
	t := &text{raw: cache.Compress(raw), hash: sha256.Sum256(raw)}
	t.describe(m)
	return t
}

// prepareBlob makes a whole message in the spool ready.
func prepareBlob(ctx context.Context, store *cache.Store, blob cache.Blob) (*text, error) {
	r, err := store.SpooledBody(ctx, blob)
	if err != nil {
		return nil, err
	}
	m, err := message.Parse(r)
	if closeErr := r.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	t := &text{blob: blob, hash: blob.Hash}
	t.describe(m)
	return t, nil
}

func (t *text) describe(m *message.Message) {
	t.parts, t.snippet, t.attach = m.Parts, snippet(m), len(m.Attachments()) > 0
}

// snippetLines is how many lines of a text are looked at for its snippet.
const snippetLines = 100

// snippet returns the first words of a message: those that its sender hid in
// HTML for this purpose, if there are any.
func snippet(m *message.Message) mail.Text {
	doc := render.Render(m, render.Options{})
	if !doc.Preheader.Empty() {
		return message.Snippet(doc.Preheader.String())
	}
	lines := doc.Lines
	var b strings.Builder
	for _, line := range lines[:min(len(lines), snippetLines)] {
		b.WriteString(line.String())
		b.WriteByte('\n')
	}
	return message.Snippet(b.String())
}

// identity is the hash by which an IMAP message is known in every folder and
// under every UIDVALIDITY. Line ends are made alike and the empty line at the
// end is left out: servers differ, but each tells the same fields in the same
// way at all times.
func identity(header []byte) [32]byte {
	if bytes.Contains(header, []byte("\r")) {
		header = bytes.ReplaceAll(header, []byte("\r\n"), []byte("\n"))
	}
	return sha256.Sum256(bytes.TrimRight(header, "\n"))
}
