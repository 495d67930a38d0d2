package cache_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// remoteOf returns the row of a message, and fails the test when there is none.
func (f *fixture) remoteOf(id mail.LocalID) (r cache.Remote) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) (err error) { r, err = tx.RemoteOf(id); return err })
	return r
}

// addRow adds a row of the POP3 inbox.
func (f *fixture) addRow(r cache.Remote) (row int64) {
	f.Helper()
	r.Account, r.Folder = "shop", f.shop
	f.write(func(tx *cache.Tx) (err error) { row, err = tx.AddRemote(r); return err })
	return row
}

func TestRemoteKeepsWhatItIsTold(t *testing.T) {
	f := open(t)
	want := cache.Remote{
		Account: "shop", Folder: f.shop, ID: "uid 1", Message: f.add(note(f.shop, "a"))[0], Size: 2048,
		Header: [32]byte{1}, Core: [32]byte{2}, Tail: [32]byte{3}, Body: [32]byte{4}, State: cache.RemoteDoubtful,
		StoredAt: noon, Reason: &mail.Problem{Kind: mail.Protocol, Cause: mail.SizeDiffers, Detail: mail.Line("no")},
	}
	want.Row = f.addRow(want)
	got := f.remoteOf(want.Message)
	if got.Seen == 0 || got.Changed != got.Seen {
		t.Errorf("first seen %d, changed %d", got.Seen, got.Changed)
	}
	want.Seen, want.Changed = got.Seen, got.Changed
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b mail.Text) bool { return a == b })); diff != "" {
		t.Errorf("added (-want +got):\n%s", diff)
	}
	want.ID, want.Size, want.State, want.Reason = "", 4096, cache.RemoteLive, nil
	f.write(func(tx *cache.Tx) error { return tx.PutRemote(want) })
	got = f.remoteOf(want.Message)
	if got.Changed <= want.Changed {
		t.Error("a new state is no change")
	}
	want.Changed = got.Changed
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("put (-want +got):\n%s", diff)
	}
	f.write(func(tx *cache.Tx) error { return tx.PutRemote(want) })
	if again := f.remoteOf(want.Message); again.Changed != got.Changed {
		t.Error("the same state is a change")
	}
}

func TestRemoteIsFound(t *testing.T) {
	f := open(t)
	a := f.addLive(note(f.inbox, "a"))
	b := f.addLive(note(f.archive, "a"))
	local := f.add(note(f.inbox, "local"))[0]
	row := f.remoteOf(a)
	f.read(func(tx *cache.ReadTx) error {
		if r, err := tx.Remote(f.inbox, row.ID); err != nil || r.Message != a {
			t.Errorf("by id: %+v, %v", r, err)
		}
		if _, err := tx.Remote(f.archive, row.ID); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("by the id of another folder: %v", err)
		}
		if _, err := tx.RemoteOf(local); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("of a local message: %v", err)
		}
		twins, err := tx.RemotesByHash("work", row.Header)
		if err != nil || len(twins) != 2 || twins[0].Message != a || twins[1].Message != b {
			t.Errorf("by hash: %+v, %v", twins, err)
		}
		if none, err := tx.RemotesByHash("shop", row.Header); err != nil || len(none) != 0 {
			t.Errorf("by hash in another account: %+v, %v", none, err)
		}
		return nil
	})
}

func TestConfirmedFlagsShow(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	row := f.remoteOf(id)
	f.write(func(tx *cache.Tx) error { return tx.Confirm(row.Row, id, mail.Seen|mail.Flagged) })
	if got := f.summary(id).Flags; got != mail.Seen|mail.Flagged {
		t.Errorf("shown %d", got)
	}
	if _, unread := f.counts(f.inbox); unread != 0 {
		t.Errorf("%d unread", unread)
	}
	f.events = nil
	f.write(func(tx *cache.Tx) error { return tx.Confirm(row.Row, id, mail.Seen|mail.Flagged) })
	if len(f.events) > 0 {
		t.Errorf("the same flags are told as %v", f.events)
	}
	row = f.remoteOf(id)
	f.write(func(tx *cache.Tx) error { return tx.RemoveRemote(row) })
	if got := f.summary(id).Flags; got != mail.Seen|mail.Flagged {
		t.Errorf("without its server it shows %d", got)
	}
}

