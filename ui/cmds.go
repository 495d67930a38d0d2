package ui

import (
	"cmp"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/folders"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/reader"
)

// loaders makes the commands that read. Each captures values only and results in
// one message, addressed to its pane and stamped with the generation that it
// was asked for with.
type loaders struct {
	ctx     context.Context
	reading *reading
	mail    Mail
	look    render.Options // what the user wants, see [Deps.Look]
}

// reading is the context of what is read and laid out for the reader.
type reading struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newReading(ctx context.Context) *reading {
	r := &reading{}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

var (
	_ folders.Loader  = loaders{}
	_ messages.Loader = loaders{}
	_ reader.Loader   = loaders{}
)

// Folders implements [folders.Loader].
func (l loaders) Folders(gen int) tea.Cmd {
	return func() tea.Msg {
		accounts, err := l.mail.Accounts(l.ctx)
		if err != nil {
			return folders.Loaded{Gen: gen, Err: err}
		}
		list, err := l.mail.Folders(l.ctx)
		return folders.Loaded{Gen: gen, Accounts: accounts, Folders: list, Err: err}
	}
}

// Rows implements [messages.Loader].
func (l loaders) Rows(gen int, w messages.Window) tea.Cmd {
	return func() tea.Msg {
		msg := messages.RowsLoaded{Gen: gen, Window: w}
		from := w.At
		if from != (mail.Anchor{}) {
			newer := mail.PageQuery{Folder: w.Folder, From: from, Dir: mail.Newer, Limit: w.Newer}
			msg.Rows, msg.Err = l.mail.Page(l.ctx, newer)
			if msg.Err != nil {
				return msg
			}
			msg.Newer = len(msg.Rows)
			from.ID++ // the row at the place itself is one of the older
		}
		older, err := l.mail.Page(l.ctx, mail.PageQuery{Folder: w.Folder, From: from, Dir: mail.Older, Limit: w.Older})
		msg.Rows, msg.Err = append(msg.Rows, older...), err
		return msg
	}
}

// How far a search for unread mail looks: pages of a size at which reading is
// still quick, and so many of them that people rarely meet the limit.
const (
	searchPage  = 500
	searchPages = 40
)

// NextUnread implements [messages.Loader].
func (l loaders) NextUnread(gen int, q messages.Search) tea.Cmd {
	return func() tea.Msg {
		msg := messages.UnreadFound{Gen: gen, Search: q}
		page := mail.PageQuery{Folder: q.Folder, From: q.From, Dir: q.Dir, Limit: searchPage}
		for range searchPages {
			rows, err := l.mail.Page(l.ctx, page)
			if err != nil || len(rows) == 0 {
				msg.Err = err
				return msg
			}
			if msg.Found = nearestUnread(rows, q.Dir); msg.Found != nil {
				return msg
			}
			page.From = rows[len(rows)-1].Anchor()
			if q.Dir == mail.Newer {
				page.From = rows[0].Anchor()
			}
		}
		return msg
	}
}

// nearestUnread returns the unread row that comes first in a direction.
func nearestUnread(rows []mail.Summary, dir mail.Direction) *mail.Summary {
	for i := range rows {
		if dir == mail.Newer {
			i = len(rows) - 1 - i
		}
		if rows[i].Unread() {
			return &rows[i]
		}
	}
	return nil
}

// Cancel implements [reader.Loader].
func (l loaders) Cancel() {
	l.reading.cancel()
	*l.reading = *newReading(l.ctx)
}

// Message implements [reader.Loader].
func (l loaders) Message(gen int, a reader.Ask) tea.Cmd {
	l.ctx = l.reading.ctx
	return func() tea.Msg {
		msg := reader.Loaded{Gen: gen, Options: a.Options}
		if msg.Message, msg.Err = l.message(a); msg.Err != nil {
			return msg
		}
		if msg.Beside, msg.Err = l.beside(a, msg.Message); msg.Err != nil {
			return msg
		}
		if msg.Err = l.ctx.Err(); msg.Err != nil { // rendering takes time, too
			return msg
		}
		if !a.Chosen {
			msg.Options.Prefer = cmp.Or(msg.Beside.Sender.Form, l.look.Prefer)
		}
		msg.Document = l.render(msg.Message, msg.Options)
		return msg
	}
}

func (l loaders) message(a reader.Ask) (*message.Message, error) {
	if times := a.Options.Times; times > 1 {
		return l.mail.More(l.ctx, a.Message.ID, a.Part, times)
	}
	if a.Part != "" {
		return l.mail.Embedded(l.ctx, a.Message.ID, a.Part)
	}
	return l.mail.Message(l.ctx, a.Message.ID)
}

func (l loaders) render(m *message.Message, o render.Options) render.Document {
	o.Measure, o.FoldOver, o.Suffixes = l.look.Measure, l.look.FoldOver, l.look.Suffixes
	return render.Render(m, o)
}

// beside reads what is known of a message besides its text.
func (l loaders) beside(a reader.Ask, m *message.Message) (b reader.Beside, err error) {
	b = reader.Inspect(m)
	if b.Warnings, err = l.mail.Warnings(l.ctx, m); err != nil {
		return b, err
	}
	if b.Wants, err = l.mail.Wants(l.ctx, a.Message.ID); err != nil {
		return b, err
	}
	if a.Part == "" { // what is attached did not come by the user's server
		trusted, offer, err := l.mail.Authserv(l.ctx, a.Message.Account)
		if err != nil {
			return b, err
		}
		b.Offer = offer
		if r, ok := m.AuthResults(trusted, l.look.Suffixes); ok {
			b.Vouched, b.Refuted = r.Text(), r.Refute()
		}
	}
	if i := b.Invite; i != nil && i.CanReply() && a.Part == "" {
		if b.Answer, err = l.mail.InviteAnswer(l.ctx, a.Message.ID, i.UID); err != nil {
			return b, err
		}
	}
	if r, ok := b.Unsubscribe.Mailed(); ok && a.Part == "" {
		if b.Leaving, err = l.mail.Leaving(l.ctx, a.Message.Account, r); err != nil {
			return b, err
		}
	}
	if from := m.Header.From; len(from) > 0 {
		sender, err := l.mail.Sender(l.ctx, from[0].Addr.String(), a.Message.Anchor())
		if err != nil {
			return b, err
		}
		b.Sender, b.First = sender.View, sender.First && a.Part == ""
	}
	return b, nil
}

// Layout implements [reader.Loader].
func (l loaders) Layout(gen int, m *message.Message, o render.Options) tea.Cmd {
	ctx := l.reading.ctx
	return func() tea.Msg {
		if ctx.Err() != nil {
			return nil
		}
		return reader.LaidOut{Gen: gen, Document: l.render(m, o), Options: o}
	}
}

// Wants implements [reader.Loader].
func (l loaders) Wants(gen int, id mail.LocalID) tea.Cmd {
	return func() tea.Msg {
		wants, err := l.mail.Wants(l.ctx, id)
		return reader.WantsLoaded{Gen: gen, Wants: wants, Err: err}
	}
}

// Summary implements [reader.Loader].
func (l loaders) Summary(gen int, id mail.LocalID) tea.Cmd {
	return func() tea.Msg {
		s, err := l.mail.Summary(l.ctx, id)
		if err != nil {
			return reader.SummaryLoaded{Gen: gen, Err: err}
		}
		at := s.Anchor()
		at.ID++ // its own row is the next older one
		rows, err := l.mail.Page(l.ctx, mail.PageQuery{Folder: s.Folder, From: at, Dir: mail.Older, Limit: 1})
		gone := err == nil && (len(rows) == 0 || rows[0].ID != id)
		return reader.SummaryLoaded{Gen: gen, Summary: s, Gone: gone, Err: err}
	}
}

// restTime is how long the cursor has to rest before a preview follows it.
const restTime = 150 * time.Millisecond

// Rest implements [reader.Loader].
func (l loaders) Rest(gen int) tea.Cmd {
	return tea.Tick(restTime, func(time.Time) tea.Msg { return reader.Rested{Gen: gen} })
}

// questionsMsg is the questions that wait for the user.
type questionsMsg struct {
	questions []mail.Question
	err       error
}

func questions(ctx context.Context, m Mail) tea.Cmd {
	return func() tea.Msg {
		list, err := m.Questions(ctx)
		return questionsMsg{list, err}
	}
}

// doneMsg says how an action went.
type doneMsg struct{ err error }

// act makes a command of an action.
func act(do func() error) tea.Cmd {
	return func() tea.Msg { return doneMsg{do()} }
}

// eventsMsg is what is no longer current in the store.
type eventsMsg struct{ events []mail.Event }

// Background is a command that may take for ever, told apart from the others so
// that a test can wait for these only.
type Background struct{ Cmd tea.Cmd }

// wait makes the command that waits for events. It ends with ctx; another error
// of the source ends the waiting too, and is shown.
func wait(ctx context.Context, e Events) tea.Cmd {
	return func() tea.Msg {
		return Background{func() tea.Msg {
			events, err := e.Wait(ctx)
			switch {
			case ctx.Err() != nil:
				return nil
			case err != nil:
				return doneMsg{err}
			}
			return eventsMsg{events}
		}}
	}
}
