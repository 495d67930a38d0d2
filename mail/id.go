package mail

import (
	"strconv"
	"strings"
)

// AccountID is the stable name of an account: the name of its file when it was
// first seen, or the id that the file states. It survives a rename of the file.
type AccountID string

// FolderID names a folder in the local store. It is never reused.
type FolderID int64

// LocalID names a message in the local store. It is never reused and survives
// moves, a new UIDVALIDITY and the loss of the server's copy. It is unrelated to
// the Message-ID field of RFC 5322, which keeps its name.
type LocalID int64

// ThreadID names a conversation in the local store. Conversations merge, so an
// id may stop to exist while its messages live on under another one.
type ThreadID int64

// OpID names an operation in the queue.
type OpID int64

// QuestionID names a question that waits for the user.
type QuestionID int64

// RemoteBox is a mailbox name as its backend knows it (IMAP: the UTF-8 name;
// POP3: "INBOX"). It is hostile text: never a path, never shown as it is.
type RemoteBox string

// RemoteID is a message's name on its server. Only the backend that made it can
// read it. IMAP: "%08x%08x" of UIDVALIDITY and UID, so that the ids of one
// UIDVALIDITY sort in server order. POP3: the unique-id, or NUL and the message
// number for a copy that has no id that can be trusted.
type RemoteID string

// localIDBase is the base of the printed form of a LocalID.
const localIDBase = 32

// String returns the form people type: base 32 with the digits 0-9 and a-v.
func (id LocalID) String() string { return strconv.FormatInt(int64(id), localIDBase) }

// ParseLocalID reads the form that [LocalID.String] prints, in either case.
func ParseLocalID(s string) (LocalID, error) {
	n, err := strconv.ParseInt(strings.ToLower(s), localIDBase, 64)
	if err != nil || n <= 0 {
		return 0, Problem{Op: "message", Scope: ScopeMessage, Kind: Usage, Cause: NotID, What: Line(s)}
	}
	return LocalID(n), nil
}
