package main

import (
	"context"
	"strings"
	"time"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// beside is what a message tells besides its text.
type beside struct {
	words       []string // of a server that the user believes, and how it is protected
	card        []string // what it reports, and its event
	description string   // of the event
}

// readBeside reads what a message of an account tells besides its text.
func readBeside(ctx context.Context, m *app.Mail, account mail.AccountID, msg *message.Message) (beside, error) {
	var b beside
	trusted, err := m.TrustedAuthserv(ctx, account)
	if err != nil {
		return b, err
	}
	if r, ok := msg.AuthResults(trusted, app.Suffixes()); ok && !r.Text().Empty() {
		b.words = append(b.words, r.Text().String())
	}
	if s, ok := msg.Security(); ok {
		b.words = append(b.words, s.Text().String())
	}
	if r, ok := msg.Report(); ok {
		b.card = append(b.card, r.Text().String())
	}
	if i, ok := calendar.In(msg); ok {
		b.card = append(b.card, eventLines(i)...)
		b.description = strings.TrimSpace(i.Description.String())
	}
	return b, nil
}

// instead returns what stands for the text of a message that has none.
func (b beside) instead() string {
	return strings.TrimSpace(strings.Join(b.card, "\n") + "\n\n" + b.description)
}

// eventLines are an event of a calendar as people read it.
func eventLines(i calendar.Invite) []string {
	person := func(a mail.Address) mail.Text {
		a.Addr = message.ShownAddress(a.Addr)
		return mail.Line(a.String())
	}
	lines := []string{i.Heading().String()}
	for _, f := range i.Fields(time.Local, person, message.ShownName) {
		lines = append(lines, f.Label+": "+f.Value.String())
	}
	if more := i.Further(); !more.Empty() {
		lines = append(lines, more.String())
	}
	return lines
}
