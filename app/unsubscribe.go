package app

import (
	"context"

	"github.com/mailtui/mailtui/mail"
)

// Unsubscribe takes the user off the list that a message came from, in the way
// that the list offers. When the request has gone out (RFC 8058) the address is
// empty; otherwise it is that of the page where the user has to do it. Nobody is
// asked here: the user was. A message that offers nothing is a [mail.Problem]
// with the cause NoUnsubscribe; others are those of web.OneClick.
func (a *App) Unsubscribe(ctx context.Context, id mail.LocalID) (address string, err error) {
	msg, err := a.Message(ctx, id)
	if err != nil {
		return "", err
	}
	offer, ok := msg.Unsubscribe()
	switch {
	case !ok:
		return "", mail.Problem{
			Op: "unsubscribe", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NoUnsubscribe,
			What: mail.Line("Message " + id.String()),
		}
	case !offer.OneClick.Empty():
		return "", a.web.OneClick(ctx, offer.OneClick.String())
	case !offer.Mail.Empty():
		return offer.Mail.String(), nil
	default:
		return offer.Web.String(), nil
	}
}
