package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/uitest"
)

// parcel is a message of a list with a file, a program in disguise, and another
// message, which has a file too.
func parcel() string {
	return strings.Join([]string{
		"From: Grace Hopper <grace@navy.example>", "To: ada@example.org", "Subject: Parcel",
		"List-Unsubscribe: <https://list.example/u>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
		"MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="b"`, "",
		"--b", "Content-Type: text/plain", "", "See what is attached.",
		"--b", `Content-Type: text/plain; name="notes.txt"`, "Content-Disposition: attachment", "", strings.Repeat("n", 84000),
		"--b", `Content-Type: application/pdf; name="invoice.pdf.exe"`, "Content-Disposition: attachment",
		"Content-Transfer-Encoding: base64", "", "TVqQAAMAAAAEAAAA",
		"--b", "Content-Type: message/rfc822", "",
		"From: Charles <cb@engine.example>", "Subject: The inner one", "Date: Mon, 2 Nov 2026 10:00:00 +0000",
		"MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="c"`, "",
		"--c", "Content-Type: text/plain", "", "Words of the inner message.",
		"--c", `Content-Type: image/png; name="plan.png"`, "Content-Disposition: attachment", "", "x", "--c--", "",
		"--b--", "",
	}, "\r\n")
}

func parcelPage(w, h int) *page {
	store := uitest.Sample()
	store.Bodies[30] = parcel()
	p := newPage(store, w, h)
	p.take(p.Open(p.row(30)))
	p.intents = nil
	return p
}

func TestStrip(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{100, 24}, {60, 24}, {38, 30}} {
		p := parcelPage(size[0], size[1])
		p.press(keymap.NextTarget, keymap.NextTarget)
		uitest.Golden(t, fmt.Sprintf("strip-%d", size[0]), uitest.Plain(p.View()))
		for i, line := range p.View() {
			if w := uitest.Width(line); w != size[0] {
				t.Errorf("%d: line %d has %d cells", size[0], i, w)
			}
		}
	}
}

