package ui_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/mailtui/mailtui/ui/uitest"
)

// page is a message with two links.
const page = "From: ACME Shop <orders@acme.example>\r\nContent-Type: text/html\r\n\r\n" +
	"<p>See <a href='https://shop.example/a?utm_medium=x&n=1'>this one</a> and <a href='https://shop.example/b'>that</a>.</p>"

func TestLinks(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = page
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	s.Calls()
	if raw := string(term.Raw()); !strings.Contains(raw, "\x1b]8;id=1;https://shop.example/a?n=1\a") {
		t.Errorf("no hyperlink was written: %q", raw)
	}
	term.Press("2")
	screen(t, term, "link 2  https://shop.example/b", "Personal › INBOX")
	term.Press("enter")
	calls(t, s, "OpenURL https://shop.example/b")
	term.Raw()
	term.Press("1", "y")
	if raw := string(term.Raw()); !strings.Contains(raw, "\x1b]52;c;aHR0cHM6Ly9zaG9wLmV4YW1wbGUvYT9uPTE=\a") {
		t.Errorf("nothing was copied: %q", raw)
	}
	screen(t, term, "Copied https://shop.example/a?n=1")
	term.Press("1", "esc")
	screen(t, term, "-link 1", "this one")
	// In the other panes digits are accounts.
	term.Press("esc", "2")
	screen(t, term, "Work › INBOX")
}

// Without links, digits are accounts while a message is read, too.
func TestAccountsWhileReading(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter", "3")
	screen(t, term, "Shop › INBOX", "Where is my order?")
	term.Press("enter", "0")
	screen(t, term, "All inboxes")
}

// A terminal without colours gets no hyperlinks either, and reads the same.
func TestLinksWithoutColor(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = page
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24, Profile: colorprofile.NoTTY})
	term.Press("enter")
	if raw := string(term.Raw()); strings.Contains(raw, "\x1b]8;") {
		t.Errorf("a hyperlink was written: %q", raw)
	}
	screen(t, term, "this one [1]")
}

// The list of the links has their words too, and finds them.
func TestLinksAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = page + "<p><a href='https://shop.example/c'>https://shop.example/c</a>, " +
		"<a href='mailto:help@shop.example'>help@shop.example</a></p>" +
		"<a href='https://shop.example/d' style='background:#00f;padding:9px'>Track it</a>"
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter", "l")
	screen(t, term, "▌ [1] https://shop.example/a?utm_medium=x&n=1  this one ", "  [2] https://shop.example/b  that ",
		"  [3] https://shop.example/c ", "  [4] mailto:help@shop.example  ", "-  [4] mailto:help@shop.example  help",
		"  [5] https://shop.example/d  Track it ")
	term.Press("T", "h", "a", "t")
	screen(t, term, "▌ [2] https://shop.example/b  that ", "-▌ [1]", "-[3] https")
}

// What is typed right after another form was asked for is for that form.
func TestKeysAfterAnotherFormAreForIt(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = page
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	term.Press("v")
	screen(t, term, "· source")
	term.Press("v", "l")
	screen(t, term, "▌ [1] https://shop.example/a")
}
