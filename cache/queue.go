package cache

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// OpKind is what an operation does.
type OpKind uint8

// The kinds. Their values are stored: never renumber.
const (
	OpFlags OpKind = 1 // change flags
	OpSend  OpKind = 2 // submit the message: see [Submission]
	OpFile  OpKind = 3 // a message that was sent is to be in the server's sent mail, too
)

// OpState is how far an operation has come. One that is done has no row.
type OpState uint8

// The states. Their values are stored: never renumber.
const (
	OpQueued  OpState = 0
	OpRunning OpState = 1 // committed before the first byte of it is sent
	OpFailed  OpState = 3 // reverted here, or waiting for the user; Reason says why
	OpUnknown OpState = 5 // OpSend: it may be done; the user is asked
)

// Op is what the user did to a message and its server has not confirmed yet.
type Op struct {
	ID        mail.OpID
	Account   mail.AccountID
	Message   mail.LocalID
	Kind      OpKind
	Delta     mail.FlagDelta // OpFlags: only the bits that it changes
	State     OpState
	Ran       int64     // sequence number at which it was set running; 0: it is not
	Action    int64     // one thing the user did
	Refusals  int       // how often the server refused it
	NotBefore time.Time // not tried earlier
	Reason    *mail.Problem
}

const selectOp = `SELECT o.id, a.name, o.message, o.kind, o.add_flags, o.del_flags, o.state, o.ran, o.action,
	o.refusals, o.not_before, o.reason FROM op o JOIN account a ON a.id = o.account `

func scanOp(rows *sql.Rows) (Op, error) {
	var o Op
	var notBefore int64
	var reason string
	err := rows.Scan(&o.ID, &o.Account, &o.Message, &o.Kind, &o.Delta.Add, &o.Delta.Remove, &o.State, &o.Ran,
		&o.Action, &o.Refusals, &notBefore, &reason)
	if err != nil {
		return o, err
	}
	o.NotBefore = fromUnix(notBefore)
	o.Reason, err = parseProblem(reason)
	return o, err
}

// Enqueue adds an operation and shows its effect at once.
func (tx *Tx) Enqueue(o Op) (mail.OpID, error) {
	id, err := tx.insert(`INSERT INTO op (account, message, kind, add_flags, del_flags, action)
		SELECT account, id, ?, ?, ?, ? FROM message WHERE id = ?`,
		o.Kind, o.Delta.Add, o.Delta.Remove, o.Action, o.Message)
	if err != nil {
		return 0, fmt.Errorf("queue a change of message %s: %w", o.Message, err)
	}
	return mail.OpID(id), tx.Reshow(o.Message)
}

// OpenOps returns changes of flags of an account that are queued or running, in
// queue order, with an id above after, at most limit.
func (tx *ReadTx) OpenOps(account mail.AccountID, after mail.OpID, limit int) ([]Op, error) {
	list, err := collect(tx, scanOp, selectOp+
		`WHERE o.account = (SELECT id FROM account WHERE name = ?) AND o.state IN (0, 1, 5) AND o.kind = ?
			AND o.id > ? ORDER BY o.id LIMIT ?`, string(account), OpFlags, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list the queue: %w", err)
	}
	return list, nil
}

// Op returns one operation, or [ErrNotFound].
func (tx *ReadTx) Op(id mail.OpID) (Op, error) {
	list, err := collect(tx, scanOp, selectOp+`WHERE o.id = ?`, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Op{}, fmt.Errorf("read operation %d: %w", id, err)
	}
	return list[0], nil
}

// OpsOf returns the open operations of a message in queue order.
func (tx *ReadTx) OpsOf(message mail.LocalID) ([]Op, error) {
	list, err := collect(tx, scanOp, selectOp+`WHERE o.message = ? AND o.state IN (0, 1, 5) ORDER BY o.id`, message)
	if err != nil {
		return nil, fmt.Errorf("list operations of message %s: %w", message, err)
	}
	return list, nil
}

// RunOps notes that the operations are sent now.
func (tx *Tx) RunOps(ids ...mail.OpID) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.exec(`UPDATE op SET state = ?, ran = ? WHERE id = ?`, OpRunning, seq, id); err != nil {
			return fmt.Errorf("run operation %d: %w", id, err)
		}
	}
	return nil
}

// RequeueOps puts operations back that were not carried out.
func (tx *Tx) RequeueOps(ids ...mail.OpID) error {
	for _, id := range ids {
		if _, err := tx.exec(`UPDATE op SET state = ?, ran = 0 WHERE id = ?`, OpQueued, id); err != nil {
			return fmt.Errorf("put operation %d back: %w", id, err)
		}
	}
	return nil
}

// RefuseOp notes that the server refused an operation: it is tried again at
// notBefore, and fails for good at the last of limit refusals. Then what is
// shown goes back to what the server has, in this transaction.
func (tx *Tx) RefuseOp(id mail.OpID, why mail.Problem, notBefore time.Time, limit int) (failed bool, err error) {
	o, err := tx.Op(id)
	if err != nil {
		return false, tx.fail(err)
	}
	reason, err := problemJSON(&why)
	if err != nil {
		return false, tx.fail(err)
	}
	o.State = OpQueued
	if o.Refusals++; o.Refusals >= limit {
		o.State = OpFailed
	}
	_, err = tx.exec(`UPDATE op SET state = ?, ran = 0, refusals = ?, not_before = ?, reason = ? WHERE id = ?`,
		o.State, o.Refusals, unix(notBefore), reason, id)
	if err != nil {
		return false, fmt.Errorf("refuse operation %d: %w", id, err)
	}
	if o.Kind == OpSend {
		tx.Emit(mail.AccountChanged{Account: o.Account})
	}
	return o.State == OpFailed, tx.Reshow(o.Message)
}

// FinishOp removes an operation that the server has confirmed.
func (tx *Tx) FinishOp(o Op) error {
	if _, err := tx.exec(`DELETE FROM op WHERE id = ?`, o.ID); err != nil {
		return fmt.Errorf("finish operation %d: %w", o.ID, err)
	}
	return tx.Reshow(o.Message)
}

// Inherit gives one message what another one has: operations, wants, and its
// text when the heir has none. The other one is about to be removed as its twin.
func (tx *Tx) Inherit(heir, from mail.LocalID) error {
	if _, err := tx.exec(`UPDATE op SET message = ? WHERE message = ?`, heir, from); err != nil {
		return fmt.Errorf("inherit operations: %w", err)
	}
	if err := tx.moveWant(from, heir); err != nil {
		return err
	}
	if err := tx.inheritText(heir, from); err != nil {
		return fmt.Errorf("inherit a text: %w", err)
	}
	return tx.Reshow(heir)
}

// inheritText moves the sections and the structure of a message that can be
// read to one that cannot.
func (tx *Tx) inheritText(heir, from mail.LocalID) error {
	n, err := tx.exec(`UPDATE message SET (readable, snippet, structured, has_attachment) =
			(SELECT readable, snippet, structured, has_attachment FROM message WHERE id = ?2)
		WHERE id = ?1 AND readable = 0 AND (SELECT readable FROM message WHERE id = ?2) > 0`, heir, from)
	if err != nil || n == 0 {
		return err
	}
	for _, query := range []string{
		`DELETE FROM part WHERE message = ?1`,
		`UPDATE part SET message = ?1 WHERE message = ?2`,
		`UPDATE OR REPLACE body SET message = ?1 WHERE message = ?2`,
	} {
		if _, err := tx.exec(query, heir, from); err != nil {
			return err
		}
	}
	return tx.emitRow(heir)
}
