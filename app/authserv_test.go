package app

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// keep stores a whole message in a folder.
func keep(t *testing.T, m *Mail, folder mail.FolderID, n int, raw string) (id mail.LocalID) {
	t.Helper()
	msg := message.ParseHeader([]byte(raw))
	write(t, m, func(tx *cache.Tx) (err error) {
		id, err = tx.Add(cache.NewMessage{
			Folder: folder, Received: time.Unix(int64(1_700_000_000+n), 0), Size: int64(len(raw)), From: msg.From,
			HeaderHash: sha256.Sum256(fmt.Append(nil, folder, n)), Header: []byte(raw), Subject: msg.Subject,
			Sent: msg.Date, Refs: append([]string{msg.MessageID}, msg.InReplyTo...),
		})
		if err == nil {
			err = tx.PutBody(id, "", cache.Compress([]byte(raw)))
		}
		return err
	})
	return id
}

func TestAuthservIsOffered(t *testing.T) {
	t.Parallel()
	results := func(id string) string { return "Authentication-Results: " + id + "; dkim=none\r\n" }
	same := slices.Repeat([]string{results("MX.home.example")}, enough)
	tests := []struct {
		name   string
		host   string
		email  string
		recent []string
		want   string
	}{
		{"no mail", "imap.home.example", "ada@home.example", nil, ""},
		{"the server's", "imap.home.example", "ada@elsewhere.example", same, "mx.home.example"},
		{"the address's", "imap.hoster.example", "ada@home.example", same, "mx.home.example"},
		{"nobody's", "imap.hoster.example", "ada@elsewhere.example", same, ""},
		{"too few", "imap.home.example", "ada@home.example", same[1:], ""},
		{"some without", "imap.home.example", "ada@home.example", append([]string{"", "X: y\r\n"}, same...), "mx.home.example"},
		{
			"planted in some", "imap.home.example", "ada@home.example",
			append(slices.Repeat([]string{"X: y\r\n"}, lacking+1), same...), "",
		},
		{"planted in a few of the first", "imap.home.example", "ada@home.example", same[:5], ""},
		{"two hosts", "imap.home.example", "ada@home.example", append([]string{results("mx2.home.example")}, same...), ""},
		{
			"a forged one below", "imap.home.example", "ada@home.example",
			append([]string{same[0] + results("mx.eve.example")}, same...), "mx.home.example",
		},
		{"a public suffix", "imap.b.co.uk", "ada@c.co.uk", slices.Repeat([]string{results("mx.a.co.uk")}, enough), ""},
		{"of rented names", "imap.home.example", "ada@victim.onmicrosoft.com", slices.Repeat([]string{results("evil.onmicrosoft.com")}, enough), ""},
		{"of a host of pages", "imap.home.example", "ada@ada.github.io", slices.Repeat([]string{results("evil.github.io")}, enough), ""},
		{"no host", "localhost", "ada@localhost", slices.Repeat([]string{results("localhost")}, enough), ""},
		{"Gmail", "imap.gmail.com", "ada@home.example", slices.Repeat([]string{results("mx.google.com")}, enough), "mx.google.com"},
		{
			"Microsoft", "outlook.office365.com", "ada@home.example",
			slices.Repeat([]string{"Authentication-Results: spf=pass (x) smtp.mailfrom=y; dkim=none\r\n"}, enough), "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := openMail(t)
			a := &App{Mail: m, now: time.Now, files: map[mail.AccountID]config.Account{
				"home-id": {Email: tt.email, Server: config.Server{Host: tt.host}},
			}}
			inbox := place(t, m, "home", "")
			for i, header := range tt.recent {
				keep(t, m, inbox, i, header+"From: grace@navy.example\r\n\r\nx")
			}
			trusted, offer, err := a.Authserv(t.Context(), "home-id")
			if err != nil || offer != tt.want || trusted != nil {
				t.Errorf("got %v, %q, %v, want %q", trusted, offer, err, tt.want)
			}
		})
	}
}

func TestAuthservIsOfferedOnce(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	a := &App{Mail: m, now: time.Now, files: map[mail.AccountID]config.Account{
		"home-id": {Email: "ada@home.example"}, "work": {Email: "ada@work.example"},
	}}
	var last mail.LocalID
	for i := range enough {
		for account, host := range map[string]string{"home": "mx.home.example", "work": "mx.work.example"} {
			last = keep(t, m, place(t, m, account, ""), i, "Authentication-Results: "+host+
				"; dkim=pass header.d=navy.example\r\nFrom: grace@navy.example\r\n\r\nx")
		}
	}
	for _, answer := range []struct {
		account mail.AccountID
		id      string
		yes     bool
		trusted []string
	}{{"home-id", "MX.Home.Example", true, []string{"mx.home.example"}}, {"work", "mx.work.example", false, nil}} {
		if _, offer, err := a.Authserv(t.Context(), answer.account); err != nil || offer == "" {
			t.Fatalf("got %q, %v", offer, err)
		}
		if id, _, err := a.AskedAuthserv(t.Context(), answer.account); err != nil || id != "" {
			t.Errorf("%q was asked about, %v", id, err)
		}
		if err := a.TrustAuthserv(t.Context(), answer.account, answer.id, answer.yes); err != nil {
			t.Fatal(err)
		}
		trusted, offer, err := a.Authserv(t.Context(), answer.account)
		if err != nil || offer != "" || !slices.Equal(trusted, answer.trusted) {
			t.Errorf("%s: got %v, %q, %v", answer.account, trusted, offer, err)
		}
		id, yes, err := a.AskedAuthserv(t.Context(), answer.account)
		if err != nil || id != strings.ToLower(answer.id) || yes != answer.yes {
			t.Errorf("%s: %q was asked about and answered %v, %v", answer.account, id, yes, err)
		}
	}
	msg, err := a.Message(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := msg.AuthResults([]string{"mx.eve.example"}, nil); ok {
		t.Error("results of somebody else are believed")
	}
	if err := a.TrustAuthserv(t.Context(), "nobody", "x", true); err == nil {
		t.Error("an account that is none trusts somebody")
	}
}
