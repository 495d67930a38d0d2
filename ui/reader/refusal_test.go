package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/uitest"
)

// A key that can do nothing says why, and the keys row does not name it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	here := func(_ *testing.T, p *page) { p.take(p.Open(p.row(30))) }
	for _, tt := range []struct {
		name    string
		open    func(t *testing.T, p *page)
		actions []keymap.Action
		want    string
	}{
		{
			"no message", func(*testing.T, *page) {},
			[]keymap.Action{
				keymap.Form, keymap.Quotes, keymap.Save, keymap.ShowLinks, keymap.Images, keymap.Invite,
				keymap.Verify, keymap.Browse, keymap.Pipe, keymap.ToggleRead, keymap.ToggleStar,
			},
			"No message is open.",
		},
		{
			"a message that is not here", func(_ *testing.T, p *page) {
				p.store.Remote[30] = p.store.Bodies[30]
				delete(p.store.Bodies, 30)
				p.take(p.Open(p.row(30)))
			},
			[]keymap.Action{keymap.Form, keymap.Save, keymap.Pipe},
			"The text of this message is not here.",
		},
		{"nothing folded", here, []keymap.Action{keymap.Quotes}, "Nothing is folded here."},
		{"no links", here, []keymap.Action{keymap.ShowLinks}, "This message has no links."},
		{"no attachments", here, []keymap.Action{keymap.Save}, "This message has no attachments."},
		{"no invitation", here, []keymap.Action{keymap.Invite}, "There is no invitation to answer here."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPage(uitest.Sample(), 80, 24)
			tt.open(t, p)
			for _, a := range tt.actions {
				if p.Offers(a) {
					t.Errorf("%s is offered", a)
				}
				r := p.Do(keymap.Press{Action: a})
				if r.Note != tt.want || r.Cmd != nil || r.Intents != nil {
					t.Errorf("%s: %q, want %q; %#v", a, r.Note, tt.want, r.Intents)
				}
			}
		})
	}
}

// What works is not refused, with the text of the message or without it.
func TestOffers(t *testing.T) {
	t.Parallel()
	p := newPage(letterStore(), 80, 24)
	p.take(p.Open(p.row(30)))
	for _, a := range []keymap.Action{
		keymap.Form, keymap.Quotes, keymap.Save, keymap.ShowLinks, keymap.ToggleStar, keymap.Next, keymap.Back,
	} {
		if !p.Offers(a) {
			t.Errorf("%s is not offered", a)
		}
	}
	p.press(keymap.Quotes)
	if !p.Offers(keymap.Quotes) {
		t.Error("what was unfolded cannot be folded again")
	}
	delete(p.store.Bodies, 29)
	p.take(p.Open(p.row(29)))
	r := p.Do(keymap.Press{Action: keymap.ToggleStar})
	if in, ok := r.Intents[0].(pane.SetFlags); !ok || in.Delta.Add != mail.Flagged || !p.Offers(keymap.ToggleStar) {
		t.Errorf("the star needs the text: %#v", r)
	}
}

// Keys may be faster than a message is read: they are for that message, and none is
// lost. Those that leave it do not wait for it.
func TestKeysWaitForTheMessage(t *testing.T) {
	t.Parallel()
	p := newPage(letterStore(), 80, 24)
	read := p.Open(p.row(30)).Cmd
	p.press(keymap.NextTarget, keymap.Open, keymap.ShowLinks)
	p.take(p.Do(keymap.Press{Action: keymap.PageDown, Key: "space"}))
	if len(p.intents) > 0 {
		t.Fatalf("done before the message is there: %#v", p.intents)
	}
	p.press(keymap.Next, keymap.ToggleStar)
	if len(p.intents) != 2 {
		t.Fatalf("the next message waits for this one: %#v", p.intents)
	}
	p.intents = nil
	p.run(read)
	var names []string
	for _, in := range p.intents {
		names = append(names, fmt.Sprintf("%T", in))
	}
	if got := strings.Join(names, " "); got != "pane.SetFlags pane.OpenPart pane.ShowLinks pane.Step" {
		t.Errorf("done: %s", got)
	}
	// What was left did not take its keys along.
	read = p.Open(p.row(29)).Cmd
	p.press(keymap.ShowLinks)
	p.intents = nil
	p.take(p.Open(p.row(28)))
	p.run(read)
	if len(p.intents) != 1 {
		t.Errorf("keys of another message: %#v", p.intents)
	}
}
