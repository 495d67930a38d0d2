package engine

import (
	"errors"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/cache"
)

// TestSpoolIsSweptAfterASync: what a Sync took and no message has is dropped,
// what a message has stays.
func TestSpoolIsSweptAfterASync(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP})
	x.do(all("INBOX", added(msg(1, "a"))))
	ctx := t.Context()
	sp := &spool{store: x.store}
	for _, text := range []string{"left", "bound"} {
		if _, err := sp.Put(ctx, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	id := x.find("a").ID
	x.write(func(tx *cache.Tx) error { return tx.BindBody(id, "", sp.taken[1]) })
	if err := sp.sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := x.store.SpooledBody(ctx, sp.taken[0]); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("what nobody has: %v", err)
	}
	body, err := x.store.Body(ctx, id, "")
	if err != nil || body.Size() != int64(len("bound")) {
		t.Errorf("what a message has: %v", err)
	}
}
