package reader

import (
	"strings"

	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// text is what is scrolled: lines above the body, lines of the body, lines
// below it. Lines of the body are drawn when they come into view.
type text struct {
	head, foot []string
	body       int // lines of the document
	targets    []target
}

func (t text) len() int { return len(t.head) + t.body + len(t.foot) }

// lay makes the text of what is to be shown. The line that is first in view
// stays so.
func (p *Pane) lay() {
	line := p.scroll.Top - len(p.text.head)
	p.text = text{}
	switch p.state {
	case empty:
	case shown:
		p.text.head = p.head()
		p.text.body = len(p.doc.Lines)
		p.text.foot = p.more()
		p.text.foot = append(p.text.foot, p.strip()...)
		p.target = min(p.target, len(p.text.targets))
	default:
		p.text.head = append(p.head(), p.waiting()...)
	}
	p.scroll.Set(p.text.len(), p.h)
	if line > 0 {
		p.scroll.To(len(p.text.head) + line)
	}
}

// CursorRow implements [pane.Pane].
func (p *Pane) CursorRow() int {
	if t, ok := p.focused(); ok && p.link == 0 {
		return t.line - p.scroll.Top
	}
	return -1
}

// Progress returns how far the message was scrolled, in percent; false when it
// is in view as a whole.
func (p *Pane) Progress() (int, bool) {
	s := p.scroll
	if s.Len <= s.Height || s.Len == 0 {
		return 0, false
	}
	return 100 * (s.Top + s.Height) / s.Len, true
}

// View implements [pane.Pane].
func (p *Pane) View() []string {
	lines := make([]string, 0, p.h)
	from, to := p.scroll.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, p.line(i))
	}
	if p.state == empty && p.h > 0 {
		lines = append(lines, p.env.Theme.Faint.Render(widget.Fit(p.method, " "+textNoMessage, p.w)))
	}
	blank := strings.Repeat(" ", p.w)
	for len(lines) < p.h {
		lines = append(lines, blank)
	}
	if over := p.prompt(); len(over) > 0 {
		lines = append(lines[:max(p.h-len(over), 0)], over[max(len(over)-p.h, 0):]...)
	}
	return lines
}

func (p *Pane) line(i int) string {
	t := p.text
	if i < len(t.head) {
		return t.head[i]
	}
	i -= len(t.head)
	if i < t.body {
		return p.bodyLine(p.doc.Lines[i])
	}
	return t.foot[i-t.body]
}

// bodyLine draws a line of the document. What is too long for the pane is
// scrolled sideways, with a mark where its beginning is missing.
func (p *Pane) bodyLine(line render.Line) string {
	th := p.env.Theme
	drop, first := 0, " "
	if p.left > 0 && widget.Width(p.method, line.String()) > p.look.Width {
		drop, first = p.left, th.Faint.Render("…")
	}
	spans := make([]span, 0, len(line.Spans))
	for _, s := range line.Spans {
		text := widget.Clean(s.Text.String())
		if drop > 0 {
			n := min(drop, widget.Width(p.method, text))
			text = widget.Drop(p.method, text, n)
			drop -= n
		}
		spans = append(spans, span{text, theme.Colored(styleOf(th, s.Style), s.Color), s.Link})
	}
	return p.fitBehind(first, spans...)
}

// span is a piece of a line in one style.
type span struct {
	text  string
	style theme.Style
	link  int // the number of a link of the document, 0: none
}

// fit draws spans as one line of the pane's width, one column from its edge.
func (p *Pane) fit(spans ...span) string { return p.fitBehind(" ", spans...) }

// fitBehind is [Pane.fit] with something in the first column.
func (p *Pane) fitBehind(first string, spans ...span) string {
	left := max(p.w-1, 0)
	var b strings.Builder
	b.WriteString(first[:min(p.w, 1)*len(first)])
	for _, s := range spans {
		text := widget.Clean(s.text)
		w := widget.Width(p.method, text)
		if w > left {
			text, w = widget.Fit(p.method, text, left), left
		}
		text = s.style.Render(text)
		if s.link > 0 && s.link <= len(p.doc.Links) {
			text = hyperlink(text, s.link, p.doc.Links[s.link-1])
		}
		b.WriteString(text)
		left -= w
	}
	b.WriteString(strings.Repeat(" ", left))
	return b.String()
}

// styleOf says how the theme shows a style of the document.
func styleOf(th theme.Theme, s render.Style) theme.Style {
	switch s {
	case render.Quote1:
		return th.Quote[0]
	case render.Quote2:
		return th.Quote[1]
	case render.Quote3:
		return th.Quote[2]
	case render.Signature, render.Dim, render.DiffPlace, render.Folded:
		return th.Faint
	case render.LinkText, render.Button:
		return th.Link
	case render.Heading, render.Bold:
		return th.Heading
	case render.Italic:
		return th.Italic
	case render.Struck:
		return th.Struck
	case render.DiffAdded:
		return th.Good
	case render.DiffRemoved:
		return th.Bad
	default:
		return theme.Style{}
	}
}
