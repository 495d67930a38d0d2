package engine_test

import (
	"slices"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// TestSentMailIsFiledOnDovecot sends a message, with the first visit to the
// server and in a later one, and looks with another client: it is in the
// folder once, and the message that is here is that one.
func TestSentMailIsFiledOnDovecot(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} { // whether the folders are known when it is sent
		s := backendtest.Dovecot(t)
		post := &postServer{}
		c := newClient(t, sendsOver(imapAccount(s), servePost(t, post)), engine.Options{})
		if known {
			c.visit()
		}
		if err := c.Submit(t.Context(), "ada", letterToSend, "ada@x.example", []string{"bob@y.example"}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			c.visit()
		}
		if n := len(post.messages()); n != 1 {
			t.Errorf("%d were sent", n)
		}
		other := s.IMAPClient(t, user)
		want := 1
		if !known { // nobody knew of a folder for it: it stays here
			want = 0
		}
		if n := len(search(t, other, "Sent", &goimap.SearchCriteria{NotFlag: []goimap.Flag{goimap.FlagDeleted}})); n != want {
			t.Errorf("%d messages are in the server's folder, known: %v", n, known)
		}
		box := mail.RemoteBox("Sent")
		if !known {
			box = ""
		}
		if got := c.texts(box); !slices.Equal(got, []string{string(letterToSend)}) {
			t.Errorf("here is %q", got)
		}
		if local := c.roles()[mail.RoleSent]; local != 1-want {
			t.Errorf("%d are here only", local)
		}
		c.read(func(tx *cache.ReadTx) error {
			list, err := tx.Files("ada")
			if len(list) > 0 {
				t.Errorf("to be filed are %+v", list)
			}
			return err
		})
	}
}
