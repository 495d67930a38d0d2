// Package ui is the terminal interface: accounts and folders, the list of a
// folder, and a message. It shows what the store holds and never waits for a
// network.
//
// The root model routes; panes hold state and draw; everything that reads or
// writes is a command. All state belongs to the goroutine of the Bubble Tea
// program. There is no go statement, no clock and no global in this package or
// below it: the time comes from [Deps.Now], work from commands.
package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
)

// Mail is what the interface reads. Every method reads the local store only and
// returns soon. Methods are called from several goroutines at once. An error
// that a person can do something about is, or wraps, a [mail.Problem].
type Mail interface {
	// Accounts returns all accounts in the order in which they are shown.
	Accounts(ctx context.Context) ([]mail.Account, error)
	// Folders returns the folders of all accounts in the order in which they
	// are shown: by account, then inbox, drafts, sent, archive, junk, trash,
	// then by name.
	Folders(ctx context.Context) ([]mail.Folder, error)
	// Page returns rows of a list, newest first in either direction: for
	// [mail.Older] those right after the anchor, for [mail.Newer] those right
	// before it. The zero anchor is before the newest row.
	Page(ctx context.Context, q mail.PageQuery) ([]mail.Summary, error)
	// Summary returns one row.
	Summary(ctx context.Context, id mail.LocalID) (mail.Summary, error)
	// Message returns a message to be read. When its text is not in the store
	// the error is a [mail.Problem] with the cause [mail.NotCached]; when it
	// was wanted and could not be had, it is the problem that stood in the way.
	Message(ctx context.Context, id mail.LocalID) (*message.Message, error)
	// More returns a message, or the one attached to it as a part, with so many
	// times as much of each text as Message and Embedded.
	More(ctx context.Context, id mail.LocalID, part string, times int) (*message.Message, error)
	// Embedded returns a message that is attached to another one, by its section
	// number there. Its errors are those of Message.
	Embedded(ctx context.Context, id mail.LocalID, part string) (*message.Message, error)
	// Wants returns the parts of a message that are being fetched, or could not
	// be had.
	Wants(ctx context.Context, id mail.LocalID) ([]mail.PartWant, error)
	// Warnings returns what a reader of a message should know before believing
	// who sent it.
	Warnings(ctx context.Context, m *message.Message) ([]message.Warning, error)
	// Authserv returns the servers whose word on senders the user of an account
	// believes, and one to ask the user about, or "".
	Authserv(ctx context.Context, account mail.AccountID) (trusted []string, offer string, err error)
	// AskedAuthserv returns the server of which the user of an account was asked
	// before, and whether its word is believed; "" when none was.
	AskedAuthserv(ctx context.Context, account mail.AccountID) (id string, trusted bool, err error)
	// InviteAnswer returns what the user answered to the invitation in a message, by
	// the UID of the event; [calendar.NoAnswer] when that is not known.
	InviteAnswer(ctx context.Context, id mail.LocalID, uid string) (calendar.Given, error)
	// Leaving reports whether a mail of an account that leaves a mailing list is
	// still in its outbox.
	Leaving(ctx context.Context, account mail.AccountID, r message.Request) (bool, error)
	// Sender returns what is known of the address that a message at a place is
	// from.
	Sender(ctx context.Context, address string, at mail.Anchor) (mail.Sender, error)
	// Questions returns the questions that wait for the user, oldest first.
	Questions(ctx context.Context) ([]mail.Question, error)
}

// Actions is what the user can do. Every method writes the local store and
// returns; what it changed comes back as events.
type Actions interface {
	// SetFlags changes flags of messages, here at once and on the server when
	// there is a connection.
	SetFlags(ctx context.Context, ids []mail.LocalID, d mail.FlagDelta) error
	// Refresh syncs a folder now; 0 is all folders of all accounts.
	Refresh(ctx context.Context, folder mail.FolderID) error
	// Focus says which folder is open, which is then synced and watched before
	// the others; 0 is all inboxes.
	Focus(ctx context.Context, folder mail.FolderID) error
	// Want fetches the readable parts of a message as soon as it can be done;
	// [mail.MessageChanged] tells how it went.
	Want(ctx context.Context, id mail.LocalID) error
	// WantPart fetches a part of a message, by its section number, as soon as it
	// can be done; [mail.MessageChanged] tells how far it is.
	WantPart(ctx context.Context, id mail.LocalID, part string) error
	// CancelPart takes a WantPart back.
	CancelPart(ctx context.Context, id mail.LocalID, part string) error
	// SetSender remembers how mail of an address is to be shown.
	SetSender(ctx context.Context, address string, view mail.SenderView) error
	// AnswerInvite sends the organiser of an event what the user answers to the
	// invitation in a message.
	AnswerInvite(ctx context.Context, id mail.LocalID, answer calendar.Answer) error
	// TrustAuthserv remembers whether the user of an account believes what a
	// server says of senders.
	TrustAuthserv(ctx context.Context, account mail.AccountID, id string, yes bool) error
	// Answer answers a question.
	Answer(ctx context.Context, id mail.QuestionID, choice mail.Choice) error
	// WorkOffline ends all connections and opens none, or goes online again.
	WorkOffline(ctx context.Context, on bool) error
}

