package cache

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// Mentions returns the shown messages of all accounts that have a Message-ID, or
// refer to it, the oldest first. Angle brackets do not count. It goes by a hash:
// the header tells which it is.
func (tx *ReadTx) Mentions(messageID string) ([]mail.LocalID, error) {
	var list []mail.LocalID
	for _, ref := range hashRefs([]string{messageID}) {
		var err error
		list, err = collect(tx, scanOne[mail.LocalID], `SELECT m.id FROM account a
			JOIN ref r ON r.account = a.id AND r.msgid = ? JOIN message m ON m.id = r.message
			WHERE m.vanished = 0 ORDER BY m.id`, ref)
		if err != nil {
			return nil, fmt.Errorf("look for a Message-ID: %w", err)
		}
	}
	return list, nil
}
