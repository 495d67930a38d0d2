package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/mail"
)

// accountJSON is an account as accounts and sync print it.
type accountJSON struct {
	V        int     `json:"v"`
	Account  string  `json:"account"`
	Name     string  `json:"name"`
	Email    string  `json:"email"`
	Protocol string  `json:"protocol"`
	State    string  `json:"state"`
	Synced   *string `json:"synced"`
	Problem  *string `json:"problem"`
}

func newAccountJSON(a mail.Account, asked questions) accountJSON {
	return accountJSON{
		V: 1, Account: accountWord(a.ID), Name: a.Name.String(), Email: a.Email.String(), Protocol: a.Protocol,
		State: state(a, asked), Synced: timeJSON(a.Synced), Problem: problemJSON(a.Problem),
	}
}

// state returns the word for how an account is doing.
func state(a mail.Account, asked questions) string {
	return map[mail.State]string{
		mail.StateIdle: "idle", mail.StateConnecting: "connecting", mail.StateSyncing: "syncing",
		mail.StateOffline: "offline", mail.StateStopped: "stopped", mail.StateAsking: "question", mail.StateLocal: "local",
	}[a.State(len(asked[a.ID]) > 0)]
}

func (c *client) accountsCommand() *cobra.Command {
	return c.jsonFlag(&cobra.Command{
		Use: "accounts", Short: "List the accounts and how they are doing", Args: noWords,
		Run: c.does(func(ctx context.Context, args []string) error {
			a, wrong := app.Open(ctx, app.Options{Dirs: c.dirs, Log: c.logger()})
			if wrong != nil { // the files are; the accounts in the store are still worth a look
				return errors.Join(wrong, c.withMail(c.printAccounts)(ctx, args))
			}
			return errors.Join(c.printAccounts(ctx, a.Mail, args), a.Close())
		}),
	})
}

func (c *client) printAccounts(ctx context.Context, m *app.Mail, _ []string) error {
	accounts, err := m.Accounts(ctx)
	if err != nil {
		return err
	}
	asked, err := c.questions(ctx, m)
	if err != nil {
		return err
	}
	return c.print(func(p *printer) {
		for _, a := range accounts {
			if c.json.on() {
				p.object(newAccountJSON(a, asked))
				continue
			}
			p.line("%s  %s  %s  %s", pad(accountWord(a.ID), 12), pad(a.Protocol, 4), pad(state(a, asked), 10), a.Email)
			if a.Problem != nil {
				p.line("    %s", a.Problem.Sentence())
			}
			for _, line := range asked[a.ID] {
				p.line("    %s", line)
			}
		}
	})
}

// withMail opens the store for a command that only reads it.
func (c *client) withMail(
	fn func(ctx context.Context, m *app.Mail, args []string) error,
) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		m, err := app.OpenMail(ctx, c.dirs)
		if err != nil {
			return err
		}
		return errors.Join(fn(ctx, m, args), m.Close())
	}
}
