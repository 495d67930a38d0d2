package cache

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Wanted is a section of a message that somebody waits for: a section number of
// RFC 9051 §6.4.5, "" for the whole message, or [mail.Readable].
type Wanted struct {
	Message mail.LocalID
	Section string
}

// Want notes that somebody waits for a section of a message. What failed before
// is tried again.
func (tx *Tx) Want(message mail.LocalID, section string) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO want (message, section, seq) VALUES (?1, ?2, ?3)
		ON CONFLICT (message, section) DO UPDATE SET seq = ?3, problem = '', done = 0`, message, section, seq)
	if err != nil {
		return fmt.Errorf("want section %q of message %s: %w", section, message, err)
	}
	tx.Emit(mail.MessageChanged{Message: message})
	return nil
}

// Unwant notes that nobody waits for a section any more, or has to know why it
// could not be had.
func (tx *Tx) Unwant(message mail.LocalID, section string) error {
	wanted, err := tx.ForgetWant(message, section)
	if wanted {
		tx.Emit(mail.MessageChanged{Message: message})
	}
	return err
}

// FailWant notes why a section of a message could not be had: reading ahead does
// not try it again before the time again, unless somebody wants it anew.
func (tx *Tx) FailWant(message mail.LocalID, section string, why mail.Problem, again time.Time) error {
	problem, err := problemJSON(&why)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.exec(`INSERT INTO want (message, section, seq, problem, again) VALUES (?1, ?2, 0, ?3, ?4)
		ON CONFLICT (message, section) DO UPDATE SET problem = ?3, again = ?4`, message, section, problem, unix(again))
	if err != nil {
		return fmt.Errorf("note why section %q of message %s was not read: %w", section, message, err)
	}
	tx.Emit(mail.MessageChanged{Message: message})
	return nil
}

// PutProgress notes how many bytes of a section have come, and reports whether
// somebody still waits for it.
func (tx *Tx) PutProgress(want Wanted, done int64) (wanted bool, err error) {
	n, err := tx.exec(`UPDATE want SET done = ? WHERE message = ? AND section = ? AND problem = ''`,
		done, want.Message, want.Section)
	if err != nil {
		return false, fmt.Errorf("note how much of message %s has come: %w", want.Message, err)
	}
	if n > 0 {
		tx.Emit(mail.MessageChanged{Message: want.Message})
	}
	return n > 0, nil
}

// ForgetWant removes what was noted by Want or FailWant of a section, because it
// is here, and reports whether there was anything.
func (tx *Tx) ForgetWant(message mail.LocalID, section string) (wanted bool, err error) {
	n, err := tx.exec(`DELETE FROM want WHERE message = ? AND section = ?`, message, section)
	if err != nil {
		return false, fmt.Errorf("forget that section %q of message %s was wanted: %w", section, message, err)
	}
	return n > 0, nil
}

// ForgetWants is ForgetWant for every section: the whole message is here.
func (tx *Tx) ForgetWants(message mail.LocalID) error {
	if _, err := tx.exec(`DELETE FROM want WHERE message = ?`, message); err != nil {
		return fmt.Errorf("forget what was wanted of message %s: %w", message, err)
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

// Wanted returns what somebody waits for of an account, what was asked for last
// first, at most limit.
func (tx *ReadTx) Wanted(account mail.AccountID, limit int) ([]Wanted, error) {
	list, err := collect(tx, func(rows *sql.Rows) (w Wanted, err error) {
		err = rows.Scan(&w.Message, &w.Section)
		return w, err
	}, `SELECT w.message, w.section FROM want w JOIN message m ON m.id = w.message
		WHERE w.problem = '' AND m.account = (SELECT id FROM account WHERE name = ?) ORDER BY w.seq DESC LIMIT ?`,
		account, limit)
	if err != nil {
		return nil, fmt.Errorf("list what is wanted: %w", err)
	}
	return list, nil
}

// Waits reports whether somebody waits for a section.
func (tx *ReadTx) Waits(want Wanted) (bool, error) {
	err := tx.row(`SELECT 1 FROM want WHERE message = ? AND section = ? AND problem = ''`,
		want.Message, want.Section).Scan(new(int))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read what is wanted: %w", err)
	}
	return true, nil
}

// WantState tells whether somebody waits for the text of a message, and why it
// could not be had when that is known.
func (tx *ReadTx) WantState(message mail.LocalID) (waiting bool, why *mail.Problem, err error) {
	var problem string
	err = tx.row(`SELECT problem FROM want WHERE message = ? AND section IN ('', 'readable')
		ORDER BY section DESC LIMIT 1`, message).Scan(&problem)
	if errors.Is(err, ErrNotFound) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, fmt.Errorf("read what is wanted: %w", err)
	}
	why, err = parseProblem(problem)
	return problem == "", why, err
}

// PartWants returns the parts of a message that somebody waits for, or that
// could not be had; the part "" is the whole message.
func (tx *ReadTx) PartWants(message mail.LocalID) ([]mail.PartWant, error) {
	list, err := collect(tx, func(rows *sql.Rows) (w mail.PartWant, err error) {
		var problem string
		if err := rows.Scan(&w.Part, &w.Done, &problem, &w.Size); err != nil {
			return w, err
		}
		w.Problem, err = parseProblem(problem)
		return w, err
	}, `SELECT w.section, w.done, w.problem, CASE w.section WHEN '' THEN m.size ELSE
			coalesce((SELECT p.size FROM part p WHERE p.message = m.id AND p.number = w.section), 0) END
		FROM want w JOIN message m ON m.id = w.message
		WHERE w.message = ? AND w.section <> 'readable' ORDER BY w.section`, message)
	if err != nil {
		return nil, fmt.Errorf("list what is wanted of message %s: %w", message, err)
	}
	return list, nil
}

// moveWant makes the wants of one message those of another.
func (tx *Tx) moveWant(from, to mail.LocalID) error {
	if _, err := tx.exec(`UPDATE OR IGNORE want SET message = ? WHERE message = ?`, to, from); err != nil {
		return fmt.Errorf("move what is wanted: %w", err)
	}
	return nil
}
