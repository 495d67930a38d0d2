package reader_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/reader"
	"github.com/mailtui/mailtui/ui/theme"
	"github.com/mailtui/mailtui/ui/uitest"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files")
	goleak.VerifyTestMain(m)
}

// loader reads from a store in memory when its command is run, and counts.
type loader struct {
	store *uitest.Store
	reads *int
}

func (l loader) Message(gen int, a reader.Ask) tea.Cmd {
	return func() tea.Msg {
		*l.reads++
		m, err := l.store.Message(context.Background(), a.Message.ID)
		if a.Part != "" {
			m, err = l.store.Embedded(context.Background(), a.Message.ID, a.Part)
		}
		if a.Options.Times > 1 {
			m, err = l.store.More(context.Background(), a.Message.ID, a.Part, a.Options.Times)
		}
		if err != nil {
			return reader.Loaded{Gen: gen, Err: err}
		}
		sender, _ := l.store.Sender(context.Background(), m.Header.From[0].Addr.String(), a.Message.Anchor())
		if !a.Chosen {
			a.Options.Prefer = sender.View.Form
		}
		warnings, _ := l.store.Warnings(context.Background(), m)
		wants, _ := l.store.Wants(context.Background(), a.Message.ID)
		beside := reader.Inspect(m)
		beside.Warnings, beside.Wants, beside.Sender, beside.First = warnings, wants, sender.View, sender.First
		return reader.Loaded{
			Gen: gen, Message: m, Document: render.Render(m, a.Options), Options: a.Options, Beside: beside,
		}
	}
}

func (l loader) Layout(gen int, m *message.Message, o render.Options) tea.Cmd {
	return func() tea.Msg {
		return reader.LaidOut{Gen: gen, Document: render.Render(m, o), Options: o}
	}
}

func (l loader) Wants(gen int, id mail.LocalID) tea.Cmd {
	return func() tea.Msg {
		wants, err := l.store.Wants(context.Background(), id)
		return reader.WantsLoaded{Gen: gen, Wants: wants, Err: err}
	}
}

func (l loader) Summary(gen int, id mail.LocalID) tea.Cmd {
	return func() tea.Msg {
		s, err := l.store.Summary(context.Background(), id)
		return reader.SummaryLoaded{Gen: gen, Summary: s, Err: err}
	}
}

func (loader) Cancel() {}

func (l loader) Rest(gen int) tea.Cmd { return func() tea.Msg { return reader.Rested{Gen: gen} } }

// page is a pane with its store, driven without a program.
type page struct {
	*reader.Pane
	store   *uitest.Store
	reads   int
	intents []pane.Intent
}

func newPage(store *uitest.Store, w, h int) *page {
	p := &page{store: store}
	p.Pane = reader.New(pane.Env{Theme: theme.New(false), Keys: keymap.Default(), Now: store.Now}, loader{store, &p.reads})
	p.SetMethod(ansi.GraphemeWidth)
	p.Resize(w, h)
	p.SetFocus(true)
	return p
}

func (p *page) take(r pane.Result) {
	p.intents = append(p.intents, r.Intents...)
	p.run(r.Cmd)
}

func (p *page) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			p.run(c)
		}
	case pane.Addressed:
		p.take(p.Update(msg))
	}
}

func (p *page) row(id mail.LocalID) mail.Summary {
	m, _ := p.store.Summary(context.Background(), id)
	return m
}

func (p *page) press(actions ...keymap.Action) {
	for _, a := range actions {
		p.take(p.Do(keymap.Press{Action: a}))
	}
}

func (p *page) shows(text string) bool { return strings.Contains(uitest.Plain(p.View()), text) }

