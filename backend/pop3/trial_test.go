package pop3_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

// knownIDs is a store that is written down.
type knownIDs []backend.KnownID

func (k knownIDs) Count(context.Context) (int, error) { return len(k), nil }

func (k knownIDs) Range(_ context.Context, after, _ mail.RemoteID, limit int) ([]backend.KnownID, error) {
	slices.SortFunc(k, func(a, b backend.KnownID) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var page []backend.KnownID
	for _, id := range k {
		if id.ID > after && len(page) < limit {
			page = append(page, id)
		}
	}
	return page, nil
}

func (k knownIDs) Lookup(context.Context, []mail.RemoteID) ([]backend.KnownID, error) { return k, nil }

// knownAs is m as the store knows it.
func knownAs(m maildrop.Message, s backend.KnownState) backend.KnownID {
	header, _ := backend.SplitHeader(m.Body)
	if len(header) > backend.MaxHeader { // cut after a whole line
		header = header[:bytes.LastIndexByte(header[:backend.MaxHeader], '\n')+1]
	}
	return backend.KnownID{
		ID: mail.RemoteID(m.UID), Size: int64(len(m.Body)), Header: backend.HeaderHash(header), State: s,
	}
}

// trial is one connection to a server and what its Syncs told.
type trial struct {
	t      testing.TB
	server *backendtest.POP3Server
	rec    *recorder
	b      *pop3.Backend
	told   []backend.Batch
}

// try connects to a server that holds messages. script may be nil.
func try(t testing.TB, script maildrop.Script, messages ...maildrop.Message) *trial {
	t.Helper()
	rec := &recorder{}
	x := &trial{t: t, rec: rec}
	x.server = start(t, func(turn *maildrop.Turn) {
		rec.script(turn)
		if script != nil {
			script(turn)
		}
	}, messages...)
	x.b = pop3.New(inClear(x.server))
	t.Cleanup(func() { _ = x.b.Close() })
	x.connect()
	return x
}

func (x *trial) connect() {
	x.t.Helper()
	if _, err := x.b.Connect(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

// sync runs one Sync; the zero request is that of an empty store.
func (x *trial) sync(req backend.SyncRequest) error {
	x.t.Helper()
	if req.Known == nil {
		req.Known = knownIDs(nil)
	}
	if req.Spool == nil {
		req.Spool = spool{&engine{blobs: map[int64][]byte{}}}
	}
	x.told = nil
	return x.b.Sync(x.t.Context(), req, func(_ context.Context, b backend.Batch) error {
		x.told = append(x.told, b)
		return nil
	})
}

func (x *trial) mustSync(req backend.SyncRequest) {
	x.t.Helper()
	if err := x.sync(req); err != nil {
		x.t.Fatal(err)
	}
}

func (x *trial) added() (ids []mail.RemoteID) {
	for _, b := range x.told {
		for _, m := range b.Added {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func (x *trial) proved() (ids []mail.RemoteID) {
	for _, b := range x.told {
		ids = append(ids, b.Proved...)
	}
	return ids
}

func (x *trial) complete() bool {
	return len(x.told) > 0 && x.told[len(x.told)-1].Complete
}

// delete asks for ids to be deleted.
func (x *trial) delete(ids ...mail.RemoteID) ([]mail.RemoteID, error) {
	return x.b.Delete(x.t.Context(), pop3.Inbox, ids)
}

func equal[T comparable](t testing.TB, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// replace returns a script that answers verb with answer.
func replace(verb, answer string) maildrop.Script {
	return func(turn *maildrop.Turn) {
		if turn.Verb == verb {
			turn.Answer = []byte(answer)
		}
	}
}
