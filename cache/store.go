package cache

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/mailtui/mailtui/mail"
)

// ErrNotFound says that a row is not in the store.
var ErrNotFound = errors.New("not in the store")

// Store is one store, opened. It is safe for concurrent use.
type Store struct {
	path     string // absolute
	onCommit func([]mail.Event)
	writer   *sql.DB      // one connection; nil when the store can only be read
	refusal  mail.Problem // why, then
	readers  *sql.DB
	gate     gate // whose turn it is on the writer
	rows     atomic.Int64

	foldConn *sql.DB // folds the log into the file
	folding  sync.Mutex
}

// Open opens the store at path, makes it when there is none, and brings its
// schema up to date. Its folder gets the mode 0700 and its files 0600, whatever
// the umask is and whatever they had. onCommit is handed the events of each
// transaction after its commit, from the goroutine that wrote; it may be nil.
//
// A store that exists but cannot be written (a read-only or full disk) opens all
// the same: every read works, every write fails.
//
// Errors carry a [mail.Problem] that names the path: FileUnwritable,
// FileUnreadable, DiskFull, StoreNewer (nothing was touched) or StoreCorrupt
// (nothing was touched).
func Open(ctx context.Context, path string, onCommit func([]mail.Event)) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if onCommit == nil {
		onCommit = func([]mail.Event) {}
	}
	s := &Store{path: path, onCommit: onCommit}
	err = s.openWriter(ctx)
	if refusal, ok := s.unwritable(err); ok && exists(path) {
		s.refusal, err = refusal, nil // it may still be read
	}
	if err == nil {
		err = s.openReaders(ctx)
	}
	if err != nil {
		_ = s.Close() // the error that matters is the first one
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return s, nil
}

// openWriter prepares the files, opens the writing connection and migrates.
func (s *Store) openWriter(ctx context.Context) error {
	if err := prepareFiles(s.path); err != nil {
		return err
	}
	if err := s.checkVersion(ctx); err != nil {
		return err
	}
	db := openDB(s.path, writerDSN, 1)
	err := whileLocked(ctx, func() error { return migrate(ctx, db, s.path, scripts()) })
	if err != nil {
		return errors.Join(s.problem(err), db.Close())
	}
	s.writer, s.foldConn = db, openDB(s.path, writerDSN, 1)
	return nil
}

// checkVersion refuses what a newer mailtui wrote and what is no store, through
// a connection that cannot write.
func (s *Store) checkVersion(ctx context.Context) error {
	// SQLite takes what is shorter than a header for a new database.
	if info, err := os.Stat(s.path); err == nil && info.Size() > 0 && info.Size() < 100 {
		return s.damaged(errors.New("the file is too short"))
	}
	db := openDB(s.path, peekDSN, 1)
	found, err := version(ctx, db)
	if err == nil {
		err = refuseNewer(found, s.path)
	}
	return errors.Join(s.problem(err), db.Close())
}

// openReaders opens the pool of readers. A store without a writer whose folder
// cannot take the files that WAL needs is read as a file that nobody changes.
func (s *Store) openReaders(ctx context.Context) error {
	dsn := readerDSN
	if s.writer == nil && !exists(s.path+"-wal") && s.checkVersion(ctx) != nil {
		dsn = frozenDSN
	}
	s.readers = openDB(s.path, dsn, readers)
	found, err := version(ctx, s.readers)
	if err == nil {
		err = refuseNewer(found, s.path)
	}
	if err == nil && found == 0 { // an empty file that could not become a store
		err = s.refusal
	}
	return s.problem(err)
}

// Close closes every connection. Nothing may be under way.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.readers, s.foldConn, s.writer} { // the writer last: it folds the log into the file
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return s.problem(errors.Join(errs...))
}

// Read runs fn on a snapshot of the store. It never waits for a writer.
// Cancelling ctx ends the query under way. Nothing that fn was given may be
// used after it.
func (s *Store) Read(ctx context.Context, fn func(*ReadTx) error) error {
	conn, sqlTx, err := begin(ctx, s.readers)
	if err != nil {
		return s.problem(fmt.Errorf("begin reading: %w", err))
	}
	defer func() { _ = errors.Join(sqlTx.Rollback(), conn.Close()) }() // nothing was written
	return s.problem(fn(&ReadTx{ctx: ctx, conn: conn, rows: &s.rows}))
}

// RowsRead returns how many rows were read since the store was opened: what a
// screen costs, whatever the machine.
func (s *Store) RowsRead() int64 { return s.rows.Load() }

// begin takes a connection and begins a transaction on it. Statements are run
// on the connection: run through the sql.Tx each would start a goroutine.
func begin(ctx context.Context, db *sql.DB) (*sql.Conn, *sql.Tx, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, tx, nil
}

// Write runs fn in a transaction, commits when fn returns nil and then hands
// over the events. Writes wait for each other in the order they came; cancelling
// ctx ends the wait, never a transaction that has begun. fn must not wait for
// anything outside the store. A transaction in which a statement failed is
// rolled back even when fn returns nil.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	return s.write(ctx, person, fn)
}

// WriteBatch is [Store.Write] for work that nobody waits for (a batch of a
// sync, a chunk of a body): every waiting Write goes first. It should hold at
// most a thousand messages, so that a Write waits 50 ms at most.
func (s *Store) WriteBatch(ctx context.Context, fn func(*Tx) error) error {
	return s.write(ctx, batch, fn)
}

func (s *Store) write(ctx context.Context, who turn, fn func(*Tx) error) error {
	if s.writer == nil {
		return s.refusal
	}
	if err := s.gate.enter(ctx, who); err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	events, err := s.transact(ctx, fn)
	if err != nil {
		return s.problem(err)
	}
	if len(events) > 0 {
		s.onCommit(events)
	}
	s.foldLog(ctx, who)
	return nil
}

// transact runs fn between BEGIN and COMMIT and leaves the gate.
func (s *Store) transact(ctx context.Context, fn func(*Tx) error) ([]mail.Event, error) {
	defer s.gate.leave()
	ctx = context.WithoutCancel(ctx) // half a transaction is of no use, and statements without Done are faster
	conn, sqlTx, err := begin(ctx, s.writer)
	if err != nil {
		return nil, fmt.Errorf("begin writing: %w", err)
	}
	defer func() { _ = errors.Join(sqlTx.Rollback(), conn.Close()) }() // after a commit: no effect
	tx := &Tx{ReadTx: ReadTx{ctx: ctx, conn: conn, rows: &s.rows}}
	if err := fn(tx); err != nil {
		return nil, err
	}
	if err := tx.storeClock(); err != nil {
		return nil, err
	}
	if tx.failed != nil {
		return nil, tx.failed
	}
	if err := sqlTx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return tx.events, nil
}

// DataVersion returns a number that changes when another process has committed,
// and only then. Of a store that can only be read it stays 0.
func (s *Store) DataVersion(ctx context.Context) (int64, error) {
	if s.writer == nil {
		return 0, nil
	}
	// Only the connection that does all of this process's writes tells them
	// from those of others.
	if err := s.gate.enter(ctx, person); err != nil {
		return 0, fmt.Errorf("wait to read the data version: %w", err)
	}
	defer s.gate.leave()
	var version int64
	if err := s.writer.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		return 0, s.problem(fmt.Errorf("read the data version: %w", err))
	}
	return version, nil
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}
