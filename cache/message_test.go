package cache_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestAddedMessageIsReadAsItWas(t *testing.T) {
	f := open(t)
	m := note(f.inbox, "hello")
	m.Flags, m.Snippet, m.HasAttachment = mail.Flagged|mail.Seen, mail.Line("Dear all"), true
	m.From = append(m.From, mail.Address{Name: mail.Identity("日本語"), Addr: mail.Identity("x@example.jp")})
	id := f.add(m)[0]

	want := mail.Summary{
		ID: id, Account: "work", Folder: f.inbox, From: m.From, To: m.To, Subject: m.Subject,
		Received: m.Received, Sent: m.Sent, Flags: m.Flags, Size: m.Size, Snippet: m.Snippet, HasAttachment: true,
	}
	got := f.summary(id)
	want.Thread = got.Thread
	sameTime := cmp.Comparer(func(a, b time.Time) bool {
		_, za := a.Zone()
		_, zb := b.Zone()
		return a.Equal(b) && za == zb
	})
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mail.Text{}), sameTime); diff != "" {
		t.Error(diff)
	}
	f.read(func(tx *cache.ReadTx) error {
		header, err := tx.Header(id)
		if string(header) != string(m.Header) {
			t.Errorf("header %q, want %q", header, m.Header)
		}
		return err
	})
	if total, unread := f.counts(f.inbox); total != 1 || unread != 0 {
		t.Errorf("counts %d %d", total, unread)
	}
}

func TestMessageWithoutDate(t *testing.T) {
	f := open(t)
	m := note(f.inbox, "x")
	m.Sent, m.From, m.To, m.Refs = time.Time{}, nil, nil, nil
	got := f.summary(f.add(m)[0])
	if !got.Sent.IsZero() || got.From != nil || got.To != nil {
		t.Errorf("got %+v", got)
	}
}

// TestMessageWithoutHeader adds what a server tells of a message that has none
// of the fields that are asked for.
func TestMessageWithoutHeader(t *testing.T) {
	f := open(t)
	m := note(f.inbox, "")
	m.Header = nil
	id := f.add(m)[0]
	f.read(func(tx *cache.ReadTx) error {
		header, err := tx.Header(id)
		if len(header) != 0 {
			t.Errorf("header %q", header)
		}
		return err
	})
}

// TestRowIsBounded adds what a hostile header can hold.
func TestRowIsBounded(t *testing.T) {
	f := open(t)
	m := note(f.inbox, "x")
	m.Subject = mail.Line(strings.Repeat("ü", 100_000))
	for range 10_000 {
		m.To = append(m.To, mail.Address{Addr: mail.Identity(strings.Repeat("a", 5000))})
		m.Refs = append(m.Refs, fmt.Sprintf("<%d@x>", len(m.Refs)))
	}
	id := f.add(m)[0]
	f.read(func(tx *cache.ReadTx) error {
		size, err := tx.Value(`SELECT length(subject) + length(recipient) + (SELECT count(*) FROM ref) FROM message`)
		if size.(int64) > 30_000 {
			t.Errorf("a row of %d", size)
		}
		return err
	})
	if got := f.summary(id).Subject.String(); !strings.HasPrefix(m.Subject.String(), got) || len(got) < 900 {
		t.Errorf("the subject became %d bytes, not a beginning", len(got))
	}
}

func TestRemoveLeavesNothing(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	f.write(func(tx *cache.Tx) error {
		_, err := tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: mail.FlagDelta{Add: mail.Seen}})
		return errors.Join(err,
			tx.PutBody(id, "", cache.Compress([]byte("body"))),
			tx.SetParts(id, []mail.Part{{Number: "1", Type: "text/plain"}}, false),
			tx.Want(id, mail.Readable))
	})
	f.events = nil
	f.write(func(tx *cache.Tx) error { return tx.Remove(id) })
	for _, table := range []string{
		"message", "header", "ref", "thread", "folder_thread", "body", "blob", "chunk", "part", "op", "want",
	} {
		f.read(func(tx *cache.ReadTx) error {
			n, err := tx.Value(`SELECT count(*) FROM ` + table)
			if n != int64(0) {
				t.Errorf("%v rows of %s stayed", n, table)
			}
			return err
		})
	}
	f.read(func(tx *cache.ReadTx) error { // what the server has is known on
		n, err := tx.Value(`SELECT count(*) FROM remote WHERE message IS NULL`)
		if n != int64(1) {
			t.Errorf("%v remote rows without a message, want 1", n)
		}
		return err
	})
	want := []mail.Event{mail.FolderChanged{Folder: f.inbox}, mail.MessageChanged{Message: id}}
	if !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
	again := f.add(note(f.inbox, "b"))[0]
	if again <= id {
		t.Errorf("id %d was used again after %d", again, id)
	}
}

func TestVanishedMessageLeavesTheLists(t *testing.T) {
	f := open(t)
	first, second := f.addLive(note(f.inbox, "first")), f.addLive(note(f.inbox, "second"))
	var between, now int64
	f.write(func(tx *cache.Tx) (err error) {
		if err := tx.Vanish(second); err != nil {
			return err
		}
		if between, err = tx.Tick(); err != nil {
			return err
		}
		return tx.Vanish(first)
	})
	f.write(func(tx *cache.Tx) error { return tx.Vanish(second) }) // keeps its mark

	f.write(func(tx *cache.Tx) (err error) { now, err = tx.Tick(); return err })
	for _, c := range []struct {
		name   string
		before int64
		limit  int
		want   []mail.LocalID
	}{
		{"all", now, 9, []mail.LocalID{second, first}},
		{"limited", now, 1, []mail.LocalID{second}},
		{"earlier", between, 9, []mail.LocalID{second}},
	} {
		var got []mail.LocalID
		f.read(func(tx *cache.ReadTx) (err error) { got, err = tx.Vanished("work", c.before, c.limit); return err })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: vanished %v, want %v", c.name, got, c.want)
		}
	}
	if total, unread := f.counts(f.inbox); total != 0 || unread != 0 {
		t.Errorf("counts %d %d of an empty list", total, unread)
	}
	if got := f.page(mail.PageQuery{Folder: f.inbox, Limit: 9}); len(got) > 0 {
		t.Errorf("shown: %v", got)
	}
	f.events = nil
	f.write(func(tx *cache.Tx) error { return errors.Join(tx.Unvanish(first), tx.Unvanish(first)) })
	if got := f.page(mail.PageQuery{Folder: f.inbox, Limit: 9}); !slices.Equal(got, []string{"first"}) {
		t.Errorf("shown: %v", got)
	}
	if want := []mail.Event{mail.FolderChanged{Folder: f.inbox}}; !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
}

func TestUnknownMessage(t *testing.T) {
	f := open(t)
	_ = f.Read(t.Context(), func(tx *cache.ReadTx) error {
		_, err1 := tx.Summary(999)
		_, err2 := tx.Header(999)
		for _, err := range []error{err1, err2} {
			if !errors.Is(err, cache.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
		return nil
	})
	for name, fn := range map[string]func(tx *cache.Tx) error{
		"Reshow":      func(tx *cache.Tx) error { return tx.Reshow(999) },
		"Remove":      func(tx *cache.Tx) error { return tx.Remove(999) },
		"Vanish":      func(tx *cache.Tx) error { return tx.Vanish(999) },
		"SetReadable": func(tx *cache.Tx) error { return tx.SetReadable(999, mail.Text{}) },
	} {
		if err := f.Write(t.Context(), fn); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
