package reader

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/ui/keymap"
)

// A text is shown so many times as long when the user asks for more of it, up to
// maxTimes as long as at first: the memory of a terminal program is for that.
const (
	moreTimes = 4
	maxTimes  = 8
)

// more offers the rest of a text that is too long to be shown at once.
func (p *Pane) more() []string {
	if !p.doc.More {
		return nil
	}
	th := p.env.Theme
	if p.laid.Times >= maxTimes {
		text := fmt.Sprintf(textNoMore, p.env.Keys.Shown(keymap.Pipe))
		return []string{p.fit(), p.fit(span{text: text, style: th.Faint})}
	}
	first, style := " ", th.Faint
	if p.text.add(target{line: len(p.text.head) + p.text.body + 1, more: true}, p.target) {
		first, style = th.Glyphs.Cursor, th.Cursor
	}
	keys := p.env.Keys
	text := fmt.Sprintf(textReadOn, keys.Shown(keymap.NextTarget), keys.Shown(keymap.Open))
	return []string{p.fit(), p.fitBehind(first, span{text: th.Glyphs.Folded + " " + text, style: style})}
}

// readOn shows more of the text, from where the user is in it.
func (p *Pane) readOn() tea.Cmd {
	p.look.Times = min(p.look.Times*moreTimes, maxTimes)
	p.target = 0
	return p.reload()
}
