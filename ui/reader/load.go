package reader

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/pane"
)

// Loader makes the commands that the pane needs. Each results in the message
// named in its comment, with the given generation.
type Loader interface {
	// Message reads a message with all that is shown beside it, and lays it
	// out: [Loaded].
	Message(gen int, a Ask) tea.Cmd
	// Layout lays a message out again: [LaidOut].
	Layout(gen int, m *message.Message, o render.Options) tea.Cmd
	// Wants reads which parts of a message are being fetched: [WantsLoaded].
	Wants(gen int, id mail.LocalID) tea.Cmd
	// Summary reads the message's row: [SummaryLoaded].
	Summary(gen int, id mail.LocalID) tea.Cmd
	// Cancel ends what is under way of Message and Layout: nobody waits for that
	// any more.
	Cancel()
	// Rest waits until the cursor has rested: [Rested].
	Rest(gen int) tea.Cmd
}

// Ask says which message to read, and how it is to be laid out.
type Ask struct {
	Message mail.Summary
	Part    string // the section number of the message that is attached to it, or ""
	Options render.Options
	// Chosen: the form in Options is what the user wants to see of this
	// message; otherwise it is the one remembered of its sender.
	Chosen bool
}

// Loaded is a message, laid out as Options say, or why there is none.
type Loaded struct {
	Gen      int
	Message  *message.Message
	Document render.Document
	Options  render.Options
	Beside   Beside
	Err      error
}

// Beside is what is known of a message besides its text: by others, and by
// itself, see [Inspect].
type Beside struct {
	Warnings []message.Warning
	Wants    []mail.PartWant // its parts that are being fetched
	Sender   mail.SenderView // how mail of its sender is shown
	First    bool            // nothing older of its sender is here
	Vouched  mail.Text       // what a server that the user believes says of the sender, or empty
	Refuted  bool            // that server says that it is not the sender's
	Offer    string          // the server that the user is to be asked about, or ""

	Forms       []mail.Form // that it has, in the order in which they follow each other
	Security    mail.Text   // how it says that it is protected, or empty
	Attachments []message.Attachment
	Unsubscribe message.Unsubscribe // the zero value: it does not say how
	Leaving     bool                // a mail that leaves the list is in the outbox
	Invite      *calendar.Invite
	Answer      calendar.Given // of the user, to Invite
	Report      *message.Report
}

// Inspect returns what a message itself tells besides its text.
func Inspect(m *message.Message) Beside {
	b := Beside{Forms: formsOf(m), Attachments: m.Attachments()}
	if s, ok := m.Security(); ok {
		b.Security = s.Text()
	}
	b.Unsubscribe, _ = m.Unsubscribe()
	if i, ok := calendar.In(m); ok {
		b.Invite = &i
	}
	if r, ok := m.Report(); ok {
		b.Report = &r
	}
	return b
}

// waits reports whether mail that belongs to the message is in the outbox.
func (b Beside) waits() bool { return b.Leaving || b.Answer.Waits }

// LaidOut is the shown message, laid out in another way.
type LaidOut struct {
	Gen      int
	Document render.Document
	Options  render.Options
}

// WantsLoaded is the parts of the shown message that are being fetched now.
type WantsLoaded struct {
	Gen   int
	Wants []mail.PartWant
	Err   error
}

// Verified is what the signatures of a message are worth.
type Verified struct {
	ID    mail.LocalID
	Found mail.Text // in words
	Err   error
}

// Believed says that it is known now whether the word of a server on senders is
// believed.
type Believed struct{ Err error }

// SummaryLoaded is the row of the shown message as it is now.
type SummaryLoaded struct {
	Gen     int
	Summary mail.Summary
	Gone    bool // no list shows it any more
	Err     error
}

// Rested says that a wait for rest is over.
type Rested struct{ Gen int }

// To implements [pane.Addressed].
func (Loaded) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (LaidOut) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (Verified) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (Believed) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (WantsLoaded) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (SummaryLoaded) To() pane.ID { return pane.Reader }

// To implements [pane.Addressed].
func (Rested) To() pane.ID { return pane.Reader }
