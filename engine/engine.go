package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// Protocols of an [Account].
const (
	IMAP = "imap"
	POP3 = "pop3"
)

// Account is what the engine has to know of an account.
type Account struct {
	ID       mail.AccountID
	Label    string
	Email    string
	Protocol string // IMAP or POP3
	Host     string // host:port, as problems name the server
	// Open returns a backend that is not connected yet. It is called for each
	// of the at most two connections, and by New.
	Open func() backend.Backend
	// Sender submits the account's mail; nil: it has no server for that. SendHost
	// is that server's host:port, as problems name it.
	Sender   backend.Sender
	SendHost string

	OfflineDays int           // text of mail received that many days ago is kept here; 0: all mail, with its attachments
	CheckEvery  time.Duration // between two visits; 0: five minutes
	Idle        bool          // wait on the server for news between visits (RFC 2177)
	Maildrop    Maildrop      // POP3 only
}

// OnServer is what happens to a POP3 server's copy of a message that is safely
// here.
type OnServer uint8

// The policies. The zero value deletes nothing.
const (
	Keep OnServer = iota
	Delete
)

// Maildrop is the policy of a POP3 account.
type Maildrop struct {
	OnServer         OnServer
	KeepDays         int   // with Keep: delete after that many days; 0: never
	MaxSize          int64 // of a larger message only the header is read; 0: no limit
	DeleteWithoutIDs bool  // delete on a server without UIDL, too
}

// Options are what tests replace.
type Options struct {
	Now  func() time.Time // nil: time.Now. The wall clock; it may jump
	Rand func() float64   // nil: math/rand. In [0, 1), for the jitter of back-off
	Log  *slog.Logger     // nil: nothing is logged
	// Failpoint is called at the named steps of the POP3 cycle ("after-retr",
	// "after-commit", "after-releasing", "after-quit") and of sending ("running",
	// "answered", "settled", "filed").
	Failpoint func(step string)
}

// Engine is the machinery of one store. It is safe for concurrent use.
type Engine struct {
	store   *cache.Store
	opts    Options
	log     *slog.Logger
	workers []*worker
	events  *events
	poked   chan struct{} // rows were written that a worker may have to obey
}

// New returns an engine for the accounts. Nothing runs yet, nothing is written:
// the accounts must be rows of the store already ([cache.Tx.PutAccounts]).
func New(store *cache.Store, accounts []Account, o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Failpoint == nil {
		o.Failpoint = func(string) {}
	}
	e := &Engine{store: store, opts: o, log: o.Log, events: newEvents(), poked: make(chan struct{}, 1)}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	for _, a := range accounts {
		e.workers = append(e.workers, newWorker(e, a))
	}
	return e
}

// Run keeps every account in agreement with its server until ctx ends. The
// caller holds the lock of the store ([Lock]).
func (e *Engine) Run(ctx context.Context) {
	if err := e.store.SweepBlobs(ctx); err != nil && ctx.Err() == nil {
		e.log.Error("sweep bodies without a message", "err", err)
	}
	g := newGuard(ctx)
	g.start(e.attend, e.crashed("attend", func() {}))
	for _, w := range e.workers {
		g.start(w.run, e.crashed("bulk", w.stopAfterCrash))
		e.startOutbox(g, w, w.runOutbox)
		if w.canWatch {
			g.start(w.runLive, e.crashed("live", w.live.shut))
		}
	}
	g.wait()
}

// startOutbox starts the loop that sends an account's mail, and starts it again
// after a panic: what was under way is then asked about, the rest goes out.
func (e *Engine) startOutbox(g *guard, w *worker, run func(context.Context)) {
	g.start(run, e.crashed("outbox", func() {
		e.startOutbox(g, w, func(ctx context.Context) {
			pause(ctx, steady)
			w.runOutbox(ctx)
		})
	}))
}

// crashed returns what happens when a goroutine panicked: it is logged, and its
// account does without it.
func (e *Engine) crashed(loop string, stop func()) func(v any, stack []byte) {
	return func(v any, stack []byte) {
		e.log.Error("a loop crashed", "loop", loop, "panic", v, "stack", string(stack))
		stop()
	}
}

// Progress is how far a visit has come.
type Progress struct {
	Account     mail.AccountID
	Folder      mail.FolderID // 0: not in a folder
	Done, Total int           // in messages
}

// Visit makes one complete visit to each of the named accounts, all when none
// is named, side by side: the queue is pushed, every folder's headers and the
// text of every message within OfflineDays are read, and a POP3 account's cycle
// is carried to its end. It returns the problems of the accounts, joined; each
// carries a [mail.Problem] or a [*backend.Error]. The caller holds the lock of
// the store. progress may be nil; it is called from several goroutines.
func (e *Engine) Visit(ctx context.Context, accounts []mail.AccountID, progress func(Progress)) error {
	if err := e.store.SweepBlobs(ctx); err != nil {
		return fmt.Errorf("sweep bodies without a message: %w", err)
	}
	if progress == nil {
		progress = func(Progress) {}
	}
	chosen, err := e.choose(accounts)
	if err != nil {
		return err
	}
	g := newGuard(ctx)
	problems := make([]error, len(chosen))
	for i, w := range chosen {
		problems[i] = fmt.Errorf("account %q: %w", w.acct.ID, mail.Problem{Op: "visit", Host: w.acct.Host})
		g.start(func(ctx context.Context) {
			problems[i] = w.visitOnce(ctx, progress)
		}, e.crashed("visit", w.stopAfterCrash))
	}
	attending, end := context.WithCancel(ctx)
	a := newGuard(attending)
	a.start(e.attend, e.crashed("attend", func() {}))
	g.wait()
	end()
	a.wait()
	return errors.Join(problems...)
}

// choose returns the workers of the named accounts.
func (e *Engine) choose(accounts []mail.AccountID) ([]*worker, error) {
	if len(accounts) == 0 {
		return e.workers, nil
	}
	var chosen []*worker
	for _, id := range accounts {
		w := e.worker(id)
		if w == nil {
			return nil, fmt.Errorf("visit: %w", mail.Problem{
				Op: "visit", Kind: mail.Config, Cause: mail.NotFound, What: mail.Line(string(id)),
			})
		}
		chosen = append(chosen, w)
	}
	return chosen, nil
}

// worker returns the worker of an account, nil for one without a file.
func (e *Engine) worker(id mail.AccountID) *worker {
	for _, w := range e.workers {
		if w.acct.ID == id {
			return w
		}
	}
	return nil
}
