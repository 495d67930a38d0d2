package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// Very many vanished messages are a reason to ask: more than manyMessages and
// more than one in manyShare of the folder.
const (
	manyMessages = 20
	manyShare    = 10
)

// gone takes an id that the server no longer has.
func (p *pass) gone(tx *cache.Tx, id mail.RemoteID) error {
	r, err := tx.Remote(p.folder, id)
	if err != nil {
		return ignoreNotFound(err)
	}
	return p.vanish(tx, r)
}

// vanish takes a row whose message the server no longer has there. When another
// client has moved it and its new place was told first, the older row of the
// two takes over what the newer one has. Else it leaves the lists, and is
// removed when whole passes have shown that it is nowhere else.
func (p *pass) vanish(tx *cache.Tx, r cache.Remote) error {
	if r.Message == 0 {
		return tx.RemoveRemote(r)
	}
	twin, found, err := p.movedTo(tx, r)
	if err != nil {
		return err
	}
	if found {
		return takeOver(tx, r, twin)
	}
	return letGo(tx, r)
}

// letGo marks the message of a row as vanished.
func letGo(tx *cache.Tx, r cache.Remote) error {
	r.ID, r.State, r.Reason = "", cache.RemoteGone, nil
	if err := tx.PutRemote(r); err != nil {
		return err
	}
	return tx.Vanish(r.Message)
}

// movedTo returns the row of the place that another client moved the message of
// r to: the same message, first seen after this folder's previous complete pass.
func (p *pass) movedTo(tx *cache.Tx, r cache.Remote) (cache.Remote, bool, error) {
	if r.Header == ([32]byte{}) {
		return cache.Remote{}, false, nil
	}
	rows, err := tx.RemotesByHash(p.account, r.Header)
	if err != nil {
		return cache.Remote{}, false, err
	}
	for _, twin := range rows {
		if twin.Row != r.Row && twin.Message != 0 && twin.State == cache.RemoteLive && twin.ID != "" &&
			twin.Seen > p.before.PassDone && twin.Seen > r.Seen && twin.Size == r.Size {
			return twin, true, nil
		}
	}
	return cache.Remote{}, false, nil
}

// takeOver gives the remote row of a newer message to the older one, which also
// inherits what waits for the newer one; the newer one goes.
func takeOver(tx *cache.Tx, old, twin cache.Remote) error {
	heir, newer := old.Message, twin.Message
	if err := tx.RemoveRemote(old); err != nil {
		return err
	}
	if err := tx.ForgetFailure(heir); err != nil { // it was not found at its old place
		return err
	}
	if err := tx.Inherit(heir, newer); err != nil {
		return err
	}
	if err := tx.Remove(newer); err != nil {
		return err
	}
	twin.Message = heir
	if err := tx.PutRemote(twin); err != nil {
		return err
	}
	return tx.SetHome(heir, twin.Folder)
}

// holdMany puts the messages that vanished in this pass back into the lists and
// asks, when they are very many: absence of that size is more often a fault
// than an intent. Nothing waits for the answer. It is done when it did not have
// to yield.
func (p *pass) holdMany(tx *cache.Tx) (done bool, err error) {
	vanished, err := tx.CountRemote(p.folder, cache.RemoteGone, p.began)
	if err != nil {
		return false, err
	}
	held, err := tx.CountRemote(p.folder, cache.RemoteHeld, p.began)
	if err != nil {
		return false, err
	}
	folder, err := tx.Folder(p.folder)
	if err != nil {
		return false, err
	}
	if vanished+held <= max(manyMessages, (folder.Total+vanished)/manyShare) {
		return true, nil
	}
	rows, err := tx.RemotesLeft(p.folder, cache.RemoteGone, p.began, vanished)
	if err != nil {
		return false, err
	}
	left, err := some(p, rows, func(r cache.Remote) error {
		r.State = cache.RemoteHeld
		if err := tx.PutRemote(r); err != nil {
			return err
		}
		return tx.Unvanish(r.Message)
	})
	if err != nil || len(left) > 0 {
		return false, err
	}
	return true, askHeld(tx, p.account, p.folder, p)
}

// askHeld asks about the messages of a folder that are held, or withdraws the
// question when there are none. An answer that waits to be carried out stands.
func askHeld(tx *cache.Tx, account mail.AccountID, folder mail.FolderID, p *pass) error {
	held, err := tx.CountRemote(folder, cache.RemoteHeld, 0)
	if err != nil {
		return err
	}
	if held == 0 {
		return tx.Withdraw(account, folder, mail.AskVanished)
	}
	answers, err := tx.Answers(account)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.Kind == mail.AskVanished && a.Folder == folder {
			return nil
		}
	}
	return tx.Ask(mail.Question{
		Account: account, Folder: folder, Kind: mail.AskVanished, Count: held, Asked: p.now,
	})
}

