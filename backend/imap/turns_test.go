package imap_test

import (
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/mail"
)

// TestTurns counts how often the client waits for the server: at 40 ms of
// distance that, and not the bytes, is what takes time.
func TestTurns(t *testing.T) {
	s := backendtest.Dovecot(t)
	msgs := backendtest.Sample(1500)
	s.Deliver(t, user, "INBOX", msgs...)
	s.Deliver(t, user, "Other", msgs[:3]...)
	b := connected(t, secure(s))
	inbox, other := backendtest.NewModel(), backendtest.NewModel()
	account := func() {
		if _, err := b.Folders(t.Context()); err != nil {
			t.Fatal(err)
		}
		syncAll(t, b, inbox, "INBOX")
		syncAll(t, b, other, "Other")
	}
	for _, tt := range []struct {
		name string
		do   func()
		most int64
	}{
		{"the first sync", account, 1 + 4 + 3},
		{"an unchanged account", account, 1},
		{"an unchanged folder", func() { syncAll(t, b, inbox, "INBOX") }, 1},
		{"changed flags", func() {
			store(t, s)
			syncAll(t, b, inbox, "INBOX")
		}, 2},
		{"new and removed mail", func() {
			s.Deliver(t, user, "INBOX", msgs[:2]...)
			expunge(t, s.IMAPClient(t, user), msgs[700])
			syncAll(t, b, inbox, "INBOX")
		}, 3},
		{"an unchanged account again", account, 1},
	} {
		turns, bytes := b.Turns(), b.Counters().In
		tt.do()
		if n := b.Turns() - turns; n > tt.most {
			t.Errorf("%s: %d turns, at most %d", tt.name, n, tt.most)
		}
		if n := b.Counters().In - bytes; tt.most == 1 && n > 3000 {
			t.Errorf("%s: %d bytes", tt.name, n)
		}
	}
	if len(inbox.Messages) != 1501 || len(other.Messages) != 3 {
		t.Errorf("%d and %d messages", len(inbox.Messages), len(other.Messages))
	}
}

// store changes a flag as another client does.
func store(t *testing.T, s *backendtest.Server) {
	t.Helper()
	b := connected(t, secure(s))
	model := backendtest.NewModel()
	syncAll(t, b, model, "INBOX")
	for id := range model.Messages {
		if _, err := b.StoreFlags(t.Context(), "INBOX", []mail.RemoteID{id}, mail.FlagDelta{Add: mail.Flagged}); err != nil {
			t.Fatal(err)
		}
		return
	}
}
