package messages

import (
	"sort"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
)

// Sizes of a window, in screens of the list. A window is read again when the
// cursor is within margin of an edge that has more behind it.
const (
	reach  = 3
	margin = 1
)

// minScreen keeps windows useful on very small screens.
const minScreen = 20

// Do implements [pane.Pane].
func (p *Pane) Do(press keymap.Press) pane.Result {
	if p.away() {
		p.ahead = append(p.ahead, func() pane.Result { return p.Do(press) })
		return pane.Result{}
	}
	p.hold()
	if p.move(press.Action) {
		return p.moved()
	}
	switch press.Action {
	case keymap.Bottom:
		return p.bottom()
	case keymap.Top:
		return p.top()
	case keymap.NextUnread:
		return p.unread(mail.Older, p.list.Cursor+1, false)
	case keymap.PrevUnread:
		return p.unread(mail.Newer, p.list.Cursor-1, false)
	default:
		return p.act(press.Action)
	}
}

// away reports whether the cursor is about to be somewhere else: keys are for
// there.
func (p *Pane) away() bool { return p.jumping || p.searching }

// hold keeps the cursor on its message, whatever comes.
func (p *Pane) hold() {
	m, ok := p.Selected()
	if p.held = ok; ok {
		p.place = m.Anchor()
	}
}

// there ends what r is the result of with the keys that waited for it.
func (p *Pane) there(r pane.Result) pane.Result {
	waiting := p.ahead
	p.ahead = nil
	for _, key := range waiting {
		next := key()
		r.Cmd = tea.Batch(r.Cmd, next.Cmd)
		r.Intents = append(r.Intents, next.Intents...)
		if next.Note != "" {
			r.Note = next.Note
		}
	}
	return r
}

// act carries out what is done to the selected message.
func (p *Pane) act(a keymap.Action) pane.Result {
	m, ok := p.Selected()
	if !ok {
		return pane.Result{Note: textNothingSelected}
	}
	switch a {
	case keymap.Open:
		return pane.Ask(pane.OpenMessage{Message: m})
	case keymap.ToggleRead:
		return pane.Ask(pane.Toggle(m, mail.Seen))
	case keymap.ToggleStar:
		return pane.Ask(pane.Toggle(m, mail.Flagged))
	default:
		return pane.Result{}
	}
}

// Step moves the cursor while the message at a place is read; the message it
// comes to is opened. When the one that is read has gone, the cursor is on
// another one already.
func (p *Pane) Step(a keymap.Action, read mail.Anchor) pane.Result {
	if p.away() {
		p.ahead = append(p.ahead, func() pane.Result {
			m, _ := p.Selected()
			return p.Step(a, m.Anchor())
		})
		return pane.Result{}
	}
	p.hold()
	if read == (mail.Anchor{}) {
		read = p.place
	}
	newer, older := p.around(read)
	switch a {
	case keymap.NextUnread:
		return p.unread(mail.Older, older, true)
	case keymap.PrevUnread:
		return p.unread(mail.Newer, newer, true)
	default:
	}
	to := newer
	if a == keymap.Next {
		to = older
	}
	if to < 0 && !p.atTop || to >= len(p.rows) && !p.atBottom { // keys are faster than rows are read
		p.ahead = append(p.ahead, func() pane.Result { return p.Step(a, read) })
		return pane.Result{Cmd: p.jump(read)}
	}
	if to < 0 || to >= len(p.rows) {
		return pane.Result{Note: textNoMore}
	}
	p.list.MoveTo(to)
	r := p.moved()
	r.Intents = append(r.Intents, pane.OpenMessage{Message: p.rows[to]})
	return r
}

// around returns the rows before and after a place, which has one of its own or
// not; they may be beyond the window.
func (p *Pane) around(at mail.Anchor) (newer, older int) {
	i := p.from(at)
	if i < len(p.rows) && p.rows[i].Anchor() == at {
		return i - 1, i + 1
	}
	return i - 1, i
}

