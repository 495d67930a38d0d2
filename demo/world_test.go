package demo_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/knadh/go-pop3"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// readWorld starts a world and returns every message of each account by
// "folder/number", as a client of another make reads it.
func readWorld(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	got := map[string]map[string][]byte{}
	for _, a := range world.Accounts() {
		if a.Protocol == "imap" {
			got[a.Name] = readIMAP(t, a)
		} else {
			got[a.Name] = readPOP3(t, a)
		}
	}
	return got
}

func readIMAP(t *testing.T, a demo.Account) map[string][]byte {
	t.Helper()
	c, err := imapclient.DialInsecure(fmt.Sprintf("%s:%d", a.Host, a.Port), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Login(a.User, a.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	boxes, err := c.List("", "*", nil).Collect()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]byte{}
	for _, box := range boxes {
		selected, err := c.Select(box.Mailbox, nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if selected.NumMessages == 0 {
			got[box.Mailbox+"/0"] = nil
			continue
		}
		whole := &imap.FetchItemBodySection{Peek: true}
		all := imap.SeqSet{}
		all.AddRange(1, selected.NumMessages)
		messages, err := c.Fetch(all, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			got[fmt.Sprintf("%s/%d", box.Mailbox, m.SeqNum)] = m.FindBodySection(whole)
		}
	}
	return got
}

func readPOP3(t *testing.T, a demo.Account) map[string][]byte {
	t.Helper()
	c, err := pop3.New(pop3.Opt{Host: a.Host, Port: a.Port}).NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Quit() }()
	if err := c.Auth(a.User, a.Password); err != nil {
		t.Fatal(err)
	}
	count, _, err := c.Stat()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]byte{}
	for i := 1; i <= count; i++ {
		b, err := c.RetrRaw(i)
		if err != nil {
			t.Fatal(err)
		}
		got[fmt.Sprintf("INBOX/%d", i)] = bytes.Clone(b.Bytes())
	}
	return got
}

func TestWorldHasWhatItPromises(t *testing.T) {
	got := readWorld(t)
	total := 0
	var all bytes.Buffer
	for name, messages := range got {
		for key, body := range messages {
			if body == nil {
				continue
			}
			total++
			all.Write(body)
			if m, err := mail.ReadMessage(bytes.NewReader(body)); err != nil {
				if !strings.Contains(string(body), "this line is no header field") {
					t.Errorf("%s %s cannot be read: %v", name, key, err)
				}
			} else if m.Header.Get("From") == "" {
				t.Errorf("%s %s has no sender", name, key)
			}
		}
	}
	if len(got) != 3 || total < 280 || total > 330 {
		t.Errorf("%d messages in %d accounts", total, len(got))
	}
	for _, folder := range []string{"Lists/Engines/1", "Reisen/Zürich & Umgebung/1", "Sent/1", "Trash/0"} {
		if _, ok := got["personal"][folder]; !ok {
			t.Errorf("personal has no %s", folder)
		}
	}
	for _, want := range []string{
		"charset=iso-8859-1", "charset=shift_jis", "charset=koi8-r", "charset=utf-8", "charset=gb18030",
		"multipart/alternative", "text/html", "application/pdf", "image/png", "message/rfc822", "text/calendar",
		"cid:gear@demo.example", "message/delivery-status", "application/pgp-signature", "xn--", "List-Unsubscribe-Post:",
		"List-Id:", "References:", "format=flowed", "\x1b]0;owned\x07", "=E2=80=AE", "filename*=utf-8''",
	} {
		if !bytes.Contains(all.Bytes(), []byte(want)) {
			t.Errorf("no message has %q", want)
		}
	}
}

func TestWorldIsTheSameEveryTime(t *testing.T) {
	first, second := readWorld(t), readWorld(t)
	for name, messages := range first {
		if len(messages) != len(second[name]) {
			t.Errorf("%s has %d, then %d messages", name, len(messages), len(second[name]))
		}
		for key, body := range messages {
			if !bytes.Equal(body, second[name][key]) {
				t.Errorf("%s %s differs", name, key)
			}
		}
	}
}

func TestNothingComesFromTheFuture(t *testing.T) {
	for name, messages := range readWorld(t) {
		for key, body := range messages {
			m, err := mail.ReadMessage(bytes.NewReader(body))
			if err != nil {
				continue // the one that is no message
			}
			if date, err := m.Header.Date(); err == nil && date.After(demo.Now()) {
				t.Errorf("%s %s was written at %v", name, key, date)
			}
		}
	}
}

func TestAccountsStandOnLoopback(t *testing.T) {
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = world.Close() }()
	for _, a := range world.Accounts() {
		if a.Host != "127.0.0.1" || a.Port == 0 || a.User == "" || a.Password == "" {
			t.Errorf("got %+v", a)
		}
	}
}
