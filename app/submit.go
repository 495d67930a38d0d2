package app

import (
	"context"

	"github.com/mailtui/mailtui/mail"
)

// Submit puts a whole message (RFC 5322, with From, Date and Message-ID) into
// the outbox of an account. The engine sends it from the addr-spec from to the
// addr-specs to, in whatever process it runs, as soon as there is a connection.
// An error carries a [mail.Problem]: the account cannot send, or the message must
// not be sent as it is. What goes wrong later is asked.
func (a *App) Submit(ctx context.Context, account mail.AccountID, raw []byte, from string, to []string) error {
	if wrong := a.wrong[account]; wrong != nil {
		return *wrong
	}
	file, known := a.files[account]
	if !known {
		return mail.Problem{
			Op: "submit", Kind: mail.Config, Cause: mail.NotFound, What: mail.Line("Account " + string(account)),
		}
	}
	if file.SMTP == nil {
		return mail.Problem{
			Op: "submit", Kind: mail.Config, Cause: mail.NoSMTP, Path: file.File, What: mail.Line(file.Name),
		}
	}
	return a.engine.Submit(ctx, account, raw, from, to)
}
