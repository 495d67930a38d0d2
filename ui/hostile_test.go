package ui_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// tricks are what must never reach the terminal. Each stands between two
// harmless words that must.
func tricks() []string {
	return []string{
		"\x1b]0;x\a", "\x9b2J", "\u009b2J", "\r", "\u202e", "\x1b[2J", "\x1b[48;5;93m", "\x1b]52;c;eA==\a", "\x1bP1$r\x1b\\",
		"\x1b_Gi=1\x1b\\", "\x1bc", "\x08\x08", "\x00", "\x7f", "\u009d0;x\u009c", "\u2066", "\U000E0041", "\x0e", "\x85",
	}
}

// hostile puts tricks into a text of "axN" and "byN" around trick N.
func hostile() string {
	var b strings.Builder
	for i, trick := range tricks() {
		n := string(rune('A' + i))
		b.WriteString("ax" + n + trick + "by" + n + " ")
	}
	return b.String()
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	for i, trick := range tricks() {
		n := string(rune('A' + i))
		text := "ax" + n + trick + "by" + n
		s := uitest.Sample()
		rows := s.Lists[uitest.PersonalInbox]
		rows[0].Subject = mail.Line(text)
		rows[0].From = []mail.Address{{Name: mail.Identity(text), Addr: mail.Identity("mallory@example.org")}}
		s.Bodies[rows[0].ID] = uitest.Raw(mail.Address{Addr: mail.Line("m@example.org")}, "x", text+"\r\nend of the body")
		s.FolderList[0].Name, s.FolderList[0].Path = mail.Line(text), mail.Line(text)
		s.AccountList[0].Name = mail.Line(text)
		s.AccountList[0].Phase = mail.PhaseOffline
		problem := mail.Problem{Kind: mail.Rejected, Host: "h" + text, Detail: mail.Line(text)}
		s.AccountList[0].Problem = &problem

		term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
		words := []string{"ax" + n, "by" + n}
		screen(t, term, words...)
		term.Press("enter")
		screen(t, term, append(words, "end of the body")...)
		term.Press("H", "q", "`", "q", "g", "e")
		screen(t, term, append(words, "What went wrong")...)
		term.Press("q")
		s.Change(func() {
			s.QuestionList = []mail.Question{{ID: 1, Account: "personal", Kind: mail.AskSignIn, Problem: &problem}}
			s.Errors[rows[0].ID] = problem
		}, mail.QuestionsChanged{}, mail.MessageChanged{Message: rows[0].ID}, mail.NewMail{Folder: uitest.PersonalInbox})
		term.WaitIdle()
		screen(t, term, append(words, "needs you")...)
		clean(t, term.Raw(), trick)
	}
}

// reLink is the beginning or the end of a hyperlink (OSC 8).
var reLink = regexp.MustCompile(`^8;(;|id=\d+;(https?://|mailto:)[!-~]+)$`)

// clean asserts that written bytes hold nothing but what a renderer writes.
func clean(t *testing.T, raw []byte, trick string) {
	t.Helper()
	if !utf8.Valid(raw) {
		t.Errorf("%q: bytes that are not UTF-8 were written", trick)
	}
	for _, r := range string(raw) {
		switch {
		case r >= 0x80 && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xe0000 && r <= 0xe007f:
			t.Fatalf("%q: U+%04X was written", trick, r)
		}
	}
	for _, bad := range []string{"\x00", "\x7f", "\x1bc", "\x1bP1", "\x1b_", "\x1b]0;", "\x1b]52;", "\x0e", "\x1b[48;5;93m"} {
		if bytes.Contains(raw, []byte(bad)) {
			t.Errorf("%q: %q was written", trick, bad)
		}
	}
	// The only OSC are the window title, the question about the background and
	// links; the only BEL ends them.
	for _, part := range bytes.Split(raw, []byte("\x1b]"))[1:] {
		osc, rest, ok := bytes.Cut(part, []byte("\a"))
		known := bytes.HasPrefix(osc, []byte("2;")) || string(osc) == "11;?" || reLink.Match(osc)
		if !ok || !known || bytes.ContainsAny(rest, "\a") {
			t.Errorf("%q: an OSC was written: %.60q", trick, part)
		}
	}
	// A carriage return of ours moves the cursor; none stands between the words.
	if bytes.Contains(raw, []byte("\rby")) || bytes.Contains(raw, []byte("\bby")) {
		t.Errorf("%q: a control was written before the word after it", trick)
	}
}

// All tricks at once, in every place, on every screen size, opened and scrolled.
func TestHostileMail(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	for f, rows := range s.Lists {
		for i := range rows {
			rows[i].Subject, rows[i].From[0].Name = mail.Line(hostile()), mail.Identity(hostile())
			s.Bodies[rows[i].ID] = "Subject: " + hostile() + "\r\nFrom: " + hostile() + "\r\nMIME-Version: 1.0\r\n" +
				"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>" + hostile() +
				"<a href='https://example.org/\x1b]0;x\a'>link</a>\r\n--b\r\nContent-Type: application/x\x1b[2J; name=\"" +
				hostile() + "\"\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n"
		}
		s.Lists[f] = rows
	}
	for _, o := range []uitest.Options{{W: 132, H: 30}, {W: 80, H: 24}, {W: 40, H: 15}} {
		term := uitest.Run(t, s, o)
		for range 3 {
			term.Press("enter", "H", "space", "G", "T", "J", "s", "q", "h", "j", "enter", "?", "esc", "g", "e", "q")
		}
		clean(t, term.Raw(), "all")
	}
}
