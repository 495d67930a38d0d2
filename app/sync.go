package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// Result is how the visit to one account ended.
type Result struct {
	Account mail.Account
	Problem *mail.Problem // nil: everything is here
}

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
// for it. progress may be nil; it is called from several goroutines.
//
// The error is about the store or the words; what happened to an account is in
// its result.
func (a *App) Sync(ctx context.Context, words []string, progress func(engine.Progress)) ([]Result, error) {
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
	if len(ids) == 0 {
		return a.results(ctx, chosen, len(words) > 0, nil)
	}
	release, held, err := engine.Lock(a.dirs.Data)
	if err != nil {
		return nil, err
	}
	defer release()
	var problems error
	if held {
		problems = a.engine.Visit(ctx, ids, progress)
	} else if err := a.awaitOther(ctx, ids); err != nil {
		return nil, err
	}
	return a.results(ctx, chosen, len(words) > 0, problems)
}

// results reads how the accounts are doing after a visit that ended with the
// joined problems. An account without a file cannot be visited: it is told when
// it was asked for by name.
func (a *App) results(ctx context.Context, chosen []mail.Account, named bool, problems error) ([]Result, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	all, err := a.Accounts(ctx)
	if err != nil {
		return nil, errors.Join(problems, err)
	}
	failed := false
	var list []Result
	for _, before := range chosen {
		i := slices.IndexFunc(all, func(now mail.Account) bool { return now.ID == before.ID })
		if i < 0 || all[i].Local && !named {
			continue
		}
		if all[i].Local {
			all[i].Problem = a.noFile(all[i])
		}
		list = append(list, Result{Account: all[i], Problem: all[i].Problem})
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

// awaitOther asks the process that runs the engine for a visit and waits until
// it has dealt with each account.
func (a *App) awaitOther(ctx context.Context, ids []mail.AccountID) error {
	if err := a.engine.Refresh(ctx, 0); err != nil {
		return err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		busy := false
		err := a.store.Read(ctx, func(tx *cache.ReadTx) error {
			for _, id := range ids {
				waiting, err := underWay(tx, id)
				if err != nil {
					return err
				}
				busy = busy || waiting
			}
			return nil
		})
		if err != nil || !busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// lookEvery is how often Sync looks whether the other process is done.
const lookEvery = 200 * time.Millisecond

// underWay reports whether a visit to an account is asked for or going on.
func underWay(tx *cache.ReadTx, id mail.AccountID) (bool, error) {
	account, err := tx.Account(id)
	if err != nil {
		return false, fmt.Errorf("read account %q: %w", id, err)
	}
	switch account.Phase {
	case mail.PhaseConnecting, mail.PhaseSyncing:
		return true, nil
	case mail.PhaseOffline, mail.PhaseStopped:
		return false, nil
	case mail.PhaseIdle:
	}
	asked, err := tx.Refreshes(id)
	return len(asked) > 0, err
}
