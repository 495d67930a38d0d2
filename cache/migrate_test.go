package cache

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/mailtui/mailtui/mail"
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
		all := append(scripts(), `ALTER TABLE account ADD COLUMN colour TEXT NOT NULL DEFAULT ''`)
		err := migrate(t.Context(), db, path, all)
		if err != nil {
			t.Fatal(err)
		}
	}
	if version, accounts := versionOf(t, path); version != next || accounts != 1 {
		t.Errorf("the store is version %d with %d accounts", version, accounts)
	}
	kept := fmt.Sprintf("%s.v%d", path, next-1)
	if version, accounts := versionOf(t, kept); version != schemaVersion() || accounts != 1 {
		t.Errorf("the copy is version %d with %d accounts", version, accounts)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != fileMode {
		t.Errorf("the copy: %v, %v", info, err)
	}
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	path, db := oldStore(t)
	err := migrate(t.Context(), db, path, append(scripts(), `DELETE FROM account; CREATE TABLE account (x)`))
	if err == nil {
		t.Error("no error")
	}
	if version, accounts := versionOf(t, path); version != schemaVersion() || accounts != 1 {
		t.Errorf("the store is version %d with %d accounts", version, accounts)
	}
}

// A new store is not copied while it is made.
func TestNewStoreHasNoCopy(t *testing.T) {
	path, _ := oldStore(t)
	if copies, err := filepath.Glob(path + ".v*"); err != nil || len(copies) > 0 {
		t.Errorf("there are %v, %v", copies, err)
	}
}

// A store of every older version becomes one of this version with its rows.
func TestOldStoresAreBroughtUpToDate(t *testing.T) {
	for v := 1; v < schemaVersion(); v++ {
		path := filepath.Join(t.TempDir(), "mail.db")
		db := openDB(path, writerDSN, 1)
		if err := migrate(t.Context(), db, path, scripts()[:v]); err != nil {
			t.Fatal(err)
		}
		rows, err := os.ReadFile(fmt.Sprintf("testdata/v%d.sql", v))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), string(rows)); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path, nil)
		if err != nil {
			t.Fatalf("version %d: %v", v, err)
		}
		waits := false
		var asked []mail.Question
		var row mail.Summary
		err = s.Read(t.Context(), func(tx *ReadTx) (err error) {
			if asked, err = tx.Questions(); err != nil {
				return err
			}
			if row, err = tx.Summary(1); err != nil {
				return err
			}
			waits, err = tx.Waits(Wanted{Message: 1, Section: mail.Readable})
			return err
		})
		if len(asked) != 1 || asked[0].Kind != mail.AskVanished || asked[0].Count != 30 || asked[0].Message != 0 {
			t.Errorf("version %d: asked is %+v", v, asked)
		}
		if row.Place != "0000000100000001" {
			t.Errorf("version %d: the message is %+v", v, row)
		}
		if err != nil || !waits {
			t.Errorf("version %d: what was wanted is not any more, %v", v, err)
		}
		if err := errors.Join(s.Check(t.Context()), s.Close()); err != nil {
			t.Errorf("version %d: %v", v, err)
		}
		if now, accounts := versionOf(t, path); now != schemaVersion() || accounts != 1 {
			t.Errorf("version %d became %d with %d accounts", v, now, accounts)
		}
	}
}
