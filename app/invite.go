package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// AnswerInvite sends the organiser of an event what the user answers to the
// invitation in a message: as the attendee with the account's address, or with
// that address although nobody asked it, as other programs do, too. The user was
// asked before. A message without an invitation that waits for an answer is a
// [mail.Problem] with the cause NoInvite; others are those of [App.Submit].
func (a *App) AnswerInvite(ctx context.Context, id mail.LocalID, answer calendar.Answer) error {
	row, err := a.Summary(ctx, id)
	if err != nil {
		return err
	}
	msg, err := a.Message(ctx, id)
	if err != nil {
		return err
	}
	text, _ := msg.Calendar()
	invite, err := calendar.Parse(text)
	if err != nil || !invite.CanReply() {
		return mail.Problem{
			Op: "answer", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NoInvite,
			What: mail.Line("Message " + id.String()),
		}
	}
	me, _ := invite.Attendee(a.own(row.Account))
	now := time.Now()
	reply, err := invite.Reply(me, answer, now)
	if err != nil {
		return err
	}
	subject, words := invite.ReplyText(me, answer)
	return a.send(ctx, row.Account, message.Draft{
		From: me, To: []mail.Address{invite.Organizer.Address}, Subject: subject.String(), Date: now,
		InReplyTo: inReplyTo(msg.Header), Text: words.String(), Calendar: reply, Method: "REPLY",
	})
}

// own returns the addresses that an account sends as.
func (a *App) own(account mail.AccountID) []mail.Address {
	file := a.files[account]
	return []mail.Address{{Name: mail.Line(file.FullName), Addr: mail.Identity(file.Email)}}
}

// send writes a draft with an id of its own and submits it.
func (a *App) send(ctx context.Context, account mail.AccountID, d message.Draft) error {
	_, domain, _ := strings.Cut(d.From.Addr.String(), "@")
	d.MessageID = strings.ToLower(rand.Text()) + "@" + domain
	raw, err := message.Compose(d)
	if err != nil {
		return fmt.Errorf("write %q: %w", d.Subject, err)
	}
	to := make([]string, 0, len(d.To)+len(d.Cc))
	for _, r := range append(d.To, d.Cc...) {
		to = append(to, r.Addr.String())
	}
	return a.Submit(ctx, account, raw, d.From.Addr.String(), to)
}

func inReplyTo(h message.Header) []string {
	if h.MessageID == "" {
		return nil
	}
	return []string{h.MessageID}
}
