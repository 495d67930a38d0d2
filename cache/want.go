package cache

import (
	"errors"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Want notes that somebody waits for the text of a message. What failed before
// is tried again.
func (tx *Tx) Want(message mail.LocalID) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO want (message, seq) VALUES (?1, ?2)
		ON CONFLICT (message) DO UPDATE SET seq = ?2, problem = ''`, message, seq)
	if err != nil {
		return fmt.Errorf("want message %s: %w", message, err)
	}
	tx.Emit(mail.MessageChanged{Message: message})
	return nil
}

// FailWant notes why the text of a message could not be had: it is not tried
// again before the time again, unless somebody wants it anew.
func (tx *Tx) FailWant(message mail.LocalID, why mail.Problem, again time.Time) error {
	problem, err := problemJSON(&why)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.exec(`INSERT INTO want (message, seq, problem, again) VALUES (?1, 0, ?2, ?3)
		ON CONFLICT (message) DO UPDATE SET problem = ?2, again = ?3`, message, problem, unix(again))
	if err != nil {
		return fmt.Errorf("note why message %s was not read: %w", message, err)
	}
	tx.Emit(mail.MessageChanged{Message: message})
	return nil
}

// ForgetWant removes what was noted by Want or FailWant: the message is here.
func (tx *Tx) ForgetWant(message mail.LocalID) error {
	if _, err := tx.exec(`DELETE FROM want WHERE message = ?`, message); err != nil {
		return fmt.Errorf("forget that message %s was wanted: %w", message, err)
	}
	return nil
}

// ForgetFailure removes what was noted by FailWant: the message may be had now.
func (tx *Tx) ForgetFailure(message mail.LocalID) error {
	if _, err := tx.exec(`DELETE FROM want WHERE message = ? AND problem <> ''`, message); err != nil {
		return fmt.Errorf("forget why message %s was not read: %w", message, err)
	}
	return nil
}

// Wanted returns messages of an account that somebody waits for, the one asked
// for last first, at most limit.
func (tx *ReadTx) Wanted(account mail.AccountID, limit int) ([]mail.LocalID, error) {
	list, err := collect(tx, scanOne[mail.LocalID], `SELECT w.message FROM want w JOIN message m ON m.id = w.message
		WHERE w.problem = '' AND m.account = (SELECT id FROM account WHERE name = ?) ORDER BY w.seq DESC LIMIT ?`,
		account, limit)
	if err != nil {
		return nil, fmt.Errorf("list wanted messages: %w", err)
	}
	return list, nil
}

// WantState tells whether somebody waits for the text of a message, and why it
// could not be had when that is known.
func (tx *ReadTx) WantState(message mail.LocalID) (waiting bool, why *mail.Problem, err error) {
	var problem string
	err = tx.row(`SELECT problem FROM want WHERE message = ?`, message).Scan(&problem)
	if errors.Is(err, ErrNotFound) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, fmt.Errorf("read what is wanted: %w", err)
	}
	why, err = parseProblem(problem)
	return problem == "", why, err
}

// moveWant makes the want of one message that of another.
func (tx *Tx) moveWant(from, to mail.LocalID) error {
	if _, err := tx.exec(`UPDATE OR IGNORE want SET message = ? WHERE message = ?`, to, from); err != nil {
		return fmt.Errorf("move what is wanted: %w", err)
	}
	return nil
}