// move carries out a movement within the window.
func (p *Pane) move(a keymap.Action) bool {
	switch a {
	case keymap.Down:
		p.list.MoveBy(1)
	case keymap.Up:
		p.list.MoveBy(-1)
	case keymap.HalfDown:
		p.list.ScrollBy(max(p.h/2, 1))
	case keymap.HalfUp:
		p.list.ScrollBy(-max(p.h/2, 1))
	case keymap.PageDown:
		p.list.ScrollBy(max(p.h, 1))
	case keymap.PageUp:
		p.list.ScrollBy(-max(p.h, 1))
	default:
		return false
	}
	return true
}

// moved follows every movement of the cursor.
func (p *Pane) moved() pane.Result {
	m, ok := p.Selected()
	if ok {
		p.place = m.Anchor()
	}
	return pane.Result{Cmd: p.prefetch(), Intents: []pane.Intent{pane.Select{Message: m}}}
}

func (p *Pane) top() pane.Result {
	p.held = false
	p.list.MoveTo(0)
	if p.atTop {
		return p.moved()
	}
	return pane.Result{Cmd: p.jump(mail.Anchor{})}
}

func (p *Pane) bottom() pane.Result {
	if p.atBottom {
		p.list.MoveTo(len(p.rows) - 1)
		return p.moved()
	}
	return pane.Result{Cmd: p.jump(oldest())}
}

// unread goes to the nearest unread message from a row on, in the window or
// beyond it; open says whether to read it.
func (p *Pane) unread(dir mail.Direction, first int, open bool) pane.Result {
	step := 1
	if dir == mail.Newer {
		step = -1
	}
	for i := first; i >= 0 && i < len(p.rows); i += step {
		if !p.rows[i].Unread() {
			continue
		}
		p.list.MoveTo(i)
		r := p.moved()
		if open {
			r.Intents = append(r.Intents, pane.OpenMessage{Message: p.rows[i]})
		}
		return r
	}
	if len(p.rows) == 0 || (dir == mail.Older && p.atBottom) || (dir == mail.Newer && p.atTop) {
		return pane.Result{Note: textNoUnread}
	}
	from := p.rows[len(p.rows)-1].Anchor()
	if dir == mail.Newer {
		from = p.rows[0].Anchor()
	}
	p.search++
	p.searching = true
	return pane.Result{Cmd: p.load.NextUnread(p.search, Search{Folder: p.folder, From: from, Dir: dir, Read: open})}
}

// prefetch reads the window again when the cursor is near an edge of it.
func (p *Pane) prefetch() tea.Cmd {
	if !p.opened || p.loading {
		return nil
	}
	near := margin * p.screen()
	if p.list.Cursor < near && !p.atTop || p.list.Cursor >= len(p.rows)-near && !p.atBottom {
		return p.reload()
	}
	return nil
}

func (p *Pane) screen() int { return max(p.h, minScreen) }

// reload reads the window around the cursor. One load is under way at a time:
// a wish meanwhile is remembered.
func (p *Pane) reload() tea.Cmd {
	if p.loading {
		p.dirty = true
		return nil
	}
	p.gen++
	p.loading, p.dirty = true, false
	n := reach * p.screen()
	return p.load.Rows(p.gen, Window{Folder: p.folder, At: p.place, Newer: n, Older: n})
}

// jump shows the window around another place. What is under way was for the
// place before and is dropped.
func (p *Pane) jump(to mail.Anchor) tea.Cmd {
	p.place, p.loading, p.reading, p.jumping = to, false, false, true
	return p.reload()
}

// Update implements [pane.Pane].
func (p *Pane) Update(msg pane.Addressed) pane.Result {
	switch msg := msg.(type) {
	case RowsLoaded:
		if msg.Gen == p.gen {
			return p.take(msg)
		}
	case UnreadFound:
		if msg.Gen == p.search {
			return p.found(msg)
		}
	}
	return pane.Result{}
}

