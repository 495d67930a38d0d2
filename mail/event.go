package mail

// Event says that something in the store is no longer what it was. It never
// carries the data itself: whoever cares reads the store again. The concrete
// types are the ones of this file.
type Event interface{ event() }

// AccountChanged says that the state, progress or last error of an account did.
type AccountChanged struct{ Account AccountID }

// FoldersChanged says that the set of folders of an account, or a name, did.
type FoldersChanged struct{ Account AccountID }

// FolderChanged says that the rows or counters of a folder did.
type FolderChanged struct{ Folder FolderID }

// MessageChanged says that a body or parts arrived, or could not be had.
type MessageChanged struct{ Message LocalID }

// QuestionsChanged says that a question was asked or answered.
type QuestionsChanged struct{}

// NewMail says that unread mail newer than the last complete pass came to a
// folder. A first sync does not raise it.
type NewMail struct {
	Folder FolderID
	Since  LocalID // the newest message that was there before
}

// StoreChanged says that another process wrote to the store, so anything may have
// changed.
type StoreChanged struct{}

func (StoreChanged) event()     {}
func (AccountChanged) event()   {}
func (FoldersChanged) event()   {}
func (FolderChanged) event()    {}
func (MessageChanged) event()   {}
func (QuestionsChanged) event() {}
func (NewMail) event()          {}
