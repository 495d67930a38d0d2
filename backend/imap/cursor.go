package imap

import (
	"encoding/json"

	"github.com/mailtui/mailtui/backend"
)

// maxSpans bounds the cursor's text, which is at most 64 KiB; what is dropped
// is read again.
const maxSpans = 2000

// cursor is how far the sync of a mailbox has come.
type cursor struct {
	// validity is the UIDVALIDITY that all of it is about.
	validity uint32
	// modSeq is a HIGHESTMODSEQ up to which every change to the done messages
	// is known; 0: none, the server does not count them.
	modSeq uint64
	// done are the UIDs whose messages, if there are any, were told.
	done spans
}

// cursorText is the cursor as it is stored.
type cursorText struct {
	Validity uint32 `json:"uidvalidity"`
	ModSeq   uint64 `json:"modseq,omitempty"`
	Done     string `json:"done,omitempty"`
}

// parseCursor reads a cursor. It returns false for an empty one, and for one
// that it cannot read: then everything is read again.
func parseCursor(text backend.Cursor) (cursor, bool) {
	if text == "" {
		return cursor{}, false
	}
	var t cursorText
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return cursor{}, false
	}
	done, err := parseSpans(t.Done)
	if err != nil {
		return cursor{}, false
	}
	return cursor{validity: t.Validity, modSeq: t.ModSeq, done: done}, true
}

// text returns the cursor as it is stored.
func (c cursor) text() backend.Cursor {
	done := c.done
	if len(done) > maxSpans { // the newest ones are worth most
		done = done[len(done)-maxSpans:]
	}
	b, err := json.Marshal(cursorText{Validity: c.validity, ModSeq: c.modSeq, Done: done.String()})
	if err != nil {
		panic(err) // two numbers and a string
	}
	return backend.Cursor(b)
}
