package app

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/secret"
)

// rows returns the accounts as the store lists them.
func rows(accounts []config.Account) []cache.AccountRow {
	list := make([]cache.AccountRow, 0, len(accounts))
	for i, a := range accounts {
		list = append(list, cache.AccountRow{
			ID: a.ID, Label: a.Name, Email: a.Email, Protocol: string(a.Protocol), Position: i,
		})
	}
	return list
}

// keepIDs gives an account whose file was renamed the id that it has in the
// store: its old file is gone, and of the files that state no id and are new to
// the store, this is the only one with its protocol and address.
func keepIDs(accounts []config.Account, stored []mail.Account) {
	known := func(id mail.AccountID) bool {
		return slices.ContainsFunc(stored, func(s mail.Account) bool { return s.ID == id })
	}
	heirs := map[mail.AccountID][]int{} // of each stored account, by index
	claims := map[int]int{}
	for _, s := range stored {
		if slices.ContainsFunc(accounts, func(a config.Account) bool { return a.ID == s.ID }) {
			continue
		}
		for i, a := range accounts {
			same := string(a.Protocol) == s.Protocol && mail.Identity(a.Email) == s.Email
			if a.Wrong == nil && same && !a.HasID && !known(a.ID) {
				heirs[s.ID] = append(heirs[s.ID], i)
				claims[i]++
			}
		}
	}
	for id, list := range heirs {
		if len(list) == 1 && claims[list[0]] == 1 {
			accounts[list[0]].ID = id
		}
	}
}

// engineAccount returns what the engine needs of an account, or what is wrong
// with its files.
func engineAccount(
	ctx context.Context, a config.Account, s config.Sync, log *slog.Logger,
) (engine.Account, *mail.Problem) {
	if a.Wrong != nil {
		return engine.Account{}, a.Wrong
	}
	log = log.With("account", string(a.ID))
	to, wrong := dialOptions(ctx, a.Server, log)
	if wrong != nil {
		return engine.Account{}, wrong
	}
	e := engine.Account{
		ID: a.ID, Label: a.Name, Email: a.Email, Host: to.Addr(),
		OfflineDays: s.OfflineDays, CheckEvery: s.CheckEvery, Idle: s.Idle,
	}
	switch a.Protocol {
	case config.IMAP:
		e.Protocol = engine.IMAP
		e.Open = func() backend.Backend {
			return imap.New(imap.Options{Dial: to, User: a.Auth.User, Password: password(a, to.Addr(), readsFrom(a))})
		}
	case config.POP:
		e.Protocol = engine.POP3
		e.Maildrop = maildrop(a.POP3)
		e.Open = func() backend.Backend {
			return pop3.New(pop3.Options{Dial: to, User: a.Auth.User, Password: password(a, to.Addr(), readsFrom(a))})
		}
	}
	if a.SMTP == nil {
		return e, nil
	}
	over, wrong := dialOptions(ctx, *a.SMTP, log)
	if wrong != nil {
		return engine.Account{}, wrong
	}
	e.SendHost = over.Addr()
	e.Sender = smtp.New(smtp.Options{Dial: over, User: a.Auth.User, Password: password(a, over.Addr(), sendsOver(a))})
	return e, nil
}

// dialOptions says how a server is connected to, or what is wrong with its file
// of authorities.
func dialOptions(ctx context.Context, s config.Server, log *slog.Logger) (dial.Options, *mail.Problem) {
	roots, wrong := authorities(s.CAFile)
	o := dial.Options{
		Host: s.Host, Port: s.Port, TLS: mode(s.TLS), RootCAs: roots, Insecure: s.Insecure,
	}
	if log.Enabled(ctx, slog.LevelDebug) {
		log = log.With("host", o.Addr())
		o.Trace = func(line mail.Text) { log.Debug("conversation", "line", line.String()) }
	}
	return o, wrong
}

func maildrop(p config.POP3) engine.Maildrop {
	m := engine.Maildrop{KeepDays: p.KeepDays, MaxSize: p.MaxSize, DeleteWithoutIDs: p.DeleteWithoutIDs}
	if p.OnServer == config.Delete {
		m.OnServer = engine.Delete
	}
	return m
}

func mode(t config.TLS) dial.Mode {
	switch t {
	case config.StartTLS:
		return dial.StartTLS
	case config.NoTLS:
		return dial.NoTLS
	default:
		return dial.ImplicitTLS
	}
}

// password returns what a backend asks at each login. What the command prints
// is nowhere kept. same tells whether the account's file is still about the same
// login: a password goes nowhere else than where it was meant to go.
func password(a config.Account, host string, same func(now config.Account) bool) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		argv := a.Auth.PasswordCommand
		// A file that was mended is obeyed at the next try.
		if now := config.Reload(a); now.Wrong == nil && now.Auth.User == a.Auth.User && same(now) {
			argv = now.Auth.PasswordCommand
		}
		word, err := secret.Command(ctx, argv)
		p := mail.Problem{Op: "password", Kind: mail.Auth, Host: host, What: mail.Line(a.Name)}
		switch {
		case errors.Is(err, secret.ErrNone):
			p.Cause = mail.NoPassword
			return "", p
		case errors.Is(err, secret.ErrNotStarted):
			p.Cause, p.Path = mail.NoProgram, argv[0]
			return "", p
		}
		return word, err
	}
}

// readsFrom reports whether an account still reads from the server of a.
func readsFrom(a config.Account) func(config.Account) bool {
	return func(now config.Account) bool { return now.Protocol == a.Protocol && now.Server == a.Server }
}

// sendsOver reports whether an account still sends over the server of a.
func sendsOver(a config.Account) func(config.Account) bool {
	return func(now config.Account) bool { return now.SMTP != nil && *now.SMTP == *a.SMTP }
}

// authorities returns the system's certificate authorities and those of a file;
// nil, the system's alone, when there is no file.
func authorities(caFile string) (*x509.CertPool, *mail.Problem) {
	if caFile == "" {
		return nil, nil
	}
	wrong := &mail.Problem{Op: "ca_file", Kind: mail.Config, Path: caFile}
	pem, err := os.ReadFile(caFile) //nolint:gosec // the user's own choice
	switch {
	case errors.Is(err, fs.ErrNotExist):
		wrong.Cause = mail.FileMissing
		return nil, wrong
	case err != nil:
		wrong.Cause = mail.FileUnreadable
		return nil, wrong
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a system without any
	}
	if !roots.AppendCertsFromPEM(pem) {
		wrong.Cause = mail.BadCAFile
		return nil, wrong
	}
	return roots, nil
}
