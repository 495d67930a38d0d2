package messages_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files")
	goleak.VerifyTestMain(m)
}

// loader reads from a store in memory, at once when its command is run.
type loader struct{ store *uitest.Store }

func (l loader) Rows(gen int, w messages.Window) tea.Cmd {
	return func() tea.Msg {
		msg := messages.RowsLoaded{Gen: gen, Window: w}
		from := w.At
		if from != (mail.Anchor{}) {
			msg.Rows, _ = l.store.Page(context.Background(), mail.PageQuery{Folder: w.Folder, From: from, Dir: mail.Newer, Limit: w.Newer})
			msg.Newer = len(msg.Rows)
			from.ID++
		}
		older, _ := l.store.Page(context.Background(), mail.PageQuery{Folder: w.Folder, From: from, Limit: w.Older})
		msg.Rows = append(msg.Rows, older...)
		return msg
	}
}

func (l loader) NextUnread(gen int, q messages.Search) tea.Cmd {
	return func() tea.Msg {
		rows := l.store.Lists[q.Folder]
		for i := range rows {
			if q.Dir == mail.Newer {
				i = len(rows) - 1 - i
			}
			older := rows[i].Received.Before(q.From.Received)
			if rows[i].Unread() && older == (q.Dir == mail.Older) && rows[i].Anchor() != q.From {
				found := rows[i]
				return messages.UnreadFound{Gen: gen, Search: q, Found: &found}
			}
		}
		return messages.UnreadFound{Gen: gen, Search: q}
	}
}

// list is a pane with its store, driven without a program.
type list struct {
	*messages.Pane
	t       *testing.T
	store   *uitest.Store
	intents []pane.Intent
	note    string
}

func open(t *testing.T, store *uitest.Store, w, h int) *list {
	t.Helper()
	env := pane.Env{Theme: theme.New(false), Now: store.Now}
	l := &list{Pane: messages.New(env, loader{store}), t: t, store: store}
	l.SetMethod(ansi.GraphemeWidth)
	l.take(l.Resize(w, h))
	l.SetFocus(true)
	l.run(l.Open(1, false))
	return l
}

// take follows a result to its end.
func (l *list) take(r pane.Result) {
	l.intents = append(l.intents, r.Intents...)
	if r.Note != "" {
		l.note = r.Note
	}
	l.run(r.Cmd)
}

func (l *list) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			l.run(c)
		}
	case pane.Addressed:
		l.take(l.Update(msg))
	}
}

func (l *list) press(actions ...keymap.Action) {
	for _, a := range actions {
		l.take(l.Do(keymap.Press{Action: a}))
	}
}

// step goes on from the message under the cursor, which is read.
func (l *list) step(a keymap.Action) {
	m, _ := l.Selected()
	l.take(l.Step(a, m.Anchor()))
}

func (l *list) want(id mail.LocalID) {
	l.t.Helper()
	m, ok := l.Selected()
	if !ok || m.ID != id {
		l.t.Errorf("selected %d (%v), want %d\n%s", m.ID, ok, id, strings.Join(l.View(), "\n"))
	}
}

// shows reports whether a text is in view.
func (l *list) shows(text string) bool {
	return strings.Contains(strings.Join(l.View(), "\n"), text)
}

func TestMoving(t *testing.T) {
	t.Parallel()
	const n = 5000
	for _, tt := range []struct {
		name string
		keys []keymap.Action
		want mail.LocalID
	}{
		{"opens on the newest", nil, n},
		{"down", []keymap.Action{keymap.Down, keymap.Down}, n - 2},
		{"up at the top", []keymap.Action{keymap.Up}, n},
		{"page", []keymap.Action{keymap.PageDown}, n - 20},
		{"half pages", []keymap.Action{keymap.HalfDown, keymap.HalfDown, keymap.HalfUp}, n - 10},
		{"bottom", []keymap.Action{keymap.Bottom}, 1},
		{"bottom and up", []keymap.Action{keymap.Bottom, keymap.Up, keymap.PageUp}, 22},
		{"bottom and top", []keymap.Action{keymap.Bottom, keymap.Top}, n},
		{"previous unread", []keymap.Action{keymap.Bottom, keymap.PrevUnread}, n},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := open(t, uitest.Huge(n), 80, 20)
			l.press(tt.keys...)
			l.want(tt.want)
		})
	}
}

// Going through a whole folder by pages must meet every message once: no row is
// lost where one window ends and the next begins.
func TestEveryRowIsMet(t *testing.T) {
	t.Parallel()
	const n = 1000
	l := open(t, uitest.Huge(n), 80, 7)
	for id := mail.LocalID(n); id > 1; id-- {
		l.want(id)
		l.press(keymap.Down)
	}
	for id := mail.LocalID(1); id <= n; id++ {
		l.want(id)
		l.press(keymap.Up)
	}
}

