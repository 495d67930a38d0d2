package imap_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/mail"
)

func TestAppend(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	appender, able := backend.As[backend.Appender](backend.Backend(b))
	if !able {
		t.Fatal("IMAP can append")
	}
	sample := backendtest.Sample(2)
	large := slices.Concat(sample[1], bytes.Repeat([]byte("0123456789\r\n"), 20_000))
	if _, err := b.Folders(t.Context()); err != nil { // its STATUS must not serve for the sync below
		t.Fatal(err)
	}
	for _, m := range [][]byte{sample[0], large} {
		if err := appender.Append(t.Context(), "INBOX", m, mail.Seen|mail.Flagged|mail.Forwarded); err != nil {
			t.Fatal(err)
		}
	}
	model := backendtest.NewModel()
	syncAll(t, b, model, "INBOX")
	if len(model.Messages) != 2 {
		t.Errorf("%d messages are there", len(model.Messages))
	}
	for id, kept := range model.Messages {
		if kept.Flags != mail.Seen|mail.Flagged {
			t.Errorf("%q has the flags %d", id, kept.Flags)
		}
	}
	err := appender.Append(t.Context(), "No such box", large, 0)
	if p := backend.ProblemOf(err, ""); p.Kind != mail.Gone || p.Scope != mail.ScopeFolder || p.Host == "" {
		t.Errorf("a mailbox that is not there is %+v", p)
	}
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := appender.Append(t.Context(), "INBOX", sample[1], 0); err != nil {
		t.Error(err)
	}
}
