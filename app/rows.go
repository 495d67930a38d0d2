package app

import (
	"context"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Row is a message as a list prints it.
type Row struct {
	mail.Summary
	Path        mail.Text // of its folder
	Attachments int       // a guess of 1 until its structure is known
}

// pageSize is how many rows are read in one turn.
const pageSize = 500

// FoldersOf returns the folders of the account that word names, by id or name,
// or of all accounts for no word.
func (m *Mail) FoldersOf(ctx context.Context, word string) ([]mail.Folder, error) {
	folders, err := m.Folders(ctx)
	if err != nil || word == "" {
		return folders, err
	}
	accounts, err := m.Choose(ctx, []string{word})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(folders, func(f mail.Folder) bool { return f.Account != accounts[0].ID }), nil
}

// Place returns the folder that words name: the account by id or name, the
// folder by path or role. No account is all accounts, no folder the inbox; with
// neither it is 0, the inboxes of all accounts.
func (m *Mail) Place(ctx context.Context, account, folder string) (mail.FolderID, error) {
	if account == "" && folder == "" {
		return 0, nil
	}
	folders, err := m.FoldersOf(ctx, account)
	if err != nil {
		return 0, err
	}
	if folder == "" {
		folder = mail.RoleInbox.String()
	}
	path := mail.Line(folder)
	for _, same := range []func(mail.Folder) bool{
		func(f mail.Folder) bool { return f.Path == path },
		func(f mail.Folder) bool { return strings.EqualFold(f.Role.String(), folder) },
	} {
		if i := slices.IndexFunc(folders, same); i >= 0 {
			return folders[i].ID, nil
		}
	}
	return 0, mail.Problem{Op: "folder", Kind: mail.Config, Cause: mail.NotFound, What: mail.Line("Folder " + folder)}
}

// Rows hands at most limit messages of a folder to fn, the newest first; 0 is no
// limit, folder 0 the inboxes of all accounts. An error of fn ends it.
func (m *Mail) Rows(ctx context.Context, folder mail.FolderID, limit int, fn func(Row) error) error {
	paths, err := m.paths(ctx)
	if err != nil {
		return err
	}
	q := mail.PageQuery{Folder: folder, Limit: pageSize}
	for left := limit; limit == 0 || left > 0; left -= q.Limit {
		if limit > 0 {
			q.Limit = min(left, pageSize)
		}
		var page []Row
		err := m.store.Read(ctx, func(tx *cache.ReadTx) error {
			summaries, err := tx.Page(q)
			if err != nil {
				return err
			}
			for _, s := range summaries {
				row, err := newRow(tx, s, paths)
				if err != nil {
					return err
				}
				page = append(page, row)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, row := range page {
			if err := fn(row); err != nil {
				return err
			}
			q.From = row.Anchor()
		}
		if len(page) < q.Limit {
			return nil
		}
	}
	return nil
}

// Row returns one message as a list prints it.
func (m *Mail) Row(ctx context.Context, id mail.LocalID) (row Row, err error) {
	paths, err := m.paths(ctx)
	if err != nil {
		return Row{}, err
	}
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		s, err := tx.Summary(id)
		if err != nil {
			return err
		}
		row, err = newRow(tx, s, paths)
		return err
	})
	return row, notFound(err, id)
}

// ByMessageID returns the message with a Message-ID, with or without its angle
// brackets: the one that came first when several have it. None is a problem with
// the cause [mail.NotFound].
func (m *Mail) ByMessageID(ctx context.Context, messageID string) (id mail.LocalID, err error) {
	want := strings.Trim(messageID, "<> ")
	err = m.store.Read(ctx, func(tx *cache.ReadTx) error {
		candidates, err := tx.Mentions(want)
		if err != nil {
			return err
		}
		for _, candidate := range candidates {
			header, err := tx.Header(candidate)
			if err != nil {
				return err
			}
			if message.ParseHeader(header).MessageID == want {
				id = candidate
				return nil
			}
		}
		return mail.Problem{
			Op: "read", Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotFound,
			What: mail.Line("Message mid:" + messageID),
		}
	})
	return id, err
}

// paths returns the paths of all folders.
func (m *Mail) paths(ctx context.Context) (map[mail.FolderID]mail.Text, error) {
	folders, err := m.Folders(ctx)
	paths := make(map[mail.FolderID]mail.Text, len(folders))
	for _, f := range folders {
		paths[f.ID] = f.Path
	}
	return paths, err
}

func newRow(tx *cache.ReadTx, s mail.Summary, paths map[mail.FolderID]mail.Text) (Row, error) {
	row := Row{Summary: s, Path: paths[s.Folder]}
	if !s.HasAttachment {
		return row, nil
	}
	parts, err := tx.Parts(s.ID)
	row.Attachments = max(len(message.Assemble(nil, parts, nil, nil).Attachments()), 1)
	return row, err
}
