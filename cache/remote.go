package cache

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// RemoteState is what is known of a message on its server. POP3's states are
// the ledger of "POP3, the order that cannot lose mail".
type RemoteState uint8

// The states. Their values are stored: never renumber.
const (
	RemoteLive      RemoteState = iota // on the server; POP3: stored here, not read back yet
	RemoteUnbound                      // its id is void until the server tells it again (new UIDVALIDITY)
	RemoteHeld                         // vanished with very many others: here until the user has answered
	RemoteVerified                     // POP3: read back from the store and equal
	RemoteDue                          // POP3: to be deleted once proved
	RemoteReleasing                    // POP3: a DELE may have been sent
	RemoteGone                         // no longer on the server
	RemoteDoubtful                     // not to be trusted, or could not be had: see Reason
	RemoteHeader                       // POP3: too large, only its header was read
)

// Remote is a message as its server has it, apart from where it is shown here.
type Remote struct {
	Row      int64
	Account  mail.AccountID
	Folder   mail.FolderID
	ID       mail.RemoteID // empty: none now
	Message  mail.LocalID  // 0: none
	Flags    mail.Flags    // confirmed
	Size     int64         // bytes, as the server said
	Header   [32]byte      // SHA-256 of the header; zero: never read
	Core     [32]byte      // POP3: of the message without the fields servers add; zero: none
	Tail     [32]byte      // POP3: of what follows the header; zero: none
	Body     [32]byte      // of the whole message as read; zero: never read
	Seen     int64         // sequence number of the first sight
	State    RemoteState
	Changed  int64     // sequence number of the last change of state
	StoredAt time.Time // when it was stored, or last looked at while doubtful
	Reason   *mail.Problem
}

// remoteColumns has no join: with a parameter SQLite would prepare it anew each
// time.
const remoteColumns = `r.id, (SELECT name FROM account WHERE id = r.account), r.folder, ifnull(r.remote_id, ''),
	ifnull(r.message, 0), r.flags, r.size,
	r.header_hash, r.core_hash, r.tail_hash, r.body_hash, r.first_seen, r.state, r.changed, r.stored_at, r.reason
	FROM remote r `

func scanRemote(rows interface{ Scan(...any) error }) (Remote, error) {
	var r Remote
	var header, core, tail, body []byte
	var stored int64
	var reason string
	err := rows.Scan(&r.Row, &r.Account, &r.Folder, &r.ID, &r.Message, &r.Flags, &r.Size,
		&header, &core, &tail, &body, &r.Seen, &r.State, &r.Changed, &stored, &reason)
	if err != nil {
		return r, err
	}
	copy(r.Header[:], header)
	copy(r.Core[:], core)
	copy(r.Tail[:], tail)
	copy(r.Body[:], body)
	r.StoredAt = fromUnix(stored)
	r.Reason, err = parseProblem(reason)
	return r, err
}

func scanRemotes(rows *sql.Rows) (Remote, error) { return scanRemote(rows) }

// Remote returns the row of an id in a folder, or [ErrNotFound].
func (tx *ReadTx) Remote(folder mail.FolderID, id mail.RemoteID) (Remote, error) {
	r, err := scanRemote(tx.row(`SELECT `+remoteColumns+`WHERE r.folder = ? AND r.remote_id = ?`, folder, id))
	return r, wrapRow(err, "read the remote row of", string(id))
}

// RemoteOf returns the row of a message, or [ErrNotFound] for one that is only
// here.
func (tx *ReadTx) RemoteOf(message mail.LocalID) (Remote, error) {
	r, err := scanRemote(tx.row(`SELECT `+remoteColumns+`WHERE r.message = ?`, message))
	return r, wrapRow(err, "read the remote row of message", message.String())
}

// RemotesByHash returns the rows of an account whose header hash is the given
// one, the oldest first.
func (tx *ReadTx) RemotesByHash(account mail.AccountID, hash [32]byte) ([]Remote, error) {
	list, err := collect(tx, scanRemotes, `SELECT `+remoteColumns+
		`WHERE r.account = (SELECT id FROM account WHERE name = ?1)
		AND substr(r.header_hash, 1, 8) = substr(?2, 1, 8) AND r.header_hash = ?2 ORDER BY r.id`, account, hash[:])
	if err != nil {
		return nil, fmt.Errorf("look up a header hash: %w", err)
	}
	return list, nil
}

// RemotesByCore returns the rows of a folder whose core hash is the given one,
// the oldest first.
func (tx *ReadTx) RemotesByCore(folder mail.FolderID, core [32]byte) ([]Remote, error) {
	list, err := collect(tx, scanRemotes, `SELECT `+remoteColumns+
		`WHERE r.folder = ? AND r.core_hash = ? AND r.core_hash <> x'' ORDER BY r.id`, folder, core[:])
	if err != nil {
		return nil, fmt.Errorf("look up a core hash: %w", err)
	}
	return list, nil
}

