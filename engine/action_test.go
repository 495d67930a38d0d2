package engine

import (
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// All inboxes as one list are watched in every account, whatever was open
// before; an account that was never reached has none and stands in nobody's way.
func TestFocusOfAllInboxes(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP})
	x.write(func(tx *cache.Tx) error {
		err := tx.PutAccounts([]cache.AccountRow{
			{ID: "ada", Protocol: IMAP}, {ID: "bob", Protocol: IMAP}, {ID: "new", Protocol: IMAP},
		})
		if err != nil {
			return err
		}
		return tx.PutFolders("bob", folderRows("Archive", "INBOX"))
	})
	if err := x.e.Focus(t.Context(), x.folder("Work").ID); err != nil {
		t.Fatal(err)
	}
	if err := x.e.Focus(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	x.read(func(tx *cache.ReadTx) error {
		for id, want := range map[mail.AccountID]bool{"ada": true, "bob": true, "new": false} {
			focused, ok, err := tx.Focused(id)
			if err != nil {
				return err
			}
			if ok != want {
				t.Errorf("%s: a folder is watched: %v", id, ok)
				continue
			}
			folders, err := tx.Folders(id)
			if err != nil {
				return err
			}
			for _, f := range folders {
				if f.ID == focused && f.Role != mail.RoleInbox {
					t.Errorf("%s: %q is watched", id, f.Name)
				}
			}
		}
		return nil
	})
}
