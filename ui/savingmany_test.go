package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// files is a message with that many attachments.
func files(n int) string {
	var b strings.Builder
	b.WriteString("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText.\r\n")
	for i := range n {
		fmt.Fprintf(&b, "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=note-%d.txt\r\n\r\nx\r\n", i)
	}
	return b.String() + "--b--\r\n"
}

// Of many files it is told how many they are: what is asked, what went wrong and
// what is there then stay in view.
func TestManyFilesAreCounted(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{{W: 80, H: 24}, {W: 40, H: 12}} {
		t.Run(fmt.Sprintf("%dx%d", o.W, o.H), func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = files(200)
			term := uitest.Run(t, s, o)
			term.Press("enter")
			term.Press("S")
			screen(t, term, "200 files go into the folder:", "-note-1.txt, ")
			s.SaveErrors[""] = mail.Problem{Cause: mail.NotFolder, Path: "/etc/passwd"}
			term.Press("/", "e", "enter")
			screen(t, term, "Not saved: 200 files.", "200 files go into the folder:", "> /e")
			s.SaveErrors[""] = nil
			s.Advance(time.Second)
			term.Press("backspace", "t", "enter")
			screen(t, term, "Saved 200 files in /t")
		})
	}
}

// A folder that was refused is offered to be mended, and never again: the next
// message gets the last one that files went into.
func TestRefusedFolderIsForgotten(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ask  []string // the keys to where a folder is asked for
	}{
		{"attachments", []string{"S"}},
		{"the message as a page", []string{"O", "j", "enter"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			term := reading(t, s, letter(""))
			ask := func() {
				if tt.ask[0] == "O" {
					s.Change(func() { s.Err = mail.Problem{Cause: mail.OverSSH, What: mail.Line("the message")} })
				}
				term.Press(tt.ask[0])
				s.Change(func() { s.Err = nil })
				s.Advance(time.Second)
				term.Press(tt.ask[1:]...)
			}
			ask()
			term.Press("/", "g", "enter")
			ask()
			screen(t, term, "> /g")
			s.Change(func() { s.SaveErrors[""] = mail.Problem{Cause: mail.NotFolder, Path: "/gx"} })
			term.Press("x", "enter")
			screen(t, term, "> /gx", "a file, not a folder")
			s.Advance(time.Second)
			term.Press("esc")
			ask()
			screen(t, term, "> /g", "-> /gx")
		})
	}
}

// A dialog leaves the status row alone, however much it says, and tells that words
// are missing.
func TestDialogsLeaveTheStatusInView(t *testing.T) {
	t.Parallel()
	for _, h := range []int{20, 22, 23, 24, 30} {
		s := uitest.Sample()
		term := reading(t, s, letter(""))
		term.Resize(80, h)
		s.SaveErrors[""] = mail.Problem{Cause: mail.NotFolder, Path: "/" + strings.Repeat("long/", 400)}
		term.Press("S", "/", "enter")
		s.Advance(time.Second)
		screen(t, term, "> /", "…│")
		term.Press("backspace", "enter")
		screen(t, term, "Type the folder to save in first.")
	}
}
