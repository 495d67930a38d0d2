package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

func (c *client) syncCommand() *cobra.Command {
	return c.jsonFlag(&cobra.Command{
		Use: "sync [ACCOUNT…]", Short: "Fetch what is new, once",
		Long: "Fetch what is new in the named accounts, or in all. It returns when everything it\n" +
			"touched can be read without a network. Beside a mailtui that is open, that one\n" +
			"does the work. An account that was left offline is fetched too.",
		Run: c.does(c.sync),
	})
}

func (c *client) sync(ctx context.Context, args []string) (err error) {
	a, err := app.Open(ctx, app.Options{Dirs: c.dirs, Log: c.logger()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	progress := c.progress()
	accounts, err := a.Sync(ctx, args, progress.show)
	progress.clear()
	if err != nil {
		return err
	}
	asked, err := c.questions(ctx, a.Mail)
	if err != nil {
		return err
	}
	return errors.Join(c.printSynced(accounts, asked), c.outcome(accounts, asked))
}

func (c *client) printSynced(accounts []mail.Account, asked questions) error {
	return c.print(func(p *printer) {
		for _, a := range accounts {
			switch {
			case c.json.on():
				p.object(newAccountJSON(a, asked))
			case a.Problem == nil && len(asked[a.ID]) == 0:
				p.line("%s  up to date", pad(accountWord(a.ID), 12))
			}
		}
	})
}

// outcome tells what went wrong and returns it as one error: nil when all went
// well, the account's own code when none went well, else partial failure. A
// question of theirs that waits is a failure too.
func (c *client) outcome(accounts []mail.Account, asked questions) error {
	var failed []mail.Problem
	waits := false
	for _, a := range accounts {
		if a.Problem != nil {
			failed = append(failed, *a.Problem)
			c.tell("mailtui: %s: %s", a.Name, a.Problem.Sentence())
		}
		for _, line := range asked[a.ID] {
			waits = true
			c.tell("mailtui: %s: %s", a.Name, line)
		}
	}
	switch {
	case len(failed) > 0 && len(failed) == len(accounts):
		return &codeError{errTold, problemCode(failed[0])}
	case len(failed) > 0 || waits:
		return errTold
	default:
		return nil
	}
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
