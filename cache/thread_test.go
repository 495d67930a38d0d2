package cache_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestConversations(t *testing.T) {
	for _, c := range []struct {
		name   string
		order  []string // of arrival
		refs   map[string][]string
		groups [][]string
	}{
		{
			"parent first",
			[]string{"a", "b"},
			map[string][]string{"b": {"<a@example.org>"}},
			[][]string{{"a", "b"}},
		},
		{
			"child first",
			[]string{"b", "a"},
			map[string][]string{"b": {"<a@example.org>"}},
			[][]string{{"a", "b"}},
		},
		{
			"siblings of a parent that never comes",
			[]string{"b", "c"},
			map[string][]string{"b": {"<a@example.org>"}, "c": {"<a@example.org>"}},
			[][]string{{"b", "c"}},
		},
		{
			"a link joins two conversations",
			[]string{"a", "a2", "b", "b2", "link"},
			map[string][]string{
				"a2": {"<a@example.org>"}, "b2": {"<b@example.org>"}, "link": {"<a2@example.org>", "<b2@example.org>"},
			},
			[][]string{{"a", "a2", "b", "b2", "link"}},
		},
		{
			"brackets and spaces do not count",
			[]string{"a", "b"},
			map[string][]string{"b": {" a@example.org\r\n"}},
			[][]string{{"a", "b"}},
		},
		{
			"nothing in common",
			[]string{"a", "b"},
			map[string][]string{"a": {"", "<>"}, "b": {"", "<>"}},
			[][]string{{"a"}, {"b"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t)
			threads := map[string]mail.ThreadID{}
			ids := map[string]mail.LocalID{}
			for _, name := range c.order {
				ids[name] = f.add(note(f.inbox, name, c.refs[name]...))[0]
			}
			for name, id := range ids {
				threads[name] = f.summary(id).Thread
			}
			distinct := map[mail.ThreadID]bool{}
			for _, group := range c.groups {
				for _, name := range group {
					if threads[name] != threads[group[0]] {
						t.Errorf("%s and %s are apart", name, group[0])
					}
				}
				distinct[threads[group[0]]] = true
			}
			if len(distinct) != len(c.groups) {
				t.Errorf("%d conversations, want %d", len(distinct), len(c.groups))
			}
		})
	}
}

func TestConversationsOfAccountsAreApart(t *testing.T) {
	f := open(t)
	ids := f.add(note(f.inbox, "same"), note(f.shop, "same"))
	if f.summary(ids[0]).Thread == f.summary(ids[1]).Thread {
		t.Error("a conversation of two accounts")
	}
}

// TestCountersHoldUnderRandomChanges makes changes at random; the check at the
// end of the test compares every counter and conversation with a fresh one.
func TestCountersHoldUnderRandomChanges(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			f := open(t)
			r := rand.New(rand.NewPCG(seed, 1))
			folders := []mail.FolderID{f.inbox, f.archive, f.old}
			var live []mail.LocalID
			for step := range 150 {
				f.write(func(tx *cache.Tx) error {
					if len(live) < 5 || r.IntN(3) == 0 {
						m := note(folders[r.IntN(3)], fmt.Sprint("m", step), fmt.Sprintf("<m%d@example.org>", r.IntN(step+2)))
						m.Flags, m.Received = mail.Flags(r.IntN(4)), noon.Add(time.Duration(r.IntN(50))*time.Second)
						id, err := tx.Add(m)
						live = append(live, id)
						return err
					}
					i := r.IntN(len(live))
					return change(tx, r, live[i], folders, func() { live = append(live[:i], live[i+1:]...) })
				})
			}
			if err := f.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// change does one thing at random to a message.
func change(tx *cache.Tx, r *rand.Rand, id mail.LocalID, folders []mail.FolderID, removed func()) error {
	switch r.IntN(6) {
	case 0:
		return tx.SetHome(id, folders[r.IntN(len(folders))])
	case 1:
		return tx.SetLocalFlags(id, mail.Flags(r.IntN(8)))
	case 2:
		return tx.Vanish(id)
	case 3:
		return tx.Unvanish(id)
	case 4:
		delta := mail.FlagDelta{Add: mail.Flags(r.IntN(8)), Remove: mail.Flags(r.IntN(8))}
		op, err := tx.Enqueue(cache.Op{Message: id, Kind: cache.OpFlags, Delta: delta})
		if r.IntN(2) == 0 {
			err = errors.Join(err, tx.FinishOp(cache.Op{ID: op, Message: id}))
		}
		return err
	default:
		removed()
		return tx.Remove(id)
	}
}
