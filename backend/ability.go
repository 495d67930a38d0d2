package backend

import (
	"context"
	"io"

	"github.com/mailtui/mailtui/mail"
)

// As returns b as the ability T, and whether it has it. Abilities belong to the
// protocol: the answer is the same for every server. A missing ability means
// that the operation is local only.
func As[T any](b Backend) (T, bool) {
	t, ok := b.(T)
	return t, ok
}

// Fetcher reads messages, or parts of them, by id.
type Fetcher interface {
	// Fetch reads many messages a call and hands each section to sink as it
	// arrives, in any order. A want whose message is gone gives an item with
	// Err of kind [mail.Gone] and costs the others nothing. sink must read
	// Item.Body to its end before it returns; what it leaves is discarded.
	// An error of sink ends the call.
	Fetch(ctx context.Context, box mail.RemoteBox, wants []Want, sink func(Item) error) error
}

// WholeLimit is the size in bytes up to which a message is fetched as one
// whole, which also gives its raw bytes; 96 % of real mail is below it.
const WholeLimit = 128 << 10

// Want names what to read of one message.
type Want struct {
	ID mail.RemoteID
	// Section is a section number of RFC 9051 §6.4.5 ("1.2"), "" for the whole
	// message, or [Readable].
	Section string
	// Size of the section if known, of Readable that of the message: it decides
	// what Readable fetches, and what is so large that it is read in pieces.
	Size int64
}

// Readable as a [Want.Section] asks for what a reader shows: the whole message
// up to [WholeLimit] and for signed or encrypted ones; of a larger one the
// header and the text parts, not the attachments.
const Readable = mail.Readable

// Item is one section that was read.
type Item struct {
	ID      mail.RemoteID
	Section string // "" is the whole message, "HEADER" its header, else a part with its transfer encoding
	Body    io.Reader
	// Structure comes with the first item of a message that is read in parts;
	// it lists every part, containers included.
	Structure []mail.Part
	Err       error
}

// Deleter removes messages from the server for ever.
type Deleter interface {
	// Delete removes exactly the named messages and returns those that the
	// server confirmed. POP3: it fails before its first DELE when any id was
	// not proved in this session, and confirms with the answer to QUIT, after
	// which the connection is closed (RFC 1939 §6).
	Delete(ctx context.Context, box mail.RemoteBox, ids []mail.RemoteID) ([]mail.RemoteID, error)
}

// Watcher tells when a mailbox may have changed.
type Watcher interface {
	// Watch returns when ctx is cancelled, with nil, or when the connection
	// fails. It calls changed once for any number of changes; it never says
	// what changed (RFC 2177). It begins with changed unless the mailbox is as
	// this connection has last seen it: another one may have read it before
	// the latest change.
	Watch(ctx context.Context, box mail.RemoteBox, changed func()) error
}

// Hearer tells whether the server has spoken up while something else was done.
type Hearer interface {
	// Heard reports whether the server has told of a change in the mailbox that
	// is open (RFC 9051 §7) since the last call. sink may ask it while a large
	// section is read, which leaves the server room to speak.
	Heard() bool
}

// FlagStorer changes flags on the server.
type FlagStorer interface {
	// StoreFlags makes the changes and returns the flags that the server then
	// tells of each message: its untagged FETCH, or a FETCH afterwards, never
	// what was asked. An id that is missing in the answer is not on the server.
	// It fails with kind [mail.Gone] before it changes anything when the ids'
	// UIDVALIDITY is not the mailbox's, and with [mail.ReadOnly] when the
	// mailbox can only be read.
	StoreFlags(ctx context.Context, box mail.RemoteBox, ids []mail.RemoteID, delta mail.FlagDelta) ([]FlagChange, error)
}

// Appender adds messages to a mailbox.
type Appender interface {
	// Append adds a message, with CRLF line ends and flags, and returns when the
	// server has taken it (RFC 9051 §6.3.12). After an error the connection is
	// closed, and after one of scope account the message may be there all the
	// same: whoever tries again looks first.
	Append(ctx context.Context, box mail.RemoteBox, message []byte, flags mail.Flags) error
}

// HeaderFields are the fields of a message that a first sync reads, and the
// only ones the header hash covers. The list is final: another list would give
// every stored message another hash.
func HeaderFields() []string {
	return []string{
		"Date", "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Message-ID",
		"In-Reply-To", "References", "List-Id", "List-Post", "List-Unsubscribe",
		"List-Unsubscribe-Post", "Content-Type", "Auto-Submitted", "Authentication-Results",
	}
}
