package imap_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

// describe returns a folder in a form that is easy to compare.
func describe(f backend.Folder) string {
	s := fmt.Sprintf("%s %q", f.Box, f.Path)
	if f.Role != mail.RoleNone {
		s += " " + f.Role.String()
	}
	if f.NoSelect {
		s += " noselect"
	}
	if f.Status != nil {
		s += fmt.Sprintf(" %d/%d", f.Status.Unseen, f.Status.Messages)
	}
	return s
}

func folders(t *testing.T, b *imap.Backend) map[string]backend.Folder {
	t.Helper()
	list, err := b.Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byBox := map[string]backend.Folder{}
	for _, f := range list {
		if _, twice := byBox[string(f.Box)]; twice {
			t.Errorf("%q is listed twice", f.Box)
		}
		byBox[string(f.Box)] = f
	}
	return byBox
}

func TestFoldersOfDovecot(t *testing.T) {
	for _, tt := range []struct {
		name  string
		extra []string
	}{
		{"with every extension", nil},
		{"without extensions", []string{withoutCondStore}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := backendtest.Dovecot(t, tt.extra...)
			for _, box := range []string{"INBOX", "Entwürfe/日本", "Work/R&D"} {
				s.Deliver(t, user, box, backendtest.Sample(2)...)
			}
			b := connected(t, secure(s))
			got := folders(t, b)
			for _, want := range []string{
				`INBOX ["INBOX"] inbox 2/2`, `Entwürfe/日本 ["Entwürfe" "日本"] 2/2`, `Work/R&D ["Work" "R&D"] 2/2`,
				`Drafts ["Drafts"] drafts 0/0`, `Sent ["Sent"] sent 0/0`,
			} {
				box, _, _ := strings.Cut(want, " ")
				f := got[box]
				if tt.extra != nil {
					want = strings.NewReplacer(" 2/2", "", " 0/0", "").Replace(want)
				}
				if d := describe(f); d != want {
					t.Errorf("got %s, want %s", d, want)
				}
				model := backendtest.NewModel()
				syncAll(t, b, model, box)
				if f.Role != mail.RoleDrafts && f.Role != mail.RoleSent && len(model.Messages) != 2 {
					t.Errorf("%s has %d messages", box, len(model.Messages))
				}
			}
		})
	}
}

func TestFoldersOfStrangeServers(t *testing.T) {
	for _, tt := range []struct{ name, caps, list, want string }{
		{"flat", "IMAP4rev1", "* LIST () NIL a/b\r\n", `a/b ["a/b"]`},
		{"with dots", "IMAP4rev1", "* LIST () \".\" INBOX.Sent\r\n", `INBOX.Sent ["INBOX" "Sent"] sent`},
		{"known names", "IMAP4rev1", "* LIST () \"/\" \"Deleted Items\"\r\n", `Deleted Items ["Deleted Items"] trash`},
		{"known names where uses are told", "IMAP4rev1 SPECIAL-USE", "* LIST () \"/\" Trash\r\n", `Trash ["Trash"]`},
		{"no mail in it", "IMAP4rev1", "* LIST (\\Noselect) \"/\" Sent\r\n", `Sent ["Sent"] noselect`},
		{"Inbox of mox", "IMAP4rev1", "* LIST () \"/\" Inbox\r\n", `INBOX ["INBOX"] inbox`},
		{"escapes", "IMAP4rev1", "* LIST () \"/\" \"a\x1b]0;x\x07b\"\r\n", "a\x1b]0;x\x07b " + `["a\x1b]0;x\ab"]`},
		{"traversal", "IMAP4rev1", "* LIST () \"/\" \"../../evil\"\r\n", `../../evil [".." ".." "evil"]`},
		{"backquotes", "IMAP4rev1", "* LIST () \"/\" \"`id`\"\r\n", "`id` [\"`id`\"]"},
		{"a bare ampersand", "IMAP4rev1", "* LIST () \"/\" R&D\r\n", `R&D ["R&D"]`},
		{"an empty name", "IMAP4rev1", "* LIST () \"/\" \"\"\r\n", ` [""]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake()
			f.caps = tt.caps
			f.hooks["LIST"] = func(string) string { return tt.list + tt.list + "<tag> OK done\r\n" }
			for _, folder := range folders(t, connected(t, f.start(t))) {
				if got := describe(folder); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			}
		})
	}
}

func TestFoldersGiveARoleOnce(t *testing.T) {
	f := newFake()
	f.caps = "IMAP4rev1 SPECIAL-USE"
	f.hooks["LIST"] = func(string) string {
		return "* LIST (\\Trash) \"/\" a\r\n* LIST (\\Trash) \"/\" b\r\n<tag> OK done\r\n"
	}
	got := folders(t, connected(t, f.start(t)))
	if got["a"].Role != mail.RoleTrash || got["b"].Role != mail.RoleNone {
		t.Errorf("got %v", got)
	}
}

// TestFoldersFallBack: mox advertises what it then refuses.
func TestFoldersFallBack(t *testing.T) {
	f := newFake()
	f.caps = "IMAP4rev1 LIST-EXTENDED SPECIAL-USE LIST-STATUS"
	f.hooks["LIST"] = func(args string) string {
		if strings.Contains(args, "RETURN") {
			return "<tag> BAD what\r\n"
		}
		return ""
	}
	if got := folders(t, connected(t, f.start(t))); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}
