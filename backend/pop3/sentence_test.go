package pop3_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

func TestPOP3(t *testing.T) {
	t.Run("what is new is read and handed on whole", func(t *testing.T) {
		x := try(t, nil, letters(1, 3)...)
		x.mustSync(backend.SyncRequest{})
		equal(t, "added, the newest first", x.added(), "uid-00003", "uid-00002", "uid-00001")
		m, want := x.told[0].Added[0], letter(3)
		header, _ := backend.SplitHeader(want.Body)
		if string(m.Body) != string(want.Body) || string(m.Header) != string(header) ||
			m.Size != int64(len(want.Body)) || m.SessionOnly || m.Doubt != nil {
			t.Errorf("message %+v", m)
		}
	})
	t.Run("differing counts stop everything", differingCounts)
	t.Run("a stored id whose size is unchanged is passed over", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Stored)}})
		if n := x.rec.count("RETR") + x.rec.count("TOP"); n != 0 || !x.complete() || len(x.added()) != 0 {
			t.Errorf("%d messages were read: %q", n, x.rec.sent())
		}
	})
	t.Run("a stored id with another size is read again", func(t *testing.T) {
		x := try(t, nil, letter(1))
		k := knownAs(letter(1), backend.Stored)
		k.Size--
		x.mustSync(backend.SyncRequest{Known: knownIDs{k}})
		equal(t, "added", x.added(), "uid-00001")
	})
	t.Run("a doubtful id is passed over", func(t *testing.T) {
		x := try(t, nil, letter(1))
		k := knownAs(letter(1), backend.Doubtful)
		k.Size--
		x.mustSync(backend.SyncRequest{Known: knownIDs{k}})
		equal(t, "added", x.added())
		if _, err := x.delete("uid-00001"); err == nil {
			t.Error("it was deleted")
		}
	})
	t.Run("what is no longer listed is detached", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{Known: knownIDs{
			knownAs(letter(1), backend.Stored), knownAs(letter(2), backend.Due), {ID: "\x00row", State: backend.Stored},
		}})
		equal(t, "detached", x.told[0].Detached, "uid-00002")
	})
	t.Run("every known id is looked at", func(t *testing.T) {
		var known knownIDs
		for n := 1; n <= 2500; n++ {
			known = append(known, knownAs(letter(n), backend.Stored))
		}
		x := try(t, nil, letter(7))
		x.mustSync(backend.SyncRequest{Known: known})
		detached := 0
		for _, b := range x.told {
			detached += len(b.Detached)
			if len(b.Detached) > backend.BatchMessages {
				t.Errorf("%d ids in a batch", len(b.Detached))
			}
		}
		if detached != 2499 {
			t.Errorf("%d ids were detached, want 2499", detached)
		}
	})
	t.Run("releasing is always proved by RETR", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Releasing)}})
		equal(t, "added", x.added(), "uid-00001")
		equal(t, "proved by a header", x.proved())
	})
	t.Run("RETR proves once apply returned nil", retrProves)
	t.Run("Delete fails before its first DELE when any id is not proved", func(t *testing.T) {
		x := try(t, nil, letters(1, 2)...)
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Stored)}})
		confirmed, err := x.delete("uid-00002", "uid-00001")
		if err == nil || confirmed != nil || x.rec.count("DELE") != 0 {
			t.Errorf("confirmed %q, %v; sent %q", confirmed, err, x.rec.sent())
		}
	})
	t.Run("a proof is of one session", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{})
		_ = x.b.Close()
		x.connect()
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Stored)}})
		if _, err := x.delete("uid-00001"); err == nil || x.rec.count("DELE") != 0 {
			t.Errorf("error %v, sent %q", err, x.rec.sent())
		}
	})
	t.Run("what the server confirmed is returned, and the connection is closed", func(t *testing.T) {
		x := try(t, func(turn *maildrop.Turn) {
			if turn.Line == "DELE 2" {
				turn.Answer, turn.Lost = []byte("-ERR no\r\n"), true
			}
		}, letters(1, 3)...)
		x.mustSync(backend.SyncRequest{})
		confirmed, err := x.delete("uid-00001", "uid-00002", "uid-00003", "uid-00003")
		slices.Sort(confirmed)
		equal(t, "confirmed", confirmed, "uid-00001", "uid-00003")
		if err != nil {
			t.Error(err)
		}
		left(t, x.server, "uid-00002")
		if x.rec.count("DELE") != 3 || x.rec.count("QUIT") != 1 {
			t.Errorf("sent %q", x.rec.sent())
		}
		if err := x.sync(backend.SyncRequest{}); !backend.IsKind(err, mail.Temporary) {
			t.Errorf("a Sync after Delete: %v", err)
		}
	})
	t.Run("a cancelled Delete sends nothing", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := x.b.Delete(ctx, pop3.Inbox, x.added())
		if !errors.Is(err, context.Canceled) || x.rec.count("DELE") != 0 {
			t.Errorf("error %v, sent %q", err, x.rec.sent())
		}
	})
	t.Run("Close does not wait for a silent server", func(t *testing.T) {
		silence := make(chan struct{})
		x := try(t, func(turn *maildrop.Turn) {
			if turn.Verb == "QUIT" {
				<-silence
			}
		}, letter(1))
		defer close(silence)
		if err := x.b.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("Close sends QUIT", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{})
		_ = x.b.Close()
		if x.rec.count("QUIT") != 1 {
			t.Errorf("sent %q", x.rec.sent())
		}
	})
	t.Run("Close drops the connection after a DELE", func(t *testing.T) {
		x := try(t, func(turn *maildrop.Turn) { turn.Cut = turn.Verb == "DELE" }, letter(1))
		x.mustSync(backend.SyncRequest{})
		if _, err := x.delete("uid-00001"); err == nil {
			t.Error("no error")
		}
		_ = x.b.Close()
		if x.rec.count("QUIT") != 0 {
			t.Errorf("sent %q", x.rec.sent())
		}
		left(t, x.server, "uid-00001")
	})
}

