package reader

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// labelWidth is the column of the header fields' values.
const labelWidth = 9

// fullTime is how a header shows a time, dayAndMonth how a chip shows a day.
const (
	fullTime    = "Mon 2 Jan 2006 15:04"
	dayAndMonth = "2 Jan"
)

// head is the header of the message: the usual fields, or all of them as the
// message has them; what there is to know and to warn of.
func (p *Pane) head() []string {
	var lines []string
	switch {
	case p.headers && p.message != nil:
		lines = p.allFields()
	case p.short():
		lines = p.mainFields()
	default:
		lines = p.usualFields()
	}
	lines = append(lines, p.chips(len(lines))...)
	var warnings []string
	if p.beside.Refuted {
		warnings = p.warning(fmt.Sprintf(textRefuted, p.beside.Vouched))
	}
	for _, w := range p.beside.Warnings {
		warnings = append(warnings, p.warning(w.Text.String())...)
	}
	if p.short() && len(warnings) > maxShortRows {
		more := p.fit(span{text: "…", style: p.env.Theme.Bad})
		warnings = append(warnings[:maxShortRows:maxShortRows], more)
	}
	lines = append(append(lines, warnings...), p.rule())
	return append(lines, p.card(len(lines))...)
}

// shortBelow is the height below which the header is short, so that some of the
// text is in view; maxShortRows is how many rows a field, or the warnings, take.
const (
	shortBelow   = 15
	maxShortRows = 2
)

// short reports whether only the main things of the header fit; the key for all
// of its fields shows the rest.
func (p *Pane) short() bool { return p.h < shortBelow && !p.headers }

// mainFields draws who wrote about what. Of a sender whose name is long it is the
// address: the name is the sender's invention.
func (p *Pane) mainFields() []string {
	from := p.summary.From
	if p.message != nil {
		from = p.message.Header.From
	}
	lines := p.addresses(textFrom, from)
	if len(lines) > maxShortRows {
		bare := make([]mail.Address, len(from))
		for i, a := range from {
			bare[i].Addr = a.Addr
		}
		lines = p.addresses(textFrom, bare)
	}
	about := p.field(textSubject, p.subject(), true)
	return append(lines, about[:min(len(about), maxShortRows)]...)
}

// warning draws a sentence that is to be seen, with and without colours.
func (p *Pane) warning(s string) []string {
	var lines []string
	for _, l := range widget.Wrap(p.method, p.env.Theme.Glyphs.Stopped+" "+s, max(p.w-2, 1)) {
		lines = append(lines, p.fit(span{text: l, style: p.env.Theme.Bad}))
	}
	return lines
}

func (p *Pane) usualFields() []string {
	m := p.summary
	from, to := m.From, m.To
	var cc, reply []mail.Address
	if p.message != nil {
		h := p.message.Header
		from, to, cc = h.From, h.To, h.Cc
		if len(h.ReplyTo) > 0 && !slices.Equal(h.ReplyTo, from) {
			reply = h.ReplyTo
		}
	}
	date := p.date()
	lines, together := p.fromAndDate(from, date)
	if together {
		date = ""
	} else {
		lines = p.addresses(textFrom, from)
	}
	lines = append(lines, p.addresses(textReplyTo, reply)...)
	lines = append(lines, p.addresses(textTo, to)...)
	lines = append(lines, p.addresses(textCc, cc)...)
	lines = append(lines, p.field(textDate, date, true)...)
	return append(lines, p.field(textSubject, p.subject(), true)...)
}

// fromAndDate draws the sender with the date at the right end of the line, if
// both fit.
func (p *Pane) fromAndDate(from []mail.Address, date string) ([]string, bool) {
	if len(from) != 1 || date == "" {
		return nil, false
	}
	width, sender := p.valueWidth(), shownAddress(from[0])
	left := width - widget.Width(p.method, date)
	if left < widget.Width(p.method, sender)+len(chipGap) {
		return nil, false
	}
	return []string{p.fit(
		span{text: widget.Fit(p.method, textFrom, p.w-2-width), style: p.env.Theme.Label},
		span{text: widget.Fit(p.method, sender, left)}, span{text: date, style: p.env.Theme.Faint},
	)}, true
}

// shownAddress is an address in full, never only its name: that is the sender's
// invention.
func shownAddress(a mail.Address) string {
	a.Addr = message.ShownAddress(a.Addr)
	return a.String()
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

// maxFieldRows is how many rows a header field takes at most, so that none pushes
// the text out of sight. The last one is where the address of a long name is.
const maxFieldRows = 6

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
	if last := len(values) - 1; last >= maxFieldRows {
		values = append(values[:maxFieldRows-2:maxFieldRows-2], "…", values[last])
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
			all[i] = shownAddress(a)
		}
		return p.field(label, strings.Join(all, ", "), true)
	}
	width := p.valueWidth() - len(textMore)
	line, n := shownAddress(list[0]), 1
	if widget.Width(p.method, line) > width {
		line = widget.Fit(p.method, line, max(width, 1))
	}
	for ; n < len(list); n++ {
		longer := line + ", " + shownAddress(list[n])
		if widget.Width(p.method, longer) > width {
			line += fmt.Sprintf(textMore, len(list)-n)
			break
		}
		line = longer
	}
	return p.field(label, line, false)
}

func (p *Pane) subject() string {
	var s mail.Text
	switch {
	case p.message != nil: // the row has the beginning of it only
		s = p.message.Header.Subject
	case p.part == "":
		s = p.summary.Subject
	}
	if s.Empty() {
		return textNoSubject
	}
	return s.String()
}

// date is when the message was sent, in the reader's zone, and in the sender's
// where that is another one; else when it arrived, and that it says no date.
func (p *Pane) date() string {
	sent := p.summary.Sent
	if p.part != "" && p.message != nil {
		sent = p.message.Header.Date
	}
	switch came := p.summary.Received; {
	case sent.IsZero() && (came.IsZero() || p.part != ""):
		return ""
	case sent.IsZero():
		return fmt.Sprintf(textUndated, p.moment(came))
	}
	text := p.moment(sent)
	_, theirs := sent.Zone()
	if _, ours := sent.In(p.env.Now().Location()).Zone(); theirs != ours {
		text += fmt.Sprintf(textTheirs, sent.Format("15:04 -0700"))
	}
	return text
}

// moment is a time in the zone of the reader.
func (p *Pane) moment(t time.Time) string {
	now := p.env.Now()
	here := t.In(now.Location())
	if here.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return fmt.Sprintf(textToday, here.Format("15:04"))
	}
	return here.Format(fullTime)
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
