package cache

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/mailtui/mailtui/mail"
)

// migrations holds one file a version, in order. A file that was released is
// never edited.
//
//go:embed migration/*.sql
var migrations embed.FS

// copyLimit is the size in bytes up to which a store is copied before its
// schema changes.
const copyLimit = 256 << 20

// schemaVersion is the version this build reads and writes.
func schemaVersion() int { return len(scripts()) }

// scripts returns the migrations: the one at i leads to version i + 1.
func scripts() []string {
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	list := make([]string, len(names))
	for i := range names {
		script, err := migrations.ReadFile(fmt.Sprintf("migration/%04d.sql", i+1))
		if err != nil {
			panic(err) // a number is missing: every test of the package meets it
		}
		list[i] = string(script)
	}
	return list
}

// refuseNewer fails when the store at path was written by a newer build.
func refuseNewer(version int, path string) error {
	if version > schemaVersion() {
		return mail.Problem{Op: "open", Kind: mail.Config, Cause: mail.StoreNewer, Path: path}
	}
	return nil
}

// migrate brings the store up to date, each version in one transaction. A store
// that holds something is copied first, as it was.
func migrate(ctx context.Context, db *sql.DB, path string, scripts []string) error {
	found, err := version(ctx, db)
	if err != nil {
		return err
	}
	if found > 0 && found < len(scripts) {
		if err := copyStore(ctx, db, path, found); err != nil {
			return fmt.Errorf("copy the store of version %d: %w", found, err)
		}
	}
	for i := found; i < len(scripts); i++ {
		if err := migrateTo(ctx, db, i+1, scripts[i]); err != nil {
			return fmt.Errorf("migrate to version %d: %w", i+1, err)
		}
	}
	return nil
}

// querier is a database, or a transaction in it.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version returns the version of a store, 0 for an empty one.
func version(ctx context.Context, db querier) (v int, err error) {
	err = db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v)
	return v, err
}

// migrateTo runs script when the store is at the version before v.
func migrateTo(ctx context.Context, db *sql.DB, v int, script string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit: no effect
	// Another process may have done it meanwhile.
	if current, err := version(ctx, tx); err != nil || current >= v {
		return err
	}
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, v)); err != nil {
		return err
	}
	return tx.Commit()
}

// copyStore keeps a small store as it was, beside it; a copy that is there
// already is kept.
func copyStore(ctx context.Context, db *sql.DB, path string, version int) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() >= copyLimit {
		return err
	}
	name := fmt.Sprintf("%s.v%d", path, version)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode) //nolint:gosec // beside the store
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(fileMode), f.Close()); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, name); err != nil { // takes an empty file
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
