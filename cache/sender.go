package cache

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// Sender returns how the mail of a sender is to be shown, the zero value when
// nothing is known. address is an addr-spec, in any case.
func (tx *ReadTx) Sender(address string) (mail.SenderView, error) {
	var view mail.SenderView
	err := tx.row(`SELECT form, images FROM sender WHERE address = ?`, strings.ToLower(address)).
		Scan(&view.Form, &view.Images)
	if errors.Is(err, ErrNotFound) {
		return mail.SenderView{}, nil
	}
	if err != nil {
		return mail.SenderView{}, fmt.Errorf("read how a sender is shown: %w", err)
	}
	return view, nil
}

// SetSender stores how the mail of a sender is to be shown. The zero value
// forgets the sender.
func (tx *Tx) SetSender(address string, view mail.SenderView) error {
	address = strings.ToLower(address)
	var err error
	if view == (mail.SenderView{}) {
		_, err = tx.exec(`DELETE FROM sender WHERE address = ?`, address)
	} else {
		_, err = tx.exec(`INSERT INTO sender (address, form, images) VALUES (?1, ?2, ?3)
			ON CONFLICT (address) DO UPDATE SET form = ?2, images = ?3`, address, view.Form, view.Images)
	}
	if err != nil {
		return fmt.Errorf("store how a sender is shown: %w", err)
	}
	return nil
}
