package uitest

import (
	"fmt"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// The folders of [Sample].
const (
	PersonalInbox mail.FolderID = iota + 1
	PersonalSent
	WorkInbox
	WorkClients
	ShopInbox
	ShopSent
)

// Sample returns a store with three accounts, one of them in the middle of a
// sync and one offline, and a few messages in several scripts.
func Sample() *Store {
	s := NewStore()
	s.AccountList = []mail.Account{
		{ID: "personal", Name: mail.Line("Personal"), Protocol: "imap", Synced: Start().Add(-3 * time.Minute)},
		{
			ID: "work", Name: mail.Line("Work"), Protocol: "imap",
			Phase: mail.PhaseSyncing, Done: 1204, Total: 3310, Folder: WorkClients,
		},
		{
			ID: "shop", Name: mail.Line("Shop"), Protocol: "pop3",
			Phase: mail.PhaseOffline, Synced: Start().Add(-2 * time.Hour),
		},
	}
	s.FolderList = []mail.Folder{
		folder(PersonalInbox, "personal", "INBOX", mail.RoleInbox, 0),
		folder(PersonalSent, "personal", "Sent", mail.RoleSent, 0),
		folder(WorkInbox, "work", "INBOX", mail.RoleInbox, 0),
		folder(WorkClients, "work", "Clients", mail.RoleNone, 1),
		folder(ShopInbox, "shop", "INBOX", mail.RoleInbox, 0),
		folder(ShopSent, "shop", "Sent", mail.RoleSent, 0),
	}
	s.FolderList[5].Box = ""
	who := func(name, addr string) []mail.Address {
		return []mail.Address{{Name: mail.Identity(name), Addr: mail.Identity(addr)}}
	}
	add := func(id mail.LocalID, f mail.FolderID, acc mail.AccountID, from []mail.Address, subject string,
		age time.Duration, flags mail.Flags,
	) {
		s.Lists[f] = append(s.Lists[f], mail.Summary{
			ID: id, Account: acc, Folder: f, From: from, Subject: mail.Line(subject),
			To:       who("Ada Lovelace", "ada@example.org"),
			Received: Start().Add(-age), Sent: Start().Add(-age), Flags: flags,
		})
		s.Bodies[id] = Raw(from[0], subject, fmt.Sprintf("This is message %d.\r\n\r\nIt has two paragraphs.", id))
	}
	const day = 24 * time.Hour
	grace := who("Grace Hopper", "grace@navy.example")
	add(30, PersonalInbox, "personal", grace, "Compiler schedule for the A-0 release", 8*time.Minute, 0)
	add(29, PersonalInbox, "personal", who("日本語 太郎", "taro@example.jp"), "会議のお知らせ: 来週の予定について", 2*time.Hour, 0)
	add(28, PersonalInbox, "personal", who("ACME Shop", "orders@acme.example"), "Your order is on its way", 5*time.Hour, 0)
	add(27, PersonalInbox, "personal", who("שלום כהן", "s@example.il"), "שלום עולם", 2*day, mail.Seen|mail.Flagged)
	add(26, PersonalInbox, "personal", who("Family 👩‍👩‍👧‍👦", "f@example.org"), "👩‍👩‍👧‍👦 ⚠️ नमस्ते दुनिया",
		3*day, mail.Seen|mail.Answered)
	for i := range 24 {
		name := fmt.Sprintf("Person %02d", i)
		add(mail.LocalID(25-i), PersonalInbox, "personal", who(name, fmt.Sprintf("p%02d@example.org", i)),
			fmt.Sprintf("Weekly report number %02d with a long subject", i), time.Duration(7+3*i)*day, mail.Seen)
	}
	add(40, WorkInbox, "work", who("Edsger Dijkstra", "ewd@example.nl"), "Consider it harmful", 90*time.Minute, 0)
	add(41, WorkClients, "work", who("A Client", "c@client.example"), "Invoice", 4*day, mail.Seen)
	add(50, ShopInbox, "shop", who("A Buyer", "b@example.com"), "Where is my order?", 26*time.Hour, 0)
	add(51, PersonalSent, "personal", who("Me", "me@example.org"), "Re: Lunch?", 30*time.Hour, mail.Seen)
	return s
}

func folder(id mail.FolderID, account mail.AccountID, name string, role mail.Role, depth int) mail.Folder {
	return mail.Folder{
		ID: id, Account: account, Box: mail.RemoteBox(name), Name: mail.Line(name), Path: mail.Line(name),
		Role: role, Depth: depth, Synced: true,
	}
}

// Raw returns a plain message.
func Raw(from mail.Address, subject, body string) string {
	return strings.Join([]string{
		"From: " + from.String(), "To: Ada Lovelace <ada@example.org>", "Subject: " + subject,
		"Date: Mon, 23 Nov 2026 09:00:00 -0500", "Message-ID: <1@example.org>",
		"Content-Type: text/plain; charset=utf-8", "", body, "",
	}, "\r\n")
}

// Huge returns a store with one account and n messages in its inbox, the newest
// unread.
func Huge(n int) *Store {
	s := NewStore()
	s.AccountList = []mail.Account{{ID: "big", Name: mail.Line("Big"), Protocol: "imap", Synced: Start()}}
	s.FolderList = []mail.Folder{folder(1, "big", "INBOX", mail.RoleInbox, 0)}
	from := []mail.Address{{Name: mail.Line("Somebody"), Addr: mail.Line("somebody@example.org")}}
	rows := make([]mail.Summary, n)
	for i := range rows {
		rows[i] = mail.Summary{
			ID: mail.LocalID(n - i), Account: "big", Folder: 1, From: from, Flags: mail.Seen,
			Subject:  mail.Line(fmt.Sprintf("Weekly report number %d", n-i)),
			Received: Start().Add(-time.Duration(i) * time.Minute),
		}
	}
	if n > 0 {
		rows[0].Flags = 0
	}
	s.Lists[1] = rows
	return s
}