// take shows the rows that were read.
func (p *Pane) take(msg RowsLoaded) pane.Result {
	p.loading = false
	var r pane.Result
	switch {
	case msg.Err != nil:
		p.ahead, p.reading = nil, false
		if m, ok := p.Selected(); ok { // it stays there
			p.place = m.Anchor()
		}
		r = pane.Ask(pane.Fail{Err: msg.Err})
	case p.covers(msg):
		r = p.show(msg)
	default: // the cursor left meanwhile
		p.dirty = true
	}
	if p.dirty {
		r.Cmd = tea.Batch(r.Cmd, p.reload())
	} else if msg.Err == nil {
		r.Cmd = tea.Batch(r.Cmd, p.prefetch())
	}
	if !p.jumping {
		return r
	}
	p.jumping = false
	return p.there(r)
}

// covers reports whether the place of the cursor is among the rows that were
// read, or would be if it had a row.
func (p *Pane) covers(msg RowsLoaded) bool {
	if len(msg.Rows) == 0 {
		return true
	}
	first, last := msg.Rows[0].Anchor(), msg.Rows[len(msg.Rows)-1].Anchor()
	above := p.place == (mail.Anchor{}) || before(p.place, first)
	return (msg.atTop() || !above) && (msg.atBottom() || above || !before(last, p.place))
}

// show replaces the rows.
func (p *Pane) show(msg RowsLoaded) pane.Result {
	selected, hadSelection := p.Selected()
	topmost := !p.held || p.list.Top == 0 && p.atTop
	var above mail.Anchor // the reading position: the first row in view
	if p.list.Top < len(p.rows) {
		above = p.rows[p.list.Top].Anchor()
	}
	p.rows, p.loaded = msg.Rows, true
	p.atTop, p.atBottom = msg.atTop(), msg.atBottom()
	p.cache.clear()
	if len(p.rows) == 0 {
		p.held, p.place = false, mail.Anchor{}
	}

	p.list.Top = 0
	if !topmost {
		p.list.Top = p.find(above)
	}
	p.list.Len = len(p.rows)
	p.list.MoveTo(p.find(p.place))
	if !p.held && p.list.Top > 0 && p.atTop {
		p.list.MoveTo(0)
	}
	r := p.arrived(selected, hadSelection)
	if !p.held && !p.atTop {
		p.place, p.dirty = mail.Anchor{}, true
	}
	return r
}

// arrived follows new rows: it tells of another selection, and opens it when
// that was waited for.
func (p *Pane) arrived(before mail.Summary, had bool) pane.Result {
	var r pane.Result
	m, ok := p.Selected()
	if ok {
		p.place = m.Anchor()
	}
	if ok != had || m.ID != before.ID {
		r.Intents = append(r.Intents, pane.Select{Message: m})
	}
	if ok && p.reading {
		r.Intents = append(r.Intents, pane.OpenMessage{Message: m})
	}
	p.reading = false
	return r
}

// find returns the row at a place, or the next older one, or the last.
func (p *Pane) find(at mail.Anchor) int {
	if at == (mail.Anchor{}) {
		return 0
	}
	return min(p.from(at), max(len(p.rows)-1, 0))
}

// from returns the row at a place, or the next older one, or how many there are.
func (p *Pane) from(at mail.Anchor) int {
	return sort.Search(len(p.rows), func(i int) bool { return !before(p.rows[i].Anchor(), at) })
}

// before reports whether a stands above b in a list that is newest first.
func before(a, b mail.Anchor) bool {
	return a.Compare(b) < 0
}

// found goes to the unread row that a search has found.
func (p *Pane) found(msg UnreadFound) pane.Result {
	p.searching = false
	switch {
	case msg.Err != nil:
		p.ahead = nil
		return pane.Ask(pane.Fail{Err: msg.Err})
	case msg.Found == nil:
		return p.there(pane.Result{Note: textNoUnread})
	}
	cmd := p.jump(msg.Found.Anchor())
	p.reading = msg.Search.Read
	return pane.Result{Cmd: cmd}
}
