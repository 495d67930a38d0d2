package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// dovecotAccount is an account of a real server, over TLS.
func dovecotAccount(s *backendtest.Server, p config.Protocol) config.Account {
	port := s.IMAPS
	if p == config.POP {
		port = s.POP3S
	}
	return config.Account{
		Protocol: p,
		Server:   config.Server{Host: s.Host, Port: port, TLS: config.ImplicitTLS, CAFile: s.CAFile},
		POP3:     config.POP3{OnServer: config.Delete},
		Auth:     config.Auth{User: "ada", PasswordCommand: []string{"printf", "%s", backendtest.Password}},
	}
}

// manyLetters returns n different messages of many forms.
func manyLetters(n int) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	forms := []string{
		"", "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n",
		"Content-Type: text/html; charset=utf-8\r\n", "X-Long: " + strings.Repeat("x", 900) + "\r\n",
	}
	all := make([]string, 0, n)
	for i := range n {
		var body strings.Builder
		for range rng.IntN(40) {
			fmt.Fprintf(&body, "%s line %d \xe9\t%x\r\n", []string{"", ".", "..", "From ", ">"}[rng.IntN(5)], i, rng.Uint64())
		}
		if i%100 == 99 {
			body.WriteString(strings.Repeat("a long one "+strconv.Itoa(i)+"\r\n", 4000))
		}
		all = append(all, fmt.Sprintf("Date: Sun, 22 Nov 2026 13:58:00 +0100\r\nFrom: Grace <grace@navy.example>\r\n"+
			"Subject: Number %d\r\nMessage-ID: <%d@navy.example>\r\n%s\r\n%s", i, i, forms[i%len(forms)], body.String()))
	}
	return all
}

// storedRaw returns the bytes of every message in the store, sorted.
func storedRaw(t *testing.T, h *home) []string {
	t.Helper()
	var raw []string
	for _, f := range objects(t, h.ok("folders", "--json")) {
		for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--folder", f["folder"].(string))) {
			raw = append(raw, h.ok("read", "--raw", row["id"].(string)))
		}
	}
	sort.Strings(raw)
	return raw
}

func TestThousandMessagesOfDovecotReadOffline(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	letters := manyLetters(1000)
	folders := []string{"INBOX", "Clients/Royal Society", "Entwürfe & 日本"}
	for i, folder := range folders {
		var part [][]byte
		for n := i; n < len(letters); n += len(folders) {
			part = append(part, []byte(letters[n]))
		}
		s.Deliver(t, "ada", folder, part...)
	}
	h := newHome(t).config("[sync]\noffline_days = 0\n").account(dovecotAccount(s, config.IMAP))
	h.ok("sync", "-q")
	s.Stop()

	sort.Strings(letters)
	if diff := cmp.Diff(letters, storedRaw(t, h)); diff != "" {
		t.Errorf("what is here is not what was delivered: %.2000s", diff)
	}
	for _, folder := range folders {
		rows := objects(t, h.ok("list", "--json", "--limit", "1000000", "--folder", folder))
		if len(rows) < 333 || len(rows) > 334 {
			t.Errorf("%d messages in %s", len(rows), folder)
		}
		if text := h.ok("read", rows[0]["id"].(string)); !strings.Contains(text, "Subject: Number ") {
			t.Errorf("the newest of %s reads %q", folder, text)
		}
	}
	r := h.run("sync")
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.IMAPS))
	if r.code != exitUnavailable || !strings.Contains(r.stderr, address) {
		t.Errorf("sync without a server: exit code %d, %s", r.code, r.stderr)
	}
}

func TestMaildropOfDovecotIsEmptiedOnceItIsHere(t *testing.T) {
	t.Parallel()
	for _, policy := range []config.OnServer{config.Delete, config.Keep} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			s := backendtest.Dovecot(t)
			letters := manyLetters(200)
			for i, text := range letters {
				if !strings.HasSuffix(text, "\r\n") {
					letters[i] = text + "\r\n"
				}
				s.Deliver(t, "ada", "INBOX", []byte(letters[i]))
			}
			account := dovecotAccount(s, config.POP)
			account.POP3.OnServer = policy
			h := newHome(t).account(account)
			h.ok("sync", "-q")
			h.ok("sync", "-q") // finds nothing new
			sort.Strings(letters)
			if diff := cmp.Diff(letters, storedRaw(t, h)); diff != "" {
				t.Errorf("what is here is not what was delivered: %.2000s", diff)
			}
			want := 0
			if policy == config.Keep {
				want = len(letters)
			}
			box, err := s.IMAPClient(t, "ada").Select("INBOX", nil).Wait()
			if err != nil || int(box.NumMessages) != want {
				t.Errorf("%d messages on the server, want %d, %v", box.NumMessages, want, err)
			}
		})
	}
}

func TestFlagsTravelBothWays(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	s.Deliver(t, "ada", "INBOX", []byte(letter("first")), []byte(letter("second")), []byte(letter("third")))
	other := s.IMAPClient(t, "ada")
	screen := newHome(t).account(dovecotAccount(s, config.IMAP)).open()
	screen.until("3 messages, 3 unread", "third", "1 home ✓")

	screen.press("w")
	screen.until("⊘")
	screen.press("s")
	screen.until("★")
	if flags := flagsOnServer(t, other); len(flags) > 0 {
		t.Errorf("the server knows %v of what was done offline", flags)
	}
	screen.press("w")
	for starred := false; !starred; { // each turn asks the server once
		starred = len(flagsOnServer(t, other)) > 0
	}

	seen := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen}}
	if err := other.Store(imap.SeqSetNum(1), seen, nil).Close(); err != nil {
		t.Fatal(err)
	}
	screen.until("3 messages, 2 unread")
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := other.Store(imap.SeqSetNum(2), deleted, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := other.Expunge().Close(); err != nil {
		t.Fatal(err)
	}
	screen.until("2 messages, 1 unread")
	screen.quit("q")
}

// flagsOnServer returns the flags, besides \Recent, of the newest message in the
// inbox.
func flagsOnServer(t *testing.T, c *imapclient.Client) []imap.Flag {
	t.Helper()
	box, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	found, err := c.Fetch(imap.SeqSetNum(box.NumMessages), &imap.FetchOptions{Flags: true}).Collect()
	if err != nil || len(found) != 1 {
		t.Fatalf("got %v, %v", found, err)
	}
	return slices.DeleteFunc(found[0].Flags, func(f imap.Flag) bool { return f == `\Recent` })
}
