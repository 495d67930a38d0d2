package reader

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// typesFrom is the width from which the types of attachments are shown.
const typesFrom = 60

// minKind is how much of a type is worth showing, in cells.
const minKind = 8

// strip lists the attachments below the text.
func (p *Pane) strip() []string {
	list := p.beside.Attachments
	if len(list) == 0 {
		return nil
	}
	th := p.env.Theme
	title := counted(len(list), textOneAttachment, textAttachments)
	line := th.Glyphs.Horizontal
	rest := span{text: strings.Repeat(line, max(p.w-len(title)-3, 0)), style: th.Border}
	lines := []string{p.fit(), p.fitBehind(line, span{text: " " + title + " ", style: th.Heading}, rest)}
	columns := p.columns(list)
	for i := range list {
		a := &list[i]
		at := len(p.text.head) + p.text.body + len(p.text.foot) + len(lines)
		focused := p.text.add(target{line: at, attachment: a}, p.target)
		drawn := p.attachment(i+1, *a, columns, focused)
		p.text.targets[len(p.text.targets)-1].rows = len(drawn)
		lines = append(lines, drawn...)
	}
	return lines
}

// besideKind is the room for all but the number, the name, the type and the state
// of an attachment.
const besideKind = 16

// columns are the widths of the numbers, names and types of attachments.
type columns struct{ number, name, kind int }

func (p *Pane) columns(list []message.Attachment) columns {
	c := columns{number: max(len(strconv.Itoa(len(list))), 2)}
	state := 0
	for _, a := range list {
		said, _ := p.fetching(a)
		state = max(state, widget.Width(p.method, said+p.fetchKey(a)))
		c.name = max(c.name, widget.Width(p.method, a.Name.String()))
		c.kind = max(c.kind, widget.Width(p.method, kindOf(a)))
	}
	c.name = min(c.name, p.w*2/5)
	c.kind = min(c.kind, max(p.w-besideKind-c.number-c.name-state, 0))
	if c.kind < minKind || p.w < typesFrom {
		c.kind = 0
	}
	return c
}

// attachment draws one attachment: its number, what it is saved as, what it is,
// its size, and whether it is here; what there is to warn of below that.
func (p *Pane) attachment(n int, a message.Attachment, c columns, focused bool) []string {
	th := p.env.Theme
	state, style := p.fetching(a)
	mark := " "
	if a.Risk != message.NoRisk {
		mark = th.Glyphs.Stopped
	}
	text := fmt.Sprintf("%s%-*d%s%s  ", th.Glyphs.Attachment, c.number, n, mark,
		widget.Fit(p.method, a.Name.String(), c.name))
	if c.kind > 0 {
		text += widget.Fit(p.method, kindOf(a), c.kind) + "  "
	}
	text += fmt.Sprintf("%7s  ", humanize.Bytes(uint64(max(a.Size, 0))))
	first, name := " ", theme.Style{}
	if focused {
		first, name, style = th.Glyphs.Cursor, th.Cursor, th.Cursor
		state += p.fetchKey(a)
	}
	lines := []string{p.fitBehind(first, span{text: text, style: name}, span{text: state, style: style})}
	if words := a.Risk.Text(); !words.Empty() {
		lines = append(lines, p.under(words.String())...)
	}
	if w, ok := p.want(a); ok && w.Problem != nil && !a.Here {
		lines = append(lines, p.under(w.Problem.Sentence())...)
	}
	return lines
}

// under draws a warning below an attachment.
func (p *Pane) under(words string) []string {
	const indent = "    "
	var lines []string
	for _, l := range widget.Wrap(p.method, words, max(p.w-2-len(indent), 1)) {
		lines = append(lines, p.fit(span{text: indent + l, style: p.env.Theme.Bad}))
	}
	return lines
}

// fetching says whether an attachment is here, or how far it is; of an event
// when it is.
func (p *Pane) fetching(a message.Attachment) (string, theme.Style) {
	th := p.env.Theme
	w, wanted := p.want(a)
	i := p.beside.Invite
	switch {
	case a.Here && i != nil && i.Method == calendar.Publish && kindOf(a) == textInviteKind:
		return i.When(p.env.Now().Location()).String(), th.Faint
	case a.Here:
		return textHere, th.Faint
	case !wanted || w.Problem != nil:
		return textNotFetched, th.Faint
	case p.account.Phase == mail.PhaseOffline && p.account.OnDemand:
		return th.Glyphs.Fetching + " " + fmt.Sprintf(textWaitsForYou, p.env.Keys.Shown(keymap.Offline)), th.Busy
	case p.account.Phase == mail.PhaseOffline:
		return th.Glyphs.Fetching + " " + textWaitsForLine, th.Busy
	case w.Size > 0:
		return fmt.Sprintf(textFetched, th.Glyphs.Fetching, min(100*w.Done/w.Size, 100)), th.Busy
	default:
		return th.Glyphs.Fetching + " " + textWaits, th.Busy
	}
}

// fetchKey says which key fetches an attachment, or takes that back.
func (p *Pane) fetchKey(a message.Attachment) string {
	w, wanted := p.want(a)
	switch {
	case a.Here:
		return ""
	case wanted && w.Problem == nil:
		return fmt.Sprintf(textCancels, p.env.Keys.Shown(keymap.Cancel))
	default:
		return fmt.Sprintf(textFetches, p.env.Keys.Shown(keymap.Open))
	}
}

// kindOf is what an attachment is, in words for the kinds that mail has of its
// own.
func kindOf(a message.Attachment) string {
	switch {
	case isMessage(a):
		return textMessageKind
	case a.Type == "text/calendar", a.Type == "application/ics":
		return textInviteKind
	default:
		return mail.Line(a.Type).String()
	}
}

// isMessage reports whether an attachment is a message (RFC 2046 §5.2.1, RFC 6532
// §3.7).
func isMessage(a message.Attachment) bool {
	return a.Part.Type == "message/rfc822" || a.Part.Type == "message/global"
}

// counted words a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
