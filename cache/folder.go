package cache

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// FolderRow is a folder as its server lists it.
type FolderRow struct {
	Box    mail.RemoteBox
	Path   []string // its levels, decoded, not made safe; at least one
	Role   mail.Role
	NoMail bool // holds other folders only
}

// PutFolders makes the folders of an account what its server lists. One that is
// not listed any more stays as long as it holds messages.
func (tx *Tx) PutFolders(account mail.AccountID, folders []FolderRow) error {
	key, err := tx.accountKey(account)
	if err != nil {
		return err
	}
	changed := false
	listed := map[string]bool{}
	for _, f := range folders {
		listed[string(f.Box)] = true
		path, err := json.Marshal(f.Path)
		if err != nil {
			return fmt.Errorf("put folder %q: %w", f.Box, err)
		}
		n, err := tx.exec(`INSERT INTO folder (account, box, path, role, no_mail) VALUES (?1, ?2, ?3, ?4, ?5)
			ON CONFLICT (account, box) DO UPDATE SET path = ?3, role = ?4, no_mail = ?5, listed = 1
			WHERE (path, role, no_mail, listed) <> (?3, ?4, ?5, 1)`, key, string(f.Box), string(path), f.Role, f.NoMail)
		if err != nil {
			return fmt.Errorf("put folder %q: %w", f.Box, err)
		}
		changed = changed || n > 0
	}
	unlisted, err := tx.unlistFolders(key, listed)
	if err != nil {
		return fmt.Errorf("put the folders of %q: %w", account, err)
	}
	if changed || unlisted {
		tx.Emit(mail.FoldersChanged{Account: account})
	}
	return nil
}

// unlistFolders marks the folders that are not listed, removes the empty ones
// of them, and reports whether there was any to mark or remove.
func (tx *Tx) unlistFolders(account int64, listed map[string]bool) (bool, error) {
	type known struct {
		id     mail.FolderID
		box    string
		listed bool
		empty  bool
	}
	all, err := collect(&tx.ReadTx, func(rows *sql.Rows) (k known, err error) {
		return k, rows.Scan(&k.id, &k.box, &k.listed, &k.empty)
	}, `SELECT id, box, listed, NOT EXISTS (SELECT 1 FROM message WHERE home = folder.id)
			AND NOT EXISTS (SELECT 1 FROM message WHERE folder = folder.id AND vanished = 0)
		FROM folder WHERE account = ? AND box IS NOT NULL`, account)
	if err != nil {
		return false, err
	}
	changed := false
	for _, k := range all {
		if listed[k.box] || !k.listed && !k.empty {
			continue
		}
		changed = true
		if !k.empty {
			if _, err := tx.exec(`UPDATE folder SET listed = 0 WHERE id = ?`, k.id); err != nil {
				return false, err
			}
			continue
		}
		if _, err := tx.exec(`DELETE FROM remote WHERE folder = ?`, k.id); err != nil {
			return false, err
		}
		if _, err := tx.exec(`DELETE FROM folder WHERE id = ?`, k.id); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// accountKey returns the row of an account.
func (tx *ReadTx) accountKey(id mail.AccountID) (int64, error) {
	return accountValue[int64](tx, id, `SELECT id FROM account WHERE name = ?`)
}

// storedFolder is a folder with what only its order needs.
type storedFolder struct {
	mail.Folder
	levels []string
}

const selectFolder = `SELECT f.id, a.name, CASE f.listed WHEN 1 THEN ifnull(f.box, '') ELSE '' END, f.path, f.role,
	f.total, f.unread, f.no_mail, f.pass_ended > 0 OR f.box IS NULL FROM folder f JOIN account a ON a.id = f.account`

// Folders returns the folders of an account, or of all accounts for "", in the
// order people expect: the inbox first, junk and trash last, children below
// their parents. A folder that the server does not list any more is among them
// while it holds messages, as one that is only here.
func (tx *ReadTx) Folders(account mail.AccountID) ([]mail.Folder, error) {
	all, err := collect(tx, scanFolder, selectFolder+`
		WHERE (?1 = '' OR a.name = ?1) AND (f.listed = 1 OR f.total > 0) ORDER BY a.local, a.position, a.name`,
		string(account))
	if err != nil {
		return nil, fmt.Errorf("read the folders of %q: %w", account, err)
	}
	var ordered []mail.Folder
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Account == all[0].Account {
			n++
		}
		sortFolders(all[:n])
		for _, f := range all[:n] {
			ordered = append(ordered, f.Folder)
		}
		all = all[n:]
	}
	return ordered, nil
}

// Folder returns one folder, or [ErrNotFound].
func (tx *ReadTx) Folder(id mail.FolderID) (mail.Folder, error) {
	found, err := collect(tx, scanFolder, selectFolder+` WHERE f.id = ?`, id)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return mail.Folder{}, fmt.Errorf("read folder %d: %w", id, err)
	}
	return found[0].Folder, nil
}

func scanFolder(rows *sql.Rows) (storedFolder, error) {
	var f storedFolder
	var path string
	err := rows.Scan(&f.ID, &f.Account, &f.Box, &path, &f.Role, &f.Total, &f.Unread, &f.NoMail, &f.Synced)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal([]byte(path), &f.levels); err != nil {
		return f, fmt.Errorf("read the path of folder %d: %w", f.ID, err)
	}
	if len(f.levels) == 0 {
		f.levels = []string{string(f.Box)}
	}
	f.Name = mail.Line(f.levels[len(f.levels)-1])
	f.Path = mail.Line(strings.Join(f.levels, "/"))
	f.Depth = len(f.levels) - 1
	return f, nil
}

