package cache

import (
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// The expression is that of the index.
const selectSender = `SELECT coalesce(s.form, 0), coalesce(s.images, 0), NOT EXISTS (SELECT 1 FROM message
		WHERE lower(iif(json_valid(sender), sender ->> '$[0][1]', '')) = lower(?1) AND (received, id) < (?3, ?4))
	FROM (SELECT 1) LEFT JOIN sender s ON s.address = ?2`

// Sender returns what is known of the sender of a message: how mail of the
// address is to be shown, the zero value when nothing was chosen, and whether no
// older message of it is here. address is an addr-spec, in any case.
func (tx *ReadTx) Sender(address string, at mail.Anchor) (sender mail.Sender, err error) {
	err = tx.row(selectSender, address, strings.ToLower(address), unix(at.Received), at.ID).
		Scan(&sender.View.Form, &sender.View.Images, &sender.First)
	if err != nil {
		return mail.Sender{}, fmt.Errorf("read what is known of a sender: %w", err)
	}
	return sender, nil
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