func differingCounts(t *testing.T) {
	const list, uidl = "+OK\r\n1 89\r\n2 89\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n.\r\n"
	for _, c := range []struct{ name, stat, list, uidl string }{
		{"STAT says less", "+OK 1 100\r\n", list, uidl},
		{"STAT says more", "+OK 3 100\r\n", list, uidl},
		{"STAT says none", "+OK 0 0\r\n", list, uidl},
		{"LIST leaves one out", "+OK 2 100\r\n", "+OK\r\n2 89\r\n.\r\n", uidl},
		{"UIDL leaves one out", "+OK 2 100\r\n", list, "+OK\r\n1 a\r\n.\r\n"},
		{"UIDL has one more", "+OK 2 100\r\n", list, "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n"},
		{"UIDL numbers others", "+OK 2 100\r\n", list, "+OK\r\n1 a\r\n3 b\r\n.\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, func(turn *maildrop.Turn) {
				switch turn.Verb {
				case "STAT":
					turn.Answer = []byte(c.stat)
				case "LIST":
					turn.Answer = []byte(c.list)
				case "UIDL":
					turn.Answer = []byte(c.uidl)
				}
			}, letters(1, 2)...)
			err := x.sync(backend.SyncRequest{Known: knownIDs{knownAs(letter(9), backend.Stored)}})
			if p := backend.ProblemOf(err, ""); p.Cause != mail.CountsDiffer || p.Kind != mail.Temporary {
				t.Errorf("error %v", err)
			}
			if len(x.told) != 0 || x.rec.count("RETR") != 0 {
				t.Errorf("told %+v, sent %q", x.told, x.rec.sent())
			}
		})
	}
}

func retrProves(t *testing.T) {
	x := try(t, nil, letter(1))
	failed := errors.New("disk full")
	err := x.b.Sync(t.Context(), backend.SyncRequest{Known: knownIDs(nil)}, func(context.Context, backend.Batch) error {
		return failed
	})
	if !errors.Is(err, failed) {
		t.Errorf("apply's error came back as %v", err)
	}
	if _, err := x.delete("uid-00001"); err == nil {
		t.Error("deleted what was not stored")
	}
	x.connect()
	if _, err := x.delete("uid-00001"); err == nil || x.rec.count("DELE") != 0 {
		t.Error("deleted what was not stored")
	}
	x.mustSync(backend.SyncRequest{})
	confirmed, err := x.delete("uid-00001")
	equal(t, "confirmed", confirmed, "uid-00001")
	if err != nil {
		t.Error(err)
	}
}

