package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/mailtui/mailtui/app"
)

// folderJSON is a folder as folders prints it.
type folderJSON struct {
	V       int    `json:"v"`
	Account string `json:"account"`
	Folder  string `json:"folder"`
	Role    string `json:"role"`
	Total   int    `json:"total"`
	Unread  int    `json:"unread"`
	Synced  bool   `json:"synced"`
}

func (c *client) foldersCommand() *cobra.Command {
	var account string
	cmd := c.jsonFlag(&cobra.Command{
		Use: "folders", Short: "List the folders and how much is in them", Args: noWords,
		Run: c.does(c.withMail(func(ctx context.Context, m *app.Mail, _ []string) error {
			folders, err := m.FoldersOf(ctx, account)
			if err != nil {
				return err
			}
			return c.print(func(p *printer) {
				for _, f := range folders {
					if c.json.on() {
						p.object(folderJSON{
							1, accountWord(f.Account), f.Path.String(), f.Role.String(), f.Total, f.Unread, f.Synced,
						})
						continue
					}
					p.line("%s  %6d  %6d  %s", pad(accountWord(f.Account), 12), f.Total, f.Unread, f.Path)
				}
			})
		})),
	})
	cmd.Flags().StringVar(&account, "account", "", "only this account")
	return cmd
}
