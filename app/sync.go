package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// Choose returns the accounts that words name, by id or name; all of them for
// no word. Unknown words are a problem with the cause [mail.NotFound].
func (m *Mail) Choose(ctx context.Context, words []string) ([]mail.Account, error) {
	all, err := m.Accounts(ctx)
	if err != nil || len(words) == 0 {
		return all, err
	}
	chosen := make([]mail.Account, 0, len(words))
	for _, word := range words {
		i := slices.IndexFunc(all, func(a mail.Account) bool {
			return string(a.ID) == word || a.Name == mail.Line(word)
		})
		if i < 0 {
			return nil, mail.Problem{
				Op: "choose", Kind: mail.Config, Cause: mail.NotFound, What: mail.Line("Account " + word),
			}
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// Sync visits each of the named accounts once, all of them when none is named,
// and returns when everything that is to be read without a network is here.
// When another process runs the engine, that one does the work and Sync waits
// for it, and does it itself when that one ends first. progress may be nil; it
// is called from several goroutines.
//
// Who works offline in another process is told so: [mail.WorkingOffline]. Without
// another process Sync fetches also for an account that was left offline: it is
// asked to.
//
// It returns the accounts as they are then: one without a problem has everything
// here. The error is about the store or the words.
func (a *App) Sync(ctx context.Context, words []string, progress func(engine.Progress)) ([]mail.Account, error) {
	chosen, err := a.Choose(ctx, words)
	if err != nil {
		return nil, err
	}
	var ids []mail.AccountID
	for _, account := range chosen {
		if slices.Contains(a.accounts, account.ID) {
			ids = append(ids, account.ID)
		}
	}
	named := len(words) > 0
	if len(ids) == 0 {
		return a.visited(ctx, chosen, named, nil)
	}
	release, held, err := engine.Lock(a.dirs.Data)
	if err == nil && !held {
		release, held, err = a.awaitOther(ctx, ids)
	}
	if err != nil {
		return nil, err
	}
	defer release()
	if held {
		return a.visited(ctx, chosen, named, a.engine.Visit(ctx, ids, progress))
	}
	list, err := a.visited(ctx, chosen, named, nil)
	for i, at := range list {
		if at.OnDemand && !at.Local && at.Problem == nil {
			list[i].Problem = &mail.Problem{Op: "sync", Kind: mail.Temporary, Cause: mail.WorkingOffline, What: at.Name}
		}
	}
	return list, err
}

// visited reads how the accounts are doing after a visit that ended with the
// joined problems. An account without a file cannot be visited: it is told when
// it was asked for by name.
func (a *App) visited(
	ctx context.Context, chosen []mail.Account, named bool, problems error,
) (list []mail.Account, err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	all, err := a.Accounts(ctx)
	if err != nil {
		return nil, errors.Join(problems, err)
	}
	failed := false
	for _, before := range chosen {
		i := slices.IndexFunc(all, func(now mail.Account) bool { return now.ID == before.ID })
		if i < 0 || all[i].Local && !named {
			continue
		}
		if all[i].Local {
			all[i].Problem = a.noFile(all[i])
		}
		list = append(list, all[i])
		failed = failed || all[i].Problem != nil
	}
	if problems != nil && !failed { // it could not even be written down
		return list, backend.ProblemOf(problems, "sync")
	}
	return list, nil
}

// noFile says that the file of an account is gone.
func (a *App) noFile(account mail.Account) *mail.Problem {
	return &mail.Problem{
		Op: "sync", Kind: mail.Config, Cause: mail.FileMissing,
		Path: filepath.Join(a.dirs.Accounts(), account.Name.String()+".toml"),
	}
}

// lookEvery is how often Sync looks whether the other process is done, and
// patience how often it may find that the other does nothing of what was asked.
const (
	lookEvery = 200 * time.Millisecond
	patience  = 150
)

// awaitOther asks the process that runs the engine for a visit and waits until
// it has dealt with each account, or until its lock can be had: it may have been
// about to end, and then this process has to do the work.
func (a *App) awaitOther(ctx context.Context, ids []mail.AccountID) (release func(), held bool, err error) {
	if err := a.engine.Refresh(ctx, 0); err != nil {
		return nil, false, err
	}
	tick := time.NewTicker(a.look)
	defer tick.Stop()
	for ignored := 0; ; {
		select {
		case <-ctx.Done():
			return nil, false, ctx.Err()
		case <-tick.C:
		}
		if release, held, err := engine.Lock(a.dirs.Data); err != nil || held {
			return release, held, err
		}
		left, active, err := a.underWay(ctx, ids)
		switch {
		case err != nil || left == nil:
			return func() {}, false, err
		case active:
			ignored = 0
		case ignored == patience:
			return nil, false, mail.Problem{
				Op: "sync", Kind: mail.Busy, Cause: mail.StoreBusy, Path: a.dirs.Data, What: left.Name,
			}
		default:
			ignored++
		}
	}
}

// underWay returns one of the accounts that the other process has still to deal
// with, nil when there is none, and whether it is at work on any at all.
func (a *App) underWay(ctx context.Context, ids []mail.AccountID) (left *mail.Account, active bool, err error) {
	err = a.store.Read(ctx, func(tx *cache.ReadTx) error {
		all, err := tx.Accounts()
		for _, account := range all {
			working := account.Phase == mail.PhaseConnecting || account.Phase == mail.PhaseSyncing
			active = active || working
			if err != nil || left != nil || !slices.Contains(ids, account.ID) {
				continue
			}
			waiting := working
			if !working {
				waiting, err = asked(tx, account)
			}
			if waiting {
				left = &account
			}
		}
		return err
	})
	return left, active, err
}

// asked reports whether a visit to an account that is not under way is still to
// come. An account that was never reached has no folder that could be asked for.
func asked(tx *cache.ReadTx, account mail.Account) (bool, error) {
	if account.OnDemand {
		return false, nil
	}
	folders, err := tx.Refreshes(account.ID)
	never := account.Phase == mail.PhaseIdle && account.Synced.IsZero() && account.Problem == nil
	return never || len(folders) > 0, err
}