func TestPOP3ProofByHeader(t *testing.T) {
	plain := letter(1)
	bare := maildrop.Message{UID: plain.UID, Body: []byte("Subject: no trace of a server\r\n\r\nbody\r\n")}
	huge := maildrop.Message{UID: plain.UID, Body: []byte(
		"Received: x\r\n" + strings.Repeat("X-Long: header\r\n", 20_000) + "\r\nbody\r\n")}
	other := maildrop.Message{UID: plain.UID, Body: letter(2).Body}
	larger := maildrop.Message{UID: plain.UID, Body: append(slices.Clone(plain.Body), "X\r\n"...)}
	for _, c := range []struct {
		name     string
		server   maildrop.Message
		known    maildrop.Message
		distrust bool
		maxSize  int64
		script   maildrop.Script
		byHeader bool
		top      int // times TOP is sent
	}{
		{name: "equal header with Received", server: plain, known: plain, byHeader: true, top: 1},
		{name: "a larger size still proves", server: larger, known: plain, byHeader: true, top: 1},
		{name: "no Received field", server: bare, known: bare, top: 1},
		{name: "another header", server: other, known: plain, top: 1},
		{name: "a header longer than what is kept", server: huge, known: huge, top: 1},
		{name: "a smaller size", server: plain, known: larger},
		{name: "distrust", server: plain, known: plain, distrust: true},
		{name: "beyond the size that is read whole", server: plain, known: plain, maxSize: 10},
		{name: "TOP refused", server: plain, known: plain, script: replace("TOP", "-ERR no TOP\r\n"), top: 1},
		{name: "TOP not offered", server: plain, known: plain, script: replace("CAPA", "+OK\r\nUIDL\r\n.\r\n")},
		{name: "UIDL not promised", server: plain, known: plain, script: replace("CAPA", "+OK\r\nTOP\r\n.\r\n")},
		{name: "CAPA unknown", server: plain, known: plain, script: replace("CAPA", "-ERR\r\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, c.script, c.server)
			x.mustSync(backend.SyncRequest{
				Known: knownIDs{knownAs(c.known, backend.Due)}, Distrust: c.distrust, MaxSize: c.maxSize,
			})
			if c.byHeader {
				equal(t, "proved", x.proved(), "uid-00001")
				equal(t, "added", x.added())
			} else {
				equal(t, "proved", x.proved())
				equal(t, "added", x.added(), "uid-00001")
			}
			if n := x.rec.count("TOP"); n != c.top {
				t.Errorf("TOP was sent %d times, want %d", n, c.top)
			}
			if confirmed, err := x.delete("uid-00001"); err != nil || len(confirmed) != 1 {
				t.Errorf("confirmed %q, %v", confirmed, err)
			}
		})
	}
}

func TestPOP3IDsThatCannotBeTrusted(t *testing.T) {
	long := strings.Repeat("x", 513)
	for _, c := range []struct {
		name string
		uidl string
		want []mail.RemoteID
	}{
		{"listed twice", "+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n", []mail.RemoteID{"\x003", "b", "\x001"}},
		{"listed three times", "+OK\r\n1 a\r\n2 a\r\n3 a\r\n.\r\n", []mail.RemoteID{"\x003", "\x002", "\x001"}},
		{"one is empty", "+OK\r\n1 a\r\n2 \r\n3 c\r\n.\r\n", []mail.RemoteID{"c", "\x002", "a"}},
		{"two are empty", "+OK\r\n1 a\r\n2 \r\n3\r\n.\r\n", []mail.RemoteID{"\x003", "\x002", "a"}},
		{"longer than any id", "+OK\r\n1 a\r\n2 b\r\n3 " + long + "\r\n.\r\n", []mail.RemoteID{"\x003", "b", "a"}},
		{"of the form of no id", "+OK\r\n1 a\r\n2 \x001\r\n3 \x00\r\n.\r\n", []mail.RemoteID{"\x003", "\x002", "a"}},
		{"UIDL unknown", "-ERR unknown command\r\n", []mail.RemoteID{"\x003", "\x002", "\x001"}},
		{"with spaces, a path", "+OK\r\n1 a b\r\n2 a c\r\n3 ../../x\r\n.\r\n", []mail.RemoteID{"../../x", "a c", "a b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, replace("UIDL", c.uidl), letters(1, 3)...)
			x.mustSync(backend.SyncRequest{})
			equal(t, "added", x.added(), c.want...)
			for _, m := range x.told[0].Added {
				if m.SessionOnly != strings.HasPrefix(string(m.ID), "\x00") {
					t.Errorf("%q: session only is %v", m.ID, m.SessionOnly)
				}
			}
			if unknown := strings.HasPrefix(c.uidl, "-ERR"); x.told[0].NoIDs != unknown {
				t.Errorf("no ids at all: %v, want %v", x.told[0].NoIDs, unknown)
			}
			confirmed, err := x.delete(c.want...)
			if err != nil || len(confirmed) != 3 {
				t.Errorf("confirmed %q, %v", confirmed, err)
			}
			left(t, x.server)
		})
	}
	t.Run("a listing with a copy proves nothing by headers", func(t *testing.T) {
		x := try(t, replace("UIDL", "+OK\r\n1 uid-00001\r\n2 b\r\n3 b\r\n.\r\n"), letters(1, 3)...)
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Due)}})
		if x.rec.count("TOP") != 0 || x.rec.count("RETR") != 3 {
			t.Errorf("sent %q", x.rec.sent())
		}
	})
	t.Run("a known id that is now listed twice is not detached", func(t *testing.T) {
		x := try(t, replace("UIDL", "+OK\r\n1 uid-00001\r\n2 uid-00001\r\n.\r\n"), letters(1, 2)...)
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Due)}})
		equal(t, "detached", x.told[0].Detached)
		equal(t, "added", x.added(), "\x002", "\x001")
	})
}

