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
// the attachment that it is in.
func (p *Pane) card(above int) []string {
	var lines []string
	if r := p.beside.Report; r != nil {
		for _, l := range widget.Wrap(p.method, r.Text().String(), max(p.w-2, 1)) {
			lines = append(lines, p.fit(span{text: l, style: p.env.Theme.Heading}))
		}
	}
	if i := p.beside.Invite; i != nil && i.Method != calendar.Publish {
		lines = append(lines, p.event(*i, above+len(lines))...)
	}
	if len(lines) > 0 {
		lines = append(lines, p.rule())
	}
	return lines
}

// event draws an event of a calendar.
func (p *Pane) event(i calendar.Invite, above int) []string {
	th := p.env.Theme
	title := i.Title().String()
	if !i.Summary.Empty() {
		title += ": " + i.Summary.String()
	}
	style := th.Heading
	if i.Cancelled {
		style = th.Bad
	}
	var lines []string
	for _, l := range widget.Wrap(p.method, title, max(p.w-2, 1)) {
		lines = append(lines, p.fit(span{text: l, style: style}))
	}
	lines = append(lines, p.field(textWhen, i.When(p.env.Now().Location()).String(), true)...)
	lines = append(lines, p.field(textRepeats, i.Recurrence.String(), true)...)
	lines = append(lines, p.field(textWhere, i.Where.String(), true)...)
	if i.Organizer.Address != (mail.Address{}) {
		lines = append(lines, p.field(textOrganizer, shownAddress(i.Organizer.Address), true)...)
	}
	lines = append(lines, p.field(textAttendees, attendees(i), true)...)
	if i.More > 0 {
		lines = append(lines, p.paragraph(counted(i.More, textOneEvent, textEvents))...)
	}
	if i.CanReply() && p.part == "" {
		answer := span{text: fmt.Sprintf(textAnswer, p.env.Keys.Shown(keymap.Invite)), style: th.Key}
		if p.text.add(target{line: above + len(lines), invite: &i}, p.target) {
			answer.style = th.Cursor
		}
		lines = append(lines, p.fit(answer))
	}
	return lines
}

// maxAttendees is how many attendees are named.
const maxAttendees = 12

// attendees lists who is asked to come, with what they answered.
func attendees(i calendar.Invite) string {
	if i.Method == calendar.Reply {
		return "" // the title names the one who answers
	}
	var words []string
	for _, a := range i.Attendees[:min(len(i.Attendees), maxAttendees)] {
		text := message.ShownName(a.Address).String()
		if a.Status != calendar.NoAnswer {
			text += " (" + a.Status.String() + ")"
		}
		words = append(words, text)
	}
	text := strings.Join(words, ", ")
	if rest := len(i.Attendees) - len(words); rest > 0 {
		text += fmt.Sprintf(textMore, rest)
	}
	return text
}

// rule draws a line over the width of the text.
func (p *Pane) rule() string {
	line := strings.Repeat(p.env.Theme.Glyphs.Horizontal, max(p.w-2, 0))
	return p.fit(span{text: line, style: p.env.Theme.Border})
}
