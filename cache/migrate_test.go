package cache

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// versionOf returns the schema version of the store at path and how many
// accounts it holds.
func versionOf(t *testing.T, path string) (version, accounts int) {
	t.Helper()
	db := openDB(path, peekDSN, 1)
	defer func() { _ = db.Close() }() // only reads
	for query, v := range map[string]*int{
		`PRAGMA user_version`: &version, `SELECT count(*) FROM account`: &accounts,
	} {
		if err := db.QueryRowContext(t.Context(), query).Scan(v); err != nil {
			t.Fatal(err)
		}
	}
	return version, accounts
}

// oldStore makes a store with one account and returns a connection to it.
func oldStore(t *testing.T) (path string, db *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "mail.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(tx *Tx) error {
		return tx.PutAccounts([]AccountRow{{ID: "a", Protocol: "imap"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db = openDB(path, writerDSN, 1)
	t.Cleanup(func() { _ = db.Close() }) // only the files matter
	return path, db
}

func TestMigrationKeepsACopy(t *testing.T) {
	path, db := oldStore(t)
	next := schemaVersion() + 1
	for range 2 { // the second time there is nothing to do
		err := migrateTo(t.Context(), db, path, next, `ALTER TABLE account ADD COLUMN colour TEXT NOT NULL DEFAULT ''`)
		if err != nil {
			t.Fatal(err)
		}
	}
	if version, accounts := versionOf(t, path); version != next || accounts != 1 {
		t.Errorf("the store is version %d with %d accounts", version, accounts)
	}
	kept := path + ".v1"
	if version, accounts := versionOf(t, kept); version != schemaVersion() || accounts != 1 {
		t.Errorf("the copy is version %d with %d accounts", version, accounts)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != fileMode {
		t.Errorf("the copy: %v, %v", info, err)
	}
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	path, db := oldStore(t)
	err := migrateTo(t.Context(), db, path, schemaVersion()+1, `DELETE FROM account; CREATE TABLE account (x)`)
	if err == nil {
		t.Error("no error")
	}
	if version, accounts := versionOf(t, path); version != schemaVersion() || accounts != 1 {
		t.Errorf("the store is version %d with %d accounts", version, accounts)
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	if schemaVersion() < 1 {
		t.Fatal("no migration is embedded")
	}
	db := openDB(filepath.Join(t.TempDir(), "mail.db"), writerDSN, 1)
	defer func() { _ = db.Close() }() // only a try
	if err := migrate(context.Background(), db, "unused"); err != nil {
		t.Error(err)
	}
}
