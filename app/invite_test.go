package app

import (
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// invited is an invitation of an attendee.
func invited(attendee string) string {
	return "From: Grace <grace@navy.example>\r\nMessage-ID: <7@navy.example>\r\nSubject: Invitation: Mill review\r\n" +
		"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n" +
		"UID:7\r\nSEQUENCE:2\r\nORGANIZER;CN=Grace:mailto:grace@navy.example\r\nATTENDEE;CN=A:mailto:" + attendee +
		"\r\nDTSTART:20261125T090000Z\r\nSUMMARY:Mühle\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// openWriter opens a client with the account "home" that sends mail, and "mute"
// that does not.
func openWriter(t *testing.T) *App {
	t.Helper()
	dirs := config.Inside(t.TempDir())
	for _, a := range []config.Account{
		{Name: "home", SMTP: &config.Server{Host: "127.0.0.1", Port: 1, TLS: config.NoTLS}}, {Name: "mute"},
	} {
		a.ID, a.Email, a.FullName, a.Protocol = mail.AccountID(a.Name), "ada@"+a.Name+".example", "Ada Lovelace", config.IMAP
		a.Server = config.Server{Host: "127.0.0.1", Port: 1, TLS: config.NoTLS}
		a.Auth = config.Auth{User: a.Email, PasswordCommand: []string{"true"}}
		if err := config.SaveAccount(dirs, a); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Open(t.Context(), Options{Dirs: dirs, Log: slog.New(slog.DiscardHandler), Now: demo.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	write(t, a.Mail, func(tx *cache.Tx) error {
		for _, id := range []mail.AccountID{"home", "mute"} {
			if err := tx.PutFolders(id, []cache.FolderRow{{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox}}); err != nil {
				return err
			}
		}
		return nil
	})
	return a
}

// outbox returns what waits to be sent, with the envelopes.
func outbox(t *testing.T, a *App) (sent []*message.Message, envelopes []cache.Submission) {
	t.Helper()
	err := a.store.Read(t.Context(), func(tx *cache.ReadTx) error {
		ops, err := tx.Sends("home", cache.OpQueued)
		for _, op := range ops {
			s, err := tx.Submission(op.Message)
			if err != nil {
				return err
			}
			envelopes = append(envelopes, s)
			msg, err := a.Message(t.Context(), op.Message)
			if err != nil {
				return err
			}
			sent = append(sent, msg)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sent, envelopes
}

func TestAnswerInvite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, attendee, from string
		answer               calendar.Answer
		status               calendar.Status
		subject              string
	}{
		{"yes", "ada@home.example", "ada@home.example", calendar.Accept, calendar.Accepted, "Accepted: Mühle"},
		{"no, with another spelling", "ADA@Home.Example", "ADA@Home.Example", calendar.Decline, calendar.Declined, "Declined: Mühle"},
		{"who was not asked", "team@home.example", "ada@home.example", calendar.Maybe, calendar.Tentative, "Maybe: Mühle"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := openWriter(t)
			id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, invited(tt.attendee))
			if err := a.AnswerInvite(t.Context(), id, tt.answer); err != nil {
				t.Fatal(err)
			}
			sent, envelopes := outbox(t, a)
			if len(sent) != 1 || envelopes[0].From != tt.from || !slices.Equal(envelopes[0].To, []string{"grace@navy.example"}) {
				t.Fatalf("%d messages, %+v", len(sent), envelopes)
			}
			h := sent[0].Header
			if h.From[0].String() != "Ada Lovelace <"+tt.from+">" || h.To[0].String() != "Grace <grace@navy.example>" ||
				h.Subject.String() != tt.subject || !slices.Equal(h.InReplyTo, []string{"7@navy.example"}) || !h.Date.Equal(demo.Now()) ||
				!strings.HasSuffix(h.MessageID, tt.from[strings.Index(tt.from, "@"):]) || len(h.MessageID) < 30 {
				t.Errorf("got %+v", h)
			}
			text, _ := sent[0].Calendar()
			reply, err := calendar.Parse(text)
			if err != nil || reply.Method != calendar.Reply || reply.UID != "7" || reply.Sequence != 2 ||
				len(reply.Attendees) != 1 || reply.Attendees[0].Status != tt.status || reply.Attendees[0].Addr.String() != tt.from {
				t.Errorf("%s\nis %+v, %v", text, reply, err)
			}
			words := sent[0].Bodies(message.Plain)
			if len(words) != 1 || !strings.Contains(words[0].Text, "Mühle") {
				t.Errorf("got %+v", words)
			}
		})
	}
}

// TestAnswerRealInvitation answers an invitation as Google Calendar sends it.
func TestAnswerRealInvitation(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(corpora.Path(t, "postal-mime", "test__fixtures__calendar-event.eml"))
	if err != nil {
		t.Fatal(err)
	}
	a := openWriter(t)
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, string(raw))
	if err := a.AnswerInvite(t.Context(), id, calendar.Maybe); err != nil {
		t.Fatal(err)
	}
	sent, envelopes := outbox(t, a)
	if len(sent) != 1 || envelopes[0].From != "ada@home.example" || !slices.Equal(envelopes[0].To, []string{"andris@postalsys.com"}) {
		t.Fatalf("%d messages, %+v", len(sent), envelopes)
	}
	if got := sent[0].Header.Subject.String(); got != "Maybe: Test event ⏰" {
		t.Errorf("got %q", got)
	}
	text, _ := sent[0].Calendar()
	reply, err := calendar.Parse(text)
	if err != nil || reply.UID != "1utaf3eftt1agbnisfcc3a5ps0@google.com" || reply.Method != calendar.Reply ||
		reply.When(time.UTC).String() != "Thu 11 Apr 2024, 08:00–09:00 (11:00 in Europe/Tallinn)" {
		t.Errorf("%s\nis %+v, %v", text, reply, err)
	}
}

func TestAnswerInviteRefuses(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	home, mute := place(t, a.Mail, "home", ""), place(t, a.Mail, "mute", "")
	tests := []struct {
		name   string
		folder mail.FolderID
		raw    string
		want   mail.Cause
	}{
		{"no invitation", home, "From: grace@navy.example\r\n\r\nCome!\r\n", mail.NoInvite},
		{"called off", home, strings.Replace(invited("ada@home.example"), "METHOD:REQUEST", "METHOD:CANCEL", 1), mail.NoInvite},
		{"nobody to answer", home, strings.Replace(invited("ada@home.example"), "mailto:grace@navy.example", "invalid:x", 1), mail.NoInvite},
		{"an account that does not send", mute, invited("ada@mute.example"), mail.NoSMTP},
	}
	for i, tt := range tests {
		id := keep(t, a.Mail, tt.folder, i, tt.raw)
		t.Log(tt.name)
		wantCause(t, a.AnswerInvite(t.Context(), id, calendar.Accept), tt.want)
	}
	wantCause(t, a.AnswerInvite(t.Context(), 1<<40, calendar.Accept), mail.NotFound)
	if sent, _ := outbox(t, a); len(sent) > 0 {
		t.Errorf("%d messages wait to be sent", len(sent))
	}
}

func TestWarningsOfEvents(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	invite := invited("ada@home.example")
	for name, tt := range map[string]struct{ raw, want string }{
		"the organiser":            {invite, ""},
		"of the organiser's house": {strings.Replace(invite, "Grace <grace@navy.example>", "calendar@mail.navy.example", 1), ""},
		"a stranger": {
			strings.Replace(invite, "Grace <grace@navy.example>", "eve@y.example", 1),
			"The event is in the name of grace@navy.example, but the mail is from eve@y.example.",
		},
		"a stranger calls off": {
			strings.NewReplacer("Grace <grace@navy.example>", "eve@y.example", "METHOD:REQUEST", "METHOD:CANCEL").Replace(invite),
			"The event is in the name of grace@navy.example, but the mail is from eve@y.example.",
		},
		"published": {strings.NewReplacer("Grace <grace@navy.example>", "eve@y.example", "METHOD:REQUEST", "METHOD:PUBLISH").Replace(invite), ""},
	} {
		msg, err := message.Parse(strings.NewReader(tt.raw))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		list, err := a.Warnings(t.Context(), msg)
		for _, w := range list {
			if got += w.Text.String(); w.Code != message.CodeOrganizer {
				t.Errorf("%s: code %s", name, w.Code)
			}
		}
		if err != nil || got != tt.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, tt.want)
		}
	}
}

func TestWarningsKnowTheUser(t *testing.T) {
	t.Parallel()
	a := openWriter(t)
	for header, want := range map[string]string{
		"From: Ada Lovelace <eve@y.example>\r\n\r\nx":    message.CodeLooksLikeYou,
		"From: ada@h0me.example\r\n\r\nx":                message.CodeLooksLikeYou,
		"From: Ada Lovelace <ada@mute.example>\r\n\r\nx": "",
	} {
		msg, err := message.Parse(strings.NewReader(header))
		if err != nil {
			t.Fatal(err)
		}
		list, err := a.Warnings(t.Context(), msg)
		if err != nil || len(list) > 1 || (len(list) == 1) != (want != "") || want != "" && list[0].Code != want {
			t.Errorf("%q gave %v, %v", header, list, err)
		}
		if list, err := a.Mail.Warnings(t.Context(), msg); err != nil || len(list) > 1 {
			t.Errorf("%q gave %v, %v", header, list, err)
		}
	}
}
