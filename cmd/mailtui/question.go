package main

import (
	"context"
	"fmt"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/mail"
)

// questions are the sentences for what waits to be decided, by account. That a
// login was refused is not among them: the account's problem says it.
type questions map[mail.AccountID][]string

func (c *client) questions(ctx context.Context, m *app.Mail) (questions, error) {
	list, err := m.Questions(ctx)
	if err != nil {
		return nil, err
	}
	folders, err := m.Folders(ctx)
	if err != nil {
		return nil, err
	}
	paths := map[mail.FolderID]mail.Text{}
	for _, f := range folders {
		paths[f.ID] = f.Path
	}
	asked := questions{}
	for _, q := range list {
		if q.Kind != mail.AskSignIn {
			asked[q.Account] = append(asked[q.Account], questionLine(q, paths[q.Folder]))
		}
	}
	return asked, nil
}

// questionLine says that a question waits, and where it is answered.
func questionLine(q mail.Question, folder mail.Text) string {
	what := "the clock jumped by more than a day"
	switch q.Kind {
	case mail.AskVanished:
		what = fmt.Sprintf("%d messages vanished from %s at once", q.Count, folder)
	case mail.AskSent:
		what = fmt.Sprintf("it is not known whether the message %q in the outbox was sent", q.Subject)
	case mail.AskUnsent:
		what = fmt.Sprintf("the message %q in the outbox could not be sent", q.Subject)
	default:
	}
	return what + ": open mailtui to decide what to do."
}
