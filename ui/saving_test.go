package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui/uitest"
)

// fetching is an interface that has a message open whose second file has to be
// fetched to be saved, and is.
func fetching(t *testing.T) (*uitest.Store, *uitest.Terminal) {
	t.Helper()
	s := uitest.Sample()
	term := reading(t, s, letter(""))
	s.SaveErrors["3"] = mail.Problem{Cause: mail.NotCached}
	term.Press("S", "/", "t", "m", "p", "enter")
	calls(t, s, "SaveEach 30 [2 3] /tmp", "WantPart 30 3")
	screen(t, term, "Saved /tmp/2 Fetching 1: saved when here.")
	return s, term
}

// wanted changes what is being fetched of the message.
func wanted(s *uitest.Store, term *uitest.Terminal, events []mail.Event, list ...mail.PartWant) {
	s.Change(func() { s.PartWants[30] = list }, events...)
	term.WaitIdle()
}

var changed = []mail.Event{mail.MessageChanged{Message: 30}}

// What is not here is fetched, and saved when it has come, once.
func TestAttachmentIsSavedWhenItComes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		events []mail.Event
	}{
		{"fetched here", changed},
		{"fetched by another process", []mail.Event{mail.StoreChanged{}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, term := fetching(t)
			wanted(s, term, tt.events, mail.PartWant{Part: "3", Done: 10, Size: 20})
			calls(t, s)
			wanted(s, term, tt.events, mail.PartWant{Part: ""}) // with the whole message
			calls(t, s)
			s.SaveErrors["3"] = nil
			wanted(s, term, tt.events)
			calls(t, s, "SaveEach 30 [3] /tmp")
			screen(t, term, "Saved /tmp/3")
			wanted(s, term, tt.events)
			calls(t, s)
		})
	}
}

func TestSavingIsCancelled(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	whole := letter("")
	s.Partial[30] = partial(t, whole)
	term := reading(t, s, whole)
	s.SaveErrors["3"] = mail.Problem{Cause: mail.NotCached}
	term.Press("tab", "tab", "S", "/", "enter")
	s.Calls()
	s.Change(func() { s.PartWants[30] = s.PartWants[30][:1] }, changed...)
	term.WaitIdle()
	term.Press("esc")
	calls(t, s, "CancelPart 30 3")
	wanted(s, term, changed)
	calls(t, s)
}

// What is wanted in two folders comes once, and is saved in each.
func TestAttachmentIsSavedInTwoFolders(t *testing.T) {
	t.Parallel()
	s, term := fetching(t)
	wanted(s, term, changed, mail.PartWant{Part: "3"})
	term.Press("S", "x", "enter")
	calls(t, s, "SaveEach 30 [2 3] /tmpx", "WantPart 30 3")
	s.SaveErrors["3"] = nil
	wanted(s, term, changed)
	calls(t, s, "SaveEach 30 [3] /tmp", "SaveEach 30 [3] /tmpx")
	screen(t, term, "Saved /tmp/3, /tmpx/3")
}

// Somebody else may take it back: it is not asked for without end.
func TestWhatIsNotHereTwiceIsGivenUp(t *testing.T) {
	t.Parallel()
	s, term := fetching(t)
	wanted(s, term, changed)
	calls(t, s, "SaveEach 30 [3] /tmp")
	screen(t, term, "Not saved: notes.txt.")
	wanted(s, term, changed)
	calls(t, s)
}

