package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/uitest"
)

// BenchmarkPlace folds and unfolds a message of nearly as many lines as are
// shown, while the place that is kept is among those folded away: the slowest
// there is to do on the goroutine that draws. Laying out is not measured, a
// command does it.
func BenchmarkPlace(b *testing.B) {
	var text strings.Builder
	text.WriteString("Mine.\r\n\r\n")
	for i := range 19000 {
		fmt.Fprintf(&text, "> line %d of what is quoted here again and again\r\n", i)
	}
	text.WriteString("\r\nMine, too.\r\n")
	store := uitest.Sample()
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", text.String())
	p := newPage(store, 80, 40)
	p.take(p.Open(p.row(30)))
	toggle := func() pane.Addressed { return p.Do(keymap.Press{Action: keymap.Quotes}).Cmd().(pane.Addressed) }
	unfolded := toggle()
	p.Update(unfolded)
	for range 200 {
		p.press(keymap.PageDown)
	}
	layouts := []pane.Addressed{toggle(), unfolded}
	for i := 0; b.Loop(); i++ {
		if i > 0 {
			p.Do(keymap.Press{Action: keymap.Quotes})
		}
		p.Update(layouts[i%2])
	}
}
