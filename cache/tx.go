package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/mailtui/mailtui/mail"
)

// ReadTx is a snapshot of the store. It belongs to one goroutine and ends with
// the function it was given to.
type ReadTx struct {
	ctx  context.Context // a transaction lives exactly as long as its context
	conn *sql.Conn
	rows *atomic.Int64 // of the store: how many were read
}

// Tx is a transaction that writes. It sees its own changes.
type Tx struct {
	ReadTx
	events   []mail.Event
	emitted  map[mail.Event]bool
	accounts map[mail.FolderID]int64 // rows of the accounts of folders, as looked up
	seq      int64                   // the last one of Tick; 0: none yet
	failed   error                   // of the first statement that failed
}

// Emit adds an event to those handed over after the commit; equal ones are
// handed over once.
func (tx *Tx) Emit(event mail.Event) {
	if tx.emitted[event] {
		return
	}
	if tx.emitted == nil {
		tx.emitted = map[mail.Event]bool{}
	}
	tx.emitted[event] = true
	tx.events = append(tx.events, event)
}

// Tick returns the next sequence number. Marks, passes and first sights are
// ordered by it, never by the wall clock.
func (tx *Tx) Tick() (int64, error) {
	if tx.seq == 0 {
		if err := tx.row(`SELECT seq FROM clock WHERE id = 1`).Scan(&tx.seq); err != nil {
			return 0, tx.fail(fmt.Errorf("read the clock: %w", err))
		}
	}
	tx.seq++
	return tx.seq, nil
}

// storeClock makes what Tick returned durable.
func (tx *Tx) storeClock() error {
	if tx.seq == 0 {
		return nil
	}
	if _, err := tx.exec(`UPDATE clock SET seq = ? WHERE id = 1`, tx.seq); err != nil {
		return fmt.Errorf("store the clock: %w", err)
	}
	return nil
}

// exec runs a statement and returns how many rows it changed. Queries are
// constants, so that the driver's cache of prepared statements finds them.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res, err := tx.run(query, args...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return n, tx.fail(err)
}

// insert runs an INSERT and returns the new row's id.
func (tx *Tx) insert(query string, args ...any) (int64, error) {
	res, err := tx.run(query, args...)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, tx.fail(err)
}

func (tx *Tx) run(query string, args ...any) (sql.Result, error) {
	if tx.failed != nil { // SQLite may have rolled back already: nothing may follow
		return nil, tx.failed
	}
	res, err := tx.conn.ExecContext(tx.ctx, query, args...)
	return res, tx.fail(err)
}

// fail remembers the first failure of a statement: such a transaction never
// commits.
func (tx *Tx) fail(err error) error {
	if err != nil && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// row is the first row of a query.
type row struct {
	*sql.Row
	rows *atomic.Int64
}

// Scan is [sql.Row.Scan] with [ErrNotFound] when there is no row.
func (r row) Scan(dest ...any) error {
	err := r.Row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	r.rows.Add(1)
	return err
}

// row runs a query for one row.
func (tx *ReadTx) row(query string, args ...any) row {
	return row{tx.conn.QueryRowContext(tx.ctx, query, args...), tx.rows}
}

// collect runs a query to its end and returns what scan makes of each row.
func collect[T any](tx *ReadTx, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.conn.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what matters
	var all []T
	for rows.Next() {
		tx.rows.Add(1)
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// scanOne reads a row of one column.
func scanOne[T any](rows *sql.Rows) (T, error) {
	var v T
	err := rows.Scan(&v)
	return v, err
}

// scanRaw reads one column of bytes into buf, which it lets grow.
func (tx *ReadTx) scanRaw(buf *[]byte, query string, args ...any) error {
	rows, err := tx.conn.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what matters
	if !rows.Next() {
		return errors.Join(rows.Err(), ErrNotFound)
	}
	tx.rows.Add(1)
	var raw sql.RawBytes
	if err := rows.Scan(&raw); err != nil {
		return err
	}
	*buf = append((*buf)[:0], raw...)
	return nil
}
