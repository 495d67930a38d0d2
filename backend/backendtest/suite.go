package backendtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// Mailbox is an empty mailbox on a running server, as a suite uses it.
type Mailbox struct {
	Box mail.RemoteBox
	// Open returns a new, unconnected backend for it.
	Open func() backend.Backend
	// Deliver puts messages into it; Remove takes one out, as another client
	// would.
	Deliver func(msgs ...[]byte)
	Remove  func(msg []byte)

	// WrongPassword returns a backend whose login the server refuses.
	WrongPassword func() backend.Backend
	// Silent returns a backend whose server accepts the connection and says
	// nothing; its deadlines are as short as the test wants to wait.
	Silent func() backend.Backend
	// Cut returns a backend whose connection ends after n bytes from the
	// server, once; later connections are whole.
	Cut func(n int64) backend.Backend
	// Slow returns a backend whose connections are held.
	Slow func(*Hold) backend.Backend
}

// Sample returns n messages that differ in Message-ID, size and text.
func Sample(n int) [][]byte {
	msgs := make([][]byte, n)
	for i := range msgs {
		msgs[i] = fmt.Appendf(nil, "Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000\r\n"+
			"From: Ada <ada@example.org>\r\nTo: test@localhost\r\nSubject: number %d\r\n"+
			"Message-ID: <sample.%d@example.org>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n"+
			"Text %d.\r\n.\r\n..two dots\r\n%s", i, i, i, strings.Repeat("line\r\n", i%7))
	}
	return msgs
}

// Run holds a backend against the sentences of the contract that every protocol
// keeps. open returns a fresh, empty mailbox; what needs a field that it leaves
// nil is left out.
func Run(t *testing.T, open func(t *testing.T) Mailbox) {
	able := open(t)
	_, fetches := backend.As[backend.Fetcher](able.Open())
	_, hears := backend.As[backend.Hearer](able.Open())
	for _, c := range []struct {
		name string
		run  func(*testing.T, Mailbox)
		able bool
	}{
		{"tells the whole box", testWhole, true},
		{"an empty box is complete", testEmpty, true},
		{"an unchanged box tells nothing", testUnchanged, true},
		{"new mail is told once", testNewMail, true},
		{"removed elsewhere", testRemoved, able.Remove != nil},
		{"large messages among small ones", testLarge, true},
		{"a failing apply ends the sync and is durable up to it", testApplyFails, true},
		{"any cursor restarts", testAnyCursor, true},
		{"cut anywhere", testCut, able.Cut != nil},
		{"cancelled, then connected again", testCancelled, true},
		{"connecting twice does nothing", testConnectTwice, true},
		{"closing is idempotent", testClose, true},
		{"a wrong password is told as such", testWrongPassword, able.WrongPassword != nil},
		{"a silent server is temporary", testSilent, able.Silent != nil},
		{"a part comes when it is asked for", testFetchPart, fetches},
		{"a part is handed on while it comes", testFetchStreams, fetches && able.Slow != nil},
		{"a part that is cut is no part", testFetchCut, fetches && able.Cut != nil},
		{"new mail is heard of while a part is read", testFetchHears, fetches && hears},
	} {
		if c.able {
			t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
		}
	}
}

// connect opens a connected backend that is closed with the test.
func (m Mailbox) connect(t *testing.T) backend.Backend {
	t.Helper()
	b := m.Open()
	t.Cleanup(func() { _ = b.Close() })
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return b
}

// sync runs a Sync that must succeed and end Complete.
func (m Mailbox) sync(t *testing.T, b backend.Backend, model *Model) {
	t.Helper()
	err, broken := model.Sync(t.Context(), b, m.Box)
	if err = errors.Join(err, broken); err != nil {
		t.Fatalf("sync: %v", err)
	}
	if n := len(model.Batches); n == 0 || !model.Batches[n-1].Complete {
		t.Fatalf("%d batches and the last is not Complete", n)
	}
}

