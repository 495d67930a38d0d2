package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/desktop"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/web"
)

// takeOverEvery is how often a process that only follows tries to become the
// one that runs the engine.
const takeOverEvery = 2 * time.Second

// App is a client: the store and the engine of the accounts that the user's
// files name. Its methods may be called from several goroutines.
type App struct {
	*Mail
	engine   *engine.Engine
	dirs     config.Dirs
	view     config.View
	log      *slog.Logger
	now      func() time.Time
	accounts []mail.AccountID // those that the engine visits
	files    map[mail.AccountID]config.Account
	readOnly *mail.Problem // why nothing can be written; nil: it can
	takeOver time.Duration // between two tries to get the lock of the store
	look     time.Duration // between two looks at what another process does for Sync
	temp     *desktop.Temp // what other programs were handed
	web      *web.Client
	decoding chan struct{} // has room for the picture that is being decoded
	offers   offers
	running  sync.WaitGroup
	stop     context.CancelFunc
}

// Options say what an [App] works with.
type Options struct {
	Dirs config.Dirs
	Log  *slog.Logger
	Now  func() time.Time // nil: the real time
}

// Open reads the files and opens the store. Nothing connects yet. An account
// whose file is wrong, and a store that can only be read, are no error: the
// accounts say so. Errors carry a [mail.Problem].
func Open(ctx context.Context, o Options) (*App, error) {
	cfg, err := config.Load(o.Dirs)
	if err != nil {
		return nil, err
	}
	accounts, err := config.LoadAccounts(o.Dirs)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	a := &App{
		dirs: o.Dirs, view: cfg.View, log: o.Log, now: o.Now, takeOver: takeOverEvery, look: lookEvery, stop: func() {},
		temp: desktop.NewTemp(o.Dirs.Runtime), web: web.New(web.Options{}),
		decoding: make(chan struct{}, 1),
	}
	if err := a.temp.Sweep(); err != nil {
		o.Log.Warn("sweep", "err", err)
	}
	store, err := openStore(ctx, o.Dirs, func(list []mail.Event) { a.engine.Notify(list) })
	if err != nil {
		return nil, err
	}
	a.Mail = &Mail{store: store, wrong: map[mail.AccountID]*mail.Problem{}}
	stored, err := a.Accounts(ctx)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	keepIDs(accounts, stored)
	a.files = map[mail.AccountID]config.Account{}
	var visited []engine.Account
	for _, account := range accounts {
		a.files[account.ID] = account
		e, wrong := engineAccount(ctx, account, cfg.Sync, o.Log)
		if wrong != nil {
			a.wrong[account.ID] = wrong
			continue
		}
		visited = append(visited, e)
		a.accounts = append(a.accounts, e.ID)
	}
	a.engine = engine.New(store, visited, engine.Options{Log: o.Log, Now: o.Now})
	if err := a.putAccounts(ctx, accounts); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return a, nil
}

// putAccounts makes the accounts rows of the store. A store that can only be
// read keeps those it has, and says why no account is visited.
func (a *App) putAccounts(ctx context.Context, accounts []config.Account) error {
	err := a.store.Write(ctx, func(tx *cache.Tx) error { return tx.PutAccounts(rows(accounts)) })
	p, ok := mail.ProblemOf(err)
	if !ok || p.Kind != mail.ReadOnly && p.Kind != mail.Full {
		return err
	}
	a.readOnly = &p
	for _, id := range a.accounts {
		a.wrong[id] = &p
	}
	a.accounts = nil
	return nil
}

// View says how the user wants messages to be shown.
func (a *App) View() config.View { return a.view }

// Start keeps the store and the servers in agreement until Close. When another
// process does that already, this one follows what it writes, and takes over
// when it ends.
func (a *App) Start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(ctx)
	if a.readOnly != nil {
		return
	}
	a.running.Go(func() { a.run(ctx) })
}

func (a *App) run(ctx context.Context) {
	release, held := a.lock()
	if !held {
		release = a.follow(ctx)
	}
	defer release()
	if ctx.Err() != nil {
		return
	}
	a.engine.Run(ctx)
}

// follow tells what another process writes, until its lock can be had or ctx
// ends.
func (a *App) follow(ctx context.Context) (release func()) {
	following, end := context.WithCancel(ctx)
	defer end()
	a.running.Go(func() { a.engine.Follow(following) })
	tick := time.NewTicker(a.takeOver)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return func() {}
		case <-tick.C:
		}
		if release, held := a.lock(); held {
			a.engine.Notify([]mail.Event{mail.StoreChanged{}})
			return release
		}
	}
}

// lock takes the lock of the store if it is free. A folder where no lock can be
// made counts as taken: what is there can still be read.
func (a *App) lock() (release func(), held bool) {
	release, held, err := engine.Lock(a.dirs.Data)
	if err != nil {
		a.log.Error("lock the store", "err", err)
	}
	return release, held
}

// Close ends what Start began, deletes what other programs were handed, and
// closes the store.
func (a *App) Close() error {
	a.stop()
	a.running.Wait()
	return errors.Join(a.temp.Close(), a.Mail.Close())
}

// Wait waits until something in the store changed and returns what.
func (a *App) Wait(ctx context.Context) ([]mail.Event, error) { return a.engine.Wait(ctx) }

// SetFlags changes flags of messages, here at once and on the server when there
// is a connection.
func (a *App) SetFlags(ctx context.Context, ids []mail.LocalID, d mail.FlagDelta) error {
	return a.engine.SetFlags(ctx, ids, d)
}

// Refresh asks for a sync of a folder; 0: of everything.
func (a *App) Refresh(ctx context.Context, folder mail.FolderID) error {
	return a.engine.Refresh(ctx, folder)
}

// Focus says which folder is open; 0: all inboxes.
func (a *App) Focus(ctx context.Context, folder mail.FolderID) error {
	if a.readOnly != nil {
		return nil // nobody acts on it
	}
	return a.engine.Focus(ctx, folder)
}

// Want asks for the text of a message that is not here.
func (a *App) Want(ctx context.Context, id mail.LocalID) error {
	return a.engine.Want(ctx, id, mail.Readable)
}

// Answer answers a question.
func (a *App) Answer(ctx context.Context, id mail.QuestionID, choice mail.Choice) error {
	return a.engine.Answer(ctx, id, choice)
}

// WorkOffline ends the connections of all accounts, or lets them connect again.
func (a *App) WorkOffline(ctx context.Context, on bool) error {
	for _, id := range a.accounts {
		if err := a.engine.WorkOffline(ctx, id, on); err != nil {
			return err
		}
	}
	return nil
}
