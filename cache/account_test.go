package cache_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

func TestAccountWithoutFileBecomesLocal(t *testing.T) {
	f := open(t)
	kept := cache.AccountRow{ID: "work", Label: "Work", Email: "me@work.example", Protocol: "imap", Position: 1}
	for _, c := range []struct {
		name   string
		put    []cache.AccountRow
		local  []bool // work, shop
		events []mail.Event
	}{
		{"a file is gone", []cache.AccountRow{kept}, []bool{false, true}, []mail.Event{mail.AccountChanged{Account: "shop"}}},
		{"still gone", []cache.AccountRow{kept}, []bool{false, true}, nil},
		{
			"back",
			[]cache.AccountRow{kept, {ID: "shop", Label: "Shop", Email: "me@shop.example", Protocol: "pop3", Position: 2}},
			[]bool{false, false},
			[]mail.Event{mail.AccountChanged{Account: "shop"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.events = nil
			f.write(func(tx *cache.Tx) error { return tx.PutAccounts(c.put) })
			if diff := cmp.Diff(c.events, f.events); diff != "" {
				t.Error(diff)
			}
			f.read(func(tx *cache.ReadTx) error {
				accounts, err := tx.Accounts()
				for i, a := range accounts {
					if a.Local != c.local[i] {
						t.Errorf("%s local: %v, want %v", a.ID, a.Local, c.local[i])
					}
				}
				return err
			})
		})
	}
}

func TestAccountState(t *testing.T) {
	f := open(t)
	problem := &mail.Problem{Op: "login", Kind: mail.Auth, Host: "imap.example:993", Detail: mail.Line("No\x1b[2J")}
	want := mail.Account{
		ID: "work", Name: mail.Line("Work"), Email: mail.Identity("me@work.example"), Protocol: "imap",
		Phase: mail.PhaseSyncing, Done: 3, Total: 9, Folder: f.inbox, Problem: problem, Synced: noon,
		Retry: noon.Add(time.Hour), OnDemand: true,
	}
	f.write(func(tx *cache.Tx) error {
		return errors.Join(
			tx.SetAccountState("work", cache.AccountState{Phase: mail.PhaseIdle, Synced: noon}),
			tx.SetAccountState("work", cache.AccountState{
				Phase: mail.PhaseSyncing, Done: 3, Total: 9, Folder: f.inbox, Problem: problem, Retry: noon.Add(time.Hour),
			}),
			tx.SetOnDemand("work", true))
	})
	f.read(func(tx *cache.ReadTx) error {
		got, err := tx.Account("work")
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(mail.Text{})); diff != "" {
			t.Error(diff)
		}
		return err
	})
	if want := []mail.Event{mail.AccountChanged{Account: "work"}}; !slices.Equal(f.events, want) {
		t.Errorf("events %v, want %v", f.events, want)
	}
}

func TestAccountNotes(t *testing.T) {
	f := open(t)
	f.write(func(tx *cache.Tx) error {
		return errors.Join(tx.SetCaps("shop", `{"names":["UIDL"]}`), tx.SetDistrust("shop"), tx.SetSeenTime("shop", noon))
	})
	if len(f.events) > 0 {
		t.Errorf("events %v of what nobody sees", f.events)
	}
	for _, c := range []struct {
		account  mail.AccountID
		caps     string
		distrust bool
		seen     time.Time
	}{{"shop", `{"names":["UIDL"]}`, true, noon}, {"work", "", false, time.Time{}}} {
		f.read(func(tx *cache.ReadTx) error {
			caps, err1 := tx.Caps(c.account)
			distrust, err2 := tx.Distrust(c.account)
			seen, err3 := tx.SeenTime(c.account)
			if caps != c.caps || distrust != c.distrust || !seen.Equal(c.seen) {
				t.Errorf("%s: got %q %v %v", c.account, caps, distrust, seen)
			}
			return errors.Join(err1, err2, err3)
		})
	}
}

func TestUnknownAccountIsNamed(t *testing.T) {
	f := open(t)
	check := func(name string, err error) {
		var p mail.Problem
		if !errors.Is(err, cache.ErrNotFound) || !errors.As(err, &p) ||
			p.Cause != mail.NotFound || p.What.String() != "nobody" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_ = f.Read(t.Context(), func(tx *cache.ReadTx) error {
		_, err := tx.Account("nobody")
		check("Account", err)
		_, err = tx.Caps("nobody")
		check("Caps", err)
		_, err = tx.Vanished("nobody", 1, 1)
		check("Vanished", err)
		return nil
	})
	check("SetOnDemand", f.Write(t.Context(), func(tx *cache.Tx) error { return tx.SetOnDemand("nobody", true) }))
	check("PutFolders", f.Write(t.Context(), func(tx *cache.Tx) error { return tx.PutFolders("nobody", nil) }))
}