// letUnboundGo takes what is left of a folder whose ids became void: nothing
// has claimed it.
func (w *worker) letUnboundGo(ctx context.Context, folder mail.FolderID) error {
	n := 0
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error { // mostly there is nothing to write
		rows, err := tx.RemotesLeft(folder, cache.RemoteUnbound, 0, 1)
		n = len(rows)
		return err
	})
	if err != nil || n == 0 {
		return err
	}
	for done := false; !done; {
		err := w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
			p := &pass{account: w.acct.ID, folder: folder, now: w.e.opts.Now(), yield: w.store.Awaited}
			var err error
			if p.before, err = tx.SyncState(folder); err != nil {
				return err
			}
			p.began = p.before.PassBegan
			rows, err := tx.RemotesLeft(folder, cache.RemoteUnbound, 0, rowsATurn)
			if err != nil {
				return err
			}
			left, err := some(p, rows, func(r cache.Remote) error { return p.vanish(tx, r) })
			if err != nil || len(left) > 0 {
				return err
			}
			held, err := p.holdMany(tx)
			done = held && len(rows) < rowsATurn
			return err
		})
		if err != nil {
			return fmt.Errorf("let go what lost its id: %w", err)
		}
	}
	return nil
}

// unbindDelisted makes the ids of folders void that the server no longer lists,
// and returns these folders: another client may have renamed them.
func (w *worker) unbindDelisted(ctx context.Context) (map[mail.FolderID]bool, error) {
	var list []mail.FolderID
	err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		list, err = tx.Delisted(w.acct.ID)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	delisted := map[mail.FolderID]bool{}
	err = w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
		for _, id := range list {
			delisted[id] = true
			if err := tx.Unbind(id); err != nil {
				return err
			}
			if _, err := tx.BeginPass(id); err != nil { // what vanishes is counted from here on
				return err
			}
		}
		return nil
	})
	return delisted, err
}

// recountHeld brings the questions about vanished messages up to date: some of
// these may have turned up in another folder.
func (w *worker) recountHeld(ctx context.Context) error {
	var open []mail.Question
	err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		open, err = tx.Questions()
		return err
	})
	if err != nil {
		return err
	}
	for _, q := range open {
		if q.Account != w.acct.ID || q.Kind != mail.AskVanished {
			continue
		}
		err := w.store.Write(ctx, func(tx *cache.Tx) error {
			return askHeld(tx, w.acct.ID, q.Folder, &pass{now: w.e.opts.Now()})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sweep removes the messages that vanished and that every folder of the account
// was since looked through for, completely, but for those that the server
// refuses to open. Their operations end with them.
func (w *worker) sweep(ctx context.Context, refused ...mail.FolderID) error {
	for done := false; !done; {
		err := w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
			passed, err := tx.PassedBy(w.acct.ID, refused...)
			if err != nil {
				return err
			}
			list, err := tx.Vanished(w.acct.ID, passed, rowsATurn)
			if err != nil {
				return err
			}
			left, err := some(&pass{yield: w.store.Awaited}, list, func(id mail.LocalID) error {
				return w.removeVanished(tx, id)
			})
			done = len(left) == 0 && len(list) < rowsATurn
			return err
		})
		if err != nil {
			return fmt.Errorf("remove what is gone: %w", err)
		}
	}
	return nil
}

func (w *worker) removeVanished(tx *cache.Tx, id mail.LocalID) error {
	ops, err := tx.OpsOf(id)
	if err != nil {
		return err
	}
	if len(ops) > 0 {
		w.refuse(mail.Problem{
			Op: "flags", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer, Host: w.acct.Host,
		})
	}
	r, err := tx.RemoteOf(id)
	if err != nil && !errors.Is(err, cache.ErrNotFound) {
		return err
	}
	known := err == nil
	if err := tx.Remove(id); err != nil || !known {
		return err
	}
	r.Message = 0
	return tx.RemoveRemote(r)
}

// refuse notes a problem that the user should see although the visit goes on.
func (w *worker) refuse(p mail.Problem) {
	w.log.Warn("an operation failed", "problem", p.Sentence())
	w.mu.Lock()
	w.failed = &p
	w.mu.Unlock()
}
