package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// newsOf is mail of a list that can be left with a request.
func newsOf(listID string) string {
	header := "From: News <news@list.example>\r\nList-Unsubscribe: <https://list.example/u/1>\r\n" +
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	if listID != "" {
		header += "List-Id: " + listID + "\r\n"
	}
	return header + "Subject: News\r\n\r\nThe news.\r\n"
}

// A list that was asked is not offered to be asked again: neither by the message
// with which it was left nor by others of that list.
func TestListIsAskedOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, first, second string
		both                bool // one list
	}{
		{"one list", newsOf("<news.list.example>"), newsOf("<news.list.example>"), true},
		{"two lists", newsOf("<news.list.example>"), newsOf("<views.list.example>"), false},
		{"lists without a name", newsOf(""), newsOf(""), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30], s.Bodies[29] = tt.first, tt.second
			s.Lists[1][0].Flags, s.Lists[1][1].Flags = mail.Seen, mail.Seen
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			term.Press("enter")
			term.Press("tab", "enter", "j", "enter")
			screen(t, term, "left: asked today", "-unsubscribe", "was asked to take you off")
			s.Calls()
			term.Press("enter") // the keys are the message's again
			calls(t, s)
			screen(t, term, "-Leave the list?")
			term.Press("q", "j", "enter")
			if tt.both {
				screen(t, term, "left: asked today", "-unsubscribe")
			} else {
				screen(t, term, "unsubscribe", "-left:")
			}
			s.Advance(24 * time.Hour)
			term.Press("K")
			screen(t, term, "left: asked 23 Nov")
		})
	}
}

// A list that could not be asked, or has to be left on a page, can be asked again.
func TestListThatWasNotAskedIsOffered(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*uitest.Store){
		"refused": func(s *uitest.Store) { s.Err = mail.Problem{Kind: mail.Temporary, Host: "list.example"} },
		"a page":  func(s *uitest.Store) { s.ListPage = "https://list.example/leave" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = strings.Replace(newsOf("<news.list.example>"), "https://list.example/u/1", "mailto:leave@list.example", 1)
			s.Lists[1][0].Flags = mail.Seen
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
			change(s)
			term.Press("enter")
			term.Press("tab", "enter", "j", "enter")
			screen(t, term, "unsubscribe", "-left:")
		})
	}
}

// A list that is left by mail was not asked while that mail waits here: also not
// as other messages of the list tell it, nor in another session.
func TestListIsNotAskedWhileTheMailWaits(t *testing.T) {
	t.Parallel()
	news := strings.Replace(newsOf("<news.list.example>"), "https://list.example/u/1", "mailto:leave@list.example", 1)
	s := uitest.Sample()
	s.Bodies[30], s.Bodies[29] = news, news
	s.Lists[1][0].Flags, s.Lists[1][1].Flags = mail.Seen, mail.Seen
	s.Unreachable = true
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	term.Press("tab", "enter", "j", "enter")
	const waits = "leaving: the mail is in the outbox, not sent yet"
	screen(t, term, waits, "-left: asked", "-unsubscribe")
	term.Press("J")
	screen(t, term, waits, "-left: asked", "-unsubscribe")
	s.Change(func() { s.Leaves = nil }, mail.FolderChanged{Folder: 9})
	term.WaitIdle()
	screen(t, term, "left: asked today", "-"+waits)

	s.Leaves = []string{"leave@list.example"}
	term = uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	screen(t, term, waits)
}
