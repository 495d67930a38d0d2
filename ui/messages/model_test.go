package messages_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

// world is a list whose reads, answers and events come in any order, as they do
// in a program.
type world struct {
	*messages.Pane
	t       *testing.T
	rnd     *rand.Rand
	store   *uitest.Store
	h       int
	reads   []tea.Cmd        // asked for, not read
	answers []pane.Addressed // read, not told
	changed bool             // an event was not told
	next    mail.LocalID
	log     []string

	moved bool          // somebody moved the cursor, or did something to its message
	typed bool          // a key was pressed since all was settled
	maybe bool          // a key may have been for nothing
	held  *mail.Summary // what the cursor was on then; nil when it is not known
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{t: t, rnd: rand.New(rand.NewPCG(seed, 0)), store: uitest.NewStore(), next: 1}
	env := pane.Env{Theme: theme.New(false), Now: w.store.Now}
	w.Pane = messages.New(env, loader{w.store})
	w.SetMethod(ansi.GraphemeWidth)
	w.SetFocus(true)
	w.h = 3 + w.rnd.IntN(20)
	if w.rnd.IntN(2) == 0 {
		w.insert(w.rnd.IntN(300))
	}
	w.take(w.Resize(80, w.h))
	w.follow(w.Open(1, false))
	return w
}

func (w *world) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func (w *world) take(r pane.Result) { w.follow(r.Cmd) }

// follow keeps a command to be run later.
func (w *world) follow(cmd tea.Cmd) {
	if cmd != nil {
		w.reads = append(w.reads, cmd)
	}
}

// insert adds n rows: newer than all, older than all, or anywhere.
func (w *world) insert(n int) {
	rows := w.store.Lists[1]
	where := w.rnd.IntN(4)
	for range n {
		at := uitest.Start()
		switch {
		case len(rows) == 0:
		case where < 2:
			at = rows[0].Received.Add(time.Duration(w.rnd.IntN(2)) * time.Second)
		case where == 2:
			at = rows[len(rows)-1].Received.Add(-time.Second)
		default:
			at = rows[w.rnd.IntN(len(rows))].Received
		}
		m := mail.Summary{ID: w.next, Folder: 1, Received: at, Subject: mail.Line(fmt.Sprintf("mail %d.", w.next))}
		if w.rnd.IntN(40) != 0 {
			m.Flags = mail.Seen
		}
		w.next++
		i := sort.Search(len(rows), func(i int) bool { return !newer(rows[i], m) })
		rows = slices.Insert(rows, i, m)
	}
	w.store.Lists[1] = rows
	w.changed = true
	w.note("%d rows come (%d)", n, where)
}

func (w *world) remove(n int) {
	rows := w.store.Lists[1]
	for range min(n, len(rows)) {
		i := w.rnd.IntN(len(rows))
		rows = slices.Delete(slices.Clone(rows), i, i+1)
	}
	w.store.Lists[1] = rows
	w.changed = true
	w.note("%d rows go", n)
}

func newer(a, b mail.Summary) bool {
	if !a.Received.Equal(b.Received) {
		return a.Received.After(b.Received)
	}
	return a.ID > b.ID
}

// step lets one thing happen.
func (w *world) step() {
	switch w.rnd.IntN(12) {
	case 0:
		w.insert(1 + w.rnd.IntN(3))
	case 1:
		w.insert(w.rnd.IntN(200))
	case 2:
		w.remove(w.rnd.IntN(5))
	case 3:
		w.press()
	case 4:
		w.h = 3 + w.rnd.IntN(20)
		w.take(w.Resize(80, w.h))
	case 5:
		w.tell()
	default:
		w.advance()
	}
}

