package app

import (
	"context"
	"slices"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Unsubscribe takes the user off the list that a message came from, in the best
// way that the list offers: by a request (RFC 8058) or by a mail from the account
// of the message (RFC 2369), which then waits in the outbox. With one of these
// address is empty; otherwise it is that of the page where the user has to do it.
// Nobody is asked here: the user was. A message that offers nothing is a
// [mail.Problem] with the cause NoUnsubscribe; others are those of
// [web.Client.OneClick] and [App.Submit].
func (a *App) Unsubscribe(ctx context.Context, id mail.LocalID) (address string, err error) {
	row, err := a.Summary(ctx, id)
	if err != nil {
		return "", err
	}
	msg, err := a.Message(ctx, id)
	if err != nil {
		return "", err
	}
	offer, ok := msg.Unsubscribe()
	if !ok {
		return "", mail.Problem{
			Op: "unsubscribe", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NoUnsubscribe,
			What: mail.Line("Message " + id.String()),
		}
	}
	if !offer.OneClick.Empty() {
		return "", a.web.OneClick(ctx, offer.OneClick.String())
	}
	if !offer.Mail.Empty() {
		err := a.leave(ctx, row.Account, offer)
		if p, _ := mail.ProblemOf(err); offer.Web.Empty() || p.Cause != mail.NoSMTP {
			return "", err
		}
	}
	return offer.Web.String(), nil
}

// maxOutbox is how much of an outbox is looked through.
const maxOutbox = 200

// Leaving reports whether a mail of an account that leaves a mailing list is still
// in its outbox.
func (m *Mail) Leaving(ctx context.Context, account mail.AccountID, r message.Request) (leaving bool, err error) {
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		leaving = false
		folders, err := tx.Folders(account)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(folders, func(f mail.Folder) bool { return f.Role == mail.RoleOutbox && f.Total > 0 })
		if i < 0 {
			return nil
		}
		waiting, err := tx.Page(mail.PageQuery{Folder: folders[i].ID, Limit: maxOutbox})
		leaving = slices.ContainsFunc(waiting, func(s mail.Summary) bool {
			return s.Subject == r.Subject && len(s.To) > 0 && s.To[0].Addr == r.To.Addr
		})
		return err
	})
	return leaving, err
}

// leave sends the mail that a list asks for.
func (a *App) leave(ctx context.Context, account mail.AccountID, offer message.Unsubscribe) error {
	r, ok := offer.Request()
	if !ok {
		return message.ErrMailto
	}
	return a.send(ctx, account, message.Draft{
		From: a.own(account)[0], To: []mail.Address{r.To}, Date: a.now(),
		Subject: r.Subject.String(), Text: r.Body.String(),
	})
}
