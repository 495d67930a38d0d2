package engine

import (
	"context"
	"sync"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// steady is how long the line has to last so that what failed before does not
// count any more.
const steady = time.Minute

// live is the connection that waits for news and serves what a person waits
// for, so that a person never waits behind a bulk sync. It is open only while
// the bulk loop reaches the server.
type live struct {
	conn conn
	hint chan struct{} // the rows may ask for something

	mu        sync.Mutex
	opened    chan struct{}      // closed while the line may be used
	end       context.CancelFunc // ends what uses the line
	interrupt context.CancelFunc // ends Watch alone
	focus     mail.FolderID      // that was open when Watch began; noFocus while nothing is watched
	connected bool
}

// noFocus is no folder, and not that none is open either.
const noFocus mail.FolderID = -1

func newLive(c conn) *live {
	return &live{conn: c, hint: make(chan struct{}, 1), opened: make(chan struct{}), focus: noFocus}
}

// allow lets the line be used: the server was reached.
func (l *live) allow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.opened:
	default:
		close(l.opened)
	}
}

// shut ends what uses the line, until it is allowed again.
func (l *live) shut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.opened:
		l.opened = make(chan struct{})
	default:
	}
	if l.end != nil {
		l.end()
	}
	l.connected = false
}

// enter waits until the line may be used and returns the context of its use.
func (l *live) enter(ctx context.Context) (context.Context, context.CancelFunc, error) {
	for {
		l.mu.Lock()
		opened := l.opened
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-opened:
		}
		use, end := context.WithCancel(ctx)
		l.mu.Lock()
		if l.opened == opened { // not shut meanwhile
			l.end = end
			l.mu.Unlock()
			return use, end, nil
		}
		l.mu.Unlock()
		end()
	}
}

// up reports whether the line is connected.
func (l *live) up() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.connected
}

func (l *live) setConnected(on bool) {
	l.mu.Lock()
	l.connected = on
	l.mu.Unlock()
}

// look ends a Watch so that the rows are looked at.
func (l *live) look() {
	knock(l.hint)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.interrupt != nil {
		l.interrupt()
	}
}

func (l *live) setInterrupt(interrupt context.CancelFunc) {
	l.mu.Lock()
	l.interrupt = interrupt
	l.mu.Unlock()
}

func (l *live) setFocus(f mail.FolderID) {
	l.mu.Lock()
	l.focus = f
	l.mu.Unlock()
}

// goesBy reports whether something is watched because of the folder that is
// open.
func (l *live) goesBy(focus mail.FolderID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.focus == focus
}

// runLive is the live loop.
func (w *worker) runLive(ctx context.Context) {
	defer w.live.conn.close()
	again := retry{rand: w.e.opts.Rand}
	for {
		use, end, err := w.live.enter(ctx)
		if err != nil {
			return
		}
		began := time.Now()
		err = w.serve(use)
		if time.Since(began) >= steady {
			again.reset()
		}
		ended := use.Err() != nil
		end()
		w.live.setConnected(false)
		w.live.conn.close()
		knock(w.hint) // the bulk loop sees to what waits
		if ended {
			continue
		}
		w.log.Warn("live connection", "err", err)
		if k := backend.ProblemOf(err, "live"); k.Kind == mail.Auth || k.Kind == mail.Insecure {
			w.live.shut() // the next visit finds out, and asks
			continue
		}
		pause(ctx, again.next())
	}
}

// serve uses the line until it fails or is shut.
func (w *worker) serve(ctx context.Context) error {
	if _, err := w.live.conn.connect(ctx); err != nil {
		return err
	}
	w.live.setConnected(true)
	refused := map[mail.FolderID]bool{} // to be watched
	for ctx.Err() == nil {
		if err := w.push(ctx, &w.live.conn); err != nil {
			return err
		}
		if err := w.serveWants(ctx, &w.live.conn); err != nil {
			return err
		}
		if err := w.watch(ctx, refused); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// watch waits for news in the open folder, or in the inbox, until somebody asks
// for something. A folder that the server refuses is not watched on this
// connection.
func (w *worker) watch(ctx context.Context, refused map[mail.FolderID]bool) error {
	watching, interrupt := context.WithCancel(ctx)
	defer interrupt()
	w.live.setInterrupt(interrupt)
	defer w.live.setInterrupt(nil)
	select {
	case <-w.live.hint: // it came before interrupt could be called
		return nil
	default:
	}
	folder, focus, err := w.folderToWatch(ctx, refused)
	if err != nil {
		return err
	}
	watcher, able := backend.As[backend.Watcher](w.live.conn.b)
	if !able || !w.acct.Idle || folder.ID == 0 {
		<-watching.Done()
		w.live.drain()
		return nil
	}
	w.live.setFocus(focus)
	defer w.live.setFocus(noFocus)
	err = watcher.Watch(watching, folder.Box, func() { w.stir(folder.ID) })
	if watching.Err() != nil {
		w.live.drain()
		return nil
	}
	if failure, single := folderProblem(err); single {
		w.log.Warn("watch", "problem", failure.Sentence())
		refused[folder.ID] = true
		return nil
	}
	return err
}

// drain empties the wake-up: what knocked is about to be looked at.
func (l *live) drain() {
	select {
	case <-l.hint:
	default:
	}
}

// folderToWatch returns the open folder if it is on the server, else the inbox;
// the zero Folder when there is neither that was not refused. Focus is the open
// folder.
func (w *worker) folderToWatch(
	ctx context.Context, refused map[mail.FolderID]bool,
) (folder mail.Folder, focus mail.FolderID, err error) {
	err = w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		if focus, _, err = tx.Focused(w.acct.ID); err != nil {
			return err
		}
		all, err := tx.Folders(w.acct.ID)
		for _, f := range all {
			if f.Box == "" || f.NoMail || refused[f.ID] {
				continue
			}
			if f.ID == focus || folder.ID == 0 && f.Role == mail.RoleInbox {
				folder = f
			}
		}
		return err
	})
	return folder, focus, err
}

// pause waits for d or for the end of ctx.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
