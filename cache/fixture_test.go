package cache_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

// noon is when the mail of the tests was received.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// firstFolder is the inbox of "work" in every store that fill has made.
const firstFolder mail.FolderID = 1

// fixture is a store with an account on IMAP ("work": INBOX, Archive, Work/Old)
// and one on POP3 ("shop": INBOX).
type fixture struct {
	*testing.T
	*cache.Store
	folder                    string // of the file
	inbox, archive, old, shop mail.FolderID
	events                    []mail.Event // since the last clear
}

func open(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{T: t, folder: t.TempDir()}
	f.Store = cachetest.OpenAt(t, f.path(), func(events []mail.Event) {
		f.events = append(f.events, events...)
	})
	f.inbox, f.archive, f.old, f.shop = fill(t, f.Store)
	f.events = nil
	return f
}

// path returns where the store is.
func (f *fixture) path() string { return f.folder + "/mail.db" }

// fill makes the accounts and folders of a fixture.
func fill(t testing.TB, s *cache.Store) (inbox, archive, old, shop mail.FolderID) {
	t.Helper()
	write(t, s, func(tx *cache.Tx) error {
		err := tx.PutAccounts([]cache.AccountRow{
			{ID: "work", Label: "Work", Email: "me@work.example", Protocol: "imap", Position: 1},
			{ID: "shop", Label: "Shop", Email: "me@shop.example", Protocol: "pop3", Position: 2},
		})
		if err != nil {
			return err
		}
		err = tx.PutFolders("work", []cache.FolderRow{
			{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox},
			{Box: "Archive", Path: []string{"Archive"}, Role: mail.RoleArchive},
			{Box: "Work/Old", Path: []string{"Work", "Old"}},
		})
		if err != nil {
			return err
		}
		err = tx.PutFolders("shop", []cache.FolderRow{{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox}})
		if err != nil {
			return err
		}
		inbox, archive = folderID(t, tx, "work", "INBOX"), folderID(t, tx, "work", "Archive")
		old, shop = folderID(t, tx, "work", "Work/Old"), folderID(t, tx, "shop", "INBOX")
		return nil
	})
	return inbox, archive, old, shop
}

func folderID(t testing.TB, tx *cache.Tx, account mail.AccountID, box mail.RemoteBox) mail.FolderID {
	t.Helper()
	folders, err := tx.Folders(account)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if f.Box == box {
			return f.ID
		}
	}
	t.Fatalf("no folder %s of %s", box, account)
	return 0
}

func write(t testing.TB, s *cache.Store, fn func(*cache.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *cache.Store, fn func(*cache.ReadTx) error) {
	t.Helper()
	if err := s.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// note makes a message of that name: its Message-ID, its subject, its header.
func note(folder mail.FolderID, name string, refs ...string) cache.NewMessage {
	header := fmt.Appendf(nil, "Message-ID: <%s@example.org>\r\nSubject: %s\r\n", name, name)
	return cache.NewMessage{
		Folder: folder, Received: noon, Sent: noon.In(time.FixedZone("", 3600)), Size: 2048,
		HeaderHash: sha256.Sum256(header), Header: header, Subject: mail.Line(name),
		From: []mail.Address{{Name: mail.Identity("Ada Lovelace"), Addr: mail.Identity("ada@example.org")}},
		To:   []mail.Address{{Addr: mail.Identity("me@work.example")}},
		Refs: append([]string{"<" + name + "@example.org>"}, refs...),
	}
}

// add adds messages and returns their ids.
func (f *fixture) add(messages ...cache.NewMessage) []mail.LocalID {
	f.Helper()
	var ids []mail.LocalID
	write(f, f.Store, func(tx *cache.Tx) error {
		for _, m := range messages {
			id, err := tx.Add(m)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids
}

// addLive adds a message that the IMAP server has, with its flags.
func (f *fixture) addLive(m cache.NewMessage) mail.LocalID {
	f.Helper()
	id := f.add(m)[0]
	f.write(func(tx *cache.Tx) error {
		_, err := tx.AddRemote(cache.Remote{
			Account: "work", Folder: m.Folder, ID: mail.RemoteID(fmt.Sprintf("%08x%08x", 1, id)), Message: id,
			Flags: m.Flags, Size: m.Size, Header: m.HeaderHash,
		})
		return err
	})
	return id
}

func (f *fixture) write(fn func(*cache.Tx) error) { f.Helper(); write(f, f.Store, fn) }

func (f *fixture) read(fn func(*cache.ReadTx) error) { f.Helper(); read(f, f.Store, fn) }

// summary returns a row, and fails the test when there is none.
func (f *fixture) summary(id mail.LocalID) (s mail.Summary) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) (err error) { s, err = tx.Summary(id); return err })
	return s
}

// counts returns the counters of a folder.
func (f *fixture) counts(folder mail.FolderID) (total, unread int) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) error {
		row, err := tx.Folder(folder)
		total, unread = row.Total, row.Unread
		return err
	})
	return total, unread
}

// page returns the subjects of a page.
func (f *fixture) page(q mail.PageQuery) (subjects []string) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) error {
		rows, err := tx.Page(q)
		for _, r := range rows {
			subjects = append(subjects, r.Subject.String())
		}
		return err
	})
	return subjects
}
