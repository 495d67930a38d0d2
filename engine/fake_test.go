package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// fakeServer is a server with folders and flags in memory. Its backends tell
// the whole truth, unless fault says otherwise.
type fakeServer struct {
	mu     sync.Mutex
	boxes  map[mail.RemoteBox]*fakeBox
	open   int      // connections
	log    []string // what was asked for
	stores int      // of StoreFlags that were done

	// fault is asked before each thing is done; its error is the answer.
	fault func(what string) error
	// lie makes StoreFlags answer without doing anything.
	lie bool
	// slow is how long each byte of a message takes to come.
	slow time.Duration
	// poison is a message whose answer ends the connection.
	poison string
	// pause lets a step of the test happen in the middle of a Sync.
	pause func(what string)

	changed chan struct{} // closed and renewed by every change
}

type fakeBox struct {
	validity uint32
	next     uint32
	msgs     []fakeMsg
}

type fakeMsg struct {
	uid     uint32
	content string
	flags   mail.Flags
}

func newFakeServer(boxes ...mail.RemoteBox) *fakeServer {
	s := &fakeServer{boxes: map[mail.RemoteBox]*fakeBox{}, changed: make(chan struct{})}
	for _, b := range append([]mail.RemoteBox{"INBOX"}, boxes...) {
		s.boxes[b] = &fakeBox{validity: 1, next: 1}
	}
	return s
}

func (s *fakeServer) account() Account {
	return Account{
		Protocol: IMAP, Idle: true,
		Open: func() backend.Backend { return &fakeBackend{s: s} },
	}
}