func TestPOP3Sessions(t *testing.T) {
	t.Run("a Sync stops after 2,000 messages and the next one goes on", func(t *testing.T) {
		x := try(t, nil, letters(1, 2100)...)
		x.mustSync(backend.SyncRequest{})
		if n := len(x.added()); n != 2000 || x.complete() {
			t.Errorf("%d messages, complete: %v", n, x.complete())
		}
		if last := x.told[len(x.told)-1]; len(last.Added) == 0 || last.Cursor != "" || last.Done != 2000 || last.Total != 2100 {
			t.Errorf("cursor %q, %d of %d", last.Cursor, last.Done, last.Total)
		}
		x.mustSync(backend.SyncRequest{})
		if n := len(x.added()); n != 100 || !x.complete() {
			t.Errorf("then %d messages, complete: %v", n, x.complete())
		}
		if first := x.added()[0]; first != "uid-00100" {
			t.Errorf("it went on at %s", first)
		}
		if x.rec.count("STAT") != 1 || x.rec.count("RETR") != 2100 {
			t.Errorf("%d RETR, %d STAT", x.rec.count("RETR"), x.rec.count("STAT"))
		}
	})
	t.Run("a Sync stops after 256 MB", func(t *testing.T) {
		all := letters(1, 5)
		for i := range all {
			all[i].Size = 100 << 20
		}
		x := try(t, nil, all...)
		x.mustSync(backend.SyncRequest{})
		if n := len(x.added()); n != 3 || x.complete() {
			t.Errorf("%d messages, complete: %v", n, x.complete())
		}
		x.mustSync(backend.SyncRequest{})
		if n := len(x.added()); n != 2 || !x.complete() {
			t.Errorf("then %d messages, complete: %v", n, x.complete())
		}
	})
	t.Run("no batch is empty but a last one that is complete", func(t *testing.T) {
		all := []maildrop.Message{large(1), large(2), large(3), large(4)}
		for i := range all {
			all[i].Size = 100 << 20
		}
		x := try(t, nil, all...)
		x.mustSync(backend.SyncRequest{})
		if len(x.told) != 3 || len(x.added()) != 3 || x.complete() {
			t.Errorf("%d batches, %d messages", len(x.told), len(x.added()))
		}
	})
	t.Run("copies without an id are read on by the next Sync", func(t *testing.T) {
		x := try(t, replace("UIDL", "-ERR\r\n"), letters(1, 2010)...)
		x.mustSync(backend.SyncRequest{})
		first := len(x.added())
		x.mustSync(backend.SyncRequest{})
		if n := len(x.added()); first != 2000 || n != 10 || !x.complete() {
			t.Errorf("%d, then %d messages", first, n)
		}
	})
	t.Run("batches keep their limits", func(t *testing.T) {
		x := try(t, nil, letters(1, 1500)...)
		x.mustSync(backend.SyncRequest{})
		for i, b := range x.told {
			most := backend.BatchMessages
			if i == 0 {
				most = backend.FirstBatch
			}
			if len(b.Added) > most || len(b.Added) == 0 {
				t.Errorf("batch %d has %d messages", i, len(b.Added))
			}
		}
	})
	t.Run("a session sees the maildrop as it was", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{})
		x.server.Drop.Deliver(letter(2))
		x.mustSync(backend.SyncRequest{})
		equal(t, "added", x.added())
		_ = x.b.Close()
		x.connect()
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Stored)}})
		equal(t, "added", x.added(), "uid-00002")
	})
	t.Run("what becomes due in a session is proved by its next Sync", func(t *testing.T) {
		x := try(t, nil, letter(1))
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Stored)}})
		x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(1), backend.Due)}})
		equal(t, "proved", x.proved(), "uid-00001")
	})
}