// holds fails the test unless the model holds exactly msgs.
func holds(t *testing.T, model *Model, msgs [][]byte) {
	t.Helper()
	byID := map[string]Kept{}
	for _, kept := range model.Messages {
		byID[messageID(kept.Text)] = kept
	}
	if len(byID) != len(msgs) || len(model.Messages) != len(msgs) {
		t.Fatalf("holds %d messages, %d of them different, want %d", len(model.Messages), len(byID), len(msgs))
	}
	for _, msg := range msgs {
		kept, ok := byID[messageID(string(msg))]
		if !ok {
			t.Fatalf("lacks %s", messageID(string(msg)))
		}
		if kept.Body != nil && !bytes.Equal(kept.Body, msg) {
			t.Fatalf("body is %q, want %q", kept.Body, msg)
		}
	}
}

// messageID returns the Message-ID line of a message or header.
func messageID(text string) string {
	for line := range strings.SplitSeq(text, "\r\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Message-ID") {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func testWhole(t *testing.T, m Mailbox) {
	msgs := Sample(backend.FirstBatch + 50)
	m.Deliver(msgs...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	holds(t, model, msgs)
	if len(model.Batches) < 2 {
		t.Errorf("told in %d batches: the first screen had to wait for all", len(model.Batches))
	}
	if last := model.Batches[len(model.Batches)-1]; last.Total < len(msgs) && last.Total != last.Done {
		t.Errorf("progress ends at %d of %d", last.Done, last.Total)
	}
}

func testEmpty(t *testing.T, m Mailbox) {
	model := NewModel()
	m.sync(t, m.connect(t), model)
	holds(t, model, nil)
}

func testUnchanged(t *testing.T, m Mailbox) {
	msgs := Sample(5)
	m.Deliver(msgs...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	m.sync(t, m.connect(t), model)
	for _, b := range model.Batches {
		if b.Reset || len(b.Added)+len(b.Gone)+len(b.Detached)+len(b.Failed) > 0 {
			t.Errorf("the second sync told %d added, %d gone, %d detached, reset %t",
				len(b.Added), len(b.Gone), len(b.Detached), b.Reset)
		}
	}
	holds(t, model, msgs)
}

func testNewMail(t *testing.T, m Mailbox) {
	msgs := Sample(6)
	m.Deliver(msgs[:4]...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	m.Deliver(msgs[4:]...)
	m.sync(t, m.connect(t), model)
	added := 0
	for _, b := range model.Batches {
		added += len(b.Added)
	}
	if added != 2 {
		t.Errorf("2 new messages, told %d", added)
	}
	holds(t, model, msgs)
}

func testRemoved(t *testing.T, m Mailbox) {
	msgs := Sample(4)
	m.Deliver(msgs...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	m.Remove(msgs[1])
	m.sync(t, m.connect(t), model)
	holds(t, model, [][]byte{msgs[0], msgs[2], msgs[3]})
}

// testLarge lets what is read ahead meet what is being stored: the race detector
// sees a backend that uses a buffer again too early.
func testLarge(t *testing.T, m Mailbox) {
	msgs := Sample(12)
	for i := range msgs {
		if i%2 == 0 {
			msgs[i] = append(msgs[i], bytes.Repeat([]byte("a line of a large message\r\n"), backend.InlineBody/20)...)
		}
	}
	m.Deliver(msgs...)
	model := NewModel()
	m.sync(t, m.connect(t), model)
	holds(t, model, msgs)
}

func testApplyFails(t *testing.T, m Mailbox) {
	msgs := Sample(backend.FirstBatch + 50)
	m.Deliver(msgs...)
	for at := 1; ; at++ {
		model := NewModel()
		model.FailAt = at
		err, broken := model.Sync(t.Context(), m.connect(t), m.Box)
		if broken != nil {
			t.Fatal(broken)
		}
		if err == nil {
			if at < 3 {
				t.Fatalf("a failing batch %d was not returned", at)
			}
			return
		}
		if !errors.Is(err, ErrApply) {
			t.Fatalf("batch %d failed with %v", at, err)
		}
		if len(model.Batches) != at-1 {
			t.Fatalf("%d batches applied, want %d", len(model.Batches), at-1)
		}
		model.FailAt = 0
		m.sync(t, m.connect(t), model)
		holds(t, model, msgs)
	}
}

func testAnyCursor(t *testing.T, m Mailbox) {
	msgs := Sample(backend.FirstBatch + 80)
	m.Deliver(msgs[:backend.FirstBatch+50]...)
	var cursors []backend.Cursor
	model := NewModel()
	m.sync(t, m.connect(t), model)
	for _, b := range model.Batches {
		cursors = append(cursors, b.Cursor)
	}
	m.Deliver(msgs[backend.FirstBatch+50:]...)
	m.sync(t, m.connect(t), model)
	want := model.State()
	for i, cursor := range append(cursors, "") {
		model.Cursor = cursor
		m.sync(t, m.connect(t), model)
		if got := model.State(); got != want {
			t.Errorf("from cursor %d the state differs:\n%s\nwant\n%s", i, got, want)
		}
	}
}

// testCut cuts the connection after every 61st byte of a whole session, and
// goes on with a whole connection.
func testCut(t *testing.T, m Mailbox) {
	const step = 61
	msgs := Sample(4)
	m.Deliver(msgs...)
	for n := int64(1); ; n += step {
		model := NewModel()
		b := m.Cut(n)
		_, err := b.Connect(t.Context())
		if err == nil {
			_, err = b.Folders(t.Context())
		}
		var broken error
		if err == nil {
			err, broken = model.Sync(t.Context(), b, m.Box)
		}
		_ = b.Close()
		if broken != nil {
			t.Fatalf("cut after %d bytes: %v", n, broken)
		}
		m.sync(t, m.connect(t), model)
		holds(t, model, msgs)
		if err == nil {
			return // the whole session is shorter
		}
		if !backend.IsKind(err, mail.Temporary) && !backend.IsKind(err, mail.Unknown) && !backend.IsKind(err, mail.Protocol) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

func testCancelled(t *testing.T, m Mailbox) {
	msgs := Sample(backend.FirstBatch + 50)
	m.Deliver(msgs...)
	b := m.connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	model := NewModel()
	model.Before = func(backend.Batch) { cancel() }
	started := time.Now()
	if err, broken := model.Sync(ctx, b, m.Box); broken != nil || err == nil {
		t.Fatalf("a cancelled sync returned %v, %v", err, broken)
	}
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("a cancelled sync hung for %v", took)
	}
	model.Before = nil
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatalf("connect again: %v", err)
	}
	m.sync(t, b, model)
	holds(t, model, msgs)
}

func testConnectTwice(t *testing.T, m Mailbox) {
	msgs := Sample(2)
	m.Deliver(msgs...)
	b := m.connect(t)
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	model := NewModel()
	m.sync(t, b, model)
	holds(t, model, msgs)
}

func testClose(t *testing.T, m Mailbox) {
	b := m.Open()
	if err := b.Close(); err != nil {
		t.Errorf("close before connect: %v", err)
	}
	b = m.connect(t)
	if err := errors.Join(b.Close(), b.Close()); err != nil {
		t.Errorf("close twice: %v", err)
	}
}

func testWrongPassword(t *testing.T, m Mailbox) {
	b := m.WrongPassword()
	defer b.Close()
	if _, err := b.Connect(t.Context()); !backend.IsKind(err, mail.Auth) {
		t.Fatalf("connect: %v, want a refused login", err)
	}
}

func testSilent(t *testing.T, m Mailbox) {
	b := m.Silent()
	defer b.Close()
	if _, err := b.Connect(t.Context()); !backend.IsKind(err, mail.Temporary) {
		t.Fatalf("connect: %v, want a temporary problem", err)
	}
}
