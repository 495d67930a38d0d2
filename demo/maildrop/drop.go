package maildrop

import (
	"slices"
	"sync"
)

// Message is one message of a maildrop. It is not changed once delivered.
type Message struct {
	UID  string // what UIDL says; empty: listed without an id
	Size int64  // what LIST says; 0: the length of Body
	Body []byte // with CRLF line ends, not dot-stuffed
}

func (m *Message) size() int64 {
	if m.Size != 0 {
		return m.Size
	}
	return int64(len(m.Body))
}

// Drop is a maildrop. Its methods may be called while sessions are open; a
// session sees what was there when it logged in.
type Drop struct {
	mu       sync.Mutex
	messages []*Message
}

// Deliver appends messages.
func (d *Drop) Deliver(messages ...Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range messages {
		d.messages = append(d.messages, &m)
	}
}

// Messages returns what is in the maildrop, in the order of delivery.
func (d *Drop) Messages() []Message {
	var all []Message
	for _, m := range d.snapshot() {
		all = append(all, *m)
	}
	return all
}

// Empty removes everything, as another client would.
func (d *Drop) Empty() { d.remove(d.snapshot()) }

func (d *Drop) snapshot() []*Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.messages)
}

// remove takes exactly the messages of gone out of the maildrop.
func (d *Drop) remove(gone []*Message) {
	if len(gone) == 0 {
		return
	}
	doomed := make(map[*Message]bool, len(gone))
	for _, m := range gone {
		doomed[m] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.messages = slices.DeleteFunc(d.messages, func(m *Message) bool { return doomed[m] })
}
