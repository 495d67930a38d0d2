package engine

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// serveWants reads what somebody waits for, the latest wish first. What another
// connection reads already is left to it.
func (w *worker) serveWants(ctx context.Context, c *conn) error {
	for ctx.Err() == nil {
		want, serving, done, err := w.claimWant(ctx)
		if err != nil || serving == nil {
			return err
		}
		err = w.serveWant(serving, c, want)
		unwanted := serving.Err() != nil
		done()
		if unwanted && ctx.Err() == nil {
			_, err = c.connect(ctx) // what nobody waits for any more ends with its connection
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// claimWant takes the latest wish that nobody serves yet. The context it returns, nil
// when there is none, ends when nobody waits any more; done says that it was
// served.
func (w *worker) claimWant(ctx context.Context) (
	want cache.Wanted, serving context.Context, done func(), err error,
) {
	var ok bool
	err = w.store.Read(ctx, func(tx *cache.ReadTx) error {
		if want, ok, err = w.nextWant(tx); err != nil || !ok {
			return err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.serving[want] != nil { // the other connection came first
			ok = false
			return nil
		}
		var end context.CancelFunc
		serving, end = context.WithCancel(ctx)
		w.serving[want] = &served{end: end, long: want.Section != mail.Readable}
		done = func() {
			end()
			w.mu.Lock()
			delete(w.serving, want)
			w.mu.Unlock()
		}
		return nil
	})
	return want, serving, done, err
}

// served is something that a connection reads because it is wanted.
type served struct {
	end  context.CancelFunc
	long bool // it is large, or may be
}

// nextWant returns the latest wish that nobody serves yet.
func (w *worker) nextWant(tx *cache.ReadTx) (want cache.Wanted, ok bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	list, err := tx.Wanted(w.acct.ID, len(w.serving)+1)
	for _, want := range list {
		if w.serving[want] == nil {
			return want, true, nil
		}
	}
	return want, false, err
}

// servesLong reports whether a connection reads something that may be large
// because it is wanted: the next wish is served by the other one.
func (w *worker) servesLong() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.serving {
		if s.long {
			return true
		}
	}
	return false
}

// takesLong notes that something takes long to be read that mostly does not: what
// a reader shows of a signed message is all of it. The bulk loop looks then
// whether another wish waits behind it.
func (w *worker) takesLong(want cache.Wanted) {
	w.mu.Lock()
	s := w.serving[want]
	news := s != nil && !s.long
	if news {
		s.long = true
	}
	w.mu.Unlock()
	if news {
		knock(w.hint)
	}
}

// servingNow returns what the connections read because it is wanted, and what
// ends that.
func (w *worker) servingNow() map[cache.Wanted]context.CancelFunc {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := map[cache.Wanted]context.CancelFunc{}
	for want, s := range w.serving {
		now[want] = s.end
	}
	return now
}

// endUnwanted ends the reading of what nobody waits for any more. It was read for
// a wish that is older than tx, so a wish that tx does not know is no more.
func endUnwanted(tx *cache.ReadTx, serving map[cache.Wanted]context.CancelFunc) error {
	for want, end := range serving {
		waits, err := tx.Waits(want)
		if err != nil {
			return err
		}
		if !waits {
			end()
		}
	}
	return nil
}

// serveWant reads one section of one message.
func (w *worker) serveWant(ctx context.Context, c *conn, want cache.Wanted) error {
	m, ok, err := w.wantOf(ctx, want)
	if err != nil || !ok {
		return err
	}
	list := []cache.Prefetch{m}
	look := w.lookMeanwhile(c, m.Folder)
	begun := false
	o := order{section: want.Section, progress: func(done int64) error {
		err := look(ctx)
		switch {
		case err != nil:
			return err
		case want.Section != mail.Readable:
			return w.noteProgress(ctx, want, done)
		case begun: // nobody is shown how far it is
			w.takesLong(want)
		}
		begun = true
		return nil
	}}
	err = w.fetch(ctx, c, o, list)
	if failed, folder := folderProblem(err); folder && ctx.Err() == nil { // it is not asked for again and again
		err = w.failWants(ctx, want.Section, list, failed)
	}
	return err
}

// unwatched is how often a folder is looked at that is not watched for a while.
const unwatched = 20 * time.Second

// lookMeanwhile returns what, called again and again while a connection reads
// something long from a folder, has the other one sync what this one would tell
// of: a large attachment must not keep new mail away. The server speaks of the
// folder that is read; one that would be watched in its place is looked at from
// time to time.
func (w *worker) lookMeanwhile(c *conn, reads mail.FolderID) func(context.Context) error {
	last := time.Now()
	return func(ctx context.Context) error {
		hearer, able := backend.As[backend.Hearer](c.b)
		if able && hearer.Heard() {
			w.stir(reads)
		}
		if c != &w.live.conn || time.Since(last) < unwatched {
			return nil
		}
		last = time.Now()
		f, _, err := w.folderToWatch(ctx, nil)
		if err == nil && f.ID != 0 && (f.ID != reads || !able) {
			w.stir(f.ID)
		}
		return err
	}
}

// errUnwanted ends the reading of what nobody waits for any more.
var errUnwanted = errors.New("nobody waits for it any more")

// noteProgress tells how much of a section has come.
func (w *worker) noteProgress(ctx context.Context, want cache.Wanted, done int64) error {
	var wanted bool
	err := w.store.Write(ctx, func(tx *cache.Tx) (err error) {
		wanted, err = tx.PutProgress(want, done)
		return err
	})
	if err != nil || wanted {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.serving[want]; s != nil {
		s.end()
	}
	return errUnwanted
}

// tellEvery is how often it is told how much of a section has come.
const tellEvery = 300 * time.Millisecond

// counted tells how much was read of what may take long: when it begins, and a
// few times a second.
type counted struct {
	r    io.Reader
	tell func(done int64) error
	done int64
	told time.Time
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	if now := time.Now(); err == nil && n > 0 && now.Sub(c.told) >= tellEvery {
		c.told = now
		err = c.tell(c.done)
	}
	return n, err
}

// wantOf returns what to fetch for a wish; ok is false when it was settled
// without: it is here, or not on the server.
func (w *worker) wantOf(ctx context.Context, want cache.Wanted) (m cache.Prefetch, ok bool, err error) {
	err = w.store.Write(ctx, func(tx *cache.Tx) error {
		here, err := isHere(tx, want)
		if err != nil { // the message may be no more
			return ignoreNotFound(err)
		}
		if here {
			return tx.Unwant(want.Message, want.Section)
		}
		r, err := tx.RemoteOf(want.Message)
		if err != nil && !errors.Is(err, cache.ErrNotFound) {
			return err
		}
		if err != nil || r.ID == "" || r.State == cache.RemoteGone {
			return w.failWant(tx, want.Message, want.Section, w.whyNot(nil))
		}
		m, ok = cache.Prefetch{ID: want.Message, Folder: r.Folder, Remote: r.ID, Size: r.Size}, true
		if want.Section != "" && want.Section != mail.Readable {
			m.Size, err = partSize(tx, want)
		}
		return err
	})
	return m, ok, err
}

// partSize returns how large a section is, 0 when that is not known.
func partSize(tx *cache.Tx, want cache.Wanted) (int64, error) {
	parts, err := tx.Parts(want.Message)
	for _, p := range parts {
		if p.Number == want.Section {
			return p.Size, err
		}
	}
	return 0, err
}

// isHere reports whether a section of a message is in the store.
func isHere(tx *cache.Tx, want cache.Wanted) (bool, error) {
	s, err := tx.Summary(want.Message)
	if err != nil || !s.Cached || want.Section == mail.Readable {
		return s.Cached, err
	}
	sections, err := tx.Sections(want.Message)
	return slices.Contains(sections, "") || slices.Contains(sections, want.Section), err
}

// failWants notes why a section of messages could not be read.
func (w *worker) failWants(ctx context.Context, section string, list []cache.Prefetch, why mail.Problem) error {
	return w.store.WriteBatch(ctx, func(tx *cache.Tx) error {
		for _, m := range list {
			if err := w.failWant(tx, m.ID, section, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// failWant notes why a section of a message could not be read, unless the message
// is no more. What the server cannot help soon is left alone for a while.
func (w *worker) failWant(tx *cache.Tx, id mail.LocalID, section string, why mail.Problem) error {
	if _, err := tx.Summary(id); err != nil {
		return ignoreNotFound(err)
	}
	again := w.e.opts.Now()
	if !passing(why) {
		again = again.Add(lookAgain)
	}
	return tx.FailWant(id, section, why, again)
}

// passing reports whether a problem may be over at the next visit.
func passing(p mail.Problem) bool {
	switch p.Kind {
	case mail.Gone, mail.Rejected, mail.Protocol:
		return false
	default:
		return true
	}
}

// folderProblem returns the problem that an error of a single folder carries.
func folderProblem(err error) (p mail.Problem, ok bool) {
	var failure *backend.Error
	if !errors.As(err, &failure) || failure.Scope != mail.ScopeFolder {
		return p, false
	}
	return failure.Problem, true
}
