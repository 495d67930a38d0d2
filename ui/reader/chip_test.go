package reader_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// The second line of a chip does not look like another chip.
func TestChipGoesOnBelow(t *testing.T) {
	t.Parallel()
	store := letterStore()
	store.Strangers = map[string]bool{"grace@navy.example": true}
	p := newPage(store, 26, 40)
	p.take(p.Open(p.row(30)))
	text := uitest.Plain(p.View())
	if !strings.Contains(text, "\n · first mail from this\n   address   1 attachment\n") {
		t.Errorf("got\n%s", text)
	}
}

// The list holds the beginning of a very long subject only.
func TestLongSubjectIsWhole(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	long := strings.Repeat("word ", 250) + "end"
	store.Lists[1][0].Subject = mail.Line(long[:1000])
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], long, "Hi.")
	p := newPage(store, 300, 40)
	p.take(p.Open(p.row(30)))
	if !p.shows("word end") {
		t.Errorf("cut without a word:\n%s", uitest.Plain(p.View()))
	}
}
