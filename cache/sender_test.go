package cache_test

import (
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestSender(t *testing.T) {
	t.Parallel()
	f := open(t)
	check := func(address string, want mail.SenderView) {
		t.Helper()
		read(t, f.Store, func(tx *cache.ReadTx) error {
			got, err := tx.Sender(address)
			if got != want {
				t.Errorf("%s is shown as %+v, want %+v", address, got, want)
			}
			return err
		})
	}
	set := func(address string, view mail.SenderView) {
		t.Helper()
		write(t, f.Store, func(tx *cache.Tx) error { return tx.SetSender(address, view) })
	}
	plain := mail.SenderView{Form: mail.PlainText}
	both := mail.SenderView{Form: mail.Source, Images: true}
	check("ada@home.example", mail.SenderView{})
	set("Ada@Home.example", plain)
	check("ada@home.EXAMPLE", plain)
	set("ada@home.example", both)
	check("ada@home.example", both)
	check("bob@home.example", mail.SenderView{})
	set("ada@home.example", mail.SenderView{})
	check("ada@home.example", mail.SenderView{})
}
