package imap_test

import (
	"maps"
	"slices"
	"testing"

	goimap "github.com/emersion/go-imap/v2"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/mail"
)

func TestStoreFlags(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	ids := synced(t, s, b, backendtest.Sample(4)...)
	other := s.IMAPClient(t, user)
	if _, err := other.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	flagged := &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Flags: []goimap.Flag{goimap.FlagFlagged}}
	if err := other.Store(goimap.SeqSetNum(2), flagged, nil).Close(); err != nil {
		t.Fatal(err)
	}
	expunge(t, other, backendtest.Sample(4)[3])

	changes, err := b.StoreFlags(t.Context(), "INBOX", ids, mail.FlagDelta{Add: mail.Seen | mail.Forwarded})
	if err != nil {
		t.Fatal(err)
	}
	want := []backend.FlagChange{ // the last one is not on the server
		{ID: ids[0], Flags: mail.Seen | mail.Forwarded},
		{ID: ids[1], Flags: mail.Seen | mail.Forwarded | mail.Flagged},
		{ID: ids[2], Flags: mail.Seen | mail.Forwarded},
	}
	if !slices.Equal(changes, want) {
		t.Errorf("got %v, want %v", changes, want)
	}
	changes, err = b.StoreFlags(t.Context(), "INBOX", ids[1:3], mail.FlagDelta{Add: mail.Answered, Remove: mail.Seen | mail.Flagged})
	if err != nil {
		t.Fatal(err)
	}
	want = []backend.FlagChange{
		{ID: ids[1], Flags: mail.Forwarded | mail.Answered}, {ID: ids[2], Flags: mail.Forwarded | mail.Answered},
	}
	if !slices.Equal(changes, want) {
		t.Errorf("got %v, want %v", changes, want)
	}
	model := backendtest.NewModel()
	syncAll(t, connected(t, secure(s)), model, "INBOX")
	got := map[mail.RemoteID]mail.Flags{}
	for id, kept := range model.Messages {
		got[id] = kept.Flags
	}
	if !maps.Equal(got, map[mail.RemoteID]mail.Flags{
		ids[0]: mail.Seen | mail.Forwarded, ids[1]: mail.Forwarded | mail.Answered, ids[2]: mail.Forwarded | mail.Answered,
	}) {
		t.Errorf("another client sees %v", got)
	}
}

func TestStoreFlagsOfAnotherUIDValidityChangesNothing(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	ids := synced(t, s, b, backendtest.Sample(2)...)
	ids = append(ids, "00000001"+ids[1][8:])
	_, err := b.StoreFlags(t.Context(), "INBOX", ids, mail.FlagDelta{Add: mail.Seen})
	if !backend.IsKind(err, mail.Gone) {
		t.Errorf("got %v", err)
	}
	model := backendtest.NewModel()
	syncAll(t, b, model, "INBOX")
	for id, kept := range model.Messages {
		if kept.Flags != 0 {
			t.Errorf("%s has flags %b", id, kept.Flags)
		}
	}
}

func TestStoreFlagsOnServersThatDoNotDoIt(t *testing.T) {
	const id = mail.RemoteID("0000000700000001")
	for _, tt := range []struct {
		name string
		bend func(f *fake)
		kind mail.Kind    // of the error, or
		want []mail.Flags // what is told
	}{
		{"read only", func(f *fake) { f.status = "[READ-ONLY]" }, mail.ReadOnly, nil},
		{"no permanent flags", func(f *fake) { f.status = "x\r\n* OK [PERMANENTFLAGS ()] y" }, mail.Unknown, []mail.Flags{mail.Seen}},
		{"OK, and nothing done", func(f *fake) {
			f.hooks["STORE"] = func(string) string { return "<tag> OK done\r\n" }
		}, mail.Unknown, []mail.Flags{0}},
		{"refused", func(f *fake) {
			f.hooks["STORE"] = func(string) string { return "<tag> NO [NOPERM] no\r\n" }
		}, mail.Rejected, nil},
		{"expunged meanwhile", func(f *fake) {
			f.hooks["STORE"] = func(string) string {
				f.msgs = nil
				return "<tag> NO [EXPUNGEISSUED] gone\r\n"
			}
		}, mail.Unknown, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(1)
			tt.bend(f)
			b := connected(t, f.start(t))
			changes, err := b.StoreFlags(t.Context(), "INBOX", []mail.RemoteID{id}, mail.FlagDelta{Add: mail.Seen})
			if (err != nil) != (tt.kind != mail.Unknown) || err != nil && !backend.IsKind(err, tt.kind) {
				t.Fatalf("got %v", err)
			}
			var got []mail.Flags
			for _, c := range changes {
				got = append(got, c.Flags)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("told %v, want %v", got, tt.want)
			}
			if tt.kind == mail.ReadOnly && slices.Contains(f.commands(), "STORE") {
				t.Error("a STORE was sent")
			}
		})
	}
}

// TestStoreFlagsKeepsKeywordsLocal: GNU mailutils answers BAD to a keyword that
// PERMANENTFLAGS does not name.
func TestStoreFlagsKeepsKeywordsLocal(t *testing.T) {
	f := newFake(1)
	f.hooks["SELECT"] = func(string) string {
		return "* OK [PERMANENTFLAGS (\\Seen $junk)] x\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n<tag> OK done\r\n"
	}
	var stored []string
	f.hooks["STORE"] = func(args string) string {
		stored = append(stored, args)
		return ""
	}
	b := connected(t, f.start(t))
	delta := mail.FlagDelta{Add: mail.Seen | mail.Junk | mail.Forwarded, Remove: mail.NotJunk}
	if _, err := b.StoreFlags(t.Context(), "INBOX", []mail.RemoteID{"0000000700000001"}, delta); err != nil {
		t.Fatal(err)
	}
	if want := []string{`1 +FLAGS (\Seen $Junk)`}; !slices.Equal(stored, want) {
		t.Errorf("sent %q, want %q", stored, want)
	}
}