// Tab goes from the way to unsubscribe over the attachments, brings each into
// view with the terminal's cursor on it, and then leaves the pane.
func TestTab(t *testing.T) {
	t.Parallel()
	p := parcelPage(60, 6)
	for i, want := range []string{"unsubscribe", "notes.txt", "invoice.pdf.exe", "message"} {
		p.press(keymap.NextTarget)
		row := p.CursorRow()
		if row < 0 || row >= 6 || !strings.Contains(uitest.Plain(p.View()[row:row+1]), want) {
			t.Fatalf("step %d: %q is not in row %d:\n%s", i, want, row, uitest.Plain(p.View()))
		}
	}
	if len(p.intents) > 0 {
		t.Fatalf("asked for %v", p.intents)
	}
	p.press(keymap.NextTarget)
	if fmt.Sprint(p.intents) != fmt.Sprint([]pane.Intent{pane.Elsewhere{Press: keymap.Press{Action: keymap.NextPane}}}) {
		t.Errorf("after the last one: %v", p.intents)
	}
	if p.CursorRow() != -1 {
		t.Error("the keys are still on an attachment")
	}
	p.intents = nil
	p.press(keymap.NextTarget, keymap.NextTarget, keymap.PrevTarget)
	if row := p.CursorRow(); row < 0 || !strings.Contains(uitest.Plain(p.View()[row:row+1]), "unsubscribe") {
		t.Errorf("backwards:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.PrevTarget)
	if p.CursorRow() != -1 || len(p.intents) > 0 {
		t.Errorf("not in the text: %v", p.intents)
	}
	p.press(keymap.PrevTarget)
	if fmt.Sprint(p.intents) != fmt.Sprint([]pane.Intent{pane.Elsewhere{Press: keymap.Press{Action: keymap.PrevPane}}}) {
		t.Errorf("before the first one: %v", p.intents)
	}
	// Escape goes from the attachment to the text, then back to the list.
	p.intents = nil
	p.press(keymap.NextTarget, keymap.Cancel)
	if len(p.intents) > 0 || p.CursorRow() != -1 {
		t.Errorf("escape: %v", p.intents)
	}
	p.press(keymap.Cancel)
	if _, ok := p.intents[0].(pane.Leave); !ok {
		t.Errorf("escape again: %v", p.intents)
	}
}

// What is warned of an attachment comes into view with it, and its type is whole
// where the line has room.
func TestRiskIsInView(t *testing.T) {
	t.Parallel()
	p := parcelPage(60, 6)
	p.press(keymap.NextTarget, keymap.NextTarget, keymap.NextTarget)
	if !p.shows("invoice.pdf.exe") || !p.shows("A program: it could") {
		t.Errorf("no warning:\n%s", uitest.Plain(p.View()))
	}
	if p = parcelPage(120, 30); !p.shows("application/vnd.microsoft.portable-executable ") {
		t.Errorf("the type is cut:\n%s", uitest.Plain(p.View()))
	}
}

// A tab key that is faster than the store does not leave the message.
func TestTabWaits(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = parcel()
	p := newPage(store, 60, 20)
	open := p.Open(p.row(30))
	p.press(keymap.NextTarget)
	p.take(open)
	p.press(keymap.NextTarget)
	for _, in := range p.intents {
		if _, ok := in.(pane.Elsewhere); ok || p.CursorRow() < 0 {
			t.Errorf("asked for %v", p.intents)
		}
	}
}

func TestAttachmentActions(t *testing.T) {
	t.Parallel()
	p := parcelPage(100, 30)
	p.press(keymap.NextTarget, keymap.Open)
	if in, ok := p.intents[0].(pane.Unsubscribe); !ok || in.ID != 30 || in.Ways.OneClick.String() != "https://list.example/u" {
		t.Errorf("unsubscribe: %#v", p.intents)
	}
	p.intents = nil
	p.press(keymap.NextTarget, keymap.Open, keymap.Save)
	if in, ok := p.intents[0].(pane.OpenPart); !ok || in.ID != 30 || in.Part != "2" || in.Attachment.Name.String() != "notes.txt" {
		t.Errorf("open: %#v", p.intents)
	}
	if in, ok := p.intents[1].(pane.SaveParts); !ok || in.ID != 30 || fmt.Sprint(in.Parts) != "[2]" {
		t.Errorf("save: %#v", p.intents)
	}
	p.intents = nil
	p.press(keymap.Cancel, keymap.Save)
	if in, ok := p.intents[0].(pane.SaveParts); !ok || fmt.Sprint(in.Parts) != "[2 3 4]" || len(in.Attachments) != 3 {
		t.Errorf("save all: %#v", p.intents)
	}
	p.take(p.Open(p.row(29)))
	if r := p.Do(keymap.Press{Action: keymap.Save}); r.Note != "This message has no attachments." {
		t.Errorf("nothing to save: %q", r.Note)
	}
}

// An attached message is read like any other; Escape comes back to where one
// was.
func TestEmbeddedMessage(t *testing.T) {
	t.Parallel()
	p := parcelPage(80, 12)
	p.press(keymap.NextTarget, keymap.NextTarget, keymap.NextTarget, keymap.NextTarget)
	top := uitest.Plain(p.View())
	p.press(keymap.Open)
	if !p.shows("Charles <cb@engine.example>") || !p.shows("The inner one") || !p.shows("Words of the inner message.") {
		t.Fatalf("not opened:\n%s", uitest.Plain(p.View()))
	}
	if path := p.Path(); len(path) != 1 || path[0].String() != "The inner one" {
		t.Errorf("path %v", path)
	}
	// What is in it has a number of the outer message.
	p.press(keymap.NextTarget, keymap.Open)
	if in, ok := p.intents[len(p.intents)-1].(pane.OpenPart); !ok || in.Part != "4.2" || in.ID != 30 {
		t.Errorf("the inner attachment: %#v", p.intents)
	}
	// What is done with a whole message is done with the outer one.
	for _, a := range []keymap.Action{keymap.Browse, keymap.Pipe, keymap.Invite, keymap.Verify} {
		if r := p.Do(keymap.Press{Action: a}); len(r.Intents) > 0 || r.Note == "" {
			t.Errorf("%s asks for %v", a, r.Intents)
		}
	}
	p.press(keymap.Cancel, keymap.Cancel)
	if got := uitest.Plain(p.View()); got != top {
		t.Errorf("back at\n%s\nnot\n%s", got, top)
	}
	if len(p.Path()) != 0 {
		t.Errorf("path %v", p.Path())
	}
	// Another message replaces all of them.
	p.press(keymap.Open)
	p.take(p.Open(p.row(29)))
	p.intents = nil
	p.press(keymap.Back)
	if _, ok := p.intents[0].(pane.Leave); !ok || !p.shows("This is message 29.") {
		t.Errorf("the outer messages are still there: %v", p.intents)
	}
}

// An attachment that is not here is asked for, tells how far it is, can be
// cancelled, and says why it cannot be had.
func TestAttachmentIsFetched(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	header, _, _ := strings.Cut(parcel(), "\r\n\r\n")
	whole, _ := message.Parse(strings.NewReader(parcel()))
	store.Partial[30] = message.Assemble([]byte(header+"\r\n"), whole.Parts, map[string][]byte{"1": []byte("See.")}, nil)
	p := newPage(store, 100, 30)
	p.take(p.Open(p.row(30)))
	p.intents = nil
	p.press(keymap.NextTarget, keymap.NextTarget)
	if !p.shows("not here  Enter fetches it") {
		t.Fatalf("it is here:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Open)
	if in, ok := p.intents[0].(pane.OpenPart); !ok || in.ID != 30 || in.Part != "2" || in.Attachment.Here {
		t.Fatalf("not asked for: %#v", p.intents)
	}
	p.intents = nil
	reads := 0
	change := func(w ...mail.PartWant) {
		reads = p.reads
		p.store.PartWants[30] = w
		p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 30}}))
	}
	change(mail.PartWant{Part: "2"})
	if !p.shows("↓ waiting") {
		t.Errorf("not waiting:\n%s", uitest.Plain(p.View()))
	}
	change(mail.PartWant{Part: "2", Done: 34, Size: 100})
	if !p.shows("↓ 34 %  Esc cancels") || p.reads != reads {
		t.Errorf("no progress, or %d messages read:\n%s", p.reads-reads, uitest.Plain(p.View()))
	}
	p.SetAccount(mail.Account{Phase: mail.PhaseOffline})
	if !p.shows("↓ waits for a connection  Esc cancels") || p.shows("34 %") {
		t.Errorf("offline:\n%s", uitest.Plain(p.View()))
	}
	p.SetAccount(mail.Account{Phase: mail.PhaseOffline, OnDemand: true})
	if !p.shows("↓ waits until you go online (w)  Esc cancels") {
		t.Errorf("the user works offline:\n%s", uitest.Plain(p.View()))
	}
	p.SetAccount(mail.Account{})
	p.store.PartWants[30] = []mail.PartWant{{Part: "2", Done: 35, Size: 100}}
	p.run(p.Changed([]mail.Event{mail.StoreChanged{}})) // another process fetches
	if !p.shows("↓ 35 %") || p.reads != reads {
		t.Errorf("no progress, or %d messages read:\n%s", p.reads-reads, uitest.Plain(p.View()))
	}
	p.press(keymap.Open, keymap.Save)
	if _, ok := p.intents[0].(pane.SaveParts); !ok || len(p.intents) != 1 {
		t.Errorf("asked for again: %#v", p.intents)
	}
	p.intents = nil
	p.press(keymap.Cancel)
	if in, ok := p.intents[0].(pane.CancelPart); !ok || in != (pane.CancelPart{ID: 30, Part: "2"}) {
		t.Errorf("not cancelled: %#v", p.intents)
	}
	p.intents = nil
	change(mail.PartWant{Part: "2", Problem: &mail.Problem{Cause: mail.NotOnServer, Host: "mail.example:993"}})
	if !p.shows("no longer on mail.example:993") || !p.shows("not here") {
		t.Errorf("no reason:\n%s", uitest.Plain(p.View()))
	}
	p.press(keymap.Save)
	if _, ok := p.intents[0].(pane.WantPart); !ok || len(p.intents) != 2 {
		t.Errorf("not asked for again: %#v", p.intents)
	}
	// It comes.
	change(mail.PartWant{Part: "2", Done: 1, Size: 100})
	store.Partial[30] = nil
	store.Bodies[30] = parcel()
	change()
	if p.shows("not here") || p.reads != reads+1 {
		t.Errorf("it is not here, or %d messages read:\n%s", p.reads-reads, uitest.Plain(p.View()))
	}
}

