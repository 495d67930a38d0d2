// Package uitest runs the interface in a virtual terminal for tests: a store in
// memory that counts what is read, and a terminal that is driven by keys, waits
// until nothing is under way, and never sleeps. Only tests import it.
package uitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Store is a store in memory with its engine: it implements the interfaces that
// the interface uses. Its fields may be set before the program starts, and
// later inside [Store.Change].
type Store struct {
	AccountList  []mail.Account
	FolderList   []mail.Folder
	Lists        map[mail.FolderID][]mail.Summary  // newest first
	Bodies       map[mail.LocalID]string           // raw messages that are here
	Partial      map[mail.LocalID]*message.Message // messages of which not everything is here
	Remote       map[mail.LocalID]string           // raw messages that have to be fetched
	Errors       map[mail.LocalID]error            // why a message cannot be had
	PartWants    map[mail.LocalID][]mail.PartWant
	Senders      map[string]mail.SenderView
	Strangers    map[string]bool                 // of whom no older message is here
	Trusted      map[mail.AccountID][]string     // servers whose word is believed
	Offer        string                          // a server to ask about
	Asked        string                          // a server that was asked about
	Answers      map[mail.LocalID]calendar.Given // to invitations
	QuestionList []mail.Question
	Err          error            // of every action
	Online       bool             // what is wanted comes at once
	SaveErrors   map[string]error // of saving, by section number; "" is the folder
	Command      mail.Command     // what Pipe gives
	ListPage     string           // what Unsubscribe gives
	Leaves       []string         // the addresses of lists that mail in the outbox leaves
	Unreachable  bool             // mail stays in the outbox
	PictureList  []mail.Picture

	mu      sync.Mutex
	now     time.Time
	events  []mail.Event
	waiting bool
	wake    chan struct{}
	notify  func()
	calls   []string
	pages   int
	rows    int
	bodies  int
}

// Start is the time that the clock of a new store shows.
func Start() time.Time { return time.Date(2026, 11, 23, 14, 6, 0, 0, time.UTC) }

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{
		Lists:   map[mail.FolderID][]mail.Summary{},
		Bodies:  map[mail.LocalID]string{},
		Partial: map[mail.LocalID]*message.Message{},
		Remote:  map[mail.LocalID]string{},
		Errors:  map[mail.LocalID]error{},

		Answers:   map[mail.LocalID]calendar.Given{},
		PartWants: map[mail.LocalID][]mail.PartWant{},
		Senders:   map[string]mail.SenderView{},

		SaveErrors: map[string]error{},
		Online:     true,
		now:        Start(),
		wake:       make(chan struct{}, 1),
		notify:     func() {},
	}
}

// Now is the store's clock.
func (s *Store) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Advance moves the clock.
func (s *Store) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Change changes the store and tells the events that follow.
func (s *Store) Change(change func(), events ...mail.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.post(events...)
}

func (s *Store) post(events ...mail.Event) {
	s.events = append(s.events, events...)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Calls returns the actions so far, in words, and forgets them.
func (s *Store) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

// Reads returns how many pages and rows were read so far, and starts again.
func (s *Store) Reads() (pages, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	pages, rows = s.pages, s.rows
	s.pages, s.rows = 0, 0
	return pages, rows
}

// idle reports whether the interface waits for events and there are none.
func (s *Store) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting && len(s.events) == 0
}

// Wait implements the source of events.
func (s *Store) Wait(ctx context.Context) ([]mail.Event, error) {
	for {
		s.mu.Lock()
		events := s.events
		s.events = nil
		s.waiting = len(events) == 0
		notify := s.notify
		s.mu.Unlock()
		if len(events) > 0 {
			return events, nil
		}
		notify()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.wake:
		}
	}
}

// Accounts implements the mail that is read.
func (s *Store) Accounts(context.Context) ([]mail.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]mail.Account(nil), s.AccountList...), nil
}

// Folders implements the mail that is read. Counters are counted.
func (s *Store) Folders(context.Context) ([]mail.Folder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := append([]mail.Folder(nil), s.FolderList...)
	for i := range list {
		rows := s.Lists[list[i].ID]
		list[i].Total, list[i].Unread = len(rows), 0
		for _, m := range rows {
			if m.Unread() {
				list[i].Unread++
			}
		}
	}
	return list, nil
}

