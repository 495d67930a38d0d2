package cache

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/mailtui/mailtui/mail"
)

const selectSummary = `SELECT m.id, a.name, m.folder, m.thread, m.sender, m.recipient, m.subject, m.received, m.sent,
	m.sent_zone, m.flags, m.size, m.snippet, m.has_attachment, m.readable > 0, m.place
	FROM message m JOIN account a ON a.id = m.account `

// The rows of a folder on one side of an anchor: first those of the same place,
// which mail has that is sorted by id, then those of the same second, then the
// others. SQLite would answer (received, place, id) < (?, ?, ?) by looking at
// every row of that second, and an imported folder may have one second for all
// of its mail.
const (
	selectOlderHere = selectShown + `AND m.received = ? AND m.place = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?`
	selectNewerHere = selectShown + `AND m.received = ? AND m.place = ? AND m.id > ? ORDER BY m.id LIMIT ?`
	selectOlderNow  = selectShown + `AND m.received = ? AND m.place < ? ORDER BY m.place DESC, m.id DESC LIMIT ?`
	selectNewerNow  = selectShown + `AND m.received = ? AND m.place > ? ORDER BY m.place, m.id LIMIT ?`
	selectOlder     = selectShown + `AND m.received < ? ORDER BY m.received DESC, m.place DESC, m.id DESC LIMIT ?`
	selectNewer     = selectShown + `AND m.received > ? ORDER BY m.received, m.place, m.id LIMIT ?`
	selectShown     = selectSummary + `WHERE m.folder = ? AND m.vanished = 0 `
)

// Page returns rows of a list, newest first in either direction. It reads about
// as many rows as it returns, times the number of inboxes for the unified one.
func (tx *ReadTx) Page(q mail.PageQuery) ([]mail.Summary, error) {
	if q.Folder != 0 {
		return tx.folderPage(q)
	}
	inboxes, err := collect(tx, scanOne[mail.FolderID],
		`SELECT id FROM folder WHERE role = ? AND total > 0 ORDER BY id`, mail.RoleInbox)
	if err != nil {
		return nil, fmt.Errorf("list the inboxes: %w", err)
	}
	var all []mail.Summary
	for _, q.Folder = range inboxes {
		page, err := tx.folderPage(q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	slices.SortFunc(all, func(a, b mail.Summary) int { return a.Anchor().Compare(b.Anchor()) })
	if len(all) <= q.Limit {
		return all, nil
	}
	if q.Dir == mail.Newer { // those next to the anchor
		return all[len(all)-q.Limit:], nil
	}
	return all[:q.Limit], nil
}

func (tx *ReadTx) folderPage(q mail.PageQuery) ([]mail.Summary, error) {
	limit := max(q.Limit, 0)
	received, place, id := unix(q.From.Received), q.From.Place, q.From.ID
	if q.From == (mail.Anchor{}) { // before the newest row
		received = math.MaxInt64
	}
	here, now, beyond := selectOlderHere, selectOlderNow, selectOlder
	if q.Dir == mail.Newer {
		here, now, beyond = selectNewerHere, selectNewerNow, selectNewer
	}
	var page []mail.Summary
	for _, step := range []struct {
		query string
		key   []any
	}{{here, []any{received, place, id}}, {now, []any{received, place}}, {beyond, []any{received}}} {
		args := append(append([]any{q.Folder}, step.key...), limit-len(page))
		more, err := collect(tx, scanSummary, step.query, args...)
		if err != nil {
			return nil, fmt.Errorf("read a page of folder %d: %w", q.Folder, err)
		}
		if page = append(page, more...); len(page) == limit {
			break
		}
	}
	if q.Dir == mail.Newer {
		slices.Reverse(page)
	}
	return page, nil
}

// Summary returns the row of one message, or [ErrNotFound].
func (tx *ReadTx) Summary(id mail.LocalID) (mail.Summary, error) {
	found, err := collect(tx, scanSummary, selectSummary+`WHERE m.id = ?`, id)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return mail.Summary{}, fmt.Errorf("read message %s: %w", id, err)
	}
	return found[0], nil
}

func scanSummary(rows *sql.Rows) (mail.Summary, error) {
	var s mail.Summary
	var sender, recipient, subject, snippet string
	var received, sent int64
	var zone int
	err := rows.Scan(&s.ID, &s.Account, &s.Folder, &s.Thread, &sender, &recipient, &subject, &received, &sent,
		&zone, &s.Flags, &s.Size, &snippet, &s.HasAttachment, &s.Cached, &s.Place)
	if err != nil {
		return s, err
	}
	s.Subject, s.Snippet = mail.Line(subject), mail.Line(snippet)
	s.Received = fromUnix(received)
	if sent != 0 {
		s.Sent = time.Unix(sent, 0).In(time.FixedZone("", zone))
	}
	if s.From, err = decodeAddresses(sender); err != nil {
		return s, err
	}
	s.To, err = decodeAddresses(recipient)
	return s, err
}