// letter is a message with quotes, a link, several recipients and an attachment.
func letter() string {
	head := []string{
		"From: Grace Hopper <grace@navy.example>",
		"To: Ada Lovelace <ada@example.org>, Alan Turing <alan@bletchley.example>, Edsger <ewd@example.nl>, Konrad <k@z.example>",
		"Cc: Menabrea <m@example.it>", "Reply-To: List <list@example.org>",
		"Subject: Compiler schedule", "Date: Mon, 23 Nov 2026 09:00:00 -0500", "Message-ID: <a0@navy.example>",
		"MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="b"`, "",
		"--b", "Content-Type: text/plain; charset=utf-8", "",
		"Hi Ada,", "", "see https://example.org/plan for the plan.", "",
		"> one", "> two", "> three", "> four", "> five", "> six", "> seven", "", "and", "", "> short", "", "Grüße", "",
		"--b", `Content-Type: application/pdf; name="plan.pdf"`, "Content-Disposition: attachment", "", "%PDF-", "--b--", "",
	}
	return strings.Join(head, "\r\n")
}

func letterStore() *uitest.Store {
	s := uitest.Sample()
	s.Bodies[30] = letter()
	return s
}

func TestView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		w, h int
		keys []keymap.Action
	}{
		{"wide", 80, 30, nil},
		{"narrow", 38, 34, nil},
		{"headers", 60, 34, []keymap.Action{keymap.Headers}},
		{"unfolded", 60, 28, []keymap.Action{keymap.Quotes}},
		{"scrolled", 60, 8, []keymap.Action{keymap.HalfDown, keymap.Down}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPage(letterStore(), tt.w, tt.h)
			p.take(p.Open(p.row(30)))
			p.press(tt.keys...)
			uitest.Golden(t, "message-"+tt.name, uitest.Plain(p.View()))
			if n := len(p.View()); n != tt.h {
				t.Errorf("%d lines, want %d", n, tt.h)
			}
			for i, line := range p.View() {
				if w := uitest.Width(line); w != tt.w {
					t.Errorf("line %d has %d cells, want %d: %q", i, w, tt.w, line)
				}
			}
		})
	}
}

// H shows what the message says, in its order, and nothing of it reaches the
// terminal unsafe.
// On a low screen some of the text is in view under whatever header.
func TestHeaderLeavesRoomForTheText(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	words := strings.Repeat("many words ", 30)
	store.Bodies[30] = "From: \"" + words + "\" <grace@navy.example>\r\nTo: ada@example.org, b@example.org\r\n" +
		"Cc: c@example.org\r\nReply-To: eve@evil.example\r\nSubject: " + words + "\r\n" +
		"List-Unsubscribe: <https://list.example/u>\r\nContent-Type: text/html\r\n\r\n<p>Here is the text.</p>"
	store.Lists[uitest.PersonalInbox][0].Subject = mail.Line(words)
	p := newPage(store, 40, 13)
	p.take(p.Open(p.row(30)))
	for _, want := range []string{"grace@navy.example", "Subject  many", "unsubscribe", "Here is the text."} {
		if !p.shows(want) {
			t.Errorf("%q is not in\n%s", want, uitest.Plain(p.View()))
		}
	}
	p.press(keymap.Headers)
	if !p.shows("From:") {
		t.Errorf("not all of it:\n%s", uitest.Plain(p.View()))
	}
}

func TestAllHeaderFields(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = "Received: from b by a\r\nReceived: from c by b\r\nX-Mailer: odd\x1b[2Jthing\r\n" +
		"X-" + strings.Repeat("Long-", 20) + ": value\r\n" + store.Bodies[30]
	p := newPage(store, 40, 40)
	p.take(p.Open(p.row(30)))
	p.press(keymap.Headers)
	text := uitest.Plain(p.View())
	at := -1
	for _, want := range []string{"Received: from b by a", "Received: from c by b", "X-Mailer: odd\ufffd[2Jthing", "Message-ID: <1@"} {
		i := strings.Index(text, want)
		if i <= at {
			t.Errorf("%q is not there, or not in its place:\n%s", want, text)
		}
		at = i
	}
	for i, line := range p.View() {
		if w := uitest.Width(line); w != 40 {
			t.Errorf("line %d has %d cells", i, w)
		}
	}
	p.press(keymap.Headers)
	if p.shows("X-Mailer") {
		t.Error("the usual fields are not back")
	}
}

