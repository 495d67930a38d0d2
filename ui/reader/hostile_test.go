package reader_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/uitest"
)

// tricks are what strangers put into names to reach the terminal, to break its
// cells, or to look like something else.
func tricks() []string {
	return []string{
		"\x1b[2J", "\x1b]0;owned\x07", "\x1b]8;;https://evil.example\x07", "\x1bP1$q\x1b\\", "\u009b2J", "\u009d0;x\u009c",
		"\r", "\b\b", "\x00", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\U000e0041", "e\u0301\u0301\u0301\u0301",
		"日本語", "👩‍👩‍👧‍👦", "⚠️", "شكرا", "\uff9e", "\u1160", "\t",
	}
}

// Whatever stands in names, events, reports and addresses, no control reaches
// the terminal and every line keeps its width, at any size, in every state.
func TestHostileBeside(t *testing.T) {
	t.Parallel()
	for _, trick := range tricks() {
		word := "ax" + trick + "by"
		event := strings.NewReplacer("\r", "", "\x00", "").Replace(word)
		for _, raw := range []string{
			strings.ReplaceAll(parcel(), "notes.txt", word),
			strings.ReplaceAll(parcel(), "https://list.example/u", "https://list.example/"+word),
			strings.ReplaceAll(parcel(), "text/plain; name", "text/"+word+"; name"),
			invitation("REQUEST", "DESCRIPTION:"+event, "COMMENT:"+event),
			strings.ReplaceAll(invitation("REQUEST"), "Analytical engine", event),
			strings.ReplaceAll(invitation("REPLY"), "Ada Lovelace", event),
			strings.ReplaceAll(invitation("CANCEL"), "Dorset Street 1", event),
			strings.ReplaceAll(bounce(), "no such user here", word),
			strings.ReplaceAll(bounce(), "nobody@example.net", word+"@example.net"),
			strings.ReplaceAll(linked(), "https://shop.example/long", "https://shop.example/"+word),
			strings.ReplaceAll(alternative(), "Your order", word),
		} {
			store := uitest.Sample()
			store.Bodies[30] = raw
			for _, w := range []int{100, 38} {
				p := newPage(store, w, 20)
				p.take(p.Open(p.row(30)))
				drawn(t, p, trick, w)
				p.digits("2")
				drawn(t, p, trick, w)
				p.press(keymap.Cancel, keymap.NextTarget, keymap.NextTarget, keymap.Form, keymap.Quotes, keymap.Headers, keymap.Bottom)
				drawn(t, p, trick, w)
			}
		}
	}
}

// drawn asserts what holds for every screen.
func drawn(t *testing.T, p *page, trick string, w int) {
	t.Helper()
	for i, line := range p.View() {
		if n := uitest.Width(line); n != w {
			t.Fatalf("%q: line %d has %d of %d cells: %q", trick, i, n, w, line)
		}
		for _, r := range ansi.Strip(line) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xe0000 {
				t.Fatalf("%q: line %d has U+%04X: %q", trick, i, r, line)
			}
		}
		for _, bad := range []string{"\x1b[2J", "\x1b]0;", "\x1bP", "\x1b]8;;https"} {
			if strings.Contains(line, bad) {
				t.Fatalf("%q: line %d has %q: %q", trick, i, bad, line)
			}
		}
	}
}
