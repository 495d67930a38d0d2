package pane

import (
	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
)

// Intent is something that a pane or a dialog wants done outside itself. The
// concrete types are the ones of this file; the root performs them.
type Intent interface{ intent() }

// FoldersLoaded tells that the folders pane has newer accounts and folders.
type FoldersLoaded struct{}

// OpenFolder shows a folder in the list; 0 is all inboxes.
type OpenFolder struct{ Folder mail.FolderID }

// OpenAccount shows the inbox of an account, or why there is none.
type OpenAccount struct{ Account mail.AccountID }

// Select tells that the cursor of the list is on another message, or on none:
// then the ID is 0.
type Select struct{ Message mail.Summary }

// OpenMessage reads a message.
type OpenMessage struct{ Message mail.Summary }

// Step moves the list's cursor while a message is read, and reads what it is
// then on. Action is one of the Next, Previous, NextUnread, PrevUnread actions.
type Step struct{ Action keymap.Action }

// SetFlags changes flags of messages.
type SetFlags struct {
	IDs   []mail.LocalID
	Delta mail.FlagDelta
}

// Toggle returns the intent that turns a flag of a message on or off.
func Toggle(m mail.Summary, f mail.Flags) SetFlags {
	d := mail.FlagDelta{Add: f}
	if m.Flags.Has(f) {
		d = mail.FlagDelta{Remove: f}
	}
	return SetFlags{IDs: []mail.LocalID{m.ID}, Delta: d}
}

// Want fetches a message that is not on this machine.
type Want struct{ ID mail.LocalID }

// SetSender remembers how mail of an address is to be shown.
type SetSender struct {
	Address string
	View    mail.SenderView
}

// WantPart fetches a part of a message that is not on this machine.
type WantPart struct {
	ID   mail.LocalID
	Part string    // section number
	Name mail.Text // what to call it when it is here; empty: nobody waits for it
}

// CancelPart takes a WantPart back.
type CancelPart struct {
	ID   mail.LocalID
	Part string
}

// OpenPart opens an attachment in the program that the system has for it.
type OpenPart struct {
	ID         mail.LocalID
	Part       string // section number
	Attachment message.Attachment
	Sure       bool // the user was asked about what is odd about it
}

// SaveParts asks where to save attachments.
type SaveParts struct {
	ID          mail.LocalID
	Parts       []string // section numbers
	Attachments []message.Attachment
}

// SaveAll saves attachments.
type SaveAll struct{ List []Save }

// Save is an attachment to be saved into a folder.
type Save struct {
	ID      mail.LocalID
	Part    string    // section number
	Name    mail.Text // what it is called
	Dir     string    // empty: it is not saved, only told of when it is here
	Fetched bool      // it was fetched for this
}

// Unsubscribe asks whether to leave the mailing list that a message came from.
type Unsubscribe struct {
	ID   mail.LocalID
	List string // the same for all mail of the list
	Ways message.Unsubscribe
}

// LeaveList leaves the mailing list that a message came from.
type LeaveList struct {
	ID     mail.LocalID
	List   string // as in [Unsubscribe]
	ByMail bool   // a mail is all that the list is asked with
}

// AnswerInvite asks the user what to answer to an invitation.
type AnswerInvite struct {
	ID     mail.LocalID
	Invite calendar.Invite
}

// SendAnswer sends the answer to an invitation.
type SendAnswer struct {
	ID     mail.LocalID
	Answer calendar.Answer
}

// ShowLinks lists where the links of a message lead.
type ShowLinks struct {
	Links []render.Link
	Words []string // of each link in the text, "" where that has none but the address
}

// OpenURL opens a link outside of mailtui; when there is a warning of it, not
// before the user was asked.
type OpenURL struct {
	Link render.Link
	Sure bool // the user was asked
}

// Browse shows a message in the browser of the system.
type Browse struct {
	ID     mail.LocalID
	Ask    bool // the user lets its pictures be loaded: by the browser, too?
	Remote bool // the browser loads them
}

// SavePage saves a message as a page for a browser into a folder.
type SavePage struct {
	ID  mail.LocalID
	Dir string
}

// PipeMessage asks for a command, and runs it with a message as its input.
type PipeMessage struct{ ID mail.LocalID }

// Pipe runs a command, as a person types it, with a message as its input.
type Pipe struct {
	ID   mail.LocalID
	Line string
}

// LoadPictures loads the pictures of a message.
type LoadPictures struct {
	ID      mail.LocalID
	Message *message.Message
	Quiet   bool // no key was pressed for it
}

// ShowPictures shows pictures, as the terminal can.
type ShowPictures struct{ Pictures []mail.Picture }

// AskPictures asks whether pictures in the mail of an address are always wanted,
// or not any more. Pictures are those of the message.
type AskPictures struct {
	Address  mail.Text
	View     mail.SenderView
	Pictures []mail.Picture
}

// CopyText puts a text on the clipboard of the terminal.
type CopyText struct{ Text mail.Text }

// OfferAuthserv asks whether the user of an account believes what a server says
// of senders.
type OfferAuthserv struct {
	Account mail.AccountID
	ID      string // authserv-id (RFC 8601 §2.5)
}

// Verify checks the DKIM signatures of a message.
type Verify struct {
	ID      mail.LocalID
	Account mail.AccountID
}

// TrustAuthserv is the answer to an OfferAuthserv.
type TrustAuthserv struct {
	Account mail.AccountID
	ID      string
	Yes     bool
}

// Elsewhere does what a key means outside of the pane.
type Elsewhere struct{ Press keymap.Press }

// Leave closes what is open, or moves to where one came from.
type Leave struct{}

// Focus gives the keys to a pane.
type Focus struct{ Pane ID }

// Answer answers a question.
type Answer struct {
	Question mail.QuestionID
	Choice   mail.Choice
}

// Close closes the dialog on top.
type Close struct{}

// Run closes the dialog on top and does what a key would have done without it.
type Run struct{ Press keymap.Press }

// Fail reports an error.
type Fail struct{ Err error }

func (FoldersLoaded) intent() {}
func (OpenFolder) intent()    {}
func (OpenAccount) intent()   {}
func (Select) intent()        {}
func (OpenMessage) intent()   {}
func (Step) intent()          {}
func (SetFlags) intent()      {}
func (Want) intent()          {}
func (SetSender) intent()     {}
func (WantPart) intent()      {}
func (CancelPart) intent()    {}
func (OpenPart) intent()      {}
func (SaveParts) intent()     {}
func (Unsubscribe) intent()   {}
func (AnswerInvite) intent()  {}
func (OpenURL) intent()       {}
func (SaveAll) intent()       {}
func (LeaveList) intent()     {}
func (SendAnswer) intent()    {}
func (ShowLinks) intent()     {}
func (Browse) intent()        {}
func (SavePage) intent()      {}
func (PipeMessage) intent()   {}
func (Pipe) intent()          {}
func (CopyText) intent()      {}
func (LoadPictures) intent()  {}
func (ShowPictures) intent()  {}
func (AskPictures) intent()   {}
func (OfferAuthserv) intent() {}
func (TrustAuthserv) intent() {}
func (Verify) intent()        {}
func (Elsewhere) intent()     {}
func (Leave) intent()         {}
func (Focus) intent()         {}
func (Answer) intent()        {}
func (Close) intent()         {}
func (Run) intent()           {}
func (Fail) intent()          {}