func TestKnown(t *testing.T) {
	f := open(t)
	yesterday := noon.Add(-24 * time.Hour)
	for _, r := range []cache.Remote{
		{ID: "a live", Size: 1},
		{ID: "b verified", State: cache.RemoteVerified},
		{ID: "c due", State: cache.RemoteDue},
		{ID: "d releasing", State: cache.RemoteReleasing},
		{ID: "e gone", State: cache.RemoteGone},
		{ID: "f doubtful today", State: cache.RemoteDoubtful, StoredAt: noon},
		{ID: "g doubtful long", State: cache.RemoteDoubtful, StoredAt: yesterday.Add(-time.Hour)},
		{ID: "h large header", State: cache.RemoteHeader, Size: 5000},
		{ID: "i small header", State: cache.RemoteHeader, Size: 500},
		{ID: "", State: cache.RemoteVerified},
	} {
		f.addRow(r)
	}
	filter := cache.KnownFilter{DoubtfulSince: yesterday, HeaderUpTo: 1000}
	want := []mail.RemoteID{"a live", "b verified", "c due", "d releasing", "f doubtful today", "h large header"}
	ids := func(list []cache.Known) (ids []mail.RemoteID) {
		for _, k := range list {
			ids = append(ids, k.ID)
		}
		return ids
	}
	f.read(func(tx *cache.ReadTx) error {
		if n, err := tx.CountKnown(f.shop, filter); err != nil || n != len(want) {
			t.Errorf("count %d, %v", n, err)
		}
		for _, test := range []struct {
			after, upTo mail.RemoteID
			limit       int
			want        []mail.RemoteID
		}{
			{"", "", 100, want},
			{"", "", 2, want[:2]},
			{"b verified", "", 2, want[2:4]},
			{"b verified", "d releasing", 100, want[2:4]},
			{"h large header", "", 100, nil},
		} {
			list, err := tx.KnownRange(f.shop, filter, test.after, test.upTo, test.limit)
			if err != nil || !slices.Equal(ids(list), test.want) {
				t.Errorf("after %q up to %q: %q, %v", test.after, test.upTo, ids(list), err)
			}
		}
		if k, err := tx.KnownID(f.shop, filter, "c due"); err != nil || k.State != cache.RemoteDue {
			t.Errorf("one: %+v, %v", k, err)
		}
		if _, err := tx.KnownID(f.shop, filter, "e gone"); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("one that is gone: %v", err)
		}
		for _, test := range []struct {
			from, to mail.RemoteID
			want     bool
		}{{"a live", "a live", true}, {"a", "az", true}, {"x", "z", false}, {"", "Z", false}} {
			if has, err := tx.HasBetween(f.shop, test.from, test.to); err != nil || has != test.want {
				t.Errorf("between %q and %q: %v, %v", test.from, test.to, has, err)
			}
		}
		return nil
	})
}

func TestUnbind(t *testing.T) {
	f := open(t)
	a, other := f.addLive(note(f.inbox, "a")), f.addLive(note(f.archive, "b"))
	f.write(func(tx *cache.Tx) error {
		if _, err := tx.AddRemote(cache.Remote{
			Account: "work", Folder: f.inbox, ID: "never had", State: cache.RemoteDoubtful,
		}); err != nil {
			return err
		}
		if err := tx.SetCursor(f.inbox, "7"); err != nil {
			return err
		}
		if waiting, err := tx.HasWaiting("work"); err != nil || waiting {
			t.Errorf("waiting before: %v, %v", waiting, err)
		}
		return tx.Unbind(f.inbox)
	})
	if r := f.remoteOf(a); r.State != cache.RemoteUnbound || r.ID != "" || r.Header == ([32]byte{}) {
		t.Errorf("unbound: %+v", r)
	}
	if r := f.remoteOf(other); r.State != cache.RemoteLive || r.ID == "" {
		t.Errorf("of another folder: %+v", r)
	}
	f.read(func(tx *cache.ReadTx) error {
		if waiting, err := tx.HasWaiting("work"); err != nil || !waiting {
			t.Errorf("waiting: %v, %v", waiting, err)
		}
		if state, err := tx.SyncState(f.inbox); err != nil || state.Cursor != "" {
			t.Errorf("cursor %q, %v", state.Cursor, err)
		}
		if n, err := tx.CountKnown(f.inbox, cache.KnownFilter{}); err != nil || n != 0 {
			t.Errorf("%d are known, %v", n, err)
		}
		left, err := tx.RemotesLeft(f.inbox, cache.RemoteUnbound, 0, 10)
		if err != nil || len(left) != 1 || left[0].Message != a {
			t.Errorf("left: %+v, %v", left, err)
		}
		if n, err := tx.CountRemote(f.inbox, cache.RemoteUnbound, left[0].Changed); err != nil || n != 0 {
			t.Errorf("%d since then, %v", n, err)
		}
		return nil
	})
	if total, _ := f.counts(f.inbox); total != 1 {
		t.Errorf("%d messages are shown", total)
	}
}