// Questions implements the mail that is read.
func (s *Store) Questions(context.Context) ([]mail.Question, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]mail.Question(nil), s.QuestionList...), nil
}

// Page implements the mail that is read.
func (s *Store) Page(_ context.Context, q mail.PageQuery) ([]mail.Summary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.page(s.list(q.Folder), q)
	s.pages++
	s.rows += len(rows)
	return append([]mail.Summary(nil), rows...), nil
}

// list returns the rows of a folder, or those of all inboxes as one list.
func (s *Store) list(folder mail.FolderID) []mail.Summary {
	if folder != 0 {
		return s.Lists[folder]
	}
	var all []mail.Summary
	for _, f := range s.FolderList {
		if f.Role == mail.RoleInbox {
			all = append(all, s.Lists[f.ID]...)
		}
	}
	sort.Slice(all, func(i, j int) bool { return above(all[i].Anchor(), all[j].Anchor()) })
	return all
}

func (s *Store) page(list []mail.Summary, q mail.PageQuery) []mail.Summary {
	if q.From == (mail.Anchor{}) {
		if q.Dir == mail.Newer {
			return nil
		}
		return list[:min(q.Limit, len(list))]
	}
	if q.Dir == mail.Older {
		i := sort.Search(len(list), func(i int) bool { return above(q.From, list[i].Anchor()) })
		return list[i:min(i+q.Limit, len(list))]
	}
	i := sort.Search(len(list), func(i int) bool { return !above(list[i].Anchor(), q.From) })
	return list[max(0, i-q.Limit):i]
}

// above reports whether a stands before b in a list that is newest first.
func above(a, b mail.Anchor) bool {
	return a.Compare(b) < 0
}

// find returns a row by its id, or nil.
func (s *Store) find(id mail.LocalID) *mail.Summary {
	for _, rows := range s.Lists {
		for i := range rows {
			if rows[i].ID == id {
				return &rows[i]
			}
		}
	}
	return nil
}

// Summary implements the mail that is read.
func (s *Store) Summary(_ context.Context, id mail.LocalID) (mail.Summary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.find(id); m != nil {
		return *m, nil
	}
	return mail.Summary{}, mail.Problem{Kind: mail.Gone, Cause: mail.NotFound}
}

// Message implements the mail that is read.
func (s *Store) Message(_ context.Context, id mail.LocalID) (*message.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies++
	if err := s.Errors[id]; err != nil {
		return nil, fmt.Errorf("read message %s: %w", id, err)
	}
	if m := s.Partial[id]; m != nil {
		return m, nil
	}
	raw, ok := s.Bodies[id]
	if !ok {
		return nil, fmt.Errorf("read message %s: %w", id, mail.Problem{Cause: mail.NotCached, Host: "mail.example:993"})
	}
	return message.Parse(strings.NewReader(raw))
}

// More implements the mail that is read.
func (s *Store) More(_ context.Context, id mail.LocalID, part string, times int) (*message.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies++
	raw := []byte(s.Bodies[id])
	if part != "" {
		var err error
		if raw, err = extract(raw, part); err != nil {
			return nil, fmt.Errorf("read message %s: %w", id, err)
		}
	}
	return message.Reader{Times: times}.Parse(bytes.NewReader(raw))
}

// MessageReads returns how many messages were read so far, and starts again.
func (s *Store) MessageReads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.bodies
	s.bodies = 0
	return n
}

// Embedded implements the mail that is read.
func (s *Store) Embedded(ctx context.Context, id mail.LocalID, part string) (*message.Message, error) {
	return s.More(ctx, id, part, 1)
}

// extract returns a message that is attached to another one.
func extract(raw []byte, part string) (inner []byte, err error) {
	var b bytes.Buffer
	err = message.Extract(bytes.NewReader(raw), []string{part}, func(string) io.Writer { return &b })
	if err == nil && b.Len() == 0 {
		err = mail.Problem{Kind: mail.Gone, Cause: mail.NotFound, What: mail.Line("Part " + part)}
	}
	return b.Bytes(), err
}

// Wants implements the mail that is read.
func (s *Store) Wants(_ context.Context, id mail.LocalID) ([]mail.PartWant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]mail.PartWant(nil), s.PartWants[id]...), nil
}

