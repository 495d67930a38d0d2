package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"time"

	"github.com/mattn/go-sqlite3"
)

// readers is how many connections read at the same time.
const readers = 4

// The settings of the connections. The two _txlock differ on purpose: a reader
// that began IMMEDIATE would fail, a writer that began deferred would fail when
// it meets another process. FULL, because a committed POP3 message must survive
// a power cut before its DELE.
const (
	writerDSN = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_txlock=immediate&_foreign_keys=1" +
		"&_secure_delete=fast&_cache_size=-16384&_stmt_cache_size=100&_mutex=no"
	readerDSN = "mode=ro&_txlock=deferred&_query_only=1&_busy_timeout=5000&_cache_size=-2048&_stmt_cache_size=50&_mutex=no"
	peekDSN   = "mode=ro&_query_only=1&_busy_timeout=5000"
	// frozenDSN reads a store in a folder that cannot be written and holds no
	// log: nobody changes it.
	frozenDSN = readerDSN + "&immutable=1"
)

// connector opens connections with all their settings.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

func (c connector) Driver() driver.Driver { return c.driver }

// openDB makes a pool of at most n connections to the file at path; it opens
// none yet.
func openDB(path, settings string, n int) *sql.DB {
	name := url.URL{Scheme: "file", Path: path, RawQuery: settings} // escapes ? % # in path
	db := sql.OpenDB(connector{
		dsn:    name.String(),
		driver: &sqlite3.SQLiteDriver{ConnectHook: settle},
	})
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db
}

// settle makes a connection wary of a file that was tampered with, and leaves the
// log to [Store.foldLog]. The driver ignores these settings in a DSN.
func settle(conn *sqlite3.SQLiteConn) error {
	_, err := conn.Exec(`PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0`, nil)
	return err
}

// Waits for a file that is locked where SQLite itself does not wait.
const (
	lockWait  = 5 * time.Second
	lockPause = 10 * time.Millisecond
)

// whileLocked calls open again while the file is locked, for some seconds. SQLite
// waits for other processes by itself (busy_timeout), but not when it turns to
// the log (journal_mode=WAL) just as another process closes the file.
func whileLocked(ctx context.Context, open func() error) error {
	for until := time.Now().Add(lockWait); ; {
		err := open()
		var failure sqlite3.Error
		if !errors.As(err, &failure) || failure.Code != sqlite3.ErrBusy || time.Now().After(until) {
			return err
		}
		select {
		case <-time.After(lockPause):
		case <-ctx.Done():
			return err
		}
	}
}
