package app

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/web"
)

func fromList(fields string) string {
	return "From: List <list@shop.example>\r\nSubject: News\r\n" + fields + "\r\n\r\nBuy!\r\n"
}

// TestUnsubscribe: each message is acted on in the best way that it offers.
func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	var posts []string
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		posts = append(posts, r.Method+" "+r.URL.String()+" "+string(body))
	}))
	defer s.Close()
	a := openWriter(t)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	a.web = web.New(web.Options{Local: true, RootCAs: roots})
	home, mute := place(t, a.Mail, "home", ""), place(t, a.Mail, "mute", "")
	both := "List-Unsubscribe: <mailto:leave@shop.example?subject=off%20you%20go&body=bye&cc=eve@evil.example," +
		"you@evil.example>, <" + s.URL + "/u?1>"
	tests := []struct {
		name, fields string
		folder       mail.FolderID
		page         string
		cause        mail.Cause
		posts, mails int
	}{
		{"one click before a mail", both + "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click", home, "", 0, 1, 0},
		{"a mail before a page", both, home, "", 0, 0, 1},
		{"a page where no mail is sent", both, mute, s.URL + "/u?1", 0, 0, 0},
		{"a mail that cannot be sent", "List-Unsubscribe: <mailto:leave@shop.example>", mute, "", mail.NoSMTP, 0, 0},
		{"a mail without a subject", "List-Unsubscribe: <mailto:leave@shop.example>", home, "", 0, 0, 1},
		{
			"a mail of a stranger's words", "List-Unsubscribe: <mailto:leave@shop.example?body=I%20quit.%0D%0AI%20mean%20it.>",
			home, "", mail.NoUnsubscribe, 0, 0,
		},
		{"a page", "List-Unsubscribe: <http://shop.example/u>", home, "http://shop.example/u", 0, 0, 0},
		{"nothing", "X-Nothing: x", home, "", mail.NoUnsubscribe, 0, 0},
		{"something else", "List-Unsubscribe: <ftp://shop.example/u>, <javascript:alert(1)>", home, "", mail.NoUnsubscribe, 0, 0},
	}
	var last []*message.Message
	for i, tt := range tests {
		id := keep(t, a.Mail, tt.folder, i, fromList(tt.fields))
		before, _ := outbox(t, a)
		posted := len(posts)
		page, err := a.Unsubscribe(t.Context(), id)
		wantEnd(t, err, tt.cause)
		last, _ = outbox(t, a)
		if waits := leaving(t, a, id); waits != (tt.mails > 0) {
			t.Errorf("%s: a mail in the outbox: %v", tt.name, waits)
		}
		if page != tt.page || len(posts)-posted != tt.posts || len(last)-len(before) != tt.mails {
			t.Errorf("%s: page %q, %d requests, %d mails", tt.name, page, len(posts)-posted, len(last)-len(before))
		}
	}
	if want := []string{"POST /u?1 List-Unsubscribe=One-Click"}; !slices.Equal(posts, want) {
		t.Errorf("the server was asked %q, want %q", posts, want)
	}
	var mails []string
	_, envelopes := outbox(t, a)
	for i, m := range last {
		if !m.Header.Date.Equal(demo.Now()) {
			t.Errorf("%q is of %v", m.Header.Subject, m.Header.Date)
		}
		mails = append(mails, strings.Join(envelopes[i].To, ",")+": "+m.Header.Subject.String())
	}
	slices.Sort(mails)
	if want := []string{"leave@shop.example: off you go", "leave@shop.example: unsubscribe"}; !slices.Equal(mails, want) {
		t.Errorf("the mails are %q, want %q", mails, want)
	}
	if _, err := a.Unsubscribe(t.Context(), 1<<40); err == nil {
		t.Error("a message that is not there was acted on")
	}
}

// leaving reports whether a mail that leaves the list of a message is not sent.
func leaving(t *testing.T, a *App, id mail.LocalID) bool {
	t.Helper()
	row, err := a.Summary(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	msg, err := a.Message(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := msg.Unsubscribe()
	r, ok := u.Mailed()
	if !ok {
		return false
	}
	waits, err := a.Leaving(t.Context(), row.Account, r)
	if err != nil {
		t.Fatal(err)
	}
	return waits
}
