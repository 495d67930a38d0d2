package cache

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// AccountRow is an account as its file states it.
type AccountRow struct {
	ID       mail.AccountID
	Label    string
	Email    string
	Protocol string // "imap" or "pop3"
	Position int    // order of the account files
}

// AccountState is how an account is doing.
type AccountState struct {
	Phase   mail.Phase
	Done    int // of Total, while syncing
	Total   int
	Folder  mail.FolderID // the one being synced, or 0
	Problem *mail.Problem
	Retry   time.Time // zero: not planned
	Synced  time.Time // end of a complete visit; zero: as before
}

// PutAccounts makes the accounts what the files say. Those that no file names
// any more become local: their mail stays.
func (tx *Tx) PutAccounts(accounts []AccountRow) error {
	before, err := tx.Accounts()
	if err != nil {
		return err
	}
	gone := map[mail.AccountID]bool{}
	for _, a := range before {
		gone[a.ID] = !a.Local
	}
	for _, a := range accounts {
		gone[a.ID] = false
		n, err := tx.exec(`INSERT INTO account (name, label, email, protocol, position) VALUES (?1, ?2, ?3, ?4, ?5)
			ON CONFLICT (name) DO UPDATE SET label = ?2, email = ?3, protocol = ?4, position = ?5, local = 0
			WHERE (label, email, protocol, position, local) <> (?2, ?3, ?4, ?5, 0)`,
			string(a.ID), a.Label, a.Email, a.Protocol, a.Position)
		if err != nil {
			return fmt.Errorf("put account %q: %w", a.ID, err)
		}
		if n > 0 {
			tx.Emit(mail.AccountChanged{Account: a.ID})
		}
	}
	for id, local := range gone {
		if !local {
			continue
		}
		if _, err := tx.exec(`UPDATE account SET local = 1 WHERE name = ?`, string(id)); err != nil {
			return fmt.Errorf("make account %q local: %w", id, err)
		}
		tx.Emit(mail.AccountChanged{Account: id})
	}
	return nil
}

// An account without a problem of its own has that of mail which it cannot send.
const selectAccount = `SELECT name, label, email, protocol, local, phase, done, total, syncing,
	iif(problem != '' OR on_demand, problem, ifnull((SELECT o.reason FROM op o WHERE o.account = account.id AND o.kind = 2
		AND o.state IN (0, 1) AND o.reason != '' AND ` + isOwn + ` ORDER BY o.id LIMIT 1), '')), synced, retry,
	on_demand FROM account`

// Accounts returns every account in the order of the files, local ones last.
func (tx *ReadTx) Accounts() ([]mail.Account, error) {
	all, err := collect(tx, scanAccount, selectAccount+` ORDER BY local, position, name`)
	if err != nil {
		return nil, fmt.Errorf("read the accounts: %w", err)
	}
	return all, nil
}

// Account returns one account; [ErrNotFound] and a problem that names it when
// there is none.
func (tx *ReadTx) Account(id mail.AccountID) (mail.Account, error) {
	found, err := collect(tx, scanAccount, selectAccount+` WHERE name = ?`, string(id))
	if err != nil {
		return mail.Account{}, fmt.Errorf("read account %q: %w", id, err)
	}
	if len(found) == 0 {
		return mail.Account{}, noAccount(id)
	}
	return found[0], nil
}

func noAccount(id mail.AccountID) error {
	return &storeError{
		Problem: mail.Problem{Op: "account", Kind: mail.Config, Cause: mail.NotFound, What: mail.Line(string(id))},
		err:     fmt.Errorf("account %q: %w", id, ErrNotFound),
	}
}

func scanAccount(rows *sql.Rows) (mail.Account, error) {
	var a mail.Account
	var label, email, problem string
	var synced, retry int64
	err := rows.Scan(&a.ID, &label, &email, &a.Protocol, &a.Local, &a.Phase, &a.Done, &a.Total, &a.Folder, &problem,
		&synced, &retry, &a.OnDemand)
	if err != nil {
		return a, err
	}
	a.Name, a.Email = mail.Line(label), mail.Identity(email)
	a.Synced, a.Retry = fromUnix(synced), fromUnix(retry)
	a.Problem, err = parseProblem(problem)
	return a, err
}

// SetAccountState stores how an account is doing.
func (tx *Tx) SetAccountState(id mail.AccountID, state AccountState) error {
	problem, err := problemJSON(state.Problem)
	if err != nil {
		return err
	}
	return tx.setAccount(id, `UPDATE account SET phase = ?, done = ?, total = ?, syncing = ?, problem = ?, retry = ?,
		synced = iif(?7 = 0, synced, ?7) WHERE name = ?8`,
		state.Phase, state.Done, state.Total, state.Folder, problem, unix(state.Retry), unix(state.Synced), string(id))
}

// SetOnDemand notes that the user works offline, or does no longer. The engine
// obeys it, in whatever process it runs.
func (tx *Tx) SetOnDemand(id mail.AccountID, on bool) error {
	return tx.setAccount(id, `UPDATE account SET on_demand = ? WHERE name = ?`, on, string(id))
}

// setAccount runs an update of one account that views show.
func (tx *Tx) setAccount(id mail.AccountID, query string, args ...any) error {
	if err := tx.noteAccount(id, query, args...); err != nil {
		return err
	}
	tx.Emit(mail.AccountChanged{Account: id})
	return nil
}

// noteAccount runs an update of one account that no view shows.
func (tx *Tx) noteAccount(id mail.AccountID, query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if err != nil {
		return fmt.Errorf("update account %q: %w", id, err)
	}
	if n == 0 {
		return noAccount(id)
	}
	return nil
}

// SetCaps stores what the account's server can do, as JSON.
func (tx *Tx) SetCaps(id mail.AccountID, caps string) error {
	return tx.noteAccount(id, `UPDATE account SET caps = ? WHERE name = ?`, caps, string(id))
}

// Caps returns what SetCaps stored, empty before the first login.
func (tx *ReadTx) Caps(id mail.AccountID) (string, error) {
	return accountValue[string](tx, id, `SELECT caps FROM account WHERE name = ?`)
}

// SetDistrust notes for good that the server of a POP3 account lists an id
// twice or gives an old id to new mail.
func (tx *Tx) SetDistrust(id mail.AccountID) error {
	return tx.noteAccount(id, `UPDATE account SET distrust = 1 WHERE name = ?`, string(id))
}

// Distrust reports whether SetDistrust was called.
func (tx *ReadTx) Distrust(id mail.AccountID) (bool, error) {
	return accountValue[bool](tx, id, `SELECT distrust FROM account WHERE name = ?`)
}

// SetSeenTime stores what the wall clock said at a visit, so that a jump is
// noticed at the next.
func (tx *Tx) SetSeenTime(id mail.AccountID, now time.Time) error {
	return tx.noteAccount(id, `UPDATE account SET seen_time = ? WHERE name = ?`, unix(now), string(id))
}

// SeenTime returns what SetSeenTime stored, zero before the first visit.
func (tx *ReadTx) SeenTime(id mail.AccountID) (time.Time, error) {
	sec, err := accountValue[int64](tx, id, `SELECT seen_time FROM account WHERE name = ?`)
	return fromUnix(sec), err
}

func accountValue[T any](tx *ReadTx, id mail.AccountID, query string) (T, error) {
	values, err := collect(tx, scanOne[T], query, string(id))
	if err != nil {
		var none T
		return none, fmt.Errorf("read account %q: %w", id, err)
	}
	if len(values) == 0 {
		var none T
		return none, noAccount(id)
	}
	return values[0], nil
}
