package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui"
	"github.com/mailtui/mailtui/ui/uitest"
)

// letter is a message with links that can and cannot be trusted, two files and a
// list to leave.
func letter(headers string) string {
	return "From: Grace Hopper <grace@navy.example>\r\nTo: ada@home.example\r\nSubject: Plans\r\n" + headers +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
		"Content-Type: text/html\r\n\r\n<p><a href=\"https://navy.example/plan?utm_source=x\">The plan</a></p>" +
		"<p><a href=\"https://evil.example/\">https://bank.example/</a></p>\r\n" +
		"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n%PDF-1.4\r\n" +
		"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=notes.txt\r\n\r\nnotes\r\n--b--\r\n"
}

// reading opens a message in an interface that has nothing else to do.
func reading(t *testing.T, s *uitest.Store, raw string) *uitest.Terminal {
	t.Helper()
	s.Bodies[30] = raw
	s.Lists[1][0].Flags = mail.Seen
	term := uitest.Run(t, s, uitest.Options{W: 100, H: 40})
	term.Press("enter")
	s.Calls()
	return term
}

func TestLinksAreOpenedAsTheyAreShown(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, letter(""))

	// By number: without what only tells who clicked.
	term.Press("1", "enter")
	calls(t, s, "OpenURL https://navy.example/plan")
	screen(t, term, "Opened navy.example")

	// One that lies is asked about, and Enter does not open it.
	term.Press("2", "enter")
	screen(t, term, "Are you sure?", "https://evil.example/", "Leave it")
	term.Press("enter")
	calls(t, s)
	term.Press("2", "enter", "j", "enter")
	calls(t, s, "OpenURL https://evil.example/")

	// From the list: it opens what it shows.
	term.Press("l")
	screen(t, term, "[1] https://navy.example/plan?utm_source=x", "[2] https://evil.example/")
	term.Press("n", "a", "v", "y")
	screen(t, term, "Search: navy", "-[2] https:")
	term.Press("enter")
	calls(t, s, "OpenURL https://navy.example/plan")
	term.Press("l", "esc")
	screen(t, term, "-[2] https://evil.example/")
}

// The user's own choice of a form holds for senders for whom none was made.
func TestPreferredFormIsShown(t *testing.T) {
	t.Parallel()
	raw := "From: Grace <grace@navy.example>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nThe plain words are these ones here.\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n<p>The fine words are these ones here.</p>\r\n--b--\r\n"
	for _, tt := range []struct {
		prefer, sender mail.Form
		want           string
	}{
		{mail.Auto, mail.Auto, "The plain words"},
		{mail.HTMLText, mail.Auto, "The fine words"},
		{mail.HTMLText, mail.PlainText, "The plain words"},
	} {
		s := uitest.Sample()
		s.Bodies[30] = raw
		s.Senders["grace@navy.example"] = mail.SenderView{Form: tt.sender}
		term := uitest.RunWith(t, s, uitest.Options{W: 100, H: 40}, ui.Deps{
			Mail: s, Actions: s, Desktop: s, Events: s, Now: s.Now, Look: render.Options{Prefer: tt.prefer},
		})
		term.Press("enter")
		screen(t, term, tt.want)
	}
}

func TestWhatCannotBeOpenedIsOfferedInAnotherWay(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, letter(""))
	s.Err = mail.Problem{Cause: mail.OverSSH, What: mail.Line("the message")}
	term.Press("O")
	screen(t, term, "Not opened", "another machine (SSH)", "Save it")
	calls(t, s, "Browse 30 false")
	s.Err = nil
	s.Advance(time.Second)
	term.Press("j", "enter")
	screen(t, term, "The message as a page goes into the folder:")
	term.Press("/", "t", "m", "p", "enter")
	calls(t, s, "SavePage 30 /tmp")
	screen(t, term, "Saved /tmp/page.html")

	s.Err = mail.Problem{Cause: mail.OverSSH, What: mail.Line("https://navy.example/plan")}
	term.Press("1", "enter")
	screen(t, term, "Copy the address", "https://navy.example/plan")
	s.Advance(time.Second)
	term.Press("j", "enter")
	screen(t, term, "Copied https://navy.example/plan")
	if raw := string(term.Raw()); !strings.Contains(raw, "\x1b]52;c;") {
		t.Error("nothing was put on the clipboard")
	}
}

