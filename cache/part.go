package cache

import (
	"database/sql"
	"fmt"
	"math"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// SetParts stores the MIME structure of a message, in the order of list, and
// whether it has an attachment, which was a guess before. A message that is no
// more is [ErrNotFound].
func (tx *Tx) SetParts(id mail.LocalID, list []mail.Part, hasAttachment bool) error {
	if err := tx.setParts(id, list, hasAttachment); err != nil {
		return fmt.Errorf("store the parts of message %s: %w", id, err)
	}
	return nil
}

func (tx *Tx) setParts(id mail.LocalID, list []mail.Part, hasAttachment bool) error {
	if err := tx.has(id); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM part WHERE message = ?`, id); err != nil {
		return err
	}
	for n, p := range list {
		_, err := tx.exec(`INSERT INTO part (message, n, number, type, charset, encoding, disposition, file_name,
			content_id, size, flowed, delsp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id, n, p.Number, p.Type, p.Charset, p.Encoding, p.Disposition, p.FileName.String(),
			p.ContentID, p.Size, p.Flowed, p.DelSp)
		if err != nil {
			return err
		}
	}
	n, err := tx.exec(`UPDATE message SET structured = 1, has_attachment = ?2
		WHERE id = ?1 AND (structured, has_attachment) <> (1, ?2)`, id, hasAttachment)
	if err != nil || n == 0 {
		return err
	}
	return tx.emitRow(id)
}

// Parts returns the MIME structure of a message; none when it is not known.
func (tx *ReadTx) Parts(id mail.LocalID) ([]mail.Part, error) {
	list, err := collect(tx, func(rows *sql.Rows) (p mail.Part, err error) {
		var name string
		err = rows.Scan(&p.Number, &p.Type, &p.Charset, &p.Encoding, &p.Disposition, &name, &p.ContentID, &p.Size,
			&p.Flowed, &p.DelSp)
		p.FileName = mail.Line(name)
		return p, err
	}, `SELECT number, type, charset, encoding, disposition, file_name, content_id, size, flowed, delsp
		FROM part WHERE message = ? ORDER BY n`, id)
	if err != nil {
		return nil, fmt.Errorf("read the parts of message %s: %w", id, err)
	}
	return list, nil
}

// Sections returns the sections of a message that are here, "" for the whole.
func (tx *ReadTx) Sections(id mail.LocalID) ([]string, error) {
	list, err := collect(tx, scanOne[string], `SELECT section FROM body WHERE message = ? ORDER BY section`, id)
	if err != nil {
		return nil, fmt.Errorf("list the sections of message %s: %w", id, err)
	}
	return list, nil
}

// SetReadable notes that what a reader shows of a message is here, with its
// first words, and whether all of the message is.
func (tx *Tx) SetReadable(id mail.LocalID, snippet mail.Text) error {
	n, err := tx.exec(`UPDATE message SET snippet = ?1,
			readable = 1 + EXISTS (SELECT 1 FROM body WHERE message = ?2 AND section = '')
		WHERE id = ?2`, cut(snippet.String()), id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err == nil {
		err = tx.emitRow(id)
	}
	if err != nil {
		return fmt.Errorf("make message %s readable: %w", id, err)
	}
	return nil
}

// emitRow tells that a message and its row in a list have changed.
func (tx *Tx) emitRow(id mail.LocalID) error {
	s, err := tx.shown(id)
	if err != nil {
		return err
	}
	tx.Emit(mail.MessageChanged{Message: id})
	if s.listed {
		tx.Emit(mail.FolderChanged{Folder: s.folder})
	}
	return nil
}

// Prefetch is a message that is to be read ahead.
type Prefetch struct {
	ID       mail.LocalID
	Folder   mail.FolderID // its home
	Remote   mail.RemoteID
	Size     int64 // bytes, as the server said
	Received time.Time
}

// PrefetchQuery asks for a page of messages that are to be read ahead.
type PrefetchQuery struct {
	Account mail.AccountID
	Since   time.Time // received then or later; zero: any time
	Now     time.Time // what failed is left out until it is to be tried again
	Whole   bool      // those too of which only parts are here
	After   *Prefetch // the last of the page before; nil: the first page
	Limit   int
}

// One index serves both: few messages are readable but not whole.
const (
	selectUnreadable = selectPrefetch + `m.readable < 2 AND m.readable = 0` + orderPrefetch
	selectPartial    = selectPrefetch + `m.readable < 2` + orderPrefetch

	selectPrefetch = `SELECT m.id, r.folder, r.remote_id, m.size, m.received FROM message m
	JOIN remote r ON r.message = m.id AND r.state = 0 AND r.remote_id IS NOT NULL
	WHERE m.account = ? AND m.vanished = 0 AND m.received >= ? AND (m.received, m.id) < (?, ?)
	AND NOT EXISTS (SELECT 1 FROM want w WHERE w.message = m.id AND w.section IN ('', 'readable')
		AND (w.problem = '' OR w.again > ?)) AND `
	orderPrefetch = ` ORDER BY m.received DESC, m.id DESC LIMIT ?`
)

// Unreadable returns messages of an account, the newest first, that are on the
// server and cannot be read here yet. Those that somebody waits for are left to
// who serves the wants.
func (tx *ReadTx) Unreadable(q PrefetchQuery) ([]Prefetch, error) {
	query := selectUnreadable
	if q.Whole {
		query = selectPartial
	}
	key, err := tx.accountKey(q.Account)
	if err != nil {
		return nil, err
	}
	before, id := int64(math.MaxInt64), mail.LocalID(0)
	if q.After != nil {
		before, id = unix(q.After.Received), q.After.ID
	}
	list, err := collect(tx, func(rows *sql.Rows) (p Prefetch, err error) {
		var received int64
		err = rows.Scan(&p.ID, &p.Folder, &p.Remote, &p.Size, &received)
		p.Received = fromUnix(received)
		return p, err
	}, query, key, unix(q.Since), before, id, unix(q.Now), q.Limit)
	if err != nil {
		return nil, fmt.Errorf("list what cannot be read in %q: %w", q.Account, err)
	}
	return list, nil
}
