package cache_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestAuthservs(t *testing.T) {
	t.Parallel()
	f := open(t)
	list := func(account mail.AccountID) (found []cache.Authserv) {
		f.read(func(tx *cache.ReadTx) (err error) {
			found, err = tx.Authservs(account)
			return err
		})
		return found
	}
	if got := list("work"); got != nil {
		t.Errorf("nobody was asked, got %v", got)
	}
	set := func(account mail.AccountID, id string, trusted bool) {
		f.write(func(tx *cache.Tx) error { return tx.SetAuthserv(account, cache.Authserv{ID: id, Trusted: trusted}) })
	}
	set("work", "mx.work.example", true)
	set("work", "mx.eve.example", false)
	set("shop", "mx.shop.example", false)
	set("shop", "mx.shop.example", true)
	if diff := cmp.Diff([]cache.Authserv{{ID: "mx.eve.example"}, {ID: "mx.work.example", Trusted: true}}, list("work")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]cache.Authserv{{ID: "mx.shop.example", Trusted: true}}, list("shop")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(mail.Event(mail.AccountChanged{Account: "work"}), f.events[0]); diff != "" {
		t.Error(diff)
	}
	err := f.Write(t.Context(), func(tx *cache.Tx) error { return tx.SetAuthserv("nobody", cache.Authserv{ID: "x"}) })
	if !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("an account that is none gave %v", err)
	}
}