// The form is remembered for the sender, but for the source.
func TestFormIsRemembered(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30], store.Bodies[29] = alternative(), alternative()
	p := newPage(store, 80, 24)
	p.take(p.Open(p.row(30)))
	p.intents = nil
	p.press(keymap.Form, keymap.Form)
	want := pane.SetSender{Address: "orders@acme.example", View: mail.SenderView{Form: mail.PlainText}}
	if fmt.Sprint(p.intents) != fmt.Sprint([]pane.Intent{want}) {
		t.Fatalf("got %v, want %v", p.intents, want)
	}
	store.Senders["orders@acme.example"] = mail.SenderView{Form: mail.PlainText, Images: true}
	p.take(p.Open(p.row(29)))
	if !p.shows("The plain words") || !p.shows("· plain") || !p.shows("[v] HTML") {
		t.Errorf("not in the form of the sender:\n%s", uitest.Plain(p.View()))
	}
	p.intents = nil
	p.press(keymap.Form)
	want.View = mail.SenderView{Form: mail.HTMLText, Images: true}
	if fmt.Sprint(p.intents) != fmt.Sprint([]pane.Intent{want}) {
		t.Errorf("got %v, want %v", p.intents, want)
	}
	// What the user chose of this message stays when it is read again.
	p.press(keymap.Form)
	p.run(p.Changed([]mail.Event{mail.MessageChanged{Message: 29}}))
	if !p.shows("<b>fine</b>") {
		t.Errorf("the source is gone:\n%s", uitest.Plain(p.View()))
	}
}