// press presses a key of a person who looks at the screen.
func (w *world) press() {
	a := []keymap.Action{
		keymap.Down, keymap.Up, keymap.PageDown, keymap.PageUp, keymap.HalfDown, keymap.HalfUp,
		keymap.Top, keymap.Bottom, keymap.NextUnread, keymap.PrevUnread, keymap.ToggleStar,
	}[w.rnd.IntN(11)]
	w.take(w.Do(keymap.Press{Action: a}))
	w.note("key %v", a)
	_, some := w.Selected()
	w.moved = a != keymap.Top && (w.moved || some)
	w.maybe = a != keymap.Top && (w.maybe || !some && len(w.reads)+len(w.answers) > 0)
	w.held, w.typed = nil, true
}

func (w *world) tell() {
	if w.changed {
		w.changed = false
		w.note("told of the change")
		w.follow(w.Changed([]mail.Event{mail.FolderChanged{Folder: 1}}))
	}
}

// advance reads for a loader, or tells what was read.
func (w *world) advance() bool {
	n := w.rnd.IntN(2)
	switch {
	case len(w.reads) > 0 && (n == 0 || len(w.answers) == 0):
		i := w.rnd.IntN(len(w.reads))
		cmd := w.reads[i]
		w.reads = slices.Delete(w.reads, i, i+1)
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			w.reads = append(w.reads, msg...)
		case messages.RowsLoaded:
			if w.rnd.IntN(60) == 0 {
				msg.Rows, msg.Err = nil, errors.New("the disk is slow")
				w.changed = true // there will be another event
			}
			w.answers = append(w.answers, msg)
		case pane.Addressed:
			w.answers = append(w.answers, msg)
		}
	case len(w.answers) > 0:
		i := w.rnd.IntN(len(w.answers))
		msg := w.answers[i]
		w.answers = slices.Delete(w.answers, i, i+1)
		w.note("answer %T", msg)
		if rows, ok := msg.(messages.RowsLoaded); ok && rows.Err != nil {
			w.maybe = w.maybe || w.typed // keys that wait for it are dropped
		}
		w.take(w.Update(msg))
		if strings.Contains(w.View()[0], "No messages here.") {
			w.moved, w.maybe, w.held = false, false, nil
		}
	default:
		return false
	}
	return true
}

// settle lets everything end that is under way.
func (w *world) settle() {
	for w.changed || len(w.reads)+len(w.answers) > 0 {
		w.tell()
		for w.advance() {
		}
	}
	w.typed = false
}

// check compares the screen with the store.
func (w *world) check() {
	w.t.Helper()
	rows, view := w.store.Lists[1], w.View()
	if len(rows) == 0 {
		if _, ok := w.Selected(); ok {
			w.fail("a message is selected in an empty list")
		}
		return
	}
	m, ok := w.Selected()
	at := slices.IndexFunc(rows, func(r mail.Summary) bool { return r.ID == m.ID })
	if !ok || at < 0 {
		w.fail("selected %d (%v), which is not there", m.ID, ok)
		return
	}
	top := at - w.CursorRow()
	if top < 0 || top+min(w.h, len(rows)) > len(rows) {
		w.fail("the view begins at row %d of %d", top, len(rows))
		return
	}
	for i := range min(w.h, len(rows)) {
		if want := rows[top+i].Subject.String(); !strings.Contains(view[i], want) {
			w.fail("line %d is %q, want %q", i, view[i], want)
			return
		}
	}
	if !w.moved && !w.maybe && top != 0 {
		w.fail("nobody moved, and the view begins at row %d", top)
	}
	if w.held != nil && m.ID != w.held.ID {
		if slices.ContainsFunc(rows, func(r mail.Summary) bool { return r.ID == w.held.ID }) {
			w.fail("selected %d, want %d", m.ID, w.held.ID)
		}
	}
	if w.moved && !w.maybe {
		w.held = &m // until a key is pressed
	}
}

func (w *world) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf(format+"\nafter: %s", append(args, strings.Join(w.log, ", "))...)
}

// Whatever comes in whatever order, in the end the list shows what the store
// has: a whole screen of it, around the message that was selected; and the
// newest mail, as long as nobody moved.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1500) {
		w := newWorld(t, seed)
		for range 1 + w.rnd.IntN(4) {
			for range w.rnd.IntN(30) {
				w.step()
			}
			w.settle()
			w.check()
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
