package cache_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestShownFlagsAreDerived(t *testing.T) {
	type op struct {
		delta mail.FlagDelta
		state int // of the row
	}
	add := func(f mail.Flags) mail.FlagDelta { return mail.FlagDelta{Add: f} }
	del := func(f mail.Flags) mail.FlagDelta { return mail.FlagDelta{Remove: f} }
	for _, c := range []struct {
		name      string
		pop3      bool
		confirmed mail.Flags // by the server
		local     mail.Flags
		ops       []op
		want      mail.Flags
	}{
		{name: "confirmed", confirmed: mail.Seen, local: mail.Flagged, want: mail.Seen},
		{name: "POP3 keeps none", pop3: true, confirmed: mail.Seen, local: mail.Flagged, want: mail.Flagged},
		{name: "queued", confirmed: mail.Seen, ops: []op{{add(mail.Flagged), 0}}, want: mail.Seen | mail.Flagged},
		{name: "running", confirmed: mail.Seen, ops: []op{{del(mail.Seen), 1}}, want: 0},
		{name: "done", ops: []op{{add(mail.Flagged), 2}}, want: 0},
		{name: "failed", ops: []op{{add(mail.Flagged), 3}}, want: 0},
		{name: "outcome unknown", ops: []op{{add(mail.Flagged), 5}}, want: mail.Flagged},
		{name: "in queue order", ops: []op{{add(mail.Seen), 0}, {del(mail.Seen), 0}, {add(mail.Junk), 0}}, want: mail.Junk},
		{name: "in queue order, the other way", ops: []op{{del(mail.Seen), 0}, {add(mail.Seen), 0}}, want: mail.Seen},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t)
			account, folder := mail.AccountID("work"), f.inbox
			if c.pop3 {
				account, folder = "shop", f.shop
			}
			m := note(folder, "m")
			m.Flags = c.local
			id := f.add(m)[0]
			f.write(func(tx *cache.Tx) error {
				_, err := tx.AddRemote(cache.Remote{
					Account: account, Folder: folder, ID: "1", Message: id, Flags: c.confirmed, Header: m.HeaderHash,
				})
				for _, o := range c.ops {
					opID, err2 := tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: o.delta})
					err = errors.Join(err, err2, tx.Exec(`UPDATE op SET state = ? WHERE id = ?`, o.state, opID))
				}
				return errors.Join(err, tx.Reshow(id))
			})
			if got := f.summary(id).Flags; got != c.want {
				t.Errorf("shown %b, want %b", got, c.want)
			}
			want := 1
			if c.want.Has(mail.Seen) {
				want = 0
			}
			if _, unread := f.counts(folder); unread != want {
				t.Errorf("%d unread, want %d", unread, want)
			}
		})
	}
}

func TestMovedHomeMovesTheCounters(t *testing.T) {
	f := open(t)
	id := f.add(note(f.inbox, "m"))[0]
	f.events = nil
	f.write(func(tx *cache.Tx) error { return tx.SetHome(id, f.archive) })
	for folder, want := range map[mail.FolderID]int{f.inbox: 0, f.archive: 1} {
		if total, unread := f.counts(folder); total != want || unread != want {
			t.Errorf("folder %d counts %d %d, want %d", folder, total, unread, want)
		}
	}
	want := []mail.Event{mail.FolderChanged{Folder: f.inbox}, mail.FolderChanged{Folder: f.archive}}
	if !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
}

func TestReshowIsSilentWhenNothingChanges(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "m"))
	f.events = nil
	f.write(func(tx *cache.Tx) error {
		return errors.Join(tx.Reshow(id), tx.SetHome(id, f.inbox), tx.SetLocalFlags(id, mail.Flagged))
	})
	if len(f.events) > 0 {
		t.Errorf("events %v", f.events)
	}
}

func TestLocalFlags(t *testing.T) {
	f := open(t)
	id := f.add(note(f.shop, "m"))[0]
	f.write(func(tx *cache.Tx) error { return tx.SetLocalFlags(id, mail.Seen|mail.Flagged) })
	if got := f.summary(id).Flags; got != mail.Seen|mail.Flagged {
		t.Errorf("shown %b", got)
	}
}
