package reader

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/widget"
)

// number takes a digit of the number of a link. Without links in the message it
// is the number of an account, as in the other panes.
func (p *Pane) number(key string) pane.Result {
	links := len(p.doc.Links)
	if p.state != shown || links == 0 {
		action := keymap.Account
		if key == "0" {
			action = keymap.AllInboxes
		}
		return pane.Ask(pane.Elsewhere{Press: keymap.Press{Action: action, Key: key}})
	}
	digit, _ := strconv.Atoi(key)
	n := 10*p.link + digit
	if n == 0 || n > links {
		p.link = 0
		return pane.Result{Note: fmt.Sprintf(textNoLink, n)}
	}
	p.link = n
	return pane.Result{}
}

// linkWords returns the words of each link in the text. Where it is its own address
// that is said already.
func (p *Pane) linkWords() []string {
	words := make([]string, len(p.doc.Links))
	for _, line := range p.doc.Lines {
		for _, s := range line.Spans {
			if s.Link > 0 && s.Link <= len(words) && (s.Style == render.LinkText || s.Style == render.Button) {
				words[s.Link-1] = strings.TrimSpace(words[s.Link-1] + " " + strings.Trim(s.Text.String(), "⟦⟧[] "))
			}
		}
	}
	for i, l := range p.doc.Links {
		if strings.Contains(l.URL.String(), strings.ReplaceAll(words[i], " ", "")) {
			words[i] = ""
		}
	}
	return words
}

// picked returns the link whose number was typed.
func (p *Pane) picked() (render.Link, bool) {
	if p.link == 0 || p.link > len(p.doc.Links) {
		return render.Link{}, false
	}
	return p.doc.Links[p.link-1], true
}

// copyLink puts the address of the link into the clipboard of the terminal.
func (p *Pane) copyLink() pane.Result {
	l, ok := p.picked()
	if !ok {
		return pane.Result{Note: textWhichLink}
	}
	p.link = 0
	return pane.Result{Cmd: tea.SetClipboard(l.Open.String()), Note: fmt.Sprintf(textCopied, l.Open)}
}

// doLink carries out an action on the link that was picked, and reports whether
// it is one of those. Any action but those that need the number forgets it.
func (p *Pane) doLink(a keymap.Action) (pane.Result, bool) {
	l, ok := p.picked()
	if !ok || a == keymap.Link || a == keymap.Copy {
		return pane.Result{}, false
	}
	p.link = 0
	if a == keymap.Open {
		return pane.Ask(pane.OpenURL{Link: l}), true
	}
	return pane.Result{}, a == keymap.Back || a == keymap.Cancel
}

// prompt shows where the link leads whose number was typed: the whole address,
// over as many lines as it takes.
func (p *Pane) prompt() []string {
	l, ok := p.picked()
	if !ok {
		return nil
	}
	th := p.env.Theme
	label := fmt.Sprintf(textLink, p.link)
	width := max(p.w-2-len(label), 1)
	address := widget.Wrap(p.method, l.URL.String(), width)
	keys := fmt.Sprintf(textLinkKeys, p.env.Keys.Shown(keymap.Open), p.env.Keys.Shown(keymap.Copy))
	var below []string
	if !l.Warning.Empty() {
		for _, s := range widget.Wrap(p.method, th.Glyphs.Stopped+" "+l.Warning.String(), max(p.w-2, 1)) {
			below = append(below, p.fit(span{text: s, style: th.Bad}))
		}
	}
	if l.Open != l.URL {
		below = append(below, p.fit(span{text: textStripped, style: th.Faint}))
	}
	below = append(below, p.fit(span{text: keys, style: th.Key}))

	// An address of 2,000 characters does not fit a small screen whole.
	if room := max(p.h-len(below)-1, 1); len(address) > room {
		rest := len(strings.Join(address[room-1:], ""))
		address = append(address[:room-1:room-1], fmt.Sprintf(textMoreOfLink, rest))
	}
	lines := []string{p.rule()}
	for i, s := range address {
		if i > 0 {
			label = strings.Repeat(" ", len(label))
		}
		lines = append(lines, p.fit(span{text: label, style: th.Label}, span{text: s}))
	}
	return append(lines, below...)
}

// maxHyperlink is how long an address may be that terminals take in a hyperlink,
// in bytes.
const maxHyperlink = 2000

// hyperlink makes drawn text a hyperlink of the terminal (OSC 8). One that there
// is a warning of is none: it is opened by its number, after a question. The
// identity joins the pieces of a link that was wrapped.
func hyperlink(text string, n int, l render.Link) string {
	address := l.Open.String()
	if text == "" || !l.Warning.Empty() || len(address) > maxHyperlink {
		return text
	}
	for i := range len(address) {
		if address[i] <= ' ' || address[i] > '~' {
			return text
		}
	}
	return ansi.SetHyperlink(address, "id="+strconv.Itoa(n)) + text + ansi.ResetHyperlink()
}