func TestPOP3Cursor(t *testing.T) {
	copies := replace("UIDL", "+OK\r\n1 a\r\n2 b\r\n3 b\r\n.\r\n")
	known := func(s backend.KnownState) knownIDs {
		k := knownAs(letter(1), s)
		k.ID = "a"
		return knownIDs{k, {ID: "\x00row 1"}, {ID: "\x00row 2"}}
	}
	for _, c := range []struct {
		name   string
		known  knownIDs
		other  bool // listings since
		cursor bool
		read   int
	}{
		{"equal: nothing is read", known(backend.Stored), false, true, 0},
		{"empty: the copies are read", known(backend.Stored), false, false, 2},
		{"something due: all that may be deleted is read", known(backend.Due), false, true, 3},
		{"something releasing", known(backend.Releasing), false, true, 3},
		{"a copy due", knownIDs{known(backend.Stored)[0], {ID: "\x00row 1", State: backend.Due}}, false, true, 2},
		{"another size in the listing", known(backend.Stored), true, true, 2},
		{"equal, but an id is not in the store", nil, false, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, copies, letters(1, 3)...)
			x.mustSync(backend.SyncRequest{})
			cursor := x.told[len(x.told)-1].Cursor
			if cursor == "" || len(cursor) > 64<<10 {
				t.Fatalf("cursor %q", cursor)
			}
			_ = x.b.Close()
			if c.other {
				x.server.Drop.Empty()
				changed := letters(1, 3)
				changed[2].Size = 99
				x.server.Drop.Deliver(changed...)
			}
			if !c.cursor {
				cursor = ""
			}
			x.rec.reset()
			x.connect()
			x.mustSync(backend.SyncRequest{Cursor: cursor, Known: c.known})
			if n := x.rec.count("RETR") + x.rec.count("TOP"); n != c.read {
				t.Errorf("%d messages were read, want %d: %q", n, c.read, x.rec.sent())
			}
			if !x.complete() {
				t.Error("not complete")
			}
			if c.read == 0 && len(x.told) != 1 {
				t.Errorf("apply was called %d times", len(x.told))
			}
		})
	}
}

func TestPOP3HeaderOnly(t *testing.T) {
	big := maildrop.Message{UID: "big", Body: []byte(fmt.Sprintf("Subject: big\r\n\r\n%s\r\n", strings.Repeat("x", 5000)))}
	x := try(t, nil, letter(1), big)
	x.mustSync(backend.SyncRequest{MaxSize: 1000})
	equal(t, "added", x.added(), "big", "uid-00001")
	m := x.told[0].Added[0]
	if string(m.Header) != "Subject: big\r\n" || m.Body != nil || m.Blob.Handle != 0 || m.Size != int64(len(big.Body)) {
		t.Errorf("message %+v", m)
	}
	if _, err := x.delete("big"); err == nil {
		t.Error("a message of which only the header is here was deleted")
	}
	t.Run("what has no id is read whole", func(t *testing.T) {
		x := try(t, replace("UIDL", "+OK\r\n1 \r\n.\r\n"), big)
		x.mustSync(backend.SyncRequest{MaxSize: 1000})
		if m := x.told[0].Added[0]; string(m.Body) != string(big.Body) || !m.SessionOnly {
			t.Errorf("message %+v", m)
		}
	})
	t.Run("TOP refused", func(t *testing.T) {
		x := try(t, replace("TOP", "-ERR\r\n"), big)
		x.mustSync(backend.SyncRequest{MaxSize: 1000})
		if f := x.told[0].Failed; len(f) != 1 || f[0].ID != "big" || f[0].Problem.Kind != mail.Rejected || !x.complete() {
			t.Errorf("told %+v", x.told)
		}
	})
}