// Desktop is what happens outside of mailtui: in other programs, in the user's
// folders, at a web server. Nothing of it is called but for a key that the user
// pressed for it.
type Desktop interface {
	// OpenURL opens an address (http, https, mailto) in the program that the
	// system has for it.
	OpenURL(ctx context.Context, url string) error
	// OpenPart opens an attachment, by its section number, in the program that
	// the system has for it. One in disguise is a [mail.Problem] with the cause
	// [mail.Disguised] unless the user is sure.
	OpenPart(ctx context.Context, id mail.LocalID, part string, sure bool) error
	// SaveEach saves attachments into a folder and says what became of each. The
	// error is that of those which have neither a path nor one of their own. No
	// file is replaced.
	SaveEach(ctx context.Context, id mail.LocalID, parts []string, dir string) ([]mail.Saved, error)
	// Browse shows a message in the browser of the system.
	Browse(ctx context.Context, id mail.LocalID, remote bool) error
	// SavePage saves what Browse shows into a folder, and returns its path.
	SavePage(ctx context.Context, id mail.LocalID, dir string) (string, error)
	// Pipe returns the command of a line, with a message as its input.
	Pipe(ctx context.Context, id mail.LocalID, line string) (mail.Command, error)
	// Pictures returns the pictures of a message, decoded or why they are not,
	// and loads those for it that are not part of it, when remote says so.
	Pictures(ctx context.Context, id mail.LocalID, remote bool) ([]mail.Picture, error)
	// VerifyDKIM checks the signatures of a message, with the DNS, and says what
	// it found.
	VerifyDKIM(ctx context.Context, id mail.LocalID) (mail.Text, error)
	// Unsubscribe leaves the list that a message came from. What it returns is
	// the address where the user has to do it, if any.
	Unsubscribe(ctx context.Context, id mail.LocalID) (address string, err error)
}

// Events tells what is no longer current in the store.
type Events interface {
	// Wait blocks until something changed, or ctx ends, and returns what
	// changed since the last call, each event once.
	Wait(ctx context.Context) ([]mail.Event, error)
}

// Deps is what the interface is made of.
type Deps struct {
	Mail    Mail
	Actions Actions
	Desktop Desktop
	Events  Events
	Now     func() time.Time // in the zone in which times are shown

	// Look says how messages are laid out: Measure, FoldOver, Suffixes, and Prefer
	// where no form was chosen for the sender yet. The rest of it the screen tells.
	Look render.Options
	// NoColors shows text without the colours that its sender gave it.
	NoColors bool
	// SaveDir is the folder that is offered for files to be saved in.
	SaveDir string
	// WorkDir is the absolute folder in which other folders begin that the user
	// names, or "" when it is not known.
	WorkDir string
	// ASCII draws with plain ASCII, for terminals that have nothing else.
	ASCII bool
	// Remote says that the terminal is at the other end of a network (SSH):
	// fewer frames are drawn.
	Remote bool
}

// Frames drawn a second at most. Locally a key is answered within half of one
// frame; over a network the bytes of a frame matter more.
const (
	localFPS  = 120
	remoteFPS = 60
)

// Run shows the interface until the user leaves it or ctx ends, and then
// returns nil. The terminal is the process's own unless options say otherwise.
func Run(ctx context.Context, d Deps, options ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fps := localFPS
	if d.Remote {
		fps = remoteFPS
	}
	options = append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(fps)}, options...)
	_, err := tea.NewProgram(New(ctx, d), options...).Run()
	switch {
	case err == nil, errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return nil
	default:
		return fmt.Errorf("run the interface: %w", err)
	}
}
