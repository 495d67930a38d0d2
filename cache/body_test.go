package cache_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// noise is n bytes that do not compress, the same for the same seed.
func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	var key [32]byte
	key[0] = byte(seed)
	_, _ = rand.NewChaCha8(key).Read(b) // never fails
	return b
}

// body reads a section whole.
func (f *fixture) body(id mail.LocalID, section string) ([]byte, error) {
	f.Helper()
	b, err := f.Body(f.Context(), id, section)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Close() }() // only reads
	all, err := io.ReadAll(b)
	if err == nil && int64(len(all)) != b.Size() {
		f.Errorf("%d bytes of %d", len(all), b.Size())
	}
	return all, err
}

func (f *fixture) blobs() (n int64) {
	f.Helper()
	f.read(func(tx *cache.ReadTx) error {
		v, err := tx.Value(`SELECT count(*) FROM blob`)
		n, _ = v.(int64)
		return err
	})
	return n
}

func TestBodyIsReadAsItWas(t *testing.T) {
	for name, raw := range map[string][]byte{
		"empty":                {},
		"short":                []byte("Subject: x\r\n\r\nhello\r\n"),
		"compresses well":      bytes.Repeat([]byte("a line\r\n"), 100_000),
		"does not compress":    noise(1, 600<<10),
		"exactly one chunk":    noise(2, 256<<10),
		"one byte more":        noise(3, 256<<10+1),
		"exactly three chunks": noise(4, 768<<10),
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t)
			ids := f.add(note(f.inbox, "put"), note(f.inbox, "spooled"))
			f.write(func(tx *cache.Tx) error { return tx.PutBody(ids[0], "", cache.Compress(raw)) })
			put, err := f.body(ids[0], "")
			if err != nil || !bytes.Equal(put, raw) {
				t.Errorf("put: %d bytes of %d: %v", len(put), len(raw), err)
			}
			f.write(func(tx *cache.Tx) error { return tx.Remove(ids[0]) })

			blob, err := f.Spool(t.Context(), iotest.HalfReader(bytes.NewReader(raw)))
			if err != nil || blob.Size != int64(len(raw)) || blob.Hash != sha256.Sum256(raw) {
				t.Fatalf("spooled %+v: %v", blob, err)
			}
			f.write(func(tx *cache.Tx) error { return tx.BindBody(ids[1], "", blob) })
			spooled, err := f.body(ids[1], "")
			if err != nil || !bytes.Equal(spooled, raw) {
				t.Errorf("spooled: %d bytes of %d: %v", len(spooled), len(raw), err)
			}
			if err := f.ReadBack(t.Context(), blob.Hash); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEqualBodiesAreStoredOnce(t *testing.T) {
	f := open(t)
	ids := f.add(note(f.inbox, "a"), note(f.inbox, "b"), note(f.shop, "c"))
	raw := []byte("the same")
	blob, err := f.Spool(t.Context(), bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	f.write(func(tx *cache.Tx) error {
		return errors.Join(
			tx.PutBody(ids[0], "", cache.Compress(raw)),
			tx.PutBody(ids[1], "1", cache.Compress(raw)),
			tx.BindBody(ids[2], "", blob))
	})
	if n := f.blobs(); n != 1 {
		t.Errorf("%d blobs, want 1", n)
	}
	f.write(func(tx *cache.Tx) error { return errors.Join(tx.Remove(ids[0]), tx.Remove(ids[2])) })
	if got, err := f.body(ids[1], "1"); err != nil || string(got) != "the same" {
		t.Errorf("the last one reads %q, %v", got, err)
	}
	f.write(func(tx *cache.Tx) error { return tx.Remove(ids[1]) })
	if n := f.blobs(); n != 0 {
		t.Errorf("%d blobs of nobody", n)
	}
}

func TestBodyIsReplaced(t *testing.T) {
	f := open(t)
	id := f.add(note(f.inbox, "a"))[0]
	for _, raw := range []string{"first", "second", "second"} {
		f.write(func(tx *cache.Tx) error { return tx.PutBody(id, "", cache.Compress([]byte(raw))) })
	}
	if got, err := f.body(id, ""); err != nil || string(got) != "second" {
		t.Errorf("got %q, %v", got, err)
	}
	if n := f.blobs(); n != 1 {
		t.Errorf("%d blobs, want 1", n)
	}
}

func TestMissingBody(t *testing.T) {
	f := open(t)
	id := f.add(note(f.inbox, "a"))[0]
	if _, err := f.body(id, ""); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if err := f.ReadBack(t.Context(), [32]byte{1}); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("read back: %v", err)
	}
	// One that goes while it is read never ends as if it were whole.
	f.write(func(tx *cache.Tx) error { return tx.PutBody(id, "", cache.Compress(noise(1, 600<<10))) })
	b, err := f.Body(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(b, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	f.write(func(tx *cache.Tx) error { return tx.Remove(id) })
	if _, err := io.ReadAll(b); !errors.Is(err, cache.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := b.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("read after Close: %v", err)
	}
}

func TestDamagedBodyIsNoticed(t *testing.T) {
	for name, damage := range map[string]string{
		"bytes changed":     `UPDATE chunk SET data = x'00'`,
		"another text":      `UPDATE chunk SET data = (SELECT data FROM chunk WHERE blob = 2)`,
		"a size too large":  `UPDATE blob SET size = size + 1`,
		"a size too small":  `UPDATE blob SET size = size - 1`,
		"a chunk is gone":   `DELETE FROM chunk`,
		"expands too far":   `UPDATE chunk SET data = (SELECT data FROM chunk WHERE blob = 3)`,
		"the hash is wrong": `UPDATE blob SET hash = zeroblob(32)`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := cache.Open(t.Context(), t.TempDir()+"/mail.db", nil) // will not pass the check
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }() // damaged on purpose
			inbox, _, _, _ := fill(t, s)
			good := cache.Compress([]byte("as it was"))
			write(t, s, func(tx *cache.Tx) error {
				id, err := tx.Add(note(inbox, "a"))
				other, err2 := tx.Add(note(inbox, "b"))
				bomb, err3 := tx.Add(note(inbox, "c"))
				return errors.Join(err, err2, err3,
					tx.PutBody(id, "", good), tx.PutBody(other, "", cache.Compress([]byte("as others"))),
					tx.PutBody(bomb, "", cache.Compress(make([]byte, 256<<10))),
					tx.Exec(damage+` WHERE `+map[bool]string{true: "id", false: "blob"}[strings.Contains(damage, "UPDATE blob")]+` = 1`))
			})
			hash := good.Hash
			if name == "the hash is wrong" {
				hash = [32]byte{}
			}
			if err := s.ReadBack(t.Context(), hash); err == nil || errors.Is(err, io.EOF) {
				t.Errorf("read back: %v", err)
			}
			if err := s.Check(t.Context()); err == nil {
				t.Error("the check found nothing")
			}
		})
	}
}

