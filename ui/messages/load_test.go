package messages_test

import (
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/messages"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

// One load is under way at a time; what changes meanwhile is read afterwards.
func TestLoadsDoNotPileUp(t *testing.T) {
	t.Parallel()
	l := open(t, uitest.Huge(300), 80, 20)
	first := l.Changed([]mail.Event{mail.StoreChanged{}})
	for range 10 {
		if l.Changed([]mail.Event{mail.StoreChanged{}}) != nil {
			t.Fatal("a second load while one is under way")
		}
	}
	old := first().(messages.RowsLoaded)
	l.store.Lists[1][0].Subject = mail.Line("changed meanwhile")
	l.take(l.Update(old))
	if !l.shows("changed meanwhile") {
		t.Error("the change during the load was lost")
	}
	l.take(l.Update(old))
	if !l.shows("changed meanwhile") {
		t.Error("a result of an old generation was taken")
	}
}

// A jump while a load is under way must not be undone by that load's result.
func TestJumpOvertakesLoad(t *testing.T) {
	t.Parallel()
	l := open(t, uitest.Huge(3000), 80, 20)
	late := l.Changed([]mail.Event{mail.StoreChanged{}})().(messages.RowsLoaded)
	l.press(keymap.Bottom)
	l.take(l.Update(late))
	l.want(1)
}

// An unread message outside the window is found, and read when that was asked.
func TestUnreadBeyondTheWindow(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(3000)
	s.Lists[1][2500].Flags = 0
	l := open(t, s, 80, 20)
	l.step(keymap.NextUnread)
	l.want(500)
	if in, ok := l.intents[len(l.intents)-1].(pane.OpenMessage); !ok || in.Message.ID != 500 {
		t.Errorf("not opened: %#v", l.intents[len(l.intents)-1])
	}
	l.note = ""
	l.press(keymap.NextUnread)
	if l.note == "" {
		t.Error("no word about there being no more unread messages")
	}
	l.want(500)
}

// What a key press costs must not grow with the folder.
func TestReadsAreBounded(t *testing.T) {
	t.Parallel()
	const h = 50
	for _, n := range []int{1000, 100_000} {
		l := open(t, uitest.Huge(n), 120, h)
		if pages, rows := l.store.Reads(); pages > 1 || rows > 3*h {
			t.Errorf("%d messages: opening reads %d pages, %d rows", n, pages, rows)
		}
		const presses = 500
		for range presses {
			l.press(keymap.Down)
		}
		// A window is read once a screen or less often: two pages of six screens.
		if pages, rows := l.store.Reads(); pages > 2*(presses/h+1) || rows > 6*h*(presses/h+1) {
			t.Errorf("%d messages: %d keys read %d pages, %d rows", n, presses, pages, rows)
		}
		l.press(keymap.Bottom)
		if pages, rows := l.store.Reads(); pages > 4 || rows > 12*h {
			t.Errorf("%d messages: the bottom reads %d pages, %d rows", n, pages, rows)
		}
	}
}

// The work of drawing after a key press must not grow with the folder either:
// allocations count it.
func TestDrawingIsBounded(t *testing.T) {
	for _, n := range []int{1000, 100_000} {
		l := open(t, uitest.Huge(n), 120, 50)
		l.press(keymap.PageDown)
		l.View()
		down := true
		allocs := testing.AllocsPerRun(100, func() {
			a := keymap.Up
			if down {
				a = keymap.Down
			}
			down = !down
			l.Do(keymap.Press{Action: a})
			l.View()
		})
		if allocs > 60 {
			t.Errorf("%d messages: %.0f allocations a key", n, allocs)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	store := uitest.Huge(100_000)
	p := messages.New(pane.Env{Theme: theme.New(false), Now: store.Now}, loader{store})
	p.Resize(200, 50)
	p.Update(p.Open(1, false)().(messages.RowsLoaded))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a := keymap.Down
		if i%40 >= 20 {
			a = keymap.Up
		}
		p.Do(keymap.Press{Action: a})
		p.View()
	}
}
