package main

import (
	"context"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// rowJSON is a message as list prints it.
type rowJSON struct {
	V           int           `json:"v"`
	ID          string        `json:"id"`
	Account     string        `json:"account"`
	Folder      string        `json:"folder"`
	Thread      string        `json:"thread"`
	From        []addressJSON `json:"from"`
	Subject     string        `json:"subject"`
	Date        *string       `json:"date"`
	Flags       []string      `json:"flags"`
	Attachments int           `json:"attachments"`
	Size        int64         `json:"size"`
}

func newRowJSON(r app.Row) rowJSON {
	return rowJSON{
		V: 1, ID: r.ID.String(), Account: accountWord(r.Account), Folder: r.Path.String(), Thread: threadWord(r.Thread),
		From: addressesJSON(r.From), Subject: r.Subject.String(), Date: timeJSON(r.Sent), Flags: flagsJSON(r.Flags),
		Attachments: r.Attachments, Size: r.Size,
	}
}

// threadWord returns the printed form of a conversation's id.
func threadWord(id mail.ThreadID) string { return "t" + mail.LocalID(id).String() }

func (c *client) listCommand() *cobra.Command {
	var account, folder string
	limit := count{n: 50, min: 1, wrong: mail.NotCount}
	cmd := c.jsonFlag(&cobra.Command{
		Use: "list", Short: "List messages, the newest first", Args: noWords,
		Long: "List messages: those of a folder, or of the inboxes when none is named. What came last\n" +
			"stands first; the time is that of the Date field.",
		Run: c.does(c.withMail(func(ctx context.Context, m *app.Mail, _ []string) error {
			place, err := m.Place(ctx, account, folder)
			if err != nil {
				return err
			}
			p := c.newPrinter()
			err = m.Rows(ctx, place, limit.n, func(r app.Row) error {
				if c.json.on() {
					p.object(newRowJSON(r))
				} else {
					p.line("%s", rowLine(r))
				}
				return p.err
			})
			if p.err == nil && err != nil {
				return err
			}
			return p.flush()
		})),
	})
	cmd.Flags().StringVar(&account, "account", "", "only this account")
	cmd.Flags().StringVar(&folder, "folder", "", "the folder's path, or its role (inbox, sent, archive, …)")
	cmd.Flags().Var(&limit, "limit", "at most so many")
	return cmd
}

// rowLine returns a message as one line for people.
func rowLine(r app.Row) string {
	mark := " "
	switch {
	case r.Flags.Has(mail.Flagged):
		mark = "*"
	case r.Unread():
		mark = "N"
	}
	who := ""
	if len(r.From) > 0 {
		who = message.ShownName(r.From[0]).String()
	}
	sent := "unknown"
	if !r.Sent.IsZero() {
		sent = r.Sent.Local().Format("2006-01-02 15:04")
	}
	return strings.Join([]string{
		pad(r.ID.String(), 5), mark, pad(sent, 16), pad(who, 22), r.Subject.String(),
	}, " ")
}

// pad fits s into n cells.
func pad(s string, n int) string {
	s = ansi.Truncate(s, n, "…")
	return s + strings.Repeat(" ", max(n-ansi.StringWidth(s), 0))
}
