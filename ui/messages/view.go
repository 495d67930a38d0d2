package messages

import (
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/widget"
)

// narrow is the width below which rows use the short form.
const narrow = 50

// lineCache keeps the rows that were drawn, by their place in the window. The
// cursor's row is not in it.
type lineCache struct{ lines []string }

func (c *lineCache) clear() { c.lines = nil }

// CursorRow implements [pane.Pane].
func (p *Pane) CursorRow() int { return p.list.CursorRow() }

// View implements [pane.Pane].
func (p *Pane) View() []string { return p.list.View(p.w, p.line, p.words) }

// words say why there is no row.
func (p *Pane) words() []string {
	var lines []string
	for _, l := range widget.Wrap(p.method, p.reason(), max(p.w-2, 1)) {
		lines = append(lines, p.env.Theme.Faint.Render(widget.Fit(p.method, " "+l, p.w)))
	}
	return lines
}

func (p *Pane) reason() string {
	switch {
	case !p.opened && p.notice != "":
		return p.notice
	case !p.opened:
		return textNoFolder
	case !p.loaded:
		return textReading
	default:
		return textEmpty
	}
}

func (p *Pane) line(i int) string {
	if i == p.list.Cursor {
		return p.format(p.rows[i], true)
	}
	if p.cache.lines == nil {
		p.cache.lines = make([]string, len(p.rows))
	}
	if p.cache.lines[i] == "" {
		p.cache.lines[i] = p.format(p.rows[i], false)
	}
	return p.cache.lines[i]
}

// format draws one row: flags, who, subject, when. Only marker, flags and name
// of the cursor's row are reversed: that is a third of the bytes of a whole row.
func (p *Pane) format(m mail.Summary, cursor bool) string {
	th := p.env.Theme
	flags, nameWidth, dateWidth := p.flags(m, cursor), min(max(p.w/4, 12), 22), 6
	if p.w < narrow {
		nameWidth, dateWidth = 11, 5
	}
	flagWidth := widget.Width(p.method, flags)
	name := widget.Fit(p.method, p.who(m), nameWidth)
	subject := widget.Fit(p.method, subjectOf(m), max(p.w-flagWidth-nameWidth-dateWidth-2, 0))
	date := widget.FitRight(p.method, When(p.env.Now(), m.Received, p.w < narrow), dateWidth)
	if m.Unread() {
		subject = th.Unread.Render(subject)
	}
	head := flags + name
	switch {
	case cursor && p.focus:
		head = th.Cursor.Render(head)
	case m.Unread():
		head = th.Unread.Render(head)
	}
	line := head + " " + subject + " " + date
	if flagWidth+nameWidth+dateWidth+2 > p.w {
		return widget.Fit(p.method, flags+name, p.w)
	}
	return line
}

// flags draws cursor, unread, one of the states, attachment, and a space; the
// short form has cursor and one mark.
func (p *Pane) flags(m mail.Summary, cursor bool) string {
	g := p.env.Theme.Glyphs
	mark, unread, state, attachment := " ", " ", " ", " "
	if cursor {
		mark = g.Cursor
	}
	if m.Unread() {
		unread = g.Unread
	}
	switch {
	case m.Flags.Has(mail.Flagged):
		state = g.Star
	case m.Flags.Has(mail.Draft):
		state = g.Draft
	case m.Flags.Has(mail.Answered):
		state = g.Answered
	case m.Flags.Has(mail.Forwarded):
		state = g.Forwarded
	}
	if m.HasAttachment {
		attachment = g.Attachment
	}
	if p.w < narrow {
		return mark + unread + state
	}
	return mark + unread + state + attachment + " "
}

// who is the person a row is about.
func (p *Pane) who(m mail.Summary) string {
	list, prefix := m.From, ""
	if p.toward {
		list, prefix = m.To, textTo
	}
	if len(list) == 0 {
		return prefix + textNobody
	}
	return prefix + message.ShownName(list[0]).String()
}

func subjectOf(m mail.Summary) string {
	if m.Subject.Empty() {
		return textNoSubject
	}
	return m.Subject.String()
}