// RemotesWithoutID returns the rows of a folder that have no id and are not
// gone, with a row number above after, by row number, at most limit.
func (tx *ReadTx) RemotesWithoutID(folder mail.FolderID, after int64, limit int) ([]Remote, error) {
	list, err := collect(tx, scanRemotes, `SELECT `+remoteColumns+
		`WHERE r.folder = ? AND r.state IN (0, 3, 4, 5, 7, 8) AND r.remote_id IS NULL AND r.id > ?
		ORDER BY r.id LIMIT ?`, folder, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list remote rows without an id: %w", err)
	}
	return list, nil
}

// RemotesInState returns rows of a folder in one state with a row number above
// after, by row number, at most limit.
func (tx *ReadTx) RemotesInState(folder mail.FolderID, state RemoteState, after int64, limit int) ([]Remote, error) {
	list, err := collect(tx, scanRemotes, `SELECT `+remoteColumns+
		`WHERE r.folder = ? AND r.state = ? AND r.id > ? ORDER BY r.id LIMIT ?`, folder, state, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list remote rows: %w", err)
	}
	return list, nil
}

// RemotesLeft returns the rows of a folder that are in a state, and still have
// a message, since the sequence number after, at most limit.
func (tx *ReadTx) RemotesLeft(folder mail.FolderID, state RemoteState, after int64, limit int) ([]Remote, error) {
	list, err := collect(tx, scanRemotes, `SELECT `+remoteColumns+
		`WHERE r.folder = ? AND r.state = ? AND r.changed > ? AND r.message IS NOT NULL ORDER BY r.id LIMIT ?`,
		folder, state, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list remote rows: %w", err)
	}
	return list, nil
}

// CountRemote counts the rows of a folder that are in a state, and still have a
// message, since the sequence number after.
func (tx *ReadTx) CountRemote(folder mail.FolderID, state RemoteState, after int64) (int, error) {
	var n int
	err := tx.row(`SELECT count(*) FROM remote
		WHERE folder = ? AND state = ? AND changed > ? AND message IS NOT NULL`, folder, state, after).Scan(&n)
	return n, wrapRow(err, "count remote rows", "")
}

// Known is one id that the store believes a box to hold.
type Known struct {
	ID     mail.RemoteID
	Size   int64
	Header [32]byte
	State  RemoteState
}

// KnownFilter says which rows count as known: those with an id that are not
// gone, without the doubtful ones last looked at before DoubtfulSince and the
// ones of which only the header was read up to HeaderUpTo bytes, which are
// now wanted whole.
type KnownFilter struct {
	DoubtfulSince time.Time
	HeaderUpTo    int64
}

// knownWhere names the states by their values: [RemoteGone], [RemoteDoubtful]
// and [RemoteHeader].
const knownWhere = `folder = ?1 AND remote_id IS NOT NULL AND state <> 6 AND (state <> 7 OR stored_at > ?2)
	AND (state <> 8 OR size > ?3) `

func scanKnown(rows *sql.Rows) (Known, error) {
	var k Known
	var header []byte
	err := rows.Scan(&k.ID, &k.Size, &header, &k.State)
	copy(k.Header[:], header)
	return k, err
}

// CountKnown counts the ids known of a folder, nearly all of them in an index.
func (tx *ReadTx) CountKnown(folder mail.FolderID, f KnownFilter) (int, error) {
	var n int
	err := tx.row(`SELECT
		(SELECT count(*) FROM remote WHERE folder = ?1 AND state IN (0, 3, 4, 5) AND remote_id IS NOT NULL) +
		(SELECT count(*) FROM remote WHERE folder = ?1 AND state IN (7, 8) AND `+knownWhere+`)`,
		folder, unix(f.DoubtfulSince), f.HeaderUpTo).Scan(&n)
	return n, wrapRow(err, "count known ids", "")
}

// KnownRange returns known ids with after < id <= upTo in their order, at most
// limit; an empty upTo has no upper bound.
func (tx *ReadTx) KnownRange(
	folder mail.FolderID, f KnownFilter, after, upTo mail.RemoteID, limit int,
) ([]Known, error) {
	query := `SELECT remote_id, size, header_hash, state FROM remote WHERE ` + knownWhere +
		`AND remote_id > ?4 ORDER BY remote_id LIMIT ?5`
	args := []any{folder, unix(f.DoubtfulSince), f.HeaderUpTo, after, limit}
	if upTo != "" {
		query = `SELECT remote_id, size, header_hash, state FROM remote WHERE ` + knownWhere +
			`AND remote_id > ?4 AND remote_id <= ?6 ORDER BY remote_id LIMIT ?5`
		args = append(args, upTo)
	}
	list, err := collect(tx, scanKnown, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list known ids: %w", err)
	}
	return list, nil
}