func TestStoreChanges(t *testing.T) {
	t.Parallel()
	changed := []mail.Event{mail.FolderChanged{Folder: 1}}
	newMail := func(s *uitest.Store, id mail.LocalID, at time.Time) {
		m := s.Lists[1][0]
		m.ID, m.Received, m.Subject = id, at, mail.Line("brand new")
		s.Lists[1] = append([]mail.Summary{m}, s.Lists[1]...)
	}
	drop := func(s *uitest.Store, id mail.LocalID) {
		for i, m := range s.Lists[1] {
			if m.ID == id {
				s.Lists[1] = append(s.Lists[1][:i:i], s.Lists[1][i+1:]...)
				return
			}
		}
	}
	t.Run("new mail at the top is seen and the selection stays", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(300), 80, 20)
		l.press(keymap.Down)
		newMail(l.store, 301, uitest.Start().Add(time.Hour))
		l.run(l.Changed(changed))
		l.want(299)
		if !l.shows("brand new") {
			t.Error("the new message is not in view")
		}
	})
	t.Run("new mail does not move what is read further down", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(300), 80, 20)
		l.press(keymap.PageDown, keymap.PageDown, keymap.PageDown)
		before := strings.Join(l.View(), "\n")
		newMail(l.store, 301, uitest.Start().Add(time.Hour))
		l.run(l.Changed(changed))
		if after := strings.Join(l.View(), "\n"); after != before {
			t.Errorf("the view moved:\n%s\n%s", before, after)
		}
	})
	t.Run("when the selected message goes the next older is selected", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(300), 80, 20)
		l.press(keymap.Down, keymap.Down)
		drop(l.store, 298)
		l.run(l.Changed(changed))
		l.want(297)
	})
	t.Run("when the last message goes the one before it is selected", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(300), 80, 20)
		l.press(keymap.Bottom)
		drop(l.store, 1)
		l.run(l.Changed(changed))
		l.want(2)
	})
	t.Run("a folder that empties and fills again", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(30), 80, 20)
		rows := l.store.Lists[1]
		l.store.Lists[1] = nil
		l.run(l.Changed(changed))
		if _, ok := l.Selected(); ok || !l.shows("No messages here.") {
			t.Error("the list is not empty")
		}
		l.press(keymap.ToggleStar)
		if l.note == "" {
			t.Error("a star for no message is not refused")
		}
		l.store.Lists[1] = rows
		l.run(l.Changed(changed))
		if _, ok := l.Selected(); !ok {
			t.Error("nothing is selected")
		}
	})
	t.Run("another folder does not concern the list", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(30), 80, 20)
		if cmd := l.Changed([]mail.Event{mail.FolderChanged{Folder: 2}, mail.AccountChanged{}}); cmd != nil {
			t.Error("the list reads again")
		}
	})
}

// In a first sync rows come from any side of those on the screen. While nobody
// chose a message the newest one is on the screen; the cursor stays where it is
// as long as both fit.
func TestNewestIsOnTheScreen(t *testing.T) {
	t.Parallel()
	changed := []mail.Event{mail.FolderChanged{Folder: 1}}
	for _, tt := range []struct {
		name  string
		first int // rows when the list is read first, the oldest of 1000
		then  int
		keys  []keymap.Action
		want  mail.LocalID // selected in the end
		shown bool         // the newest one is on the screen
	}{
		{"a few come", 100, 105, nil, 100, true},
		{"a screen comes", 100, 120, nil, 120, true},
		{"more than a window comes", 100, 1000, nil, 1000, true},
		{"to an empty list", 0, 1000, nil, 1000, true},
		{"somebody moved", 100, 1000, []keymap.Action{keymap.Down}, 99, false},
		{"somebody moved and went to the top again", 100, 1000, []keymap.Action{keymap.Down, keymap.Top}, 1000, true},
		{"somebody marked the newest", 100, 1000, []keymap.Action{keymap.ToggleStar}, 100, false},
		{"keys for an empty list", 0, 1000, []keymap.Action{keymap.Down, keymap.ToggleStar}, 1000, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Huge(1000)
			all := s.Lists[1]
			s.Lists[1] = all[len(all)-tt.first:]
			l := open(t, s, 80, 20)
			l.press(tt.keys...)
			s.Lists[1] = all[len(all)-tt.then:]
			l.run(l.Changed(changed))
			l.want(tt.want)
			if newest := fmt.Sprintf("number %d ", tt.then); l.shows(newest) != tt.shown {
				t.Errorf("%q in view: %v\n%s", newest, !tt.shown, strings.Join(l.View(), "\n"))
			}
		})
	}
}

// A list that gets lower keeps the newest mail, too.
func TestResizeKeepsTheNewest(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(300)
	all := s.Lists[1]
	s.Lists[1] = all[15:]
	l := open(t, s, 80, 20)
	s.Lists[1] = all
	l.run(l.Changed([]mail.Event{mail.StoreChanged{}}))
	l.want(285)
	l.take(l.Resize(80, 10))
	l.want(300)
	if in, ok := l.intents[len(l.intents)-1].(pane.Select); !ok || in.Message.ID != 300 {
		t.Errorf("the selection was not told: %#v", l.intents[len(l.intents)-1])
	}
}

