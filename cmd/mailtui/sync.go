package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

func (c *client) syncCommand() *cobra.Command {
	cmd := c.jsonFlag(&cobra.Command{
		Use: "sync [ACCOUNT…]", Short: "Fetch what is new, once",
		Long: "Fetch what is new in the named accounts, or in all. It returns when everything it\n" +
			"touched can be read without a network.",
		Run: c.does(c.sync),
	})
	cmd.Flags().BoolVarP(&c.quiet, "quiet", "q", false, "say nothing of the progress")
	return cmd
}

func (c *client) sync(ctx context.Context, args []string) (err error) {
	a, err := app.Open(ctx, app.Options{Dirs: c.dirs(), Log: c.logger()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	progress := c.progress()
	results, err := a.Sync(ctx, args, progress.show)
	progress.clear()
	if err != nil {
		return err
	}
	return errors.Join(c.printResults(results), c.outcome(ctx, a, results))
}

func (c *client) printResults(results []app.Result) error {
	return c.print(func(p *printer) {
		for _, r := range results {
			switch {
			case c.json:
				p.object(newAccountJSON(r.Account))
			case r.Problem == nil:
				p.line("%s  up to date", pad(string(r.Account.ID), 12))
			}
		}
	})
}

// outcome tells what went wrong and returns it as one error: nil when all went
// well, the account's own code when none went well, else partial failure. A
// question of theirs that waits is a failure too.
func (c *client) outcome(ctx context.Context, a *app.App, results []app.Result) error {
	var failed []mail.Problem
	for _, r := range results {
		if r.Problem != nil {
			failed = append(failed, *r.Problem)
			c.tell("mailtui: %s: %s", r.Account.Name, r.Problem.Sentence())
		}
	}
	questions, err := a.Questions(ctx)
	if err != nil {
		return err
	}
	questions = slices.DeleteFunc(questions, func(q mail.Question) bool {
		return !slices.ContainsFunc(results, func(r app.Result) bool { return r.Account.ID == q.Account })
	})
	for _, q := range questions {
		if q.Kind != mail.AskSignIn { // that one was told above
			c.tell("mailtui: %s", questionLine(q))
		}
	}
	switch {
	case len(failed) > 0 && len(failed) == len(results):
		return &codeError{errTold, problemCode(failed[0])}
	case len(failed) > 0 || len(questions) > 0:
		return errTold
	default:
		return nil
	}
}

// questionLine says that a question waits, and where it is answered.
func questionLine(q mail.Question) string {
	what := "the clock jumped by more than a day"
	if q.Kind == mail.AskVanished {
		what = fmt.Sprintf("%d messages vanished from a folder at once", q.Count)
	}
	return fmt.Sprintf("%s: %s: open mailtui to decide what to do.", mail.Line(string(q.Account)), what)
}

// progressEvery is how often the progress is written at most.
const progressEvery = 200 * time.Millisecond

// progress shows how far a sync has come, on one line of a terminal.
type progress struct {
	c     *client
	mu    sync.Mutex
	last  time.Time
	shown bool
	off   bool
}

func (c *client) progress() *progress {
	return &progress{c: c, off: c.quiet || !isTerminal(c.stderr)}
}

// show may be called from several goroutines.
func (p *progress) show(now engine.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.off || time.Since(p.last) < progressEvery {
		return
	}
	p.last, p.shown = time.Now(), true
	_, _ = fmt.Fprintf(p.c.stderr, "\r\x1b[K%s: %d of %d messages", mail.Line(string(now.Account)), now.Done, now.Total)
}

// clear takes the line away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_, _ = fmt.Fprint(p.c.stderr, "\r\x1b[K")
	}
}
