package reader

import (
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/mail"
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

const chipGap = "   "

// chips draws what there is to know of the message in few words, over as many
// lines as that takes, and at the right the keys that change it.
func (p *Pane) chips(above int) []string {
	th := p.env.Theme
	room := max(p.w-2, 1)
	var lines [][]span
	used := room // of the last line
	for _, c := range p.chipList() {
		gap := chipGap
		if used+len(gap)+widget.Width(p.method, c.text) > room || len(lines) == 0 {
			lines, used, gap = append(lines, nil), 0, th.Glyphs.Dot+" "
		}
		style := c.style
		if c.target != nil {
			c.target.line = above + len(lines) - 1
			if p.text.add(*c.target, p.target) {
				style = th.Cursor
			}
		}
		last := len(lines) - 1
		lines[last] = append(lines[last], span{text: gap, style: th.Faint}, span{text: c.text, style: style})
		used += len([]rune(gap)) + widget.Width(p.method, c.text)
	}
	if keys := p.chipKeys(); keys != "" {
		if used+len(chipGap)+len(keys) > room {
			lines, used = append(lines, nil), 0
		}
		last := len(lines) - 1
		pad := strings.Repeat(" ", max(room-used-len(keys), 0))
		lines[last] = append(lines[last], span{text: pad}, span{text: keys, style: th.Key})
	}
	drawn := make([]string, len(lines))
	for i, spans := range lines {
		drawn[i] = p.fit(spans...)
	}
	return drawn
}

// chipList lists the chips. Who vouches for a message, or that it is signed, is
// told in words only: no tick, no colour that says all is well.
func (p *Pane) chipList() []chip {
	th := p.env.Theme
	var list []chip
	say := func(text string, style theme.Style) { list = append(list, chip{text: text, style: style}) }
	if p.state == shown {
		if s, ok := p.message.Security(); ok {
			say(s.Text().String(), th.Faint)
		}
		if p.form() != mail.PlainText || len(p.forms()) > 2 {
			say(formName(p.form()), th.Faint)
		}
		if s := p.remote(); s != "" {
			say(s, th.Faint)
		}
		if n := len(p.message.Attachments()); n > 0 {
			say(counted(n, textOneAttachment, textAttachments), th.Faint)
		}
		if u, ok := p.message.Unsubscribe(); ok {
			list = append(list, chip{textUnsubscribe, th.Faint, &target{unsubscribe: u}})
		}
	}
	if p.summary.Flags.Has(mail.Flagged) {
		say(th.Glyphs.Star+" "+textStarred, th.Star)
	}
	if p.summary.Unread() && p.opened {
		say(th.Glyphs.Unread+" "+textUnread, th.Unread)
	}
	return list
}

// remote says what of the message is on other machines and was not loaded.
func (p *Pane) remote() string {
	var words []string
	if n := p.doc.Stats.RemoteImages; n > 0 {
		words = append(words, counted(n, textOneImage, textImages))
	}
	if n := p.doc.Stats.Trackers; n > 0 {
		words = append(words, counted(n, textOneTracker, textTrackers))
	}
	return strings.Join(words, ", ")
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
	if p.doc.Stats.RemoteImages > 0 {
		say(keymap.Images, textLoad)
	}
	if forms := p.forms(); len(forms) > 2 || p.form() != mail.PlainText {
		say(keymap.Form, formName(p.nextOf(forms)))
	}
	return strings.Join(keys, "  ")
}