func TestStatesOfALedger(t *testing.T) {
	f := open(t)
	var rows []int64
	for n := range 5 {
		rows = append(rows, f.addRow(cache.Remote{ID: mail.RemoteID(fmt.Sprint(n)), Core: [32]byte{9}}))
	}
	bare := f.addRow(cache.Remote{Core: [32]byte{9}, Reason: &mail.Problem{}})
	f.write(func(tx *cache.Tx) error {
		if err := tx.SetRemoteState(cache.RemoteDue, append(rows[:2:2], bare)...); err != nil {
			return err
		}
		return tx.SetRemoteState(cache.RemoteGone)
	})
	f.read(func(tx *cache.ReadTx) error {
		due, err := tx.RemotesInState(f.shop, cache.RemoteDue, 0, 2)
		if err != nil || len(due) != 2 || due[0].Row != rows[0] {
			t.Errorf("due: %+v, %v", due, err)
		}
		due, err = tx.RemotesInState(f.shop, cache.RemoteDue, due[1].Row, 2)
		if err != nil || len(due) != 1 || due[0].Row != bare || due[0].Reason != nil {
			t.Errorf("due after: %+v, %v", due, err)
		}
		none, err := tx.RemotesWithoutID(f.shop, 0, 10)
		if err != nil || len(none) != 1 || none[0].Row != bare {
			t.Errorf("without id: %+v, %v", none, err)
		}
		same, err := tx.RemotesByCore(f.shop, [32]byte{9})
		if err != nil || len(same) != 6 {
			t.Errorf("by core: %d, %v", len(same), err)
		}
		if none, err := tx.RemotesByCore(f.shop, [32]byte{}); err != nil || len(none) != 0 {
			t.Errorf("by no core: %d, %v", len(none), err)
		}
		return nil
	})
}

func TestFoldersPassedAndDelisted(t *testing.T) {
	f := open(t)
	passed := func() (seq int64) {
		f.read(func(tx *cache.ReadTx) (err error) { seq, err = tx.PassedBy("work"); return err })
		return seq
	}
	pass := func(folder mail.FolderID) (began int64) {
		f.write(func(tx *cache.Tx) (err error) {
			if began, err = tx.BeginPass(folder); err != nil {
				return err
			}
			return tx.EndPass(folder, noon)
		})
		return began
	}
	first := pass(f.inbox)
	pass(f.archive)
	if got := passed(); got != 0 {
		t.Errorf("passed by %d although a folder was not", got)
	}
	f.read(func(tx *cache.ReadTx) error {
		if got, err := tx.PassedBy("work", f.old); err != nil || got != first {
			t.Errorf("without the folder that was not: passed by %d, %v, want %d", got, err, first)
		}
		return nil
	})
	pass(f.old)
	if got := passed(); got != first {
		t.Errorf("passed by %d, want %d", got, first)
	}
	id := f.addLive(note(f.old, "a"))
	f.write(func(tx *cache.Tx) error {
		return tx.PutFolders("work", []cache.FolderRow{
			{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox}, {Box: "Archive", Path: []string{"Archive"}},
		})
	})
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Delisted("work")
		if err != nil || !slices.Equal(list, []mail.FolderID{f.old}) {
			t.Errorf("delisted: %v, %v", list, err)
		}
		return nil
	})
	row := f.remoteOf(id)
	f.write(func(tx *cache.Tx) error { return tx.RemoveRemote(row) })
	f.read(func(tx *cache.ReadTx) error {
		list, err := tx.Delisted("work")
		if err != nil || len(list) != 0 {
			t.Errorf("delisted without messages there: %v, %v", list, err)
		}
		return nil
	})
}
