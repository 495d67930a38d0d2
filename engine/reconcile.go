package engine

import (
	"errors"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// pass is one Sync of a folder under way: what reconcile has to know beside the
// batch.
type pass struct {
	account mail.AccountID
	folder  mail.FolderID
	ledger  bool            // POP3
	before  cache.SyncState // as it was when the pass began
	began   int64           // sequence number
	cursor  backend.Cursor  // as stored last
	now     time.Time
	reset   bool        // the ids became void in this pass
	fresh   bool        // the messages of this batch can only be new
	yield   func() bool // somebody waits to write; nil: nobody ever does

	// delisted are folders that the server no longer lists: their messages may
	// turn up elsewhere.
	delisted map[mail.FolderID]bool
	session  *session // POP3
}

// reconcile is the one place where what a server tells meets what is here. It
// applies a batch and its cursor. What is shown is derived anew by the store
// from home, confirmed flags and open operations, so nothing that the user did
// is lost here.
//
// When p.yield says so it stops between two messages and leaves in b what is to
// be applied by another transaction: then the cursor is not stored yet. That is
// safe, because a Sync that starts again tells the same messages again.
func reconcile(tx *cache.Tx, p *pass, b *batch) (done bool, err error) {
	if b.Reset {
		p.reset, p.cursor, b.Reset = true, "", false
		if err := tx.Unbind(p.folder); err != nil {
			return false, err
		}
	}
	for _, take := range []func(*cache.Tx, *batch) (bool, error){p.takeGone, p.takeDetached, p.takeAdded, p.takeFlags} {
		if done, err := take(tx, b); err != nil || !done {
			return false, err
		}
	}
	if err := p.prove(tx, b.Proved); err != nil {
		return false, err
	}
	for _, f := range b.Failed {
		if err := p.doubt(tx, f); err != nil {
			return false, fmt.Errorf("failed %q: %w", f.ID, err)
		}
	}
	return true, p.finish(tx, *b)
}

func (p *pass) takeGone(tx *cache.Tx, b *batch) (done bool, err error) {
	if len(b.Gone) > 0 {
		b.hold = true
	}
	b.Gone, err = some(p, b.Gone, func(id mail.RemoteID) error {
		if err := p.gone(tx, id); err != nil {
			return fmt.Errorf("gone %q: %w", id, err)
		}
		return nil
	})
	if err != nil || len(b.Gone) > 0 || !b.hold {
		return len(b.Gone) == 0, err
	}
	done, err = p.holdMany(tx)
	b.hold = !done
	return done, err
}

func (p *pass) takeDetached(tx *cache.Tx, b *batch) (done bool, err error) {
	b.Detached, err = some(p, b.Detached, func(id mail.RemoteID) error { return p.detach(tx, id) })
	return len(b.Detached) == 0, err
}

func (p *pass) takeAdded(tx *cache.Tx, b *batch) (done bool, err error) {
	add := p.add
	if p.ledger {
		add = p.addToLedger
	} else if p.fresh, err = p.isFresh(tx, b.added); err != nil {
		return false, err
	}
	b.added, err = some(p, b.added, func(m *prepared) error {
		if err := add(tx, m); err != nil {
			return fmt.Errorf("add %q: %w", m.ID, err)
		}
		return nil
	})
	return len(b.added) == 0, err
}

func (p *pass) takeFlags(tx *cache.Tx, b *batch) (done bool, err error) {
	b.Flags, err = some(p, b.Flags, func(c backend.FlagChange) error {
		if err := p.confirm(tx, c); err != nil {
			return fmt.Errorf("flags of %q: %w", c.ID, err)
		}
		return nil
	})
	return len(b.Flags) == 0, err
}

// yieldEvery is how many messages are taken between two looks whether somebody
// waits.
const yieldEvery = 8

// some takes items until somebody waits to write, and returns those left.
func some[T any](p *pass, list []T, take func(T) error) (left []T, err error) {
	for i, item := range list {
		if i > 0 && i%yieldEvery == 0 && p.yield != nil && p.yield() {
			return list[i:], nil
		}
		if err := take(item); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// isFresh reports whether messages can only be new: no message of the account
// waits for its id, and none of these ids is known. Nearly all batches of a
// first sync are, and two looks an account are cheaper than two a message.
func (p *pass) isFresh(tx *cache.Tx, list []*prepared) (bool, error) {
	if len(list) == 0 {
		return false, nil
	}
	from, to := list[0].ID, list[0].ID
	told := map[mail.RemoteID]bool{}
	for _, m := range list {
		from, to = min(from, m.ID), max(to, m.ID)
		told[m.ID] = true
	}
	if len(told) < len(list) { // an id came twice
		return false, nil
	}
	known, err := tx.HasBetween(p.folder, from, to)
	if err != nil || known {
		return false, err
	}
	waiting, err := tx.HasWaiting(p.account)
	return !waiting, err
}

// finish stores the cursor and, with the last batch, ends the pass.
func (p *pass) finish(tx *cache.Tx, b batch) error {
	told := p.before.Cursor // that of the request
	if err := tx.SetCursor(p.folder, string(b.Cursor)); err != nil {
		return err
	}
	p.cursor = b.Cursor
	if !b.Complete {
		return nil
	}
	if p.ledger {
		if told != "" && told == string(b.Cursor) {
			// No copy without an id was looked at: the session says nothing of
			// them, and does not count as one that told everything.
			return nil
		}
		if err := p.dropUntaken(tx); err != nil {
			return err
		}
	}
	return tx.EndPass(p.folder, p.now)
}

// add takes a message that an IMAP server has told.
func (p *pass) add(tx *cache.Tx, m *prepared) error {
	if p.fresh {
		return p.insert(tx, m)
	}
	r, err := tx.Remote(p.folder, m.ID)
	switch {
	case errors.Is(err, cache.ErrNotFound):
	case err != nil:
		return err
	case r.Message == 0: // it could not be had before
		if err := tx.RemoveRemote(r); err != nil {
			return err
		}
	case sameMessage(r, m):
		return p.bind(tx, r, m)
	default: // the server has given the id to another message without saying so
		if err := p.vanish(tx, r); err != nil {
			return err
		}
	}
	r, found, err := p.waiting(tx, m)
	if err != nil {
		return err
	}
	if found {
		return p.bind(tx, r, m)
	}
	return p.insert(tx, m)
}

// sameMessage reports whether a row is of the message: the same header and, as
// far as both are known, the same size.
func sameMessage(r cache.Remote, m *prepared) bool {
	return r.Header == m.hash && (r.Size == m.Size || r.Size == 0 || m.Size == 0)
}

// waiting returns a row that waits for just this message: its id became void
// with a new UIDVALIDITY, or another client moved it here and its old place was
// told first. Claiming it keeps the message with its text and its operations.
func (p *pass) waiting(tx *cache.Tx, m *prepared) (best cache.Remote, found bool, err error) {
	rows, err := tx.RemotesByHash(p.account, m.hash)
	if err != nil {
		return best, false, err
	}
	rank := 0
	for _, r := range rows {
		if got := p.claim(r); r.Message != 0 && got > rank && sameMessage(r, m) {
			best, rank = r, got
		}
	}
	return best, rank > 0, nil
}

// claim says how good a claim a message told in this folder has on a row of
// equal hash: 0 for none.
func (p *pass) claim(r cache.Remote) int {
	here := 0
	if r.Folder == p.folder {
		here = 1
	}
	switch r.State {
	case cache.RemoteUnbound:
		if here == 1 || p.delisted[r.Folder] {
			return 4 + here
		}
	case cache.RemoteHeld, cache.RemoteGone:
		return 1 + here
	default:
	}
	return 0
}

// bind makes a row that of the message as the server has it now.
func (p *pass) bind(tx *cache.Tx, r cache.Remote, m *prepared) error {
	moved := r.Folder != p.folder
	r.Folder, r.ID, r.Flags, r.Size, r.State, r.Reason = p.folder, m.ID, m.Flags, m.Size, cache.RemoteLive, nil
	if err := tx.PutRemote(r); err != nil {
		return err
	}
	if moved {
		if err := tx.SetHome(r.Message, p.folder); err != nil {
			return err
		}
	}
	if err := tx.ForgetFailure(r.Message); err != nil {
		return err
	}
	return tx.Unvanish(r.Message)
}

// insert stores a message that is new here, with its row.
func (p *pass) insert(tx *cache.Tx, m *prepared) error {
	row, err := p.store(tx, m)
	if err != nil {
		return err
	}
	if _, err := tx.AddRemote(row); err != nil {
		return err
	}
	// What was here before this pass was told by an earlier one, and what comes
	// with a new UIDVALIDITY is not new.
	if p.before.PassEnded > 0 && !p.reset && !m.Flags.Has(mail.Seen) {
		tx.Emit(mail.NewMail{Folder: p.folder, Since: p.before.Newest})
	}
	return nil
}

// store adds the message and returns the row it should have.
func (p *pass) store(tx *cache.Tx, m *prepared) (cache.Remote, error) {
	f := m.fields
	n := cache.NewMessage{
		Folder: p.folder, Flags: m.Flags, Received: m.Received, Sent: f.Date, Size: m.Size,
		HeaderHash: m.hash, Header: m.Header, Subject: f.Subject, From: f.From, To: f.To,
		HasAttachment: f.HasAttachment, Refs: refs(m),
	}
	if n.Received.IsZero() { // POP3 does not tell it
		n.Received = received(m, p.now)
	}
	if !p.ledger {
		n.Place = string(m.ID)
	}
	id, err := tx.Add(n)
	if err != nil {
		return cache.Remote{}, err
	}
	row := cache.Remote{
		Account: p.account, Folder: p.folder, Message: id, Flags: m.Flags, Size: m.Size, Header: m.hash,
		StoredAt: p.now,
	}
	if !m.SessionOnly {
		row.ID = m.ID
	}
	if p.ledger {
		row.Core, row.Tail = m.core, m.tail
	}
	if m.whole == nil {
		return row, nil
	}
	row.Body = m.whole.hash
	return row, m.whole.put(tx, id)
}

// put stores a whole message and what a reader needs of it.
func (t *text) put(tx *cache.Tx, id mail.LocalID) error {
	var err error
	if t.blob.Handle != 0 {
		err = tx.BindBody(id, "", t.blob)
	} else {
		err = tx.PutBody(id, "", t.raw)
	}
	if err != nil {
		return err
	}
	if err := tx.SetParts(id, t.parts, t.attach); err != nil {
		return err
	}
	if err := tx.SetReadable(id, t.snippet); err != nil {
		return err
	}
	return tx.ForgetWants(id)
}

// refs are the ids that join a message to its conversation.
func refs(m *prepared) []string {
	var ids []string
	if m.fields.MessageID != "" {
		ids = append(ids, m.fields.MessageID)
	}
	ids = append(ids, m.fields.InReplyTo...)
	return append(ids, m.fields.References...)
}

// received is when a POP3 message came: what its Date says, but not later than
// now, so that a wrong clock does not keep it on top for ever.
func received(m *prepared, now time.Time) time.Time {
	if d := m.fields.Date; !d.IsZero() && d.Before(now) {
		return d
	}
	return now
}

// confirm takes the flags that the server tells of a message.
func (p *pass) confirm(tx *cache.Tx, c backend.FlagChange) error {
	r, err := tx.Remote(p.folder, c.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	return tx.Confirm(r.Row, r.Message, c.Flags)
}

// doubt notes a message that could not be had, so that it is not asked for in
// every visit. A copy without an id cannot be named tomorrow: it is read again.
func (p *pass) doubt(tx *cache.Tx, f backend.Failure) error {
	if p.session != nil {
		p.session.told++
	}
	if sessionOnly(f.ID) {
		return nil
	}
	r, err := tx.Remote(p.folder, f.ID)
	if errors.Is(err, cache.ErrNotFound) {
		_, err = tx.AddRemote(cache.Remote{
			Account: p.account, Folder: p.folder, ID: f.ID, State: cache.RemoteDoubtful, StoredAt: p.now, Reason: &f.Problem,
		})
		return err
	}
	if err != nil || !p.ledger && r.Message != 0 {
		return err // what is here of an IMAP message stays as it is
	}
	r.State, r.StoredAt, r.Reason = cache.RemoteDoubtful, p.now, &f.Problem
	return tx.PutRemote(r)
}

// ignoreNotFound makes a row that is not there no error.
func ignoreNotFound(err error) error {
	if errors.Is(err, cache.ErrNotFound) {
		return nil
	}
	return err
}