// KnownID returns what is known of one id, or [ErrNotFound].
func (tx *ReadTx) KnownID(folder mail.FolderID, f KnownFilter, id mail.RemoteID) (Known, error) {
	k := Known{ID: id}
	var header []byte
	err := tx.row(`SELECT size, header_hash, state FROM remote WHERE `+knownWhere+`AND remote_id = ?4`,
		folder, unix(f.DoubtfulSince), f.HeaderUpTo, id).Scan(&k.Size, &header, &k.State)
	copy(k.Header[:], header)
	return k, wrapRow(err, "look up", string(id))
}

// HasWaiting reports whether any message of an account waits for an id: its own
// became void, or it vanished from its place.
func (tx *ReadTx) HasWaiting(account mail.AccountID) (bool, error) {
	var found bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM folder f JOIN remote r ON r.folder = f.id AND r.state IN (1, 2, 6)
		WHERE f.account = (SELECT id FROM account WHERE name = ?) AND r.message IS NOT NULL)`, string(account)).Scan(&found)
	return found, wrapRow(err, "look for waiting messages of", string(account))
}

// HasBetween reports whether a folder has a row with an id from one to another,
// both included.
func (tx *ReadTx) HasBetween(folder mail.FolderID, from, to mail.RemoteID) (bool, error) {
	var found bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM remote WHERE folder = ? AND remote_id >= ? AND remote_id <= ?
		AND remote_id IS NOT NULL)`, folder, from, to).Scan(&found)
	return found, wrapRow(err, "look for known ids", "")
}

// AddRemote adds a row and returns its number. Its first sight and its change
// are now. Its message, which has no other row, must have been added with the
// same flags.
func (tx *Tx) AddRemote(r Remote) (int64, error) {
	seq, err := tx.Tick()
	if err != nil {
		return 0, err
	}
	reason, err := problemJSON(r.Reason)
	if err != nil {
		return 0, tx.fail(err)
	}
	account, err := tx.accountOf(r.Folder)
	if err != nil {
		return 0, tx.fail(fmt.Errorf("add a remote row to folder %d: %w", r.Folder, err))
	}
	row, err := tx.insert(`INSERT INTO remote (account, folder, remote_id, message, flags, size, header_hash,
		core_hash, tail_hash, body_hash, first_seen, state, changed, stored_at, reason)
		VALUES (?, ?, nullif(?, ''), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		account, r.Folder, r.ID, r.Message, r.Flags, r.Size, r.Header[:], hashBlob(r.Core), hashBlob(r.Tail),
		hashBlob(r.Body), seq, r.State, seq, unix(r.StoredAt), reason)
	if err != nil {
		return 0, fmt.Errorf("add a remote row: %w", err)
	}
	return row, tx.reshowIf(r.Message)
}

// PutRemote writes what a row says of its message: id, message, confirmed
// flags, size, hashes, state and reason. A new state is a change. What is shown
// of the message follows.
func (tx *Tx) PutRemote(r Remote) error {
	reason, err := problemJSON(r.Reason)
	if err != nil {
		return tx.fail(err)
	}
	changed, err := tx.changedState(r)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE remote SET folder = ?, remote_id = nullif(?, ''), message = nullif(?, 0), flags = ?,
		size = ?, header_hash = ?, core_hash = ?, tail_hash = ?, body_hash = ?, state = ?, changed = ?, stored_at = ?,
		reason = ? WHERE id = ?`,
		r.Folder, r.ID, r.Message, r.Flags, r.Size, r.Header[:], hashBlob(r.Core), hashBlob(r.Tail), hashBlob(r.Body),
		r.State, changed, unix(r.StoredAt), reason, r.Row)
	if err != nil {
		return fmt.Errorf("write a remote row: %w", err)
	}
	return tx.reshowIf(r.Message)
}

// changedState returns the sequence number of the row's last change of state.
func (tx *Tx) changedState(r Remote) (int64, error) {
	var state RemoteState
	var changed int64
	err := tx.row(`SELECT state, changed FROM remote WHERE id = ?`, r.Row).Scan(&state, &changed)
	if err != nil {
		return 0, tx.fail(fmt.Errorf("read a remote row: %w", err))
	}
	if state == r.State {
		return changed, nil
	}
	return tx.Tick()
}

