package imap

import (
	"context"
	"slices"
	"strings"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// maxFolders bounds what a server may list.
const maxFolders = 200_000

// Folders lists all mailboxes in one turn, with their state where the server
// has LIST-STATUS (RFC 5819) and LIST-EXTENDED (RFC 5258).
func (b *Backend) Folders(ctx context.Context) ([]backend.Folder, error) {
	scope, done, err := b.begin(ctx, "list")
	if err != nil {
		return nil, err
	}
	defer done()
	folders, err := b.list(b.listOptions())
	if isRefusal(err) {
		folders, err = b.list(nil) // mox refuses what it advertises
	}
	if err != nil {
		return nil, b.fail(scope, "list", "", err)
	}
	folders = unique(folders)
	if !b.caps.Has(goimap.CapSpecialUse) && !hasRoles(folders) {
		guessRoles(folders)
	}
	b.told = map[mail.RemoteBox]backend.Status{}
	for _, f := range folders {
		open := b.selected != nil && f.Box == b.selected.box
		if f.Status != nil && !open {
			b.told[f.Box] = *f.Status
		}
	}
	return folders, nil
}

// unselect leaves the mailbox that is open, in the turn of the next command: of
// an open one Dovecot's STATUS tells what this session saw last, not what is
// (RFC 9051 §6.3.11). A server without UNSELECT (RFC 3691) keeps it open.
func (b *Backend) unselect() {
	if b.selected == nil || !b.caps.Has(goimap.CapUnselect) {
		return
	}
	b.selected = nil
	b.client.Unselect() // what it answers changes nothing
}

func (b *Backend) list(opts *goimap.ListOptions) ([]backend.Folder, error) {
	b.conn.Cork()
	b.unselect()
	cmd := b.client.List("", "*", opts)
	if err := b.conn.Uncork(); err != nil {
		return nil, err
	}
	var folders []backend.Folder
	for data := cmd.Next(); data != nil; data = cmd.Next() {
		if len(folders) == maxFolders {
			b.conn.Fail(&backend.Error{Problem: mail.Problem{
				Op: "list", Kind: mail.Protocol, Cause: mail.TooLarge, Host: b.opts.Dial.Addr(),
			}})
			continue
		}
		folders = append(folders, folder(data))
	}
	return folders, cmd.Close()
}

// listOptions asks for no more than the server offers: a LIST without options is
// that of RFC 3501.
func (b *Backend) listOptions() *goimap.ListOptions {
	opts := &goimap.ListOptions{
		ReturnSpecialUse: b.caps.Has(goimap.CapListExtended) && b.caps.Has(goimap.CapSpecialUse),
	}
	if b.caps.Has(goimap.CapListStatus) {
		opts.ReturnStatus = &goimap.StatusOptions{
			NumMessages: true, UIDNext: true, UIDValidity: true, NumUnseen: true,
			HighestModSeq: b.caps.Has(goimap.CapCondStore),
		}
	}
	return opts
}

func folder(data *goimap.ListData) backend.Folder {
	f := backend.Folder{
		Box:      mail.RemoteBox(data.Mailbox),
		Path:     []string{data.Mailbox},
		NoSelect: hasAttr(data, goimap.MailboxAttrNoSelect) || hasAttr(data, goimap.MailboxAttrNonExistent),
		Role:     role(data),
	}
	if data.Delim != 0 {
		f.Path = strings.Split(data.Mailbox, string(data.Delim))
	}
	if s := data.Status; s != nil && s.UIDValidity != 0 && s.NumMessages != nil {
		f.Status = &backend.Status{
			UIDValidity:   s.UIDValidity,
			UIDNext:       uint32(s.UIDNext),
			Messages:      *s.NumMessages,
			HighestModSeq: s.HighestModSeq,
		}
		if s.NumUnseen != nil {
			f.Status.Unseen = *s.NumUnseen
		}
	}
	return f
}

func hasAttr(data *goimap.ListData, attr goimap.MailboxAttr) bool {
	return slices.Contains(data.Attrs, attr)
}

// role returns what a mailbox is for as the server says it (RFC 6154 §2).
func role(data *goimap.ListData) mail.Role {
	if strings.EqualFold(data.Mailbox, "INBOX") {
		return mail.RoleInbox
	}
	for _, r := range []struct {
		attr goimap.MailboxAttr
		role mail.Role
	}{
		{goimap.MailboxAttrDrafts, mail.RoleDrafts},
		{goimap.MailboxAttrSent, mail.RoleSent},
		{goimap.MailboxAttrArchive, mail.RoleArchive},
		{goimap.MailboxAttrJunk, mail.RoleJunk},
		{goimap.MailboxAttrTrash, mail.RoleTrash},
		{goimap.MailboxAttrAll, mail.RoleAll},
	} {
		if hasAttr(data, r.attr) {
			return r.role
		}
	}
	return mail.RoleNone
}

// unique leaves out mailboxes that are listed twice, and leaves each role to the
// first that has it (two \Trash occur).
func unique(folders []backend.Folder) []backend.Folder {
	boxes := make(map[mail.RemoteBox]bool, len(folders))
	roles := map[mail.Role]bool{}
	var out []backend.Folder
	for _, f := range folders {
		if boxes[f.Box] {
			continue
		}
		boxes[f.Box] = true
		if roles[f.Role] {
			f.Role = mail.RoleNone
		}
		roles[f.Role] = true
		out = append(out, f)
	}
	return out
}

func hasRoles(folders []backend.Folder) bool {
	return slices.ContainsFunc(folders, func(f backend.Folder) bool {
		return f.Role != mail.RoleNone && f.Role != mail.RoleInbox
	})
}

// guessRoles goes by the names that clients give, on a server that knows no
// special use.
func guessRoles(folders []backend.Folder) {
	names := map[string]mail.Role{
		"drafts": mail.RoleDrafts, "sent": mail.RoleSent, "sent items": mail.RoleSent,
		"sent messages": mail.RoleSent, "trash": mail.RoleTrash, "deleted items": mail.RoleTrash,
		"junk": mail.RoleJunk, "spam": mail.RoleJunk, "archive": mail.RoleArchive, "archives": mail.RoleArchive,
	}
	taken := map[mail.Role]bool{}
	for i := range folders {
		f := &folders[i]
		r := names[strings.ToLower(f.Path[len(f.Path)-1])]
		if r != mail.RoleNone && f.Role == mail.RoleNone && !f.NoSelect && !taken[r] {
			f.Role, taken[r] = r, true
		}
	}
}