func TestAttachmentsAreSavedWhereTheUserSays(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, letter(""))
	term.Press("S")
	screen(t, term, "plan.pdf, notes.txt go into the folder:")
	term.Press("~", "enter")
	calls(t, s, "SaveEach 30 [2 3] ~")
	screen(t, term, "Saved ~/2, 3")
	term.Press("S") // the folder of the last time is offered
	screen(t, term, "> ~")
	term.Press("backspace", "x", "left", "/", "enter")
	calls(t, s, "SaveEach 30 [2 3] /x")
	term.Press("S", "esc")
	calls(t, s)
}

func TestDisguisedAttachmentIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, letter(""))
	s.Err = mail.Problem{Cause: mail.Disguised, What: mail.Line("plan.pdf")}
	term.Press("tab", "enter")
	screen(t, term, "plan.pdf is not what its name says")
	calls(t, s, "OpenPart 30 2 false")
	s.Err = nil
	term.Press("j", "enter") // on their way to something else
	calls(t, s)
	s.Advance(time.Second)
	term.Press("enter") // the safe answer is first
	calls(t, s)
	term.Press("enter")
	s.Calls()
	s.Err = mail.Problem{Cause: mail.Disguised, What: mail.Line("plan.pdf")}
	term.Press("enter")
	s.Calls()
	s.Err = nil
	s.Advance(time.Second)
	term.Press("j", "enter")
	calls(t, s, "OpenPart 30 2 true")
	screen(t, term, "Opened plan.pdf")
}

func TestPipeThatCannotBeRunSaysWhy(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Err = mail.Problem{Cause: mail.NeedsShell, What: mail.Line("a | b")}
	term := reading(t, s, letter(""))
	term.Press("|", "a", "space", "|", "space", "b", "enter")
	calls(t, s, "Pipe 30 a | b")
	screen(t, term, "there is no shell", "> a | b", "Enter run")
	s.Err = nil
	s.Advance(time.Second)
	for range len("a | b") {
		term.Press("backspace")
	}
	term.Press("enter")
	screen(t, term, "Type the command first.")
	calls(t, s)
	term.Press("esc", "|") // the line of the last time is offered
	screen(t, term, "> a | b")
}

func TestListIsLeftAfterAQuestion(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, field, says string
		want              []string
	}{
		{
			"one click",
			"List-Unsubscribe: <https://list.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
			"list.example is asked to take you off the list",
			[]string{"Unsubscribe 30"},
		},
		{
			"mail", "List-Unsubscribe: <mailto:leave@list.example?subject=off%20you%20go&body=token%2042>\r\n",
			"leave@list.example.|Subject: off you go|Text: token 42",
			[]string{"Unsubscribe 30"},
		},
		{
			"a foreign address", "List-Unsubscribe: <mailto:leave@xn--lst-qma.example>\r\n",
			"leave@ílst.example.|Subject: unsubscribe|-Text",
			[]string{"Unsubscribe 30"},
		},
		{
			"page", "List-Unsubscribe: <https://list.example/u/1>\r\n",
			"on a page of list.example:",
			[]string{"OpenURL https://list.example/u/1"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			term := reading(t, s, letter(tt.field))
			screen(t, term, "unsubscribe")
			term.Press("tab", "enter")
			screen(t, term, append(strings.Split(tt.says, "|"), "Leave the list?")...)
			term.Press("enter") // the safe answer is first
			calls(t, s)
			term.Press("enter", "j", "enter")
			calls(t, s, tt.want...)
		})
	}
}

// What was agreed to was a mail, so a page is asked about.
func TestListThatCannotBeLeftByMailIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.ListPage = "https://list.example/u/1"
	term := reading(t, s, letter("List-Unsubscribe: <mailto:leave@list.example?body=token%2042>, <https://list.example/u/1>\r\n"))
	term.Press("tab", "enter")
	screen(t, term, "Text: token 42")
	term.Press("j", "enter")
	calls(t, s, "Unsubscribe 30")
	screen(t, term, "This account sends no mail", "https://list.example/u/1")
	s.Advance(time.Second)
	term.Press("enter")
	calls(t, s)
	term.Press("enter", "j", "enter")
	s.Calls()
	s.Advance(time.Second)
	term.Press("j", "enter")
	calls(t, s, "OpenURL https://list.example/u/1")
	screen(t, term, "Opened list.example")
}

