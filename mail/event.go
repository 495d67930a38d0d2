package mail

// Event says that something in the store is no longer what it was. It never
// carries the data itself: whoever cares reads the store again. The concrete
// types are the ones of this file.
type Event interface{ event() }

// AccountChanged: the state, progress or last error of an account.
type AccountChanged struct{ Account AccountID }

// FoldersChanged: the set of folders of an account, or their names.
type FoldersChanged struct{ Account AccountID }

// FolderChanged: the rows or counters of a folder.
type FolderChanged struct{ Folder FolderID }

// MessageChanged: a message's body or parts arrived, or it could not be had.
type MessageChanged struct{ Message LocalID }

// QuestionsChanged: a question was asked or answered.
type QuestionsChanged struct{}

// NewMail: unread mail newer than the last complete pass came to a folder. A
// first sync does not raise it.
type NewMail struct {
	Folder FolderID
	Since  LocalID // the newest message that was there before
}

// StoreChanged: another process wrote to the store, so anything may have
// changed.
type StoreChanged struct{}

func (StoreChanged) event()     {}
func (AccountChanged) event()   {}
func (FoldersChanged) event()   {}
func (FolderChanged) event()    {}
func (MessageChanged) event()   {}
func (QuestionsChanged) event() {}
func (NewMail) event()          {}