func TestPartsAndReadable(t *testing.T) {
	f := open(t)
	id := f.addLive(note(f.inbox, "a"))
	parts := []mail.Part{
		{Number: "", Type: "multipart/mixed"},
		{Number: "1", Type: "text/plain", Charset: "utf-8", Encoding: "quoted-printable", Size: 9, Flowed: true, DelSp: true},
		{Number: "2", Type: "image/png", Disposition: "attachment", FileName: mail.Line("a\x1b.png"), ContentID: "x@y"},
	}
	f.events = nil
	f.write(func(tx *cache.Tx) error {
		return errors.Join(
			tx.SetParts(id, []mail.Part{{Number: "9", Type: "old/old"}}, false), tx.SetParts(id, parts, true),
			tx.PutBody(id, "1", cache.Compress([]byte("one"))), tx.PutBody(id, "HEADER", cache.Compress([]byte("header"))),
			tx.SetReadable(id, mail.Line("Dear all")))
	})
	f.read(func(tx *cache.ReadTx) error {
		got, err := tx.Parts(id)
		if diff := cmp.Diff(parts, got, cmp.AllowUnexported(mail.Text{})); diff != "" {
			t.Error(diff)
		}
		sections, err2 := tx.Sections(id)
		if want := []string{"1", "HEADER"}; !slices.Equal(sections, want) {
			t.Errorf("sections %v, want %v", sections, want)
		}
		return errors.Join(err, err2)
	})
	if s := f.summary(id); !s.HasAttachment || !s.Cached || s.Snippet.String() != "Dear all" {
		t.Errorf("row %+v", s)
	}
	want := []mail.Event{mail.MessageChanged{Message: id}, mail.FolderChanged{Folder: f.inbox}}
	if !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
}

func TestUnreadable(t *testing.T) {
	f := open(t)
	at := func(m cache.NewMessage, days int) cache.NewMessage {
		m.Received = noon.AddDate(0, 0, -days)
		return m
	}
	old, mid, recent := f.addLive(at(note(f.inbox, "old"), 90)), f.addLive(at(note(f.old, "mid"), 5)),
		f.addLive(at(note(f.inbox, "recent"), 1))
	readable, vanished := f.addLive(note(f.inbox, "readable")), f.addLive(note(f.inbox, "vanished"))
	failed, wanted := f.addLive(note(f.inbox, "failed")), f.addLive(note(f.inbox, "wanted"))
	f.add(note(f.inbox, "only here"), note(f.shop, "of another account"))
	f.write(func(tx *cache.Tx) error {
		return errors.Join(tx.SetReadable(readable, mail.Text{}), tx.Vanish(vanished),
			tx.FailWant(failed, mail.Readable, mail.Problem{Kind: mail.Gone}, noon.Add(time.Hour)),
			tx.Want(wanted, mail.Readable), tx.Want(mid, "2"))
	})
	for _, c := range []struct {
		name  string
		query cache.PrefetchQuery
		want  []mail.LocalID
	}{
		{"any time", cache.PrefetchQuery{Limit: 10}, []mail.LocalID{recent, mid, old}},
		{"since", cache.PrefetchQuery{Since: noon.AddDate(0, 0, -5), Limit: 10}, []mail.LocalID{recent, mid}},
		{"limited", cache.PrefetchQuery{Limit: 1}, []mail.LocalID{recent}},
		{"the next page", cache.PrefetchQuery{
			After: &cache.Prefetch{ID: recent, Received: noon.AddDate(0, 0, -1)}, Limit: 1,
		}, []mail.LocalID{mid}},
		{"not yet again", cache.PrefetchQuery{Now: noon, Limit: 1}, []mail.LocalID{recent}},
		{"again", cache.PrefetchQuery{Now: noon.Add(time.Hour), Limit: 1}, []mail.LocalID{failed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []mail.LocalID
			f.read(func(tx *cache.ReadTx) error {
				c.query.Account = "work"
				list, err := tx.Unreadable(c.query)
				for _, p := range list {
					got = append(got, p.ID)
					if p.Remote == "" || p.Size != 2048 || p.ID == mid && p.Folder != f.old {
						t.Errorf("got %+v", p)
					}
				}
				return err
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
