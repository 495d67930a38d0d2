package app

import (
	"context"
	"fmt"
	"sync"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Warnings returns what a reader of a message should know before believing who
// sent it. The user's own addresses are those of all accounts.
func (m *Mail) Warnings(ctx context.Context, msg *message.Message) ([]message.Warning, error) {
	return m.warnings(ctx, msg, func(mail.AccountID) string { return "" })
}

// Warnings is [Mail.Warnings] that knows the user's names, too: the account files
// have them.
func (a *App) Warnings(ctx context.Context, msg *message.Message) ([]message.Warning, error) {
	return a.warnings(ctx, msg, func(id mail.AccountID) string { return a.files[id].FullName })
}

func (m *Mail) warnings(
	ctx context.Context, msg *message.Message, name func(mail.AccountID) string,
) ([]message.Warning, error) {
	accounts, err := m.own.of(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("list the user's addresses: %w", err)
	}
	own := make([]mail.Address, 0, len(accounts))
	for _, a := range accounts {
		own = append(own, mail.Address{Name: mail.Line(name(a.ID)), Addr: a.Email})
	}
	return append(msg.Warnings(own, Suffixes()), warnInvite(msg)...), nil
}

// warnInvite warns of an event that a stranger invites to, calls off or answers
// about in the name of somebody else.
func warnInvite(msg *message.Message) []message.Warning {
	if len(msg.Header.From) == 0 {
		return nil
	}
	invite, ok := calendar.In(msg)
	if !ok {
		return nil
	}
	from, by := msg.Header.From[0].Addr, invite.By().Addr
	if !message.IsForeign(by, from, Suffixes()) {
		return nil
	}
	return []message.Warning{{Code: message.CodeOrganizer, Text: textOrganizer(by, from)}}
}

// owned are the user's accounts. They are read once for all messages that are
// opened: accounts come and go with the files that are read at the start.
type owned struct {
	mu   sync.Mutex
	list []mail.Account
}

func (o *owned) of(ctx context.Context, m *Mail) (list []mail.Account, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.list == nil {
		o.list, err = m.Accounts(ctx)
	}
	return o.list, err
}