// change makes a change as another client does.
func (s *fakeServer) change(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (b *fakeBox) add(content string, flags mail.Flags) {
	b.msgs = append(b.msgs, fakeMsg{uid: b.next, content: content, flags: flags})
	b.next++
}

// renumber gives every message another UID under another UIDVALIDITY.
func (b *fakeBox) renumber() {
	b.validity++
	b.next = 1
	for i := range b.msgs {
		b.msgs[i].uid = b.next
		b.next++
	}
}

// deliver adds messages to a box.
func (s *fakeServer) deliver(box mail.RemoteBox, contents ...string) {
	s.change(func() {
		for _, c := range contents {
			s.boxes[box].add(c, 0)
		}
	})
}

// state says what the server has, in the form of [world.view].
func (s *fakeServer) state() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for name, box := range s.boxes {
		for _, m := range box.msgs {
			all = append(all, fmt.Sprintf("%s/%s %d", name, subjectOf(m.content), m.flags))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func subjectOf(content string) string {
	name, _, _ := strings.Cut(content, "/")
	return name
}

// view says what is shown, in the form of [fakeServer.state].
func (x *world) view() string {
	names := map[mail.FolderID]mail.RemoteBox{}
	for _, f := range x.folders() {
		names[f.ID] = f.Box
	}
	var all []string
	for _, m := range x.shown() {
		all = append(all, fmt.Sprintf("%s/%s %d", names[m.Folder], m.Subject, m.Flags))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// fakeBackend is a connection to a fakeServer.
type fakeBackend struct {
	s         *fakeServer
	connected bool
	known     chan struct{} // closed with the next change that Heard tells of
	seen      chan struct{} // closed with the next change that Watch begins with
}

func (b *fakeBackend) begin(what string) error {
	b.s.mu.Lock()
	b.s.log = append(b.s.log, what)
	fault, pause := b.s.fault, b.s.pause
	b.s.mu.Unlock()
	if pause != nil {
		pause(what)
	}
	if fault == nil {
		return nil
	}
	err := fault(what)
	if err != nil && backend.ProblemOf(err, "").Scope == mail.ScopeAccount {
		_ = b.Close()
	}
	return err
}

func (b *fakeBackend) Connect(ctx context.Context) (backend.Caps, error) {
	if ctx.Err() != nil {
		return backend.Caps{}, ctx.Err()
	}
	if b.connected {
		return backend.Caps{}, nil
	}
	if err := b.begin("connect"); err != nil {
		return backend.Caps{}, err
	}
	b.connected = true
	b.s.mu.Lock()
	b.s.open++
	b.s.mu.Unlock()
	return backend.Caps{Names: []string{"IMAP4REV1"}}, nil
}

func (b *fakeBackend) Close() error {
	if b.connected {
		b.connected = false
		b.s.mu.Lock()
		b.s.open--
		b.s.mu.Unlock()
	}
	return nil
}

func (b *fakeBackend) Folders(context.Context) ([]backend.Folder, error) {
	if err := b.begin("list"); err != nil {
		return nil, err
	}
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	var list []backend.Folder
	for name := range b.s.boxes {
		f := backend.Folder{Box: name, Path: []string{string(name)}}
		if name == "INBOX" {
			f.Role = mail.RoleInbox
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b backend.Folder) int { return strings.Compare(string(a.Box), string(b.Box)) })
	return list, nil
}

func fakeID(validity, uid uint32) mail.RemoteID {
	return mail.RemoteID(fmt.Sprintf("%08x%08x", validity, uid))
}

// Sync tells everything anew in small batches: what is new, the flags of all,
// and what is gone. The cursor is the UIDVALIDITY.
func (b *fakeBackend) Sync(ctx context.Context, req backend.SyncRequest, apply backend.ApplyFunc) error {
	if err := b.begin("sync " + string(req.Box)); err != nil {
		return err
	}
	b.s.mu.Lock()
	box := b.s.boxes[req.Box]
	var validity uint32
	var msgs []fakeMsg
	if box != nil {
		validity, msgs = box.validity, slices.Clone(box.msgs)
	}
	b.s.mu.Unlock()
	if box == nil {
		return &backend.Error{Problem: mail.Problem{Op: "select", Scope: mail.ScopeFolder, Kind: mail.Gone}}
	}
	cursor := backend.Cursor(strconv.Itoa(int(validity)))
	var batches []backend.Batch
	here := map[mail.RemoteID]bool{}
	if req.Cursor != "" && req.Cursor != cursor {
		batches = append(batches, backend.Batch{Reset: true})
	} else {
		known, err := req.Known.Range(ctx, "", "", 10000)
		if err != nil {
			return err
		}
		there := map[mail.RemoteID]bool{}
		for _, m := range msgs {
			there[fakeID(validity, m.uid)] = true
		}
		var gone backend.Batch
		for _, k := range known {
			here[k.ID] = true
			if !there[k.ID] {
				gone.Gone = append(gone.Gone, k.ID)
			}
		}
		batches = append(batches, gone)
	}
	var next backend.Batch
	for i := len(msgs) - 1; i >= 0; i-- {
		m := msgs[i]
		id := fakeID(validity, m.uid)
		if here[id] {
			next.Flags = append(next.Flags, backend.FlagChange{ID: id, Flags: m.flags})
		} else {
			one := msg(int(m.uid), m.content, m.flags)
			one.ID = id
			next.Added = append(next.Added, one)
		}
		if len(next.Added)+len(next.Flags) == 3 {
			batches = append(batches, next)
			next = backend.Batch{}
		}
	}
	next.Complete = true
	batches = append(batches, next)
	for i, batch := range batches {
		if err := b.begin("batch " + string(req.Box)); err != nil {
			return err
		}
		batch.Cursor, batch.Done, batch.Total = cursor, i+1, len(batches)
		if err := apply(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

func (b *fakeBackend) StoreFlags(
	_ context.Context, box mail.RemoteBox, ids []mail.RemoteID, delta mail.FlagDelta,
) ([]backend.FlagChange, error) {
	if err := b.begin(fmt.Sprintf("store %s %d +%d -%d", box, len(ids), delta.Add, delta.Remove)); err != nil {
		return nil, err
	}
	var told []backend.FlagChange
	gone := false
	b.s.change(func() {
		there := b.s.boxes[box]
		if there == nil {
			gone = true
			return
		}
		for _, id := range ids {
			if !strings.HasPrefix(string(id), fmt.Sprintf("%08x", there.validity)) {
				gone = true
			}
		}
		if gone {
			return
		}
		b.s.stores++
		for i := range there.msgs {
			id := fakeID(there.validity, there.msgs[i].uid)
			if !slices.Contains(ids, id) {
				continue
			}
			if !b.s.lie {
				there.msgs[i].flags = delta.Apply(there.msgs[i].flags)
			}
			told = append(told, backend.FlagChange{ID: id, Flags: there.msgs[i].flags})
		}
	})
	if gone {
		return nil, &backend.Error{Problem: mail.Problem{Op: "store", Scope: mail.ScopeFolder, Kind: mail.Gone}}
	}
	if err := b.begin("answer"); err != nil { // the answer is lost
		return nil, err
	}
	return told, nil
}

func (b *fakeBackend) Fetch(
	_ context.Context, box mail.RemoteBox, wants []backend.Want, sink func(backend.Item) error,
) error {
	b.Heard()
	for _, want := range wants {
		poisoned := false
		if err := b.begin("fetch " + string(box)); err != nil {
			return err
		}
		item := backend.Item{ID: want.ID, Err: &backend.Error{Problem: mail.Problem{Op: "fetch", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer}}}
		b.s.mu.Lock()
		if there := b.s.boxes[box]; there != nil {
			for _, m := range there.msgs {
				if fakeID(there.validity, m.uid) == want.ID {
					item = backend.Item{ID: want.ID, Body: bytes.NewReader(letter(m.content))}
					if b.s.slow > 0 {
						item.Body = &dripping{r: item.Body, wait: b.s.slow}
					}
					poisoned = m.content == b.s.poison
				}
			}
		}
		b.s.mu.Unlock()
		if poisoned {
			_ = b.Close()
			return problem(mail.Temporary, mail.ScopeAccount)
		}
		if err := b.begin("item " + string(box)); err != nil {
			item = backend.Item{ID: want.ID, Err: err}
		}
		if err := sink(item); err != nil {
			return err
		}
	}
	return nil
}

func (b *fakeBackend) Heard() bool {
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	news := b.known != b.s.changed
	b.known = b.s.changed
	return news
}

// dripping reads one byte at a time, each after a wait.
type dripping struct {
	r    io.Reader
	wait time.Duration
}

// Read reads one byte.
func (d *dripping) Read(p []byte) (int, error) {
	time.Sleep(d.wait) // of a test with time of its own
	return d.r.Read(p[:min(len(p), 1)])
}

func (b *fakeBackend) Watch(ctx context.Context, box mail.RemoteBox, changed func()) error {
	if err := b.begin("watch " + string(box)); err != nil {
		return err
	}
	for {
		b.s.mu.Lock()
		next := b.s.changed
		b.s.mu.Unlock()
		if b.seen != next {
			b.seen = next
			changed()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-next:
		}
	}
}

// problem is an error of a backend.
func problem(kind mail.Kind, scope mail.Scope) error {
	return &backend.Error{Problem: mail.Problem{Op: "test", Kind: kind, Scope: scope, Host: "mail.example:993"}}
}
