package reader

import (
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/widget"
)

// card draws, above the text, the event that the message is about, and what it
// reports of another message. An event that nobody is invited to stands beside
// the attachment that it is in, unless it is all that the message has.
func (p *Pane) card(above int) []string {
	var lines []string
	if r := p.beside.Report; r != nil {
		for _, l := range widget.Wrap(p.method, r.Text().String(), max(p.w-2, 1)) {
			lines = append(lines, p.fit(span{text: l, style: p.env.Theme.Heading}))
		}
	}
	if i := p.beside.Invite; i != nil && (i.Method != calendar.Publish || p.wordless()) {
		lines = append(lines, p.event(*i, above+len(lines))...)
	}
	if len(lines) > 0 {
		lines = append(lines, p.rule())
	}
	if p.described() {
		about := p.beside.Invite.Description.String()
		if len(about) > maxDescription {
			about = strings.ToValidUTF8(about[:maxDescription], "") + "…"
		}
		for _, l := range widget.Wrap(p.method, about, max(p.w-2, 1)) {
			lines = append(lines, p.fit(span{text: l}))
		}
	}
	return lines
}

// maxDescription is how much of a description is shown, in bytes.
const maxDescription = 20_000

// described reports whether the description of the event is all the text that the
// message has.
func (p *Pane) described() bool {
	i := p.beside.Invite
	return i != nil && !i.Description.Empty() && p.wordless()
}

// wordless reports whether the message has no text of its own.
func (p *Pane) wordless() bool { return p.state == shown && len(p.doc.Lines) == 0 }

// event draws an event of a calendar.
func (p *Pane) event(i calendar.Invite, above int) []string {
	th := p.env.Theme
	style := th.Heading
	if i.Cancelled {
		style = th.Bad
	}
	var lines []string
	for _, l := range widget.Wrap(p.method, i.Heading().String(), max(p.w-2, 1)) {
		lines = append(lines, p.fit(span{text: l, style: style}))
	}
	for _, f := range i.Fields(p.env.Now().Location(), person, message.ShownName) {
		lines = append(lines, p.field(f.Label, f.Value.String(), true)...)
	}
	if more := i.Further(); !more.Empty() {
		lines = append(lines, p.paragraph(more.String())...)
	}
	if i.CanReply() && p.part == "" {
		given := p.beside.Answer
		if said := answerWords[given.Status]; said != "" {
			said = fmt.Sprintf(said, p.moment(given.When))
			if given.Waits {
				said += textInOutbox
			}
			lines = append(lines, p.paragraph(said)...)
		}
		answer := span{text: fmt.Sprintf(textAnswer, p.env.Keys.Shown(keymap.Invite)), style: th.Key}
		if p.text.add(target{line: above + len(lines), invite: &i}, p.target) {
			answer.style = th.Cursor
		}
		lines = append(lines, p.fit(answer))
	}
	return lines
}

// answerWords say what the user has answered, and when.
var answerWords = map[calendar.Status]string{
	calendar.Accepted: textAccepted, calendar.Tentative: textTentative, calendar.Declined: textDeclined,
}

// person is somebody with name and address.
func person(a mail.Address) mail.Text { return mail.Line(shownAddress(a)) }

// rule draws a line over the width of the text.
func (p *Pane) rule() string {
	line := strings.Repeat(p.env.Theme.Glyphs.Horizontal, max(p.w-2, 0))
	return p.fit(span{text: line, style: p.env.Theme.Border})
}
