package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/uitest"
)

// long is a message of n lines of 44 bytes.
func long(n int) string {
	var b strings.Builder
	b.WriteString("From: Ada <ada@x.example>\r\nSubject: a log\r\nContent-Type: text/plain\r\n\r\n")
	for i := range n {
		fmt.Fprintf(&b, "line %08d of a log that somebody sends\r\n", i)
	}
	return b.String()
}

// TestMoreOfALongText: its beginning is shown at once, the rest when it is asked
// for, and nobody loses the place.
func TestMoreOfALongText(t *testing.T) {
	t.Parallel()
	const lines = 100_000
	store := uitest.Sample()
	store.Bodies[30] = long(lines)
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	shown := func() (last int) {
		t.Helper()
		p.press(keymap.Bottom)
		for _, l := range strings.Split(uitest.Plain(p.View()), "\n") {
			_, _ = fmt.Sscanf(strings.TrimSpace(l), "line %d of", &last)
		}
		return last + 1
	}
	first := shown()
	if first >= lines || !p.shows("more of this text") {
		t.Fatalf("%d lines are shown at once:\n%s", first, uitest.Plain(p.View()))
	}
	p.press(keymap.NextTarget, keymap.Open)
	if want := fmt.Sprintf("line %08d", first-1); !p.shows(want) {
		t.Errorf("%q is not in view any more:\n%s", want, uitest.Plain(p.View()))
	}
	if second := shown(); second < 3*first || second >= lines || !p.shows("more of this text") {
		t.Errorf("%d lines are shown then:\n%s", second, uitest.Plain(p.View()))
	}
	p.press(keymap.NextTarget, keymap.Open)
	if all := shown(); all != lines || p.shows("more of this text") {
		t.Errorf("%d lines are shown in the end:\n%s", all, uitest.Plain(p.View()))
	}
}

// TestTheRestOfAnEndlessText is for another program.
func TestTheRestOfAnEndlessText(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = long(500_000)
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	p.press(keymap.NextTarget, keymap.Open, keymap.NextTarget, keymap.Open, keymap.Bottom)
	if !p.shows("The rest is not shown: | gives all of it to a program.") {
		t.Errorf("shown is\n%s", uitest.Plain(p.View()))
	}
}