// Warnings implements the mail that is read. The user is ada@example.org.
func (s *Store) Warnings(_ context.Context, m *message.Message) ([]message.Warning, error) {
	return m.Warnings([]mail.Address{{Name: mail.Line("Ada Lovelace"), Addr: mail.Line("ada@example.org")}}, nil), nil
}

// Authserv implements the mail that is read.
func (s *Store) Authserv(_ context.Context, account mail.AccountID) ([]string, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Trusted[account], s.Offer, nil
}

// TrustAuthserv implements the actions.
func (s *Store) TrustAuthserv(_ context.Context, account mail.AccountID, id string, yes bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("TrustAuthserv %s %s %v", account, id, yes)
	s.Offer, s.Asked = "", id
	s.Trusted = map[mail.AccountID][]string{}
	if yes {
		s.Trusted[account] = []string{id}
	}
	return s.Err
}

// AskedAuthserv implements the mail that is read.
func (s *Store) AskedAuthserv(_ context.Context, account mail.AccountID) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Asked, slices.Contains(s.Trusted[account], s.Asked), nil
}

// Sender implements the mail that is read.
func (s *Store) Sender(_ context.Context, address string, _ mail.Anchor) (mail.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return mail.Sender{View: s.Senders[address], First: s.Strangers[address]}, nil
}

// SetSender implements the actions.
func (s *Store) SetSender(_ context.Context, address string, view mail.SenderView) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("SetSender %s %+v", address, view)
	s.Senders[address] = view
	return s.Err
}

// WantPart implements the actions.
func (s *Store) WantPart(_ context.Context, id mail.LocalID, part string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("WantPart %d %s", id, part)
	s.PartWants[id] = append(s.PartWants[id], mail.PartWant{Part: part})
	s.post(mail.MessageChanged{Message: id})
	return s.Err
}

// CancelPart implements the actions.
func (s *Store) CancelPart(_ context.Context, id mail.LocalID, part string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("CancelPart %d %s", id, part)
	s.PartWants[id] = slices.DeleteFunc(s.PartWants[id], func(w mail.PartWant) bool { return w.Part == part })
	s.post(mail.MessageChanged{Message: id})
	return s.Err
}

// call notes an action.
func (s *Store) call(format string, args ...any) {
	s.calls = append(s.calls, fmt.Sprintf(format, args...))
}

// SetFlags implements the actions.
func (s *Store) SetFlags(_ context.Context, ids []mail.LocalID, d mail.FlagDelta) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		numbers[i] = int64(id)
	}
	s.call("SetFlags %d +%d -%d", numbers, d.Add, d.Remove)
	if s.Err != nil {
		return s.Err
	}
	for _, id := range ids {
		if m := s.find(id); m != nil {
			m.Flags = d.Apply(m.Flags)
			s.post(mail.FolderChanged{Folder: m.Folder})
		}
	}
	return nil
}

// Refresh implements the actions.
func (s *Store) Refresh(_ context.Context, folder mail.FolderID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Refresh %d", folder)
	return s.Err
}

// Focus implements the actions.
func (s *Store) Focus(_ context.Context, folder mail.FolderID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Focus %d", folder)
	return s.Err
}

// Want implements the actions.
func (s *Store) Want(_ context.Context, id mail.LocalID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Want %d", id)
	if raw, ok := s.Remote[id]; ok && s.Online {
		s.Bodies[id] = raw
		s.post(mail.MessageChanged{Message: id})
	}
	return s.Err
}

// Answer implements the actions.
func (s *Store) Answer(_ context.Context, id mail.QuestionID, c mail.Choice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("Answer %d %s", id, c)
	for i, q := range s.QuestionList {
		if q.ID == id {
			s.QuestionList = append(s.QuestionList[:i:i], s.QuestionList[i+1:]...)
			s.post(mail.QuestionsChanged{})
			return nil
		}
	}
	return errors.New("no such question")
}

// WorkOffline implements the actions.
func (s *Store) WorkOffline(_ context.Context, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call("WorkOffline %v", on)
	for i := range s.AccountList {
		a := &s.AccountList[i]
		a.OnDemand, a.Phase = on, mail.PhaseIdle
		if on {
			a.Phase = mail.PhaseOffline
		}
		s.post(mail.AccountChanged{Account: a.ID})
	}
	return s.Err
}
