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
func schemaVersion() int {
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return len(names)
}

// refuseNewer fails when the store at path was written by a newer build.
func refuseNewer(version int, path string) error {
	if version > schemaVersion() {
		return mail.Problem{Op: "open", Kind: mail.Config, Cause: mail.StoreNewer, Path: path}
	}
	return nil
}

// migrate brings the store up to date, each version in one transaction.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	for v := 1; v <= schemaVersion(); v++ {
		script, err := migrations.ReadFile(fmt.Sprintf("migration/%04d.sql", v))
		if err != nil {
			return fmt.Errorf("read migration %d: %w", v, err)
		}
		if err := migrateTo(ctx, db, path, v, string(script)); err != nil {
			return fmt.Errorf("migrate to version %d: %w", v, err)
		}
	}
	return nil
}

// migrateTo runs script when the store is at the version before v.
func migrateTo(ctx context.Context, db *sql.DB, path string, v int, script string) error {
	var current int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&current); err != nil || current >= v {
		return err
	}
	if current > 0 {
		if err := copyStore(ctx, db, path, current); err != nil {
			return err
		}
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit: no effect
	// Another process may have done it between the look above and BEGIN.
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&current); err != nil || current >= v {
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
