package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// TestMailOfOneSecondStandsAsOnTheServer: a mailbox that was restored from a
// backup has one time for all of its mail, and a first sync begins with the end
// of it.
func TestMailOfOneSecondStandsAsOnTheServer(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	restored := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s.DeliverAt(t, user, "INBOX", restored, raws(0, 500)...)
	c := newClient(t, imapAccount(s), engine.Options{})
	c.visit()
	var got, want []string
	c.read(func(tx *cache.ReadTx) error {
		q := mail.PageQuery{Limit: 70}
		for {
			rows, err := tx.Page(q)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				got = append(got, r.Subject.String())
			}
			q.From = rows[len(rows)-1].Anchor()
		}
	})
	for _, m := range raws(0, 500) {
		_, subject, _ := strings.Cut(string(m), "Subject: ")
		subject, _, _ = strings.Cut(subject, "\r\n")
		want = append(want, subject)
	}
	slices.Reverse(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows, want %d in the server's order; they begin %q", len(got), len(want), got[:min(3, len(got))])
	}
}
