package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// checkedBody is the size in bytes up to which Check reads a body to see that
// its hash is right.
const checkedBody = 64 << 10

// invariants are queries for what must not be: each returns the ids of rows
// that break it.
var invariants = []struct{ name, query string }{
	{"the counters of a folder are those of its shown messages", `
		SELECT f.id FROM folder f LEFT JOIN (
			SELECT folder, count(*) total, sum(NOT flags & 1) unread FROM message
			WHERE vanished = 0 GROUP BY folder
		) m ON m.folder = f.id
		WHERE (f.total, f.unread) <> (ifnull(m.total, 0), ifnull(m.unread, 0))`},
	{"a folder's part of a conversation is what is shown of it", `
		WITH kept AS (
			SELECT folder, thread, last, n, unread FROM folder_thread
		), fresh AS (
			SELECT folder, thread, max(received), count(*), sum(NOT flags & 1) FROM message
			WHERE vanished = 0 GROUP BY folder, thread
		)
		SELECT thread FROM (SELECT * FROM kept EXCEPT SELECT * FROM fresh)
		UNION ALL SELECT thread FROM (SELECT * FROM fresh EXCEPT SELECT * FROM kept)`},
	{"messages that share a message id are one conversation", `
		SELECT min(r.message) FROM ref r JOIN message m ON m.id = r.message
		GROUP BY r.account, r.msgid HAVING count(DISTINCT m.thread) > 1`},
	{"a conversation has a message", `
		SELECT id FROM thread t WHERE NOT EXISTS (SELECT 1 FROM message WHERE thread = t.id)`},
	{"a message, its conversation, folders, refs, remote row and operations are of one account", `
		SELECT m.id FROM message m
		JOIN thread t ON t.id = m.thread JOIN folder h ON h.id = m.home JOIN folder f ON f.id = m.folder
		LEFT JOIN ref r ON r.message = m.id LEFT JOIN remote s ON s.message = m.id LEFT JOIN op o ON o.message = m.id
		WHERE t.account <> m.account OR h.account <> m.account OR f.account <> m.account
			OR r.account <> m.account OR s.account <> m.account OR o.account <> m.account`},
	{"an envelope belongs to one operation that sends its message, and the other way round", `
		SELECT s.message FROM submission s LEFT JOIN op o ON o.message = s.message AND o.kind = 2
		GROUP BY s.message HAVING count(o.id) <> 1
		UNION ALL SELECT o.message FROM op o WHERE o.kind = 2
			AND NOT EXISTS (SELECT 1 FROM submission WHERE message = o.message)`},
	{"a remote row and its folder are of one account", `
		SELECT r.id FROM remote r JOIN folder f ON f.id = r.folder WHERE r.account <> f.account`},
	{"a message has one remote row at most", `
		SELECT message FROM remote WHERE message IS NOT NULL GROUP BY message HAVING count(*) > 1`},
	{"a message has a header", `
		SELECT id FROM message m WHERE NOT EXISTS (SELECT 1 FROM header WHERE message = m.id)`},
	{"a blob with a hash is a section of a message", `
		SELECT id FROM blob b WHERE hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM body WHERE blob = b.id)`},
	{"a section of a message has a blob with a hash", `
		SELECT s.message FROM body s JOIN blob b ON b.id = s.blob WHERE b.hash IS NULL`},
	{"the chunks of a blob are numbered from 0 and as many as its size needs", fmt.Sprintf(`
		SELECT b.id FROM blob b LEFT JOIN chunk c ON c.blob = b.id WHERE b.hash IS NOT NULL
		GROUP BY b.id HAVING count(c.n) <> (b.size + %[1]d - 1) / %[1]d OR ifnull(max(c.n) + 1, 0) <> count(c.n)`,
		chunkSize)},
	{"no mark is later than the clock", `
		SELECT id FROM clock WHERE seq < max(
			ifnull((SELECT max(vanished) FROM message), 0),
			ifnull((SELECT max(first_seen) FROM remote), 0), ifnull((SELECT max(changed) FROM remote), 0),
			ifnull((SELECT max(max(focus, pass_began, pass_done, pass_ended)) FROM folder), 0),
			ifnull((SELECT max(seq) FROM want), 0))`},
}

