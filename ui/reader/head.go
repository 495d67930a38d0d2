package reader

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// labelWidth is the column of the header fields' values.
const labelWidth = 9

// fullTime is how a header shows a time.
const fullTime = "Mon 2 Jan 2006 15:04"

// head is the header of the message: the usual fields, or all of them as the
// message has them.
func (p *Pane) head() []string {
	var lines []string
	if p.headers && p.message != nil {
		lines = p.allFields()
	} else {
		lines = p.usualFields()
	}
	if flags := p.flags(); flags != "" {
		lines = append(lines, p.fit(span{text: flags, style: p.env.Theme.Star}))
	}
	for _, n := range p.doc.Notes {
		if p.state == shown {
			lines = append(lines, p.paragraph(p.env.Theme.Glyphs.Dot+" "+n.String())...)
		}
	}
	rule := strings.Repeat(p.env.Theme.Glyphs.Horizontal, max(p.w-2, 0))
	return append(lines, p.fit(span{text: rule, style: p.env.Theme.Border}))
}

func (p *Pane) usualFields() []string {
	m := p.summary
	from, to := m.From, m.To
	var cc []mail.Address
	if p.message != nil {
		from, to, cc = p.message.Header.From, p.message.Header.To, p.message.Header.Cc
	}
	lines := p.addresses(textFrom, from)
	lines = append(lines, p.addresses(textTo, to)...)
	lines = append(lines, p.addresses(textCc, cc)...)
	lines = append(lines, p.field(textDate, p.date(), true)...)
	return append(lines, p.field(textSubject, p.subject(), true)...)
}

// allFields draws every header field in the order of the message, with what does
// not fit into a line below it.
func (p *Pane) allFields() []string {
	var lines []string
	for _, f := range p.message.Fields() {
		label := widget.Clean(f.Name.String()) + ":"
		indent := ""
		for _, l := range widget.Wrap(p.method, label+" "+f.Value.String(), max(p.w-2-len(fieldIndent), 1)) {
			value, labelled := strings.CutPrefix(l, label)
			if labelled && indent == "" {
				lines = append(lines, p.fit(span{text: label, style: p.env.Theme.Label}, span{text: value}))
			} else {
				lines = append(lines, p.fit(span{text: indent + l}))
			}
			indent = fieldIndent
		}
	}
	return lines
}

// fieldIndent stands before the further lines of a header field.
const fieldIndent = "    "

// valueWidth is the room for the value of a header field.
func (p *Pane) valueWidth() int { return max(p.w-labelWidth-2, 1) }

// field draws one header field, wrapped when wrap is set; an empty one is left
// out.
func (p *Pane) field(label, value string, wrap bool) []string {
	if value == "" {
		return nil
	}
	width := p.valueWidth()
	values := []string{value}
	if wrap {
		values = widget.Wrap(p.method, value, width)
	}
	var style theme.Style
	if label == textSubject {
		style = p.env.Theme.Title
	}
	var lines []string
	for _, v := range values {
		head := span{text: widget.Fit(p.method, label, p.w-2-width), style: p.env.Theme.Label}
		lines = append(lines, p.fit(head, span{text: v, style: style}))
		label = ""
	}
	return lines
}

// addresses draws an address list: all senders, of others one line with as many as
// fit.
func (p *Pane) addresses(label string, list []mail.Address) []string {
	if len(list) == 0 {
		return nil
	}
	if label == textFrom {
		all := make([]string, len(list))
		for i, a := range list {
			all[i] = a.String()
		}
		return p.field(label, strings.Join(all, ", "), true)
	}
	width := p.valueWidth() - len(textMore)
	line, n := list[0].String(), 1
	if widget.Width(p.method, line) > width {
		line = widget.Fit(p.method, line, max(width, 1))
	}
	for ; n < len(list); n++ {
		longer := line + ", " + list[n].String()
		if widget.Width(p.method, longer) > width {
			line += fmt.Sprintf(textMore, len(list)-n)
			break
		}
		line = longer
	}
	return p.field(label, line, false)
}

func (p *Pane) subject() string {
	if p.summary.Subject.Empty() {
		return textNoSubject
	}
	return p.summary.Subject.String()
}

// date is when the message was sent, in the reader's zone, and in the sender's
// where that is another one.
func (p *Pane) date() string {
	sent := p.summary.Sent
	if sent.IsZero() {
		sent = p.summary.Received
	}
	if sent.IsZero() {
		return ""
	}
	here := sent.In(p.env.Now().Location())
	text := here.Format(fullTime)
	_, theirs := sent.Zone()
	if _, ours := here.Zone(); theirs != ours {
		text += fmt.Sprintf(textTheirs, sent.Format("15:04 -0700"))
	}
	return text
}

func (p *Pane) flags() string {
	g := p.env.Theme.Glyphs
	var words []string
	if p.summary.Flags.Has(mail.Flagged) {
		words = append(words, g.Star+" "+textStarred)
	}
	if p.summary.Unread() && p.opened {
		words = append(words, g.Unread+" "+textUnread)
	}
	return strings.Join(words, "  ")
}

// waiting says why there is no text, and what happens next.
func (p *Pane) waiting() []string {
	switch {
	case p.state == reading:
		return p.paragraph(textReading)
	case p.state == failed:
		return p.paragraph(pane.Sentence(p.problem))
	case p.account.Local:
		return p.paragraph(fmt.Sprintf(textNoFile, p.account.Name))
	case p.account.Phase == mail.PhaseOffline && p.account.OnDemand:
		return p.paragraph(textOnDemand)
	case p.account.Phase == mail.PhaseOffline:
		return p.paragraph(fmt.Sprintf(textOffline, p.account.Name, p.since()))
	case p.account.Phase == mail.PhaseStopped:
		return p.paragraph(fmt.Sprintf(textStopped, p.account.Name))
	case p.opened:
		return p.paragraph(textFetching)
	default:
		return p.paragraph(textAsk)
	}
}

// since tells when the account was last in touch with its server.
func (p *Pane) since() string {
	if p.account.Synced.IsZero() {
		return ""
	}
	return fmt.Sprintf(textSince, p.account.Synced.In(p.env.Now().Location()).Format(fullTime))
}

func (p *Pane) paragraph(s string) []string {
	var lines []string
	for _, l := range widget.Wrap(p.method, s, max(p.w-2, 1)) {
		lines = append(lines, p.fit(span{text: l, style: p.env.Theme.Faint}))
	}
	return lines
}

// foot lists attachments below the text.
func (p *Pane) foot() []string {
	var lines []string
	if parts := p.message.Attachments(); len(parts) > 0 {
		lines = append(lines, p.fit(), p.fit(span{text: textAttachments, style: p.env.Theme.Heading}))
		for i, a := range parts {
			size := humanize.Bytes(uint64(max(a.Size, 0)))
			text := fmt.Sprintf("%s%d %s  %s  %s", p.env.Theme.Glyphs.Attachment, i+1, a.Name, mail.Line(a.Type), size)
			lines = append(lines, p.fit(span{text: text}))
		}
	}
	return lines
}
