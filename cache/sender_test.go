package cache_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestSender(t *testing.T) {
	t.Parallel()
	f := open(t)
	check := func(address string, want mail.SenderView) {
		t.Helper()
		read(t, f.Store, func(tx *cache.ReadTx) error {
			got, err := tx.Sender(address, mail.Anchor{})
			if got.View != want {
				t.Errorf("%s is shown as %+v, want %+v", address, got.View, want)
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

// The first message of an address is the oldest one, in whatever folder it is;
// an index answers that.
func TestFirstOfASender(t *testing.T) {
	t.Parallel()
	f := open(t)
	grace := []mail.Address{{Name: mail.Line("Grace"), Addr: mail.Identity("Grace@Navy.example")}}
	ids := f.add(
		cache.NewMessage{Folder: f.archive, Received: noon, From: grace},
		cache.NewMessage{Folder: f.inbox, Received: noon.Add(time.Hour), From: grace},
		cache.NewMessage{Folder: f.inbox, Received: noon, From: []mail.Address{{Addr: mail.Identity("ada@home.example")}}},
	)
	plan, err := f.Plan(t.Context(), cache.SenderQuery)
	if err != nil || !strings.Contains(plan, "USING COVERING INDEX message_sender (<expr>=?") {
		t.Errorf("the plan is %s, %v", plan, err)
	}
	for _, tt := range []struct {
		name, address string
		id            mail.LocalID
		first         bool
	}{
		{"the oldest", "grace@navy.example", ids[0], true},
		{"a later one", "GRACE@navy.example", ids[1], false},
		{"of another", "ada@home.example", ids[2], true},
		{"of nobody", "", ids[2], true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f.read(func(tx *cache.ReadTx) error {
				got, err := tx.Sender(tt.address, f.summary(tt.id).Anchor())
				if got.First != tt.first {
					t.Errorf("first: %v", got.First)
				}
				return err
			})
		})
	}
}
