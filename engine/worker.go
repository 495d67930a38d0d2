package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// defaultCheck is how often an account is visited unless it says otherwise.
const defaultCheck = 5 * time.Minute

// errOffline is why a connection ends when the user works offline.
var errOffline = errors.New("working offline")

// worker keeps one account. Its bulk loop visits the server; its live loop, for
// protocols that can watch, waits there for news and serves what a person waits
// for.
type worker struct {
	e     *Engine
	acct  Account
	store *cache.Store
	log   *slog.Logger

	storesFlags, canWatch, appends bool // abilities of the protocol
	ledger                         bool // POP3: mail is taken out of a maildrop, which has neither folders nor flags

	bulk    conn
	live    *live
	outbox  outbox
	hint    chan struct{} // the rows may ask for something
	pushing chan struct{} // holds a token while nobody executes the queue

	// Of the bulk loop alone.
	retry   retry
	offline bool          // the user works offline
	focused mail.FolderID // the open folder that was synced last
	// interrupted: the last visit left texts unread for what somebody asked.
	interrupted bool
	nextFull    time.Time    // when every folder is looked at again
	caps        backend.Caps // of the latest login

	mu      sync.Mutex
	cut     context.CancelCauseFunc // ends the visit under way; nil: none is
	stirred map[mail.FolderID]bool  // folders that Watch told of
	nudged  bool                    // a person wants it tried now
	failed  *mail.Problem           // of the last operation that failed since a visit ended

	suspects suspects
	serving  map[cache.Wanted]*served // what a connection reads because it is wanted
}

func newWorker(e *Engine, a Account) *worker {
	if a.CheckEvery <= 0 {
		a.CheckEvery = defaultCheck
	}
	w := &worker{
		e: e, acct: a, store: e.store, log: e.log.With("account", string(a.ID)),
		ledger: a.Protocol == POP3,
		outbox: outbox{hint: make(chan struct{}, 1)},
		hint:   make(chan struct{}, 1), pushing: make(chan struct{}, 1),
		retry: retry{rand: e.opts.Rand}, stirred: map[mail.FolderID]bool{},
		suspects: suspects{is: map[mail.LocalID]bool{}}, serving: map[cache.Wanted]*served{},
	}
	w.bulk = conn{open: a.Open, log: w.log.With("connection", "bulk")}
	w.live = newLive(conn{open: a.Open, log: w.log.With("connection", "live")})
	w.pushing <- struct{}{}
	b := a.Open()
	_, w.storesFlags = backend.As[backend.FlagStorer](b)
	_, w.canWatch = backend.As[backend.Watcher](b)
	_, w.appends = backend.As[backend.Appender](b)
	_ = b.Close() // it was never connected
	return w
}

// rest says how long the bulk loop waits for its next turn.
type rest struct {
	until time.Duration // negative: no timer ends it
	only  bool          // nothing but what a person asks for ends it earlier
}

// run is the bulk loop.
func (w *worker) run(ctx context.Context) {
	defer w.bulk.close()
	for ctx.Err() == nil {
		w.rest(ctx, w.turn(ctx))
	}
}

// turn does what is to be done now.
func (w *worker) turn(ctx context.Context) rest {
	online, cut := context.WithCancelCause(ctx)
	defer cut(nil)
	w.setCut(cut)
	defer w.setCut(nil)

	select {
	case <-w.hint: // the rows are looked at now
	default:
	}
	w.interrupted = false
	a, err := w.asked(ctx)
	if err == nil {
		err = w.carryOut(ctx, a.answers)
	}
	if err != nil {
		w.log.Error("read what is asked for", "err", err)
		return rest{until: w.retry.next()}
	}
	w.offline, w.focused = a.offline, a.focus
	if err := w.accept(ctx, a); err != nil {
		w.log.Error("take what is asked for", "err", err)
		return rest{until: w.retry.next()}
	}
	if a.offline {
		w.hangUp()
		w.setState(ctx, cache.AccountState{Phase: mail.PhaseOffline})
		return rest{until: -1, only: true}
	}
	p := plan{all: a.nudged || !time.Now().Before(w.nextFull), folders: a.folders, progress: func(Progress) {}}
	used := w.bulk.b != nil
	partial, err := w.visit(online, p)
	if err != nil && used && online.Err() == nil {
		// A server may have closed a connection that was idle: that is no
		// reason to wait.
		w.bulk.close()
		partial, err = w.visit(online, p)
	}
	return w.settle(online, p, partial, err)
}

// rest waits for the next turn.
func (w *worker) rest(ctx context.Context, r rest) {
	var timer <-chan time.Time
	if r.until >= 0 {
		t := time.NewTimer(r.until)
		defer t.Stop()
		timer = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer:
			return
		case <-w.hint:
		}
		a, err := w.asked(ctx)
		if err != nil {
			w.log.Error("read what is asked for", "err", err)
			continue
		}
		if a.offline != w.offline || len(a.answers) > 0 || a.nudged || a.refresh {
			return
		}
		if !r.only && (len(a.folders) > 0 || a.work) {
			return
		}
	}
}