// sortFolders orders the folders of one account.
func sortFolders(folders []storedFolder) {
	ranks := map[string]int{} // by the levels, joined by NUL, of folders with a role
	for _, f := range folders {
		if f.Role != mail.RoleNone {
			ranks[strings.Join(f.levels, "\x00")] = roleRank(f.Role)
		}
	}
	rank := func(levels []string) int {
		if r, ok := ranks[strings.Join(levels, "\x00")]; ok {
			return r
		}
		return roleRank(mail.RoleNone)
	}
	slices.SortStableFunc(folders, func(a, b storedFolder) int {
		for i := range min(len(a.levels), len(b.levels)) {
			c := cmp.Or(
				cmp.Compare(rank(a.levels[:i+1]), rank(b.levels[:i+1])),
				cmp.Compare(strings.ToLower(a.levels[i]), strings.ToLower(b.levels[i])),
				cmp.Compare(a.levels[i], b.levels[i]))
			if c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(len(a.levels), len(b.levels)), cmp.Compare(a.ID, b.ID))
	})
}

func roleRank(role mail.Role) int {
	switch role {
	case mail.RoleInbox:
		return 0
	case mail.RoleDrafts:
		return 1
	case mail.RoleOutbox:
		return 2
	case mail.RoleArchive:
		return 3
	case mail.RoleSent:
		return 4
	case mail.RoleJunk:
		return 6
	case mail.RoleTrash:
		return 7
	default:
		return 5
	}
}

// Focus notes that somebody opened a folder: it is synced first.
func (tx *Tx) Focus(folder mail.FolderID) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	return tx.setFolder(folder, `UPDATE folder SET focus = ? WHERE id = ?`, seq, folder)
}

// Focused returns the folder of an account that was opened last, and whether
// there was any.
func (tx *ReadTx) Focused(account mail.AccountID) (mail.FolderID, bool, error) {
	found, err := collect(tx, scanOne[mail.FolderID], `SELECT f.id FROM folder f JOIN account a ON a.id = f.account
		WHERE a.name = ? AND f.focus > 0 ORDER BY f.focus DESC LIMIT 1`, string(account))
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return found[0], true, nil
}

// Refresh asks for a folder, or for all of them with 0, to be synced now.
func (tx *Tx) Refresh(folder mail.FolderID) error {
	if _, err := tx.exec(`UPDATE folder SET refresh = 1 WHERE ?1 = 0 OR id = ?1`, folder); err != nil {
		return fmt.Errorf("ask for folder %d: %w", folder, err)
	}
	return nil
}

// Refreshes returns the folders of an account that Refresh asked for.
func (tx *ReadTx) Refreshes(account mail.AccountID) ([]mail.FolderID, error) {
	return collect(tx, scanOne[mail.FolderID], `SELECT f.id FROM folder f JOIN account a ON a.id = f.account
		WHERE a.name = ? AND f.refresh = 1 ORDER BY f.id`, string(account))
}

// ClearRefresh notes that a folder was synced since it was asked for.
func (tx *Tx) ClearRefresh(folder mail.FolderID) error {
	return tx.setFolder(folder, `UPDATE folder SET refresh = 0 WHERE id = ?`, folder)
}

// SyncState is how far the sync of a folder has come. Passes are ordered by
// clock.seq.
type SyncState struct {
	Cursor    string
	PassBegan int64        // of the pass under way or the last one; 0: none
	PassDone  int64        // begin of the latest complete pass; 0: none
	PassEnded int64        // its end
	Synced    time.Time    // its end, for people
	Newest    mail.LocalID // the newest message of the folder then
}

// SyncState returns how far the sync of a folder has come.
func (tx *ReadTx) SyncState(folder mail.FolderID) (SyncState, error) {
	var s SyncState
	var synced int64
	err := tx.row(`SELECT cursor, pass_began, pass_done, pass_ended, synced, newest FROM folder WHERE id = ?`, folder).
		Scan(&s.Cursor, &s.PassBegan, &s.PassDone, &s.PassEnded, &synced, &s.Newest)
	if err != nil {
		return s, fmt.Errorf("read the sync state of folder %d: %w", folder, err)
	}
	s.Synced = fromUnix(synced)
	return s, nil
}

// SetCursor stores the backend's cursor, in the transaction of its batch.
func (tx *Tx) SetCursor(folder mail.FolderID, cursor string) error {
	return tx.setFolder(folder, `UPDATE folder SET cursor = ? WHERE id = ?`, cursor, folder)
}

// BeginPass notes that a pass over a whole folder begins, and returns its
// sequence number.
func (tx *Tx) BeginPass(folder mail.FolderID) (int64, error) {
	seq, err := tx.Tick()
	if err != nil {
		return 0, err
	}
	return seq, tx.setFolder(folder, `UPDATE folder SET pass_began = ? WHERE id = ?`, seq, folder)
}

// EndPass notes that the pass which began last has told the whole folder.
func (tx *Tx) EndPass(folder mail.FolderID, now time.Time) error {
	seq, err := tx.Tick()
	if err != nil {
		return err
	}
	tx.Emit(mail.FolderChanged{Folder: folder})
	return tx.setFolder(folder, `UPDATE folder SET pass_done = pass_began, pass_ended = ?, synced = ?,
		newest = ifnull((SELECT max(id) FROM message WHERE home = folder.id), 0) WHERE id = ?`, seq, unix(now), folder)
}

func (tx *Tx) setFolder(folder mail.FolderID, query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("update folder %d: %w", folder, err)
	}
	return nil
}
