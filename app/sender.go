package app

import (
	"context"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// Sender returns how the user wants the mail of an address to be shown.
func (m *Mail) Sender(ctx context.Context, address string) (view mail.SenderView, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		view, err = tx.Sender(address)
		return err
	})
	return view, err
}

// SetSender remembers how the user wants the mail of an address to be shown. For
// mail without an address nothing is remembered: it may be anybody's.
func (m *Mail) SetSender(ctx context.Context, address string, view mail.SenderView) error {
	if address == "" {
		return nil
	}
	return m.store.Write(ctx, func(tx *cache.Tx) error { return tx.SetSender(address, view) })
}
