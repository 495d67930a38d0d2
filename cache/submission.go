package cache

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Submission is the envelope of a message that is to be sent.
type Submission struct {
	From string   // addr-spec of MAIL FROM
	To   []string // addr-specs of RCPT TO
}

// LocalFolder returns the folder of an account that is only here and has a
// role; it makes it when there is none yet. It is listed while it holds messages.
func (tx *Tx) LocalFolder(account mail.AccountID, role mail.Role, name string) (mail.FolderID, error) {
	id, err := tx.localFolder(account, role, name)
	if err != nil {
		return 0, fmt.Errorf("find the local folder %q of %q: %w", name, account, err)
	}
	tx.Emit(mail.FoldersChanged{Account: account})
	return id, nil
}

func (tx *Tx) localFolder(account mail.AccountID, role mail.Role, name string) (id mail.FolderID, err error) {
	key, err := tx.accountKey(account)
	if err != nil {
		return 0, err
	}
	err = tx.row(`SELECT id FROM folder WHERE account = ? AND box IS NULL AND role = ?`, key, role).Scan(&id)
	if !errors.Is(err, ErrNotFound) {
		return id, err
	}
	path, err := json.Marshal([]string{name})
	if err != nil {
		return 0, err
	}
	row, err := tx.insert(`INSERT INTO folder (account, path, role, listed) VALUES (?, ?, ?, 0)`, key, string(path), role)
	return mail.FolderID(row), err
}

// Submit queues the sending of a message; action is one thing the user did.
func (tx *Tx) Submit(message mail.LocalID, s Submission, action int64) error {
	to, err := json.Marshal(s.To)
	if err == nil {
		_, err = tx.exec(`INSERT INTO submission (message, sender, recipients) VALUES (?, ?, ?)`, message, s.From, string(to))
	}
	if err != nil {
		return fmt.Errorf("submit message %s: %w", message, err)
	}
	_, err = tx.Enqueue(Op{Message: message, Kind: OpSend, Action: action})
	return err
}

// Submission returns the envelope of a message that is to be sent.
func (tx *ReadTx) Submission(message mail.LocalID) (s Submission, err error) {
	var to string
	err = tx.row(`SELECT sender, recipients FROM submission WHERE message = ?`, message).Scan(&s.From, &to)
	if err == nil {
		err = json.Unmarshal([]byte(to), &s.To)
	}
	if err != nil {
		return s, fmt.Errorf("read the envelope of message %s: %w", message, err)
	}
	return s, nil
}

// isOwn is true of [OpSend] and [OpFile], in the words of their index.
const isOwn = `o.kind IN (2, 3)`

const selectSends = selectOp + `WHERE o.account = (SELECT id FROM account WHERE name = ?) AND o.kind = ? AND o.state = ?
	AND ` + isOwn + ` ORDER BY o.not_before, o.id`

// Sends returns the messages of an account that are to be sent and in that
// state: which are to be tried first, first.
func (tx *ReadTx) Sends(account mail.AccountID, state OpState) ([]Op, error) {
	list, err := collect(tx, scanOp, selectSends, string(account), OpSend, state)
	if err != nil {
		return nil, fmt.Errorf("list what is to be sent: %w", err)
	}
	return list, nil
}

// SendOf returns the operation that sends a message, or [ErrNotFound].
func (tx *ReadTx) SendOf(message mail.LocalID) (Op, error) {
	list, err := collect(tx, scanOp, selectOp+`WHERE o.message = ? AND o.kind = ?`, message, OpSend)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Op{}, fmt.Errorf("read how message %s is sent: %w", message, err)
	}
	return list[0], nil
}

// Files returns the messages of an account that were sent and are to be in the
// server's sent mail, too. The server was looked at or told before Action and
// Ran.
func (tx *ReadTx) Files(account mail.AccountID) ([]Op, error) {
	list, err := collect(tx, scanOp, selectOp+
		`WHERE o.account = (SELECT id FROM account WHERE name = ?) AND o.kind = ? AND o.state IN (0, 1, 5) AND `+isOwn+`
		ORDER BY o.id`, string(account), OpFile)
	if err != nil {
		return nil, fmt.Errorf("list what is to be filed: %w", err)
	}
	return list, nil
}

// TryFile notes that a message is given to its server now, and counts that.
func (tx *Tx) TryFile(o Op) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE op SET state = ?, ran = ?, refusals = refusals + 1 WHERE id = ?`, OpRunning, seq, o.ID)
	if err != nil {
		return fmt.Errorf("file message %s: %w", o.Message, err)
	}
	return nil
}

// Sent notes that a message was sent: it goes to the folder.
func (tx *Tx) Sent(o Op, folder mail.FolderID) error {
	if _, err := tx.exec(`DELETE FROM submission WHERE message = ?`, o.Message); err != nil {
		return fmt.Errorf("message %s was sent: %w", o.Message, err)
	}
	if err := tx.FinishOp(o); err != nil {
		return err
	}
	tx.Emit(mail.AccountChanged{Account: o.Account}) // why it waited is no problem any more
	return tx.SetHome(o.Message, folder)
}

// DoubtSend notes that nobody knows whether a message was sent: it is not tried
// again until the user has said so.
func (tx *Tx) DoubtSend(o Op, why mail.Problem) error {
	reason, err := problemJSON(&why)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.exec(`UPDATE op SET state = ?, ran = 0, reason = ? WHERE id = ?`, OpUnknown, reason, o.ID)
	if err != nil {
		return fmt.Errorf("doubt operation %d: %w", o.ID, err)
	}
	tx.Emit(mail.MessageChanged{Message: o.Message})
	return nil
}

// HoldSends puts off everything of an account that is to be sent.
func (tx *Tx) HoldSends(account mail.AccountID, notBefore time.Time) error {
	return tx.timeSends(`max(not_before, ?1)`, unix(notBefore), account)
}

// HastenSends lets everything of an account that is to be sent be tried now.
func (tx *Tx) HastenSends(account mail.AccountID) error { return tx.timeSends(`?1`, 0, account) }

func (tx *Tx) timeSends(when string, at int64, account mail.AccountID) error {
	_, err := tx.exec(`UPDATE op SET not_before = `+when+`
		WHERE account = (SELECT id FROM account WHERE name = ?2) AND state = ?3 AND kind = ?4`,
		at, string(account), OpQueued, OpSend)
	if err != nil {
		return fmt.Errorf("time what is to be sent: %w", err)
	}
	return nil
}