func invitation(summary, organizer string) string {
	return "From: Grace <grace@navy.example>\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" +
		"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:" + summary +
		"\r\nDTSTART:20270101T100000Z\r\nORGANIZER:mailto:" + organizer + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestInvitationIsAnsweredAfterAQuestion(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = invitation("Lunch", "eve@xn--lst-qma.example")
	s.Lists[1][0].Flags = mail.Seen
	term := uitest.Run(t, s, uitest.Options{W: 100, H: 40})
	term.Press("enter")
	s.Calls()
	term.Press("I")
	screen(t, term, "Your answer goes by mail to eve@ílst.example.", "Not now")
	term.Press("enter")
	calls(t, s)
	term.Press("I", "j", "enter")
	calls(t, s, "AnswerInvite 30 1")
}

// An answer that nobody waits for is not sent without a word.
func TestAnswerThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, own, start, more string
		says                   []string
	}{
		{"asked", "ada@home.example", "DTSTART:20270101T100000Z", "", []string{"-among those invited", "-It is over."}},
		{"not asked", "ada@else.example", "DTSTART:20270101T100000Z", "", []string{"You are not among those invited.", "-It is over."}},
		{"address not known", "", "DTSTART:20270101T100000Z", "", []string{"-among those invited"}},
		{"over", "ada@home.example", "DTSTART:20261123T100000Z", "", []string{"It is over."}},
		{"today", "ada@home.example", "DTSTART;VALUE=DATE:20261123", "", []string{"-It is over."}},
		{"yesterday", "ada@home.example", "DTSTART;VALUE=DATE:20261122", "", []string{"It is over."}},
		{"series", "ada@home.example", "DTSTART:20261101T100000Z", "RRULE:FREQ=DAILY\r\n", []string{"-It is over."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.AccountList[0].Email = mail.Line(tt.own)
			raw := strings.Replace(invitation("Lunch", "eve@evil.example"), "DTSTART:20270101T100000Z", tt.start, 1)
			raw = strings.Replace(raw, "END:VEVENT", "ATTENDEE:mailto:Ada@home.example\r\n"+tt.more+"END:VEVENT", 1)
			term := reading(t, s, raw)
			term.Press("I")
			screen(t, term, append(tt.says, "goes by mail to eve@evil.example.")...)
		})
	}
}

// Keys do nothing to a dialog while the terminal is too small to show it.
func TestNothingIsAnsweredUnseen(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, invitation("Lunch", "eve@evil.example"))
	term.Press("I", "j")
	term.Resize(24, 6)
	screen(t, term, "mailtui needs 30×8")
	term.Press("enter", "q")
	term.Send(tea.PasteMsg{Content: "x"})
	calls(t, s)
	term.Resize(100, 40)
	screen(t, term, "Your answer goes by mail")
	term.Press("enter")
	calls(t, s, "AnswerInvite 30 1")
	term.Resize(24, 6)
	term.Press("ctrl+c")
	if err := term.PressToQuit("ctrl+c"); err != nil {
		t.Error(err)
	}
}

// A stranger's many words do not hide where the answer goes.
func TestLongInvitationOnASmallScreen(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = invitation(strings.Repeat("very long ", 50), "eve@evil.example")
	s.Lists[1][0].Flags = mail.Seen
	term := uitest.Run(t, s, uitest.Options{W: 60, H: 15})
	term.Press("enter")
	term.Press("I")
	screen(t, term, "eve@evil.example", "very long very long", "Decline")
}

// Pictures from elsewhere are for the browser to load only where the user lets
// mailtui load them, and after a question.
func TestPicturesInTheBrowser(t *testing.T) {
	t.Parallel()
	raw := "From: Grace <grace@navy.example>\r\nContent-Type: text/html\r\n\r\n<p>Look!</p>" +
		"<img src=\"https://navy.example/a.png\" width=200 height=100>"
	t.Run("not allowed", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		term := reading(t, s, raw)
		term.Press("O")
		calls(t, s, "Browse 30 false")
	})
	t.Run("allowed", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.Senders["grace@navy.example"] = mail.SenderView{Images: true}
		term := reading(t, s, raw)
		term.Press("O")
		screen(t, term, "Without pictures", "the browser loads them")
		calls(t, s)
		term.Press("enter")
		calls(t, s, "Browse 30 false")
		term.Press("O", "j", "enter")
		calls(t, s, "Browse 30 true")
	})
	t.Run("nothing to load", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		s.Senders["grace@navy.example"] = mail.SenderView{Images: true}
		term := reading(t, s, "From: Grace <grace@navy.example>\r\n\r\nWords.\r\n")
		term.Press("O")
		calls(t, s, "Browse 30 false")
	})
}
