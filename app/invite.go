package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// AnswerInvite sends the organiser of an event what the user answers to the
// invitation in a message: as the attendee with the account's address, or with
// that address although nobody asked it, as other programs do, too; the message is
// marked answered. The user was asked before. A message without an invitation that
// waits for an answer is a [mail.Problem] with the cause NoInvite; others are those
// of [App.Submit].
func (a *App) AnswerInvite(ctx context.Context, id mail.LocalID, answer calendar.Answer) error {
	row, err := a.Summary(ctx, id)
	if err != nil {
		return err
	}
	msg, err := a.Message(ctx, id)
	if err != nil {
		return err
	}
	invite, ok := calendar.In(msg)
	if !ok || !invite.CanReply() {
		return mail.Problem{
			Op: "answer", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.NoInvite,
			What: mail.Line("Message " + id.String()),
		}
	}
	me, _ := invite.Attendee(a.own(row.Account))
	now := a.now()
	reply, err := invite.Reply(me, answer, now)
	if err != nil {
		return err
	}
	subject, words := invite.ReplyText(me, answer)
	err = a.send(ctx, row.Account, message.Draft{
		From: me, To: []mail.Address{invite.Organizer.Address}, Subject: subject.String(), Date: now,
		InReplyTo: inReplyTo(msg.Header), Text: words.String(), Calendar: reply, Method: "REPLY",
	})
	if err != nil {
		return err
	}
	// The answer is on its way: an error would have it sent twice.
	if err := a.SetFlags(ctx, []mail.LocalID{id}, mail.FlagDelta{Add: mail.Answered}); err != nil {
		a.log.Error("mark an invitation answered", "message", id.String(), "err", err)
	}
	return nil
}

// InviteAnswer returns what the user answered to the invitation in a message: the
// latest answer, by whatever program, among the mail of the account that was sent
// or waits to be. uid is that of the event. [calendar.NoAnswer]: there is none, or
// its text is not here.
func (m *Mail) InviteAnswer(ctx context.Context, id mail.LocalID, uid string) (calendar.Given, error) {
	var sent []sentMail
	err := m.store.Read(ctx, func(tx *cache.ReadTx) (err error) {
		sent, err = sentAfter(tx, id)
		return err
	})
	if err != nil {
		return calendar.Given{}, notFound(err, id)
	}
	for _, s := range sent {
		msg, err := m.Message(ctx, s.ID)
		if isNotCached(err) {
			continue
		}
		if err != nil {
			return calendar.Given{}, err
		}
		reply, ok := calendar.In(msg)
		if ok && reply.Method == calendar.Reply && reply.UID == uid && len(reply.Attendees) == 1 {
			return calendar.Given{Status: reply.Attendees[0].Status, When: s.Sent, Waits: s.waits}, nil
		}
	}
	return calendar.Given{}, nil
}

// sentMail is mail of the user's that was sent, or waits for that.
type sentMail struct {
	mail.Summary
	waits bool
}

// sentAfter returns the mail that refers to a message in the folders of what its
// account sends, the newest first.
func sentAfter(tx *cache.ReadTx, id mail.LocalID) (sent []sentMail, err error) {
	to, err := tx.Summary(id)
	if err != nil {
		return nil, err
	}
	header, err := tx.Header(id)
	if err != nil {
		return nil, err
	}
	mentions, err := tx.Mentions(message.ParseHeader(header).MessageID)
	if err != nil {
		return nil, err
	}
	for _, mention := range mentions {
		s, err := tx.Summary(mention)
		if err != nil {
			return nil, err
		}
		f, err := tx.Folder(s.Folder)
		if err != nil {
			return nil, err
		}
		if s.Account == to.Account && (f.Role == mail.RoleSent || f.Role == mail.RoleOutbox) {
			sent = append(sent, sentMail{s, f.Role == mail.RoleOutbox})
		}
	}
	slices.SortFunc(sent, func(a, b sentMail) int { return b.Sent.Compare(a.Sent) })
	return sent, nil
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
