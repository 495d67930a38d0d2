package engine

import (
	"context"
	"errors"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// prefetchPage is how many messages are read ahead by one Fetch at most.
const prefetchPage = 200

// prefetch reads the texts of the messages that are kept here, the newest
// first. After a page it stops when somebody asks for something else: the next
// turn goes on. partial is what failed in single folders.
func (w *worker) prefetch(ctx context.Context, p plan) (partial, err error) {
	if _, able := backend.As[backend.Fetcher](w.bulk.b); !able {
		return nil, nil
	}
	query := cache.PrefetchQuery{
		Account: w.acct.ID, Now: w.e.opts.Now(), Limit: prefetchPage,
		Whole: true, // who keeps everything keeps attachments too
	}
	if w.acct.OfflineDays > 0 {
		query.Since = query.Now.Add(-time.Duration(w.acct.OfflineDays) * day)
		query.Whole = false
	}
	a := &ahead{w: w, plan: p, whole: query.Whole, failed: map[mail.FolderID]bool{}}
	for {
		var page []cache.Prefetch
		err := w.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
			page, err = tx.Unreadable(query)
			return err
		})
		if err != nil || len(page) == 0 {
			return a.partial, err
		}
		query.After = &page[len(page)-1]
		if err := a.read(ctx, page); err != nil || w.interrupted {
			return a.partial, err
		}
	}
}

// ahead is a prefetch under way.
type ahead struct {
	w       *worker
	plan    plan
	whole   bool
	done    int
	failed  map[mail.FolderID]bool // not asked again in this visit
	partial error
}

// read reads a page, as far as nobody asks for something else.
func (a *ahead) read(ctx context.Context, page []cache.Prefetch) error {
	section := backend.Readable
	if a.whole {
		section = ""
	}
	for len(page) > 0 { // a Fetch is about one folder
		n, folder := 1, page[0].Folder
		for n < len(page) && page[n].Folder == folder {
			n++
		}
		if !a.failed[folder] {
			err := a.w.fetch(ctx, &a.w.bulk, order{section: section}, page[:n])
			if _, single := folderProblem(err); single && ctx.Err() == nil {
				a.failed[folder], a.partial, err = true, errors.Join(a.partial, err), nil
			}
			if err != nil {
				return err
			}
			a.done += n
			a.plan.progress(Progress{Account: a.w.acct.ID, Folder: folder, Done: a.done})
		}
		if page = page[n:]; !a.plan.once && len(a.w.hint) > 0 {
			a.w.interrupted = true
			return nil
		}
	}
	return nil
}