// Check returns an error that lists what is wrong with the store:
//
//   - SQLite's integrity_check and foreign_key_check find nothing;
//   - what is shown of every message is what [Tx.Reshow] derives;
//   - the counters of every folder are those of its shown messages;
//   - folder_thread is exactly what is shown of each conversation;
//   - messages of an account that share a message id are one conversation, so
//     the stored grouping is equal to or coarser than a fresh one;
//   - a conversation has a message;
//   - a message, its conversation, folders, refs, remote row and operations are
//     of one account, and so are a remote row and its folder;
//   - a message that is to be sent has an envelope and one operation for it;
//   - a message has a header and one remote row at most;
//   - a blob with a hash is a section of some message and the other way round,
//     its chunks are complete, and the hash of a small one is right (a blob
//     without a hash is being spooled);
//   - no mark is later than the clock.
func (s *Store) Check(ctx context.Context) error {
	var found []error
	var small [][]byte
	err := s.Read(ctx, func(tx *ReadTx) (err error) {
		if found, err = tx.checkFile(); err != nil {
			return err
		}
		for _, i := range invariants {
			ids, err := collect(tx, scanOne[int64], i.query+` LIMIT 5`)
			if err != nil {
				return fmt.Errorf("%s: %w", i.name, err)
			}
			if len(ids) > 0 {
				found = append(found, fmt.Errorf("not so: %s: %v", i.name, ids))
			}
		}
		wrong, err := tx.wronglyShown()
		if len(wrong) > 0 {
			found = append(found, fmt.Errorf("not so: what is shown is derived: %v", wrong))
		}
		if err != nil {
			return err
		}
		small, err = collect(tx, scanOne[[]byte], `SELECT hash FROM blob WHERE hash IS NOT NULL AND size <= ?`, checkedBody)
		return err
	})
	if err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	for _, hash := range small {
		if err := s.ReadBack(ctx, [sha256.Size]byte(hash)); err != nil && !errors.Is(err, ErrNotFound) {
			found = append(found, err)
		}
	}
	if err := errors.Join(found...); err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	return nil
}

// checkFile asks SQLite.
func (tx *ReadTx) checkFile() (found []error, err error) {
	lines, err := collect(tx, scanOne[string], `PRAGMA integrity_check(5)`)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if line != "ok" {
			found = append(found, fmt.Errorf("integrity_check: %s", mail.Line(line)))
		}
	}
	broken, err := collect(tx, func(rows *sql.Rows) (s string, err error) {
		var row sql.NullInt64
		var parent string
		var n int
		err = rows.Scan(&s, &row, &parent, &n)
		return fmt.Sprintf("%s %d -> %s", s, row.Int64, parent), err
	}, `PRAGMA foreign_key_check`)
	if len(broken) > 0 {
		found = append(found, fmt.Errorf("foreign_key_check: %v", broken[:min(5, len(broken))]))
	}
	return found, err
}

// wronglyShown returns messages whose shown state is not the derived one, at
// most five.
func (tx *ReadTx) wronglyShown() (wrong []mail.LocalID, err error) {
	type state struct {
		id         mail.LocalID
		shown      mail.Flags
		derived    mail.Flags
		elsewhere  bool
		operatedOn bool
	}
	states, err := collect(tx, func(rows *sql.Rows) (s state, err error) {
		return s, rows.Scan(&s.id, &s.shown, &s.derived, &s.elsewhere, &s.operatedOn)
	}, `SELECT * FROM (SELECT m.id, m.flags, `+confirmedFlags+` derived,
			m.folder <> m.home OR m.place <> `+place+` elsewhere,
			EXISTS (SELECT 1 FROM op WHERE message = m.id) operated
		FROM message m) WHERE flags <> derived OR elsewhere OR operated`)
	if err != nil {
		return nil, err
	}
	for _, s := range states {
		if s.derived, err = tx.withOpenOps(s.id, s.derived); err != nil {
			return wrong, err
		}
		if (s.elsewhere || s.shown != s.derived) && len(wrong) < 5 {
			wrong = append(wrong, s.id)
		}
	}
	return wrong, nil
}
