package mail

import (
	"cmp"
	"strings"
	"time"
)

// Summary is one row of a message list.
type Summary struct {
	ID       LocalID
	Account  AccountID
	Folder   FolderID
	Thread   ThreadID
	From     []Address
	To       []Address
	Subject  Text
	Received time.Time // when the server got it; lists are sorted by it, then by Place and ID
	Place    string    // sorts messages of the same second as their server does; empty where it has no order
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
func (s Summary) Anchor() Anchor { return Anchor{s.Received, s.Place, s.ID} }

// Anchor is a place in a list that is sorted by time of receipt, then as
// [Summary.Place] and the id say, newest first. The zero Anchor is before the
// newest row.
type Anchor struct {
	Received time.Time
	Place    string
	ID       LocalID
}

// Compare returns a negative number when a row at a stands before one at b, 0
// when it is the same place, and else a positive number.
func (a Anchor) Compare(b Anchor) int {
	return cmp.Or(b.Received.Compare(a.Received), strings.Compare(b.Place, a.Place), cmp.Compare(b.ID, a.ID))
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
