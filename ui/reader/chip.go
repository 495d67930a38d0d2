package reader

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/widget"
)

// chip is a few words about the message in the line below its header.
type chip struct {
	text   string
	style  theme.Style
	target *target // what the tab key goes to, or nil
}

const (
	chipGap   = "   "
	chipMark  = 2  // cells before the first chip of a line
	lowScreen = 18 // lower: no line for the keys alone
)

// chips draws what there is to know of the message in few words, over as many
// lines as that takes, or on one where the header is short; and at the right the
// keys that change it, where there is room for them.
func (p *Pane) chips(above int) []string {
	th := p.env.Theme
	room := max(p.w-2, 1)
	var lines [][]span
	used := room // of the last line
	for _, c := range p.chipList() {
		style := c.style
		if c.target != nil {
			c.target.line = above + len(lines)
			if used+len(chipGap)+widget.Width(p.method, c.text) <= room {
				c.target.line--
			}
			if p.text.add(*c.target, p.target) {
				style = th.Cursor
			}
		}
		begin := th.Glyphs.Dot + " "
		for _, text := range widget.Wrap(p.method, c.text, max(room-chipMark, 1)) {
			width := widget.Width(p.method, text)
			mark := chipGap
			if used+len(mark)+width > room {
				lines, used = append(lines, nil), chipMark-len(chipGap)
				mark = begin
			}
			begin = strings.Repeat(" ", chipMark)
			last := len(lines) - 1
			lines[last] = append(lines[last], span{text: mark, style: th.Faint}, span{text: text, style: style})
			used += len(chipGap) + width
		}
	}
	if keys := p.chipKeys(); keys != "" {
		if used+len(chipGap)+len(keys) > room && p.h >= lowScreen {
			lines, used = append(lines, nil), 0
		}
		if pad := room - used - len(keys); pad >= 0 {
			last := len(lines) - 1
			lines[last] = append(lines[last], span{text: strings.Repeat(" ", pad)}, span{text: keys, style: th.Key})
		}
	}
	if p.short() {
		lines = lines[:min(len(lines), 1)]
	}
	drawn := make([]string, len(lines))
	for i, spans := range lines {
		drawn[i] = p.fit(spans...)
	}
	return drawn
}

// chipList lists the chips.
func (p *Pane) chipList() []chip {
	th := p.env.Theme
	var list []chip
	if p.gone {
		list = append(list, chip{text: textGone, style: th.Bad})
	}
	if p.state == shown {
		for _, text := range p.told() {
			list = append(list, chip{text: text, style: th.Faint})
		}
		if u := p.beside.Unsubscribe; u != (message.Unsubscribe{}) && p.part == "" {
			leave := p.leaveChip(u)
			if p.short() { // the keys must not go to what is cut off
				list = append([]chip{leave}, list...)
			} else {
				list = append(list, leave)
			}
		}
	}
	if p.summary.Flags.Has(mail.Flagged) {
		list = append(list, chip{text: th.Glyphs.Star + " " + textStarred, style: th.Star})
	}
	if p.summary.Unread() && p.opened {
		list = append(list, chip{text: th.Glyphs.Unread + " " + textUnread, style: th.Unread})
	}
	return list
}

// leaveChip offers to leave a mailing list, once: a list may take days.
func (p *Pane) leaveChip(u message.Unsubscribe) chip {
	if p.beside.Leaving {
		return chip{text: textLeaving, style: p.env.Theme.Faint}
	}
	asked, ok := p.asked[p.list()]
	if !ok {
		return chip{textUnsubscribe, p.env.Theme.Faint, &target{unsubscribe: u}}
	}
	day := textAskedToday
	if now := p.env.Now(); asked.Format(time.DateOnly) != now.Format(time.DateOnly) {
		day = asked.Format(dayAndMonth)
	}
	return chip{text: fmt.Sprintf(textAsked, day), style: p.env.Theme.Faint}
}

// list names the mailing list that the message came from. One that does not tell
// its name is that of no other message.
func (p *Pane) list() string {
	if id := p.message.Header.ListID; !id.Empty() {
		return string(p.summary.Account) + " " + id.String()
	}
	return p.summary.ID.String()
}

// SetAsked tells that a mailing list was asked to take the user off, and when; the
// zero time: that it was not.
func (p *Pane) SetAsked(list string, when time.Time) {
	if p.asked[list] = when; when.IsZero() {
		delete(p.asked, list)
	}
	p.lay()
}

// told is what the chips say of a message. Who vouches for it, or that it is
// signed, is told in words only: no tick, no colour that says all is well.
func (p *Pane) told() []string {
	words := []string{p.beside.Security.String()}
	if !p.beside.Refuted { // else that is a warning
		words = append([]string{p.beside.Vouched.String()}, words...)
	}
	if p.part == "" {
		words = append(words, strings.TrimSuffix(p.checked.String(), "."))
	}
	if p.form() != mail.PlainText || len(p.beside.Forms) > 2 {
		words = append(words, formName(p.form()))
	}
	if from := p.message.Header.From; p.beside.First && len(from) > 0 && from[0].Addr != p.account.Email {
		words = append(words, textFirst)
	}
	for _, n := range p.doc.Notes {
		if p.described() {
			break // that there is no text
		}
		words = append(words, strings.TrimSuffix(n.String(), "."))
	}
	if list := p.pictures.loaded; len(list) > 0 {
		words = append(words, loadedChip(list))
	}
	if n := len(p.beside.Attachments); n > 0 {
		words = append(words, counted(n, textOneAttachment, textAttachments))
	}
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

// chipKeys are the keys that change what the chips tell: "[v] plain".
func (p *Pane) chipKeys() string {
	if p.state != shown || !p.focus {
		return ""
	}
	var keys []string
	say := func(a keymap.Action, does string) {
		if key := p.env.Keys.Shown(a); key != "" {
			keys = append(keys, fmt.Sprintf("[%s] %s", key, does))
		}
	}
	switch {
	case len(p.pictures.loaded) > 0:
		say(keymap.Images, textShow)
	case p.doc.Stats.RemoteImages > 0:
		say(keymap.Images, textLoad)
	}
	if len(p.beside.Forms) > 2 || p.form() == mail.Source {
		say(keymap.Form, formName(p.nextForm()))
	}
	return strings.Join(keys, "  ")
}
