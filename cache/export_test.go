package cache

import (
	"context"
	"database/sql"
	"strings"
)

// ListQueries are the queries of lists, by name.
var ListQueries = map[string]string{
	"older here": selectOlderHere,
	"newer here": selectNewerHere,
	"older now":  selectOlderNow,
	"newer now":  selectNewerNow,
	"older":      selectOlder,
	"newer":      selectNewer,
	"vanished":   selectVanished,
	"unreadable": selectUnreadable,
	"partial":    selectPartial,
}

// OwnQueries ask for what is to be sent.
var OwnQueries = []string{selectSends, selectAccount}

// SenderQuery asks what is known of a sender.
const SenderQuery = selectSender

// Plan returns what SQLite would do for a query, one step a line.
func (s *Store) Plan(ctx context.Context, query string) (string, error) {
	var steps []string
	err := s.Read(ctx, func(tx *ReadTx) (err error) {
		args := make([]any, strings.Count(query, "?"))
		steps, err = collect(tx, func(rows *sql.Rows) (step string, err error) {
			var id, parent, unused int
			return step, rows.Scan(&id, &parent, &unused, &step)
		}, "EXPLAIN QUERY PLAN "+query, args...)
		return err
	})
	return strings.Join(steps, "\n"), err
}

// Exec runs a statement as if another program had changed the store.
func (tx *Tx) Exec(query string, args ...any) error {
	_, err := tx.exec(query, args...)
	return err
}

// Value reads one column of one row.
func (tx *ReadTx) Value(query string, args ...any) (v any, err error) {
	return v, tx.row(query, args...).Scan(&v)
}

// Damage runs a statement on the writing connection outside a transaction.
func (s *Store) Damage(ctx context.Context, query string) error {
	_, err := s.writer.ExecContext(ctx, query)
	return err
}
