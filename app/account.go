package app

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/backend/pop3"
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

// engineAccount returns what the engine needs of an account, or what is wrong
// with its files.
func engineAccount(a config.Account, s config.Sync) (engine.Account, *mail.Problem) {
	if a.Wrong != nil {
		return engine.Account{}, a.Wrong
	}
	roots, wrong := authorities(a.Server.CAFile)
	if wrong != nil {
		return engine.Account{}, wrong
	}
	to := dial.Options{
		Host: a.Server.Host, Port: a.Server.Port, TLS: mode(a.Server.TLS), RootCAs: roots, Insecure: a.Server.Insecure,
	}
	e := engine.Account{
		ID: a.ID, Label: a.Name, Email: a.Email, Host: to.Addr(),
		OfflineDays: s.OfflineDays, CheckEvery: s.CheckEvery, Idle: s.Idle,
	}
	switch a.Protocol {
	case config.IMAP:
		e.Protocol = engine.IMAP
		e.Open = func() backend.Backend {
			return imap.New(imap.Options{Dial: to, User: a.Auth.User, Password: password(a, to.Addr())})
		}
	case config.POP:
		e.Protocol = engine.POP3
		e.Maildrop = maildrop(a.POP3)
		e.Open = func() backend.Backend {
			return pop3.New(pop3.Options{Dial: to, User: a.Auth.User, Password: password(a, to.Addr())})
		}
	}
	return e, nil
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
// is nowhere kept.
func password(a config.Account, host string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		word, err := secret.Command(ctx, a.Auth.PasswordCommand)
		if errors.Is(err, secret.ErrNone) {
			return "", mail.Problem{
				Op: "password", Kind: mail.Auth, Cause: mail.NoPassword, Host: host, What: mail.Line(a.Name),
			}
		}
		return word, err
	}
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
