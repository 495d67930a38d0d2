package mail

import "time"

// Summary is one row of a message list.
type Summary struct {
	ID       LocalID
	Account  AccountID
	Folder   FolderID
	Thread   ThreadID
	From     []Address
	To       []Address
	Subject  Text
	Received time.Time // when the server got it; lists are sorted by it, then by ID
	Sent     time.Time // the Date field with its own offset; zero when it cannot be read
	Flags    Flags     // shown: the confirmed ones with what is queued on top
	Size     int64     // bytes, as the server said
	Snippet  Text      // the first words of the body; empty until it was read

	HasAttachment bool // a guess from the header until the structure is known
	Cached        bool // a readable part of it is in the store
}

// Unread reports whether the message counts as unread.
func (s Summary) Unread() bool { return !s.Flags.Has(Seen) }

// Anchor returns the row's place in the order of a list.
func (s Summary) Anchor() Anchor { return Anchor{Received: s.Received, ID: s.ID} }

// Anchor is a place in a list that is sorted by time of receipt and id, newest
// first. The zero Anchor is before the newest row.
type Anchor struct {
	Received time.Time
	ID       LocalID
}

// Direction says which side of an [Anchor] a page is on.
type Direction uint8

// The directions of a page.
const (
	Older Direction = iota // towards the past, the anchor left out
	Newer                  // towards now, the anchor left out
)

// PageQuery asks for rows of a list.
type PageQuery struct {
	Folder FolderID // 0: the inboxes of all accounts as one list
	From   Anchor
	Dir    Direction
	Limit  int
}
