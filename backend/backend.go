package backend

import (
	"context"
	"io"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Backend is one connection to one account's server, used by one goroutine.
//
// It may read ahead in one bounded goroutine of its own while apply runs. It
// calls back only through apply, sink and changed, from the goroutine that
// called it.
//
// Every command has a deadline that moves with progress, never an absolute one:
// 30 s without a byte either way; 5 min for the first byte after SELECT, SEARCH,
// APPEND data, STAT, UIDL, LIST and QUIT; IDLE is exempt, a poll beside it
// notices. A silent server is [mail.Temporary], never a hang. Cancelling ctx
// waits at most 1 s for the command under way, then closes the connection; the
// next Connect opens a new one.
//
// Errors carry a [mail.Problem] and are of type [*Error]; what apply, sink or a
// Spool returned is wrapped and otherwise as it was.
type Backend interface {
	// Connect dials, secures and authenticates. It does nothing when the
	// connection is up. It never sends a credential before TLS is verified,
	// unless the account says insecure or the server is on loopback.
	Connect(ctx context.Context) (Caps, error)

	// Folders lists the mailboxes of the account, with their STATUS where the
	// server gives it in the same turn (RFC 5819).
	Folders(ctx context.Context) ([]Folder, error)

	// Sync tells what has changed in req.Box since req.Cursor, in batches.
	// When apply returns nil, the batch and its cursor are durable; when it
	// returns an error, Sync stops and returns an error that is, or wraps, it.
	//
	// Sync may be restarted with any cursor it ever returned (the empty one
	// included) and must end in the same local state. It may return without a
	// turn when the STATUS of the latest Folders says that nothing changed;
	// apply is then called once with an empty Complete batch. The last batch of
	// a whole pass, and only that, is Complete.
	//
	// The first batch has at most [FirstBatch] messages, so that a screen is
	// there; later ones at most [BatchMessages] messages or [BatchBytes].
	// One message that cannot be had or parsed never costs the rest of the
	// folder: it is told in Failed, or as raw bytes.
	Sync(ctx context.Context, req SyncRequest, apply ApplyFunc) error

	// Close ends the session politely where that is safe, within a second.
	// POP3: it sends QUIT, unless a DELE was sent: then it drops the
	// connection, so that the server forgets the deletion.
	Close() error
}

// Limits of a [Batch].
const (
	FirstBatch    = 200       // messages in the first batch of a Sync
	BatchMessages = 1000      // messages, flag changes or ids in any other
	BatchBytes    = 4 << 20   // of headers and bodies together
	InlineBody    = 256 << 10 // a larger body goes through the Spool
)

// Caps is what this server can do, kept in the store for offline use.
type Caps struct {
	// Names are the capabilities as announced, upper case, after login.
	Names []string `json:"names"`
	// Delimiter between the levels of mailbox names; 0 for flat ones.
	Delimiter rune `json:"delimiter,omitempty"`
	// LoginDelay is how many seconds must pass between logins (RFC 2449 §6.5).
	LoginDelay int `json:"login_delay,omitempty"`
}

// Folder is a mailbox as the server lists it.
type Folder struct {
	Box      mail.RemoteBox
	Path     []string // the name's levels, decoded, unsanitised
	Role     mail.Role
	NoSelect bool    // holds other mailboxes only
	Status   *Status // nil: not told
}

// Status is the STATUS of a mailbox (RFC 9051 §6.3.11, RFC 7162).
type Status struct {
	UIDValidity   uint32
	UIDNext       uint32
	Messages      uint32
	Unseen        uint32
	HighestModSeq uint64
}

// SyncRequest is what [Backend.Sync] is asked.
type SyncRequest struct {
	Box    mail.RemoteBox
	Cursor Cursor
	Known  Known
	Spool  Spool
	// Distrust (POP3): this ledger ever saw an id twice or recycled, so a
	// header proves nothing and every id to be deleted is read whole.
	Distrust bool
	// MaxSize (POP3): of a larger message only the header is read; 0: no limit.
	MaxSize int64
}

// Cursor is how far a Sync has come, in a form that only its backend reads.
// Empty: nothing is known yet. It is text, at most 64 KiB.
type Cursor string

// Known is what the store believes the box holds, paged, never whole. Ids are
// in their string order. A POP3 row whose mail has no id that can be trusted
// stands with any ID that begins with NUL; of it only the State counts: what is
// due or releasing makes Sync read such copies again.
type Known interface {
	Count(ctx context.Context) (int, error)
	// Range returns ids with after < id <= upTo, at most limit; an empty upTo
	// has no upper bound.
	Range(ctx context.Context, after, upTo mail.RemoteID, limit int) ([]KnownID, error)
	// Lookup returns those of ids that are known, in any order.
	Lookup(ctx context.Context, ids []mail.RemoteID) ([]KnownID, error)
}

// KnownID is one id of [Known].
type KnownID struct {
	ID     mail.RemoteID
	Size   int64    // as the server said
	Header [32]byte // SHA-256 of the header; POP3: of the lines before the empty one
	State  KnownState
}

// KnownState is the state of an id in POP3's ledger; IMAP ids are all Stored.
// What is gone from the server is not known; what is doubtful is read again
// once a day and not known on that day.
type KnownState uint8

// The states of a known id.
const (
	Stored    KnownState = iota // in the store (also: verified, kept)
	Due                         // the policy wants it deleted, once proved
	Releasing                   // a DELE may have been sent: always proved by RETR
	Doubtful                    // stored, but not to be trusted: never deleted
)

// Spool takes a large body into the store while it is read. Put returns after
// the last byte of r, or with r's error; what it then has taken is swept.
type Spool interface {
	Put(ctx context.Context, r io.Reader) (Blob, error)
}

// Blob is a body that a [Spool] has taken, not yet bound to a message.
type Blob struct {
	Handle int64    // 0: none
	Size   int64    // bytes
	Hash   [32]byte // SHA-256
}

// ApplyFunc makes a batch and its cursor durable in one transaction.
type ApplyFunc func(ctx context.Context, b Batch) error

// Batch is a step of a Sync.
type Batch struct {
	Reset bool // every remote id of the box is void (UIDVALIDITY changed)
	// Added are messages new to the store, or already known and read again:
	// the engine compares hashes.
	Added []Message
	Flags []FlagChange
	// Gone were removed on the server: remove here.
	Gone []mail.RemoteID
	// Detached are no longer on the server and stay here (POP3).
	Detached []mail.RemoteID
	// Proved are ids that this session has proved to be what the store holds
	// by a header (TOP), so that they may be deleted (POP3). An id that was
	// read again stands in Added instead.
	Proved []mail.RemoteID
	// Failed are single messages that could not be had, and why.
	Failed []Failure
	// NoIDs: this server has no ids at all (POP3 without UIDL).
	NoIDs  bool
	Cursor Cursor
	// Complete: with this batch the whole box has been told.
	Complete    bool
	Done, Total int // progress, in messages
}

// Message is a message as the server has it.
type Message struct {
	ID mail.RemoteID
	// SessionOnly: no id that can be trusted (none, empty, listed twice);
	// matched by its hash. Its ID is NUL and the message number.
	SessionOnly bool
	Received    time.Time
	Size        int64 // as the server said; may lie
	Flags       mail.Flags
	// Header: the lines before the empty one, as read (IMAP: the fields of
	// [HeaderFields] only).
	Header []byte
	// Body: the whole message as read, up to InlineBody bytes; else Blob;
	// neither: header only.
	Body []byte
	Blob Blob
	// Doubt is set when the bytes are stored but must not be trusted: the
	// server's copy is then never deleted.
	Doubt *mail.Problem
}

// FlagChange is a message's complete set of flags, as told by the server.
type FlagChange struct {
	ID    mail.RemoteID
	Flags mail.Flags
}

// Failure is one message that could not be had, and why.
type Failure struct {
	ID      mail.RemoteID
	Problem mail.Problem
}