// SetRemoteState sets the state of rows and forgets the reason of a doubt.
func (tx *Tx) SetRemoteState(state RemoteState, rows ...int64) error {
	if len(rows) == 0 {
		return nil
	}
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	for _, row := range rows {
		_, err := tx.exec(`UPDATE remote SET state = ?, changed = ?, reason = '' WHERE id = ? AND state <> ?`,
			state, seq, row, state)
		if err != nil {
			return fmt.Errorf("set the state of a remote row: %w", err)
		}
	}
	return nil
}

// Confirm sets the flags that the server told of a row's message.
func (tx *Tx) Confirm(row int64, message mail.LocalID, flags mail.Flags) error {
	n, err := tx.exec(`UPDATE remote SET flags = ? WHERE id = ? AND flags <> ?`, flags, row, flags)
	if err != nil {
		return fmt.Errorf("confirm flags: %w", err)
	}
	if n == 0 {
		return nil
	}
	return tx.reshowIf(message)
}

// Unbind makes every id of a folder void: its rows keep their hash and message
// and wait for the id that the server tells next. The cursor is forgotten.
func (tx *Tx) Unbind(folder mail.FolderID) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM remote WHERE folder = ? AND message IS NULL`, folder)
	if err == nil {
		_, err = tx.exec(`UPDATE remote SET remote_id = NULL, state = ?, changed = ? WHERE folder = ? AND state IN (?, ?)`,
			RemoteUnbound, seq, folder, RemoteLive, RemoteDoubtful)
	}
	if err != nil {
		return fmt.Errorf("unbind a folder: %w", err)
	}
	return tx.SetCursor(folder, "")
}

// RemoveRemote removes a row. Its message, if any, is only here from now on,
// with the flags that were confirmed last.
func (tx *Tx) RemoveRemote(r Remote) error {
	if r.Message != 0 {
		_, err := tx.exec(`UPDATE message SET local_flags = ? WHERE id = ?`, r.Flags, r.Message)
		if err != nil {
			return fmt.Errorf("keep flags: %w", err)
		}
	}
	if _, err := tx.exec(`DELETE FROM remote WHERE id = ?`, r.Row); err != nil {
		return fmt.Errorf("remove a remote row: %w", err)
	}
	return tx.reshowIf(r.Message)
}

// PassedBy returns the lowest sequence number at which the latest complete pass
// of any listed folder of the account began: what was marked before it was
// looked for everywhere. Folders of except, which cannot be synced, do not
// count. 0: some other folder never had a complete pass.
func (tx *ReadTx) PassedBy(account mail.AccountID, except ...mail.FolderID) (int64, error) {
	refused, err := json.Marshal(append([]mail.FolderID{}, except...)) // a list even when there is none
	if err != nil {
		return 0, fmt.Errorf("read the passes of %q: %w", account, err)
	}
	var seq int64
	err = tx.row(`SELECT ifnull(min(pass_done), 0) FROM folder
		WHERE account = (SELECT id FROM account WHERE name = ?) AND box IS NOT NULL AND listed = 1 AND no_mail = 0
		AND id NOT IN (SELECT value FROM json_each(?))`, account, string(refused)).Scan(&seq)
	return seq, wrapRow(err, "read the passes of", string(account))
}

// Delisted returns the folders of an account that its server no longer lists
// and that still have messages there.
func (tx *ReadTx) Delisted(account mail.AccountID) ([]mail.FolderID, error) {
	list, err := collect(tx, scanOne[mail.FolderID], `SELECT f.id FROM folder f
		WHERE f.account = (SELECT id FROM account WHERE name = ?) AND f.box IS NOT NULL AND f.listed = 0
		AND EXISTS (SELECT 1 FROM remote r WHERE r.folder = f.id AND r.state IN (?, ?)) ORDER BY f.id`,
		account, RemoteLive, RemoteUnbound)
	if err != nil {
		return nil, fmt.Errorf("list delisted folders: %w", err)
	}
	return list, nil
}

// reshowIf is [Tx.Reshow] for a message that may be none.
func (tx *Tx) reshowIf(message mail.LocalID) error {
	if message == 0 {
		return nil
	}
	return tx.Reshow(message)
}

// hashBlob is a hash as it is stored: nothing for none.
func hashBlob(hash [32]byte) []byte {
	if hash == ([32]byte{}) {
		return []byte{}
	}
	return hash[:]
}

// wrapRow says what was being read of what when err is not nil.
func wrapRow(err error, doing, what string) error {
	switch {
	case err == nil:
		return nil
	case what == "":
		return fmt.Errorf("%s: %w", doing, err)
	default:
		return fmt.Errorf("%s %q: %w", doing, what, err)
	}
}