func TestOpeningMarksRead(t *testing.T) {
	t.Parallel()
	p := newPage(uitest.Sample(), 80, 24)
	p.run(p.Preview(p.row(30)))
	if len(p.intents) > 0 || !p.shows("This is message 30.") {
		t.Fatalf("a preview asks for %#v", p.intents)
	}
	p.take(p.Open(p.row(30)))
	want := pane.SetFlags{IDs: []mail.LocalID{30}, Delta: mail.FlagDelta{Add: mail.Seen}}
	if got := fmt.Sprintf("%#v", p.intents); got != fmt.Sprintf("%#v", []pane.Intent{want}) {
		t.Fatalf("intents %s", got)
	}
	// A body that is read again must not undo what the user does now.
	p.intents = nil
	p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 30}}))
	if len(p.intents) > 0 {
		t.Errorf("marked read again: %#v", p.intents)
	}
	// It does after it was opened again.
	p.take(p.Open(p.row(30)))
	if len(p.intents) != 1 {
		t.Errorf("opened again: %#v", p.intents)
	}
}

func TestMessageThatIsNotHere(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Remote[30] = store.Bodies[30]
	delete(store.Bodies, 30)
	p := newPage(store, 80, 24)

	p.run(p.Preview(p.row(30)))
	if len(p.intents) > 0 || !p.shows("Enter fetches it") {
		t.Fatalf("preview: %#v\n%s", p.intents, uitest.Plain(p.View()))
	}
	p.take(p.Open(p.row(30)))
	if in, ok := p.intents[0].(pane.Want); !ok || in.ID != 30 || len(p.intents) != 1 {
		t.Fatalf("opened: %#v", p.intents)
	}
	if !p.shows("Fetching this message") {
		t.Errorf("no word about waiting:\n%s", uitest.Plain(p.View()))
	}
	// It is wanted once, whatever happens meanwhile.
	p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 30}, mail.StoreChanged{}}))
	if len(p.intents) != 1 {
		t.Errorf("wanted again: %#v", p.intents)
	}
	for _, tt := range []struct {
		name    string
		account mail.Account
		want    string
	}{
		{"offline", mail.Account{Phase: mail.PhaseOffline, Synced: uitest.Start()}, "Personal is offline, last in touch Mon 23 Nov 2026"},
		{"never in touch", mail.Account{Phase: mail.PhaseOffline}, "Personal is offline: it is"},
		{"offline on demand", mail.Account{Phase: mail.PhaseOffline, OnDemand: true}, "You work offline"},
		{"stopped", mail.Account{Phase: mail.PhaseStopped}, "Personal is stopped and needs you"},
		{"without a file", mail.Account{Phase: mail.PhaseOffline, Local: true}, "The account file of Personal is gone"},
		{"online", mail.Account{}, "Fetching this message"},
	} {
		tt.account.Name = mail.Line("Personal")
		p.SetAccount(tt.account)
		if joined := strings.Join(strings.Fields(uitest.Plain(p.View())), " "); !strings.Contains(joined, tt.want) {
			t.Errorf("%s: %q is not in\n%s", tt.name, tt.want, uitest.Plain(p.View()))
		}
	}
	// It cannot be had.
	store.Errors[30] = mail.Problem{Cause: mail.NotOnServer, Host: "mail.example:993"}
	p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 30}}))
	if !p.shows("The message is no longer on mail.example:993.") {
		t.Errorf("no word about the failure:\n%s", uitest.Plain(p.View()))
	}
	// Opening it again tries again.
	p.intents = nil
	p.take(p.Open(p.row(30)))
	if len(p.intents) != 1 {
		t.Errorf("opened again: %#v", p.intents)
	}
	// It comes.
	delete(store.Errors, 30)
	store.Bodies[30] = store.Remote[30]
	p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 30}}))
	if !p.shows("This is message 30.") {
		t.Errorf("the text is not shown:\n%s", uitest.Plain(p.View()))
	}
}