// Keys that are pressed before a jump has arrived are for where it goes.
func TestKeysWaitForAJump(t *testing.T) {
	t.Parallel()
	press := func(l *list, a keymap.Action) pane.Result { return l.Do(keymap.Press{Action: a}) }
	t.Run("to the bottom", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		jump := press(l, keymap.Bottom)
		l.take(press(l, keymap.Up))
		l.take(press(l, keymap.ToggleStar))
		l.take(jump)
		l.want(2)
		if in, ok := l.intents[len(l.intents)-1].(pane.SetFlags); !ok || in.IDs[0] != 2 {
			t.Errorf("another message was marked: %#v", l.intents[len(l.intents)-1])
		}
	})
	t.Run("to the bottom and back", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		jump := press(l, keymap.Bottom)
		l.take(press(l, keymap.Top))
		l.take(press(l, keymap.Down))
		l.take(jump)
		l.want(2999)
	})
	t.Run("to unread mail", func(t *testing.T) {
		t.Parallel()
		s := uitest.Huge(3000)
		s.Lists[1][2500].Flags = 0
		l := open(t, s, 80, 20)
		search := press(l, keymap.NextUnread)
		l.take(press(l, keymap.ToggleStar))
		l.step(keymap.Next)
		l.run(l.Changed([]mail.Event{mail.StoreChanged{}})) // does not end the search
		l.take(search)
		l.want(499)
		if in, ok := l.intents[len(l.intents)-1].(pane.OpenMessage); !ok || in.Message.ID != 499 {
			t.Errorf("not opened: %#v", l.intents[len(l.intents)-1])
		}
	})
	t.Run("to unread mail that is not there", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		search := press(l, keymap.NextUnread)
		l.take(press(l, keymap.Down))
		l.take(search)
		l.want(2999)
		if l.note == "" {
			t.Error("no word about there being no more unread messages")
		}
	})
	t.Run("another folder forgets them", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		press(l, keymap.Bottom)
		press(l, keymap.Up)
		l.run(l.Open(2, false))
		l.run(l.Open(1, false)) // where it was gone to, without the key after that
		l.want(1)
	})
	t.Run("beyond what is loaded while reading", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		var reads []tea.Cmd
		for range 2000 { // faster than any row is read
			m, _ := l.Selected()
			reads = append(reads, l.Step(keymap.Next, m.Anchor()).Cmd)
		}
		for _, read := range reads {
			l.run(read)
		}
		l.want(1000)
		for range 2500 {
			l.step(keymap.Previous)
		}
		l.want(3000)
	})
	t.Run("a read that fails does not keep them", func(t *testing.T) {
		t.Parallel()
		l := open(t, uitest.Huge(3000), 80, 20)
		failed := press(l, keymap.Bottom).Cmd().(messages.RowsLoaded)
		press(l, keymap.Down)
		failed.Rows, failed.Err = nil, errors.New("the disk is gone")
		l.take(l.Update(failed))
		l.want(3000)
		l.press(keymap.Down)
		l.want(2999)
	})
}

func TestIntents(t *testing.T) {
	t.Parallel()
	l := open(t, uitest.Huge(300), 80, 20)
	last := func() pane.Intent { return l.intents[len(l.intents)-1] }
	l.press(keymap.ToggleRead)
	if in, ok := last().(pane.SetFlags); !ok || in.Delta != (mail.FlagDelta{Add: mail.Seen}) || in.IDs[0] != 300 {
		t.Errorf("read: %#v", last())
	}
	l.press(keymap.Down, keymap.ToggleRead)
	if in, ok := last().(pane.SetFlags); !ok || in.Delta != (mail.FlagDelta{Remove: mail.Seen}) || in.IDs[0] != 299 {
		t.Errorf("unread: %#v", last())
	}
	l.press(keymap.ToggleStar)
	if in, ok := last().(pane.SetFlags); !ok || in.Delta != (mail.FlagDelta{Add: mail.Flagged}) {
		t.Errorf("star: %#v", last())
	}
	l.press(keymap.Open)
	if in, ok := last().(pane.OpenMessage); !ok || in.Message.ID != 299 {
		t.Errorf("open: %#v", last())
	}
	l.step(keymap.Next)
	if in, ok := last().(pane.OpenMessage); !ok || in.Message.ID != 298 {
		t.Errorf("next while reading: %#v", last())
	}
	l.step(keymap.PrevUnread)
	if in, ok := last().(pane.OpenMessage); !ok || in.Message.ID != 300 {
		t.Errorf("previous unread while reading: %#v", last())
	}
	l.step(keymap.Previous)
	if l.note == "" {
		t.Error("no word about the end of the list")
	}
}
