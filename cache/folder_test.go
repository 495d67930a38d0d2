package cache_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func (f *fixture) paths(account mail.AccountID) (paths []string) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders(account)
		for _, row := range folders {
			paths = append(paths, string(row.Account)+":"+row.Path.String())
		}
		return err
	})
	return paths
}

func TestFoldersAreInDisplayOrder(t *testing.T) {
	f := open(t)
	f.write(func(tx *cache.Tx) error {
		return tx.PutFolders("work", []cache.FolderRow{
			{Box: "Trash", Path: []string{"Trash"}, Role: mail.RoleTrash},
			{Box: "b", Path: []string{"b"}},
			{Box: "Work.Old", Path: []string{"Work", "Old"}},
			{Box: "A", Path: []string{"A"}},
			{Box: "Gesendet", Path: []string{"Gesendet"}, Role: mail.RoleSent},
			{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox},
			{Box: "INBOX.Lists", Path: []string{"INBOX", "Lists"}},
			{Box: "Work", Path: []string{"Work"}, NoMail: true},
			{Box: "Junk", Path: []string{"Junk"}, Role: mail.RoleJunk},
			{Box: "Drafts", Path: []string{"Drafts"}, Role: mail.RoleDrafts},
		})
	})
	want := []string{
		"work:INBOX", "work:INBOX/Lists", "work:Drafts", "work:Gesendet", "work:A", "work:b", "work:Work",
		"work:Work/Old", "work:Junk", "work:Trash", "shop:INBOX",
	}
	if diff := cmp.Diff(want, f.paths("")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"shop:INBOX"}, f.paths("shop")); diff != "" {
		t.Error(diff)
	}
}

func TestFolderNamesAreMadeSafe(t *testing.T) {
	f := open(t)
	f.write(func(tx *cache.Tx) error {
		return tx.PutFolders("shop", []cache.FolderRow{{Box: "x\x1b", Path: []string{"a/b", "c\x1b]0;x\a\u202e"}}})
	})
	f.read(func(tx *cache.ReadTx) error {
		folders, err := tx.Folders("shop")
		got := folders[len(folders)-1]
		if got.Name != mail.Line("c\x1b]0;x\a\u202e") || got.Depth != 1 || got.Box != "x\x1b" {
			t.Errorf("got %+v", got)
		}
		return err
	})
}

func TestUnlistedFolderStaysWithItsMail(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.old, "kept"))
	list := []cache.FolderRow{{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox}}
	put := func() { f.write(func(tx *cache.Tx) error { return tx.PutFolders("work", list) }) }

	f.events = nil
	put()
	if got, want := f.paths("work"), []string{"work:INBOX", "work:Work/Old"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: Archive was empty", got, want)
	}
	if want := []mail.Event{mail.FoldersChanged{Account: "work"}}; !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
	f.events = nil
	put()
	if len(f.events) > 0 {
		t.Errorf("events %v though nothing changed", f.events)
	}

	f.write(func(tx *cache.Tx) error { return tx.Vanish(id) })
	put() // not shown any more, but it may come back
	f.read(func(tx *cache.ReadTx) error { _, err := tx.Folder(f.old); return err })
	f.write(func(tx *cache.Tx) error { return tx.Remove(id) })
	put()
	if got, want := f.paths("work"), []string{"work:INBOX"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFocusAndRefresh(t *testing.T) {
	f := open(t)
	f.write(func(tx *cache.Tx) error {
		return errors.Join(tx.Focus(f.archive), tx.Focus(f.inbox), tx.Focus(f.old), tx.Focus(f.inbox), tx.Refresh(f.old))
	})
	f.read(func(tx *cache.ReadTx) error {
		focused, ok, err := tx.Focused("work")
		if focused != f.inbox || !ok {
			t.Errorf("focused %v %v, want the inbox", focused, ok)
		}
		_, other, err2 := tx.Focused("shop")
		if other {
			t.Error("a folder of the other account has the focus")
		}
		asked, err3 := tx.Refreshes("work")
		if !slices.Equal(asked, []mail.FolderID{f.old}) {
			t.Errorf("asked for %v", asked)
		}
		return errors.Join(err, err2, err3)
	})
	f.write(func(tx *cache.Tx) error { return errors.Join(tx.Refresh(0), tx.ClearRefresh(f.old)) })
	f.read(func(tx *cache.ReadTx) error {
		asked, err := tx.Refreshes("work")
		if !slices.Equal(asked, []mail.FolderID{f.inbox, f.archive}) {
			t.Errorf("asked for %v, want the inbox and the archive", asked)
		}
		return err
	})
}

func TestPasses(t *testing.T) {
	f := open(t)
	var first, second int64
	f.write(func(tx *cache.Tx) (err error) {
		first, err = tx.BeginPass(f.inbox)
		return errors.Join(err, tx.SetCursor(f.inbox, "halfway"))
	})
	ids := f.add(note(f.inbox, "a"), note(f.inbox, "b"), note(f.archive, "c"))
	f.read(func(tx *cache.ReadTx) error {
		s, err := tx.SyncState(f.inbox)
		if want := (cache.SyncState{Cursor: "halfway", PassBegan: first}); s != want {
			t.Errorf("halfway: got %+v, want %+v", s, want)
		}
		folder, err2 := tx.Folder(f.inbox)
		if folder.Synced {
			t.Error("synced halfway")
		}
		return errors.Join(err, err2)
	})
	f.write(func(tx *cache.Tx) error { return tx.EndPass(f.inbox, noon) })
	f.write(func(tx *cache.Tx) (err error) { second, err = tx.BeginPass(f.inbox); return err })
	f.read(func(tx *cache.ReadTx) error {
		s, err := tx.SyncState(f.inbox)
		if s.PassDone != first || s.PassBegan != second || s.PassEnded <= first || s.PassEnded >= second ||
			!s.Synced.Equal(noon) || s.Newest != ids[1] {
			t.Errorf("got %+v after passes %d and %d", s, first, second)
		}
		folder, err2 := tx.Folder(f.inbox)
		if !folder.Synced {
			t.Error("not synced")
		}
		return errors.Join(err, err2)
	})
}

func TestUnknownFolder(t *testing.T) {
	f := open(t)
	_ = f.Read(t.Context(), func(tx *cache.ReadTx) error {
		_, err1 := tx.Folder(999)
		_, err2 := tx.SyncState(999)
		for _, err := range []error{err1, err2} {
			if !errors.Is(err, cache.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
		return nil
	})
	for name, fn := range map[string]func(tx *cache.Tx) error{
		"SetCursor": func(tx *cache.Tx) error { return tx.SetCursor(999, "x") },
		"Focus":     func(tx *cache.Tx) error { return tx.Focus(999) },
		"Add":       func(tx *cache.Tx) error { _, err := tx.Add(note(999, "x")); return err },
	} {
		if err := f.Write(t.Context(), fn); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