// While the cursor of the list runs, nothing is read; only where it rests.
func TestPreviewRests(t *testing.T) {
	t.Parallel()
	p := newPage(uitest.Sample(), 80, 24)
	var waits []tea.Cmd
	for id := mail.LocalID(30); id > 20; id-- {
		waits = append(waits, p.Preview(p.row(id)))
	}
	for _, w := range waits {
		p.run(w)
	}
	if p.reads != 1 || !p.shows("This is message 21.") {
		t.Errorf("%d messages were read:\n%s", p.reads, uitest.Plain(p.View()))
	}
	// What is being read is not replaced by a preview that was still waiting.
	late := p.Preview(p.row(28))
	p.take(p.Open(p.row(21)))
	p.run(late)
	if !p.shows("This is message 21.") {
		t.Error("a late preview replaced the open message")
	}
}

func TestOldResultsAreDropped(t *testing.T) {
	t.Parallel()
	p := newPage(uitest.Sample(), 80, 24)
	first := p.Open(p.row(30))
	second := p.Open(p.row(29))
	late := first.Cmd().(reader.Loaded)
	p.take(second)
	p.take(p.Update(late))
	if !p.shows("This is message 29.") {
		t.Errorf("the earlier message is shown:\n%s", uitest.Plain(p.View()))
	}
}

func TestResizeLaysOutAgain(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", strings.Repeat("word ", 60))
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	p.take(p.Resize(30, 24))
	for i, line := range p.View() {
		if w := uitest.Width(line); w != 30 {
			t.Errorf("line %d has %d cells", i, w)
		}
	}
	if n := strings.Count(uitest.Plain(p.View()), "word"); n != 60 {
		t.Errorf("%d of 60 words are in view after the resize", n)
	}
	if p.reads != 1 {
		t.Errorf("the message was read %d times", p.reads)
	}
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "line %d.\r\n", i)
	}
	store.Bodies[30] = uitest.Raw(store.Lists[1][0].From[0], "long", b.String())
	p := newPage(store, 60, 20)
	p.take(p.Open(p.row(30)))
	p.press(keymap.Bottom)
	if !p.shows("line 99.") {
		t.Errorf("bottom:\n%s", uitest.Plain(p.View()))
	}
	if percent, ok := p.Progress(); !ok || percent != 100 {
		t.Errorf("progress %d %v", percent, ok)
	}
	p.intents = nil
	p.take(p.Do(keymap.Press{Action: keymap.PageDown, Key: "space"}))
	if in, ok := p.intents[0].(pane.Step); !ok || in.Action != keymap.NextUnread {
		t.Errorf("space at the end: %#v", p.intents)
	}
	p.press(keymap.Top, keymap.PageDown)
	if p.shows("line 0.") || !p.shows("line 20.") {
		t.Errorf("page down:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.HalfUp, keymap.Up, keymap.PageUp)
	if !p.shows("From") {
		t.Errorf("up again:\n%s", uitest.Plain(p.View()))
	}
}

func TestActsOnItsOwnMessage(t *testing.T) {
	t.Parallel()
	p := newPage(uitest.Sample(), 80, 24)
	if r := p.Do(keymap.Press{Action: keymap.ToggleStar}); r.Note == "" {
		t.Error("a star without a message is not refused")
	}
	p.take(p.Open(p.row(27)))
	p.intents = nil
	p.press(keymap.ToggleStar, keymap.Next, keymap.Back)
	star, ok := p.intents[0].(pane.SetFlags)
	if !ok || star.IDs[0] != 27 || star.Delta.Remove != mail.Flagged {
		t.Errorf("star: %#v", p.intents[0])
	}
	if in, ok := p.intents[1].(pane.Step); !ok || in.Action != keymap.Next {
		t.Errorf("next: %#v", p.intents[1])
	}
	if _, ok := p.intents[2].(pane.Leave); !ok {
		t.Errorf("back: %#v", p.intents[2])
	}
	if !p.shows("starred") {
		t.Error("the star is not told in words")
	}
	p.store.Lists[1][3].Flags = mail.Seen
	p.run(p.Changed([]mail.Event{mail.FolderChanged{Folder: 1}}))
	if p.shows("starred") {
		t.Error("the star is still there")
	}
}
