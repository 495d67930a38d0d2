package cache

import (
	"database/sql"
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// shown is what the counters and conversations of a folder are made of.
type shown struct {
	folder   mail.FolderID
	thread   mail.ThreadID
	flags    mail.Flags
	vanished int64 // clock.seq of the mark
	received int64
	listed   bool // not vanished
}

func (s shown) unread() int {
	if s.flags.Has(mail.Seen) {
		return 0
	}
	return 1
}

// shown returns what is stored as shown of a message.
func (tx *ReadTx) shown(id mail.LocalID) (shown, error) {
	var s shown
	err := tx.row(`SELECT folder, thread, flags, vanished, received FROM message WHERE id = ?`, id).
		Scan(&s.folder, &s.thread, &s.flags, &s.vanished, &s.received)
	s.listed = s.vanished == 0
	return s, err
}

// confirmedFlags is an expression for the flags of message m that stand without
// the open operations. A message that its server has and keeps flags of has
// those of its remote row; POP3 keeps none, so they are local.
const confirmedFlags = `CASE WHEN (SELECT protocol FROM account WHERE id = m.account) = 'imap'
	THEN ifnull((SELECT r.flags FROM remote r WHERE r.message = m.id LIMIT 1), m.local_flags)
	ELSE m.local_flags END`

// place is an expression for the place of message m in the order of its server.
// It stays while the id is void or the message only here.
const place = `CASE WHEN (SELECT protocol FROM account WHERE id = m.account) = 'imap'
	THEN ifnull((SELECT r.remote_id FROM remote r WHERE r.message = m.id LIMIT 1), m.place)
	ELSE m.place END`

// Reshow makes what is shown of a message (folder, flags, place) what follows
// from its home, its confirmed flags, its open operations in queue order and its
// remote id, and keeps the counters. Whatever changes one of these calls it;
// undoing, reverting and cancelling are calling it again.
func (tx *Tx) Reshow(id mail.LocalID) error {
	if err := tx.reshow(id); err != nil {
		return fmt.Errorf("show message %s anew: %w", id, err)
	}
	return nil
}

func (tx *Tx) reshow(id mail.LocalID) error {
	var before shown
	var home mail.FolderID
	var flags mail.Flags
	var operated bool
	var stands, shall string
	// No join: with a parameter SQLite would prepare it anew each time.
	err := tx.row(`SELECT m.folder, m.thread, m.flags, m.vanished, m.received, m.home, `+confirmedFlags+`,
			m.place, `+place+`,
			EXISTS (SELECT 1 FROM op o WHERE o.message = m.id) FROM message m WHERE m.id = ?`, id).
		Scan(&before.folder, &before.thread, &before.flags, &before.vanished, &before.received,
			&home, &flags, &stands, &shall, &operated)
	if err != nil {
		return err
	}
	if operated {
		if flags, err = tx.withOpenOps(id, flags); err != nil {
			return err
		}
	}
	if home == before.folder && flags == before.flags && stands == shall {
		return nil
	}
	before.listed = before.vanished == 0
	after := before
	after.folder, after.flags = home, flags
	_, err = tx.exec(`UPDATE message SET folder = ?, flags = ?, place = ? WHERE id = ?`,
		after.folder, after.flags, shall, id)
	if err != nil {
		return err
	}
	return tx.recount(before, after)
}

// withOpenOps returns flags with the open operations of a message on top.
func (tx *ReadTx) withOpenOps(id mail.LocalID, flags mail.Flags) (mail.Flags, error) {
	deltas, err := collect(tx, func(rows *sql.Rows) (d mail.FlagDelta, err error) {
		return d, rows.Scan(&d.Add, &d.Remove)
	}, `SELECT add_flags, del_flags FROM op WHERE message = ? AND state IN (0, 1, 5) ORDER BY id`, id)
	for _, d := range deltas {
		flags = d.Apply(flags)
	}
	return flags, err
}

// recount brings counters and conversations from what was shown of a message to
// what is shown now; the zero value is a message that is not there. The row of
// the message is already the new one.
func (tx *Tx) recount(before, after shown) error {
	if before.listed {
		tx.Emit(mail.FolderChanged{Folder: before.folder})
	}
	if after.listed {
		tx.Emit(mail.FolderChanged{Folder: after.folder})
	}
	if before.listed && after.listed && before.folder == after.folder && before.thread == after.thread {
		return tx.count(after, 0, after.unread()-before.unread())
	}
	if before.listed {
		if err := tx.count(before, -1, -before.unread()); err != nil {
			return err
		}
	}
	if after.listed {
		return tx.count(after, +1, after.unread())
	}
	return nil
}

// count adds n messages, unread of them unread, to a folder and to its part of
// a conversation.
func (tx *Tx) count(s shown, n, unread int) error {
	if n == 0 && unread == 0 {
		return nil
	}
	_, err := tx.exec(`UPDATE folder SET total = total + ?, unread = unread + ? WHERE id = ?`, n, unread, s.folder)
	if err != nil {
		return err
	}
	if n >= 0 {
		_, err = tx.exec(`INSERT INTO folder_thread (folder, thread, last, n, unread) VALUES (?1, ?2, ?3, ?4, ?5)
			ON CONFLICT (folder, thread) DO UPDATE SET last = max(last, ?3), n = n + ?4, unread = unread + ?5`,
			s.folder, s.thread, s.received, n, unread)
		return err
	}
	_, err = tx.exec(`UPDATE folder_thread SET n = n + ?3, unread = unread + ?4, last = ifnull((
			SELECT received FROM message WHERE thread = ?2 AND folder = ?1 AND vanished = 0
			ORDER BY received DESC LIMIT 1), 0) WHERE folder = ?1 AND thread = ?2`, s.folder, s.thread, n, unread)
	if err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM folder_thread WHERE folder = ? AND thread = ? AND n = 0`, s.folder, s.thread)
	return err
}

// SetHome moves a message to another folder, as confirmed.
func (tx *Tx) SetHome(id mail.LocalID, folder mail.FolderID) error {
	return tx.derive(id, `UPDATE message SET home = ?2 WHERE id = ?1`, folder)
}

// SetLocalFlags sets the confirmed flags of a message whose server keeps none
// or does not have it.
func (tx *Tx) SetLocalFlags(id mail.LocalID, flags mail.Flags) error {
	return tx.derive(id, `UPDATE message SET local_flags = ?2 WHERE id = ?1`, flags)
}

// derive changes what the shown state is derived from.
func (tx *Tx) derive(id mail.LocalID, query string, value any) error {
	if _, err := tx.exec(query, id, value); err != nil {
		return fmt.Errorf("change message %s: %w", id, err)
	}
	return tx.Reshow(id)
}

// Vanish marks a message that its server no longer has: it leaves the lists,
// and everything of it stays. A mark that is there already is kept.
func (tx *Tx) Vanish(id mail.LocalID) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	return tx.mark(id, seq)
}

// Unvanish takes the mark off: the message is back in the lists.
func (tx *Tx) Unvanish(id mail.LocalID) error { return tx.mark(id, 0) }

func (tx *Tx) mark(id mail.LocalID, seq int64) error {
	before, err := tx.shown(id)
	if err == nil && (before.vanished > 0) != (seq > 0) {
		after := before
		after.vanished, after.listed = seq, seq == 0
		if _, err = tx.exec(`UPDATE message SET vanished = ? WHERE id = ?`, seq, id); err == nil {
			err = tx.recount(before, after)
		}
	}
	if err != nil {
		return fmt.Errorf("mark message %s: %w", id, err)
	}
	return nil
}