// What is wrong with one attachment keeps no other one from being saved.
func TestAttachmentsAreSavedEachByItself(t *testing.T) {
	t.Parallel()
	gone := mail.Problem{Cause: mail.NotOnServer, Host: "mail.example:993"}
	t.Run("an old failure", func(t *testing.T) {
		t.Parallel()
		s, term := fetching(t)
		wanted(s, term, changed, mail.PartWant{Part: "2", Problem: &gone}, mail.PartWant{Part: "3"})
		calls(t, s)
		s.SaveErrors["3"] = nil
		wanted(s, term, changed, mail.PartWant{Part: "2", Problem: &gone})
		calls(t, s, "SaveEach 30 [3] /tmp")
		screen(t, term, "Saved /tmp/3")
	})
	t.Run("one that cannot be had", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		term := reading(t, s, letter(""))
		s.SaveErrors["2"] = mail.Problem{Cause: mail.NotCached}
		term.Press("S", "/", "t", "m", "p", "enter")
		calls(t, s, "SaveEach 30 [2 3] /tmp", "WantPart 30 2")
		screen(t, term, "Saved /tmp/3 Fetching 1")
		wanted(s, term, changed, mail.PartWant{Part: "2", Problem: &gone})
		calls(t, s)
		screen(t, term, "Not saved: plan.pdf.", "no longer on mail.example:993")
		wanted(s, term, changed)
		calls(t, s)
	})
	t.Run("one that cannot be asked for", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		term := reading(t, s, letter(""))
		s.SaveErrors["2"] = mail.Problem{Cause: mail.NotCached}
		s.Err = gone
		term.Press("S", "/", "t", "m", "p", "enter")
		s.Calls()
		screen(t, term, "Not saved: plan.pdf.", "no longer on mail.example:993")
		s.Err = nil
		wanted(s, term, changed)
		calls(t, s)
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		s := uitest.Sample()
		term := reading(t, s, letter(""))
		s.SaveErrors[""] = mail.Problem{Cause: mail.NotFolder, Path: "/tmp"}
		term.Press("S", "/", "t", "m", "p", "enter")
		screen(t, term, "Not saved: plan.pdf, notes.txt. ", "plan.pdf, notes.txt go into the folder:", "> /tmp", "Enter save")
		s.Calls()
		s.SaveErrors[""] = nil
		s.Advance(time.Second)
		term.Press("x", "enter") // what was typed is there to be mended
		calls(t, s, "SaveEach 30 [2 3] /tmpx")
		screen(t, term, "Saved /tmpx/2, 3", "-go into")
	})
}

// partial is a message whose text and first file are here.
func partial(t *testing.T, raw string) *message.Message {
	t.Helper()
	whole, err := message.Parse(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(raw, "\r\n\r\n")
	return message.Assemble([]byte(header+"\r\n"), whole.Parts, map[string][]byte{"1": []byte("Text."), "2": []byte("%PDF-1.4")}, nil)
}

// What is in an attached message comes with that, or with the whole.
func TestFileOfAnAttachedMessageIsSavedWhenThatComes(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	term := reading(t, s, "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nOuter words.\r\n"+
		"--a\r\nContent-Type: message/rfc822\r\n\r\n"+letter("")+"\r\n--a--\r\n")
	term.Press("tab", "enter")
	s.SaveErrors["2.3"] = mail.Problem{Cause: mail.NotCached}
	term.Press("S", "/", "enter")
	calls(t, s, "SaveEach 30 [2.2 2.3] /", "WantPart 30 2.3")
	for _, section := range []string{"2.3", "2", ""} {
		wanted(s, term, changed, mail.PartWant{Part: section})
		calls(t, s)
	}
	s.SaveErrors["2.3"] = nil
	wanted(s, term, changed, mail.PartWant{Part: "2.30"}, mail.PartWant{Part: "2.2"})
	calls(t, s, "SaveEach 30 [2.3] /")
}

// A folder that is named without what is above it is shown whole before anything
// is saved there.
func TestFolderIsShownWhole(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, typed, shown string
		calls              string
	}{
		{"below the working directory", "docs", "/home/ada/docs", "SaveEach 30 [2 3] /home/ada/docs"},
		{"beside it", "../eve", "/home/eve", "SaveEach 30 [2 3] /home/eve"},
		{"whole", "/tmp", "", "SaveEach 30 [2 3] /tmp"},
		{"below the home folder", "~/docs", "", "SaveEach 30 [2 3] ~/docs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			term := reading(t, s, letter(""))
			term.Press("S")
			for _, c := range tt.typed {
				term.Press(string(c))
			}
			term.Press("enter")
			if tt.shown != "" {
				calls(t, s)
				screen(t, term, "In full, that folder is this one:", tt.shown)
				term.Press("enter")
			}
			calls(t, s, tt.calls)
		})
	}
}
