package app

import (
	"context"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// Sender returns what is known of the address that a message at a place is from:
// how the user wants its mail to be shown, and whether this is the first.
func (m *Mail) Sender(ctx context.Context, address string, at mail.Anchor) (sender mail.Sender, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		sender, err = tx.Sender(address, at)
		return err
	})
	return sender, err
}

// SetSender remembers how the user wants the mail of an address to be shown. For
// mail without an address nothing is remembered: it may be anybody's.
func (a *App) SetSender(ctx context.Context, address string, view mail.SenderView) error {
	if address == "" {
		return nil
	}
	return a.store.Write(ctx, func(tx *cache.Tx) error { return tx.SetSender(address, view) })
}
