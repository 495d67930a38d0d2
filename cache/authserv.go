package cache

import (
	"database/sql"
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// Authserv is a server of which the user was asked whether to believe what it
// writes into mail about senders (RFC 8601).
type Authserv struct {
	ID      string // the authserv-id in lower case
	Trusted bool
}

// Authservs returns the servers of which the user of an account was asked.
func (tx *ReadTx) Authservs(account mail.AccountID) ([]Authserv, error) {
	list, err := collect(tx, func(rows *sql.Rows) (s Authserv, err error) {
		err = rows.Scan(&s.ID, &s.Trusted)
		return s, err
	}, `SELECT s.id, s.trusted FROM authserv s JOIN account a ON a.id = s.account WHERE a.name = ? ORDER BY s.id`,
		string(account))
	if err != nil {
		return nil, fmt.Errorf("list who vouches for mail of %q: %w", account, err)
	}
	return list, nil
}

// SetAuthserv notes what the user of an account says about a server.
func (tx *Tx) SetAuthserv(account mail.AccountID, s Authserv) error {
	return tx.setAccount(account, `INSERT INTO authserv (account, id, trusted)
		SELECT id, ?1, ?2 FROM account WHERE name = ?3
		ON CONFLICT (account, id) DO UPDATE SET trusted = ?2`, s.ID, s.Trusted, string(account))
}