// asked is what the rows ask of an account.
type asked struct {
	offline bool
	answers []cache.Answered
	focus   mail.FolderID   // the open folder
	folders []mail.FolderID // to be synced now
	refresh bool            // some of them because a person asked
	nudged  bool            // a person wants it tried now
	work    bool            // operations or wants that the live loop does not see to
}

func (w *worker) asked(ctx context.Context) (a asked, err error) {
	w.mu.Lock()
	for f := range w.stirred {
		a.folders = append(a.folders, f)
	}
	a.nudged = w.nudged
	w.mu.Unlock()
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Account(w.acct.ID)
		if err != nil {
			return err
		}
		a.offline = row.OnDemand
		if a.answers, err = answers(tx, w.acct.ID, isOfMailbox); err != nil {
			return err
		}
		refreshes, err := tx.Refreshes(w.acct.ID)
		if err != nil {
			return err
		}
		a.refresh = len(refreshes) > 0 && !a.offline
		a.folders = append(a.folders, refreshes...)
		if a.focus, _, err = tx.Focused(w.acct.ID); err != nil {
			return err
		}
		if a.focus != 0 && a.focus != w.focused {
			a.folders = append(a.folders, a.focus)
		}
		if w.canWatch && w.live.up() && !w.servesLong() {
			return nil
		}
		a.work, err = w.hasWork(tx)
		return err
	})
	return a, err
}

// hasWork reports whether somebody waits for a message or an operation waits.
func (w *worker) hasWork(tx *cache.ReadTx) (bool, error) {
	_, wanted, err := w.nextWant(tx)
	if err != nil || wanted {
		return wanted, err
	}
	ops, err := tx.OpenOps(w.acct.ID, 0, 1)
	return len(ops) > 0, err
}

// look makes the worker's loops look at the rows. Working offline, and that
// nobody waits any more for what is read, is obeyed at once. What is watched is
// watched on, unless the rows ask this account for something: another account's
// mail is no reason to end an IDLE.
func (w *worker) look(ctx context.Context) {
	var offline, asks bool
	serving := w.servingNow()
	err := w.store.Read(ctx, func(tx *cache.ReadTx) error {
		row, err := tx.Account(w.acct.ID)
		if err != nil {
			return err
		}
		offline = row.OnDemand
		if err := endUnwanted(tx, serving); err != nil {
			return err
		}
		asks, err = w.asksLive(tx)
		return err
	})
	if err != nil {
		w.log.Error("read the account", "err", err)
		asks = true
	}
	w.mu.Lock()
	cut := w.cut
	w.mu.Unlock()
	if offline {
		w.live.shut()
		w.outbox.shut()
		if cut != nil {
			cut(errOffline)
		}
	}
	knock(w.hint)
	knock(w.outbox.hint)
	if asks {
		w.live.look()
	}
}

// asksLive reports whether the live loop has something to do other than to
// watch on.
func (w *worker) asksLive(tx *cache.ReadTx) (bool, error) {
	focus, _, err := tx.Focused(w.acct.ID)
	if err != nil || !w.live.goesBy(focus) {
		return true, err
	}
	return w.hasWork(tx)
}

// nudge makes the worker try now, whatever it waits for.
func (w *worker) nudge() {
	w.mu.Lock()
	w.nudged = true
	w.mu.Unlock()
	knock(w.hint)
}

// stir notes that Watch told of a folder.
func (w *worker) stir(f mail.FolderID) {
	w.mu.Lock()
	w.stirred[f] = true
	w.mu.Unlock()
	knock(w.hint)
}

// accept forgets what was asked for: it is about to be done. What fails is done
// by the next full visit. The account is under way from the same moment on, so
// that who asked sees the one or the other.
func (w *worker) accept(ctx context.Context, a asked) error {
	w.mu.Lock()
	w.nudged = w.nudged && !a.nudged // one that came since is not lost
	for _, f := range a.folders {
		delete(w.stirred, f)
	}
	w.mu.Unlock()
	if !a.refresh {
		return nil
	}
	return w.store.Write(ctx, func(tx *cache.Tx) error {
		if err := tx.SetAccountState(w.acct.ID, cache.AccountState{Phase: mail.PhaseConnecting}); err != nil {
			return err
		}
		for _, f := range a.folders {
			if err := tx.ClearRefresh(f); err != nil && !errors.Is(err, cache.ErrNotFound) {
				return err
			}
		}
		return nil
	})
}

func (w *worker) setCut(cut context.CancelCauseFunc) {
	w.mu.Lock()
	w.cut = cut
	w.mu.Unlock()
}

// hangUp closes both connections.
func (w *worker) hangUp() {
	w.live.shut()
	w.bulk.close()
}
