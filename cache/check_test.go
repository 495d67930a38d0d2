package cache_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// TestCheckFindsEachFault breaks one invariant after the other.
func TestCheckFindsEachFault(t *testing.T) {
	for _, c := range []struct{ name, fault, want string }{
		{"total", `UPDATE folder SET total = total + 1 WHERE id = 1`, "counters of a folder"},
		{"unread", `UPDATE folder SET unread = 0 WHERE id = 1`, "counters of a folder"},
		{"an empty folder counts", `UPDATE folder SET total = 1 WHERE id = 2`, "counters of a folder"},
		{"conversation count", `UPDATE folder_thread SET n = n + 1`, "part of a conversation"},
		{"conversation time", `UPDATE folder_thread SET last = last - 1`, "part of a conversation"},
		{"conversation missing", `DELETE FROM folder_thread`, "part of a conversation"},
		{
			"conversation too many", `INSERT INTO folder_thread (folder, thread, last, n, unread) VALUES (2, 1, 1, 1, 1)`,
			"part of a conversation",
		},
		{"torn apart", `INSERT INTO thread (id, account) VALUES (9, 1);
			UPDATE message SET thread = 9 WHERE id = 2`, "share a message id"},
		{"empty conversation", `INSERT INTO thread (account) VALUES (1)`, "a conversation has a message"},
		{"shown flags", `UPDATE message SET flags = 2 WHERE id = 1`, "what is shown is derived"},
		{"shown elsewhere", `UPDATE message SET folder = 2 WHERE id = 1`, "what is shown is derived"},
		{"place", `UPDATE message SET place = 'x' WHERE id = 1`, "what is shown is derived"},
		{
			"an operation not shown", `INSERT INTO op (account, message, kind, add_flags) VALUES (1, 1, 1, 2)`,
			"what is shown is derived",
		},
		{"another account's folder", `UPDATE message SET home = 4, folder = 4 WHERE id = 1`, "of one account"},
		{"another account's remote row", `UPDATE remote SET account = 2`, "of one account"},
		{"two remote rows", `INSERT INTO remote (account, folder, message, header_hash, first_seen)
			SELECT account, folder, message, header_hash, first_seen FROM remote`, "one remote row at most"},
		{"no header", `DELETE FROM header WHERE message = 1`, "has a header"},
		{"blob of nobody", `DELETE FROM body`, "is a section of a message"},
		{"section being spooled", `UPDATE blob SET hash = NULL`, "has a blob with a hash"},
		{"chunk missing", `DELETE FROM chunk`, "chunks of a blob"},
		{"chunk too many", `INSERT INTO chunk (blob, n, data) SELECT blob, n + 1, data FROM chunk`, "chunks of a blob"},
		{"a mark of the future", `UPDATE folder SET focus = 999`, "later than the clock"},
		{"an envelope for nothing", `INSERT INTO submission VALUES (1, 'a@x', '[]')`, "an envelope belongs"},
		{"nothing to send", `INSERT INTO op (account, message, kind) VALUES (1, 1, 2)`, "an envelope belongs"},
		{"dangling", `PRAGMA foreign_keys = OFF; DELETE FROM thread`, "foreign_key_check"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := cache.Open(t.Context(), t.TempDir()+"/mail.db", nil) // will not pass the check of cachetest
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }() // broken on purpose
			inbox, _, _, _ := fill(t, s)
			write(t, s, func(tx *cache.Tx) error {
				id, err := tx.Add(note(inbox, "a"))
				_, err2 := tx.Add(note(inbox, "b", "<a@example.org>"))
				_, err3 := tx.AddRemote(cache.Remote{Account: "work", Folder: inbox, ID: "1", Message: id})
				return errors.Join(err, err2, err3, tx.PutBody(id, "", cache.Compress([]byte("body"))))
			})
			if err := s.Check(t.Context()); err != nil {
				t.Fatal("before:", err)
			}
			if err := s.Damage(t.Context(), c.fault); err != nil {
				t.Fatal(err)
			}
			if err := s.Check(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestPowerCut copies the files as they are on the disk right after each commit,
// without the shared memory, and opens the copies.
func TestPowerCut(t *testing.T) {
	f := open(t)
	from := f.path()
	for i, do := range []func(tx *cache.Tx) error{
		func(tx *cache.Tx) error { _, err := tx.Add(note(f.inbox, "a")); return err },
		func(tx *cache.Tx) error { return tx.PutBody(1, "", cache.Compress(noise(1, 700<<10))) },
		func(tx *cache.Tx) error {
			_, err := tx.Enqueue(cache.Op{Message: 1, Kind: cache.OpFlags, Delta: mail.FlagDelta{Add: mail.Seen}})
			return err
		},
		func(tx *cache.Tx) error { return tx.Vanish(1) },
		func(tx *cache.Tx) error { return tx.Remove(1) },
	} {
		var want, got any
		f.write(do)
		to := filepath.Join(t.TempDir(), "mail.db")
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(from + suffix)
			if err == nil {
				err = os.WriteFile(to+suffix, b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		state := `SELECT (SELECT count(*) FROM message) || ' ' || (SELECT count(*) FROM chunk) || ' ' ||
			(SELECT count(*) FROM op) || ' ' || (SELECT total FROM folder WHERE id = 1)`
		f.read(func(tx *cache.ReadTx) (err error) { want, err = tx.Value(state); return err })
		copied, err := cache.Open(t.Context(), to, nil)
		if err != nil {
			t.Fatal(err)
		}
		read(t, copied, func(tx *cache.ReadTx) (err error) { got, err = tx.Value(state); return err })
		if got != want {
			t.Errorf("after commit %d: got %v, want %v", i, got, want)
		}
		if err := errors.Join(copied.Check(t.Context()), copied.Close()); err != nil {
			t.Errorf("after commit %d: %v", i, err)
		}
	}
}
