package reader

import (
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// foldFrom is the number of quoted lines in a row from which they are hidden
// when quotes are: fewer say what an answer is about.
const foldFrom = 4

// text is what is scrolled: lines above the body, lines of the body, lines
// below it. Lines of the body are drawn when they come into view.
type text struct {
	head, foot []string
	body       []bodyLine
}

// bodyLine is a line of the document, or stands for several that are hidden.
type bodyLine struct {
	line   int
	hidden int
}

func (t text) len() int { return len(t.head) + len(t.body) + len(t.foot) }

// lay makes the text of what is to be shown.
func (p *Pane) lay() {
	p.text = text{}
	switch p.state {
	case empty:
	case shown:
		p.text.head = p.head()
		p.text.body = p.body()
		p.text.foot = p.foot()
	default:
		p.text.head = append(p.head(), p.waiting()...)
	}
	p.scroll.Set(p.text.len(), p.h)
}

// body lists the lines of the document, with quotes hidden when they are.
func (p *Pane) body() []bodyLine {
	lines := p.doc.Lines
	out := make([]bodyLine, 0, len(lines))
	for i := 0; i < len(lines); {
		n := 0
		for p.folded && i+n < len(lines) && quoted(lines[i+n]) {
			n++
		}
		if n >= foldFrom {
			out = append(out, bodyLine{line: i, hidden: n})
			i += n
			continue
		}
		for range max(n, 1) {
			out = append(out, bodyLine{line: i})
			i++
		}
	}
	return out
}

func quoted(l render.Line) bool {
	if len(l.Spans) == 0 {
		return false
	}
	switch l.Spans[0].Style {
	case render.Quote1, render.Quote2, render.Quote3:
		return true
	default:
		return false
	}
}

// CursorRow implements [pane.Pane].
func (p *Pane) CursorRow() int { return -1 }

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
	return lines
}

func (p *Pane) line(i int) string {
	t := p.text
	if i < len(t.head) {
		return t.head[i]
	}
	i -= len(t.head)
	if i < len(t.body) {
		return p.bodyLine(t.body[i])
	}
	return t.foot[i-len(t.body)]
}

func (p *Pane) bodyLine(b bodyLine) string {
	th := p.env.Theme
	if b.hidden > 0 {
		return p.fit(span{th.Glyphs.Folded + " " + fmt.Sprintf(textQuotedLines, b.hidden), th.Faint})
	}
	line := p.doc.Lines[b.line]
	spans := make([]span, len(line.Spans))
	for i, s := range line.Spans {
		spans[i] = span{s.Text.String(), styleOf(th, s.Style)}
	}
	return p.fit(spans...)
}

// span is a piece of a line in one style.
type span struct {
	text  string
	style theme.Style
}

// fit draws spans as one line of the pane's width, one column from its edge.
func (p *Pane) fit(spans ...span) string {
	left := max(p.w-1, 0)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", min(p.w, 1)))
	for _, s := range spans {
		text := widget.Clean(s.text)
		w := widget.Width(p.method, text)
		if w > left {
			text, w = widget.Fit(p.method, text, left), left
		}
		b.WriteString(s.style.Render(text))
		left -= w
	}
	b.WriteString(strings.Repeat(" ", left))
	return b.String()
}

// styleOf says how the theme shows a style of the document.
func styleOf(th theme.Theme, s render.Style) theme.Style {
	switch s {
	case render.Quote1, render.Quote2, render.Quote3:
		return th.Quote
	case render.Signature, render.Dim, render.DiffPlace, render.Struck, render.Folded:
		return th.Faint
	case render.LinkText, render.Button:
		return th.Link
	case render.Heading, render.Bold:
		return th.Heading
	case render.Italic:
		return th.Italic
	case render.DiffAdded:
		return th.Good
	case render.DiffRemoved:
		return th.Bad
	default:
		return theme.Style{}
	}
}
