package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

// demoDirs are the files of a user of the demo's accounts.
func demoDirs(t *testing.T) config.Dirs {
	t.Helper()
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	dirs := config.Inside(t.TempDir())
	for _, a := range world.Accounts() {
		err := config.SaveAccount(dirs, config.Account{
			Name: a.Name, ID: mail.AccountID(a.Name), Email: a.Email, Protocol: config.Protocol(a.Protocol),
			Server: config.Server{Host: a.Host, Port: a.Port, TLS: config.NoTLS},
			POP3:   config.POP3{OnServer: config.Delete},
			Auth:   config.Auth{User: a.User, PasswordCommand: []string{"printf", "%s", a.Password}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// openApp opens a client that closes with the test. Its clock is the demo's.
func openApp(t *testing.T, dirs config.Dirs) *App {
	t.Helper()
	a, err := Open(t.Context(), Options{Dirs: dirs, Log: slog.New(slog.DiscardHandler), Now: demo.Now})
	if err != nil {
		t.Fatal(err)
	}
	a.takeOver, a.look = 10*time.Millisecond, 10*time.Millisecond
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func accounts(t *testing.T, m *Mail) map[mail.AccountID]mail.Account {
	t.Helper()
	list, err := m.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byID := map[mail.AccountID]mail.Account{}
	for _, a := range list {
		byID[a.ID] = a
	}
	return byID
}

// waitUntil waits for events until done says yes.
func waitUntil(t *testing.T, a *App, done func() bool) {
	t.Helper()
	for !done() {
		if _, err := a.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSyncFillsTheStore(t *testing.T) {
	t.Parallel()
	a := openApp(t, demoDirs(t))
	told := make(chan engine.Progress, 1000)
	results, err := a.Sync(t.Context(), []string{"work", "shop"}, func(p engine.Progress) { told <- p })
	if err != nil || len(results) != 2 || results[0].Problem != nil || results[1].Problem != nil {
		t.Fatalf("got %+v, %v", results, err)
	}
	if len(told) == 0 {
		t.Error("no progress was told")
	}
	if n := len(drop(t, a)); n != 50 {
		t.Errorf("%d messages of the maildrop", n)
	}
	state := accounts(t, a.Mail)
	if !state["personal"].Synced.IsZero() || state["work"].Synced.IsZero() {
		t.Errorf("got %+v", state)
	}
}

func drop(t *testing.T, a *App) (rows []Row) {
	t.Helper()
	err := a.Rows(t.Context(), place(t, a.Mail, "shop", ""), 0, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestOneWrongFileStopsItsAccountOnly(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	if err := os.WriteFile(filepath.Join(dirs.Accounts(), "work.toml"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := openApp(t, dirs)
	results, err := a.Sync(t.Context(), nil, nil)
	if err != nil || len(results) != 3 {
		t.Fatalf("got %+v, %v", results, err)
	}
	for _, r := range results {
		if wrong := r.ID == "work"; (r.Problem != nil) != wrong || r.Local {
			t.Errorf("got %+v", r)
		}
	}
}

func TestMailOfAnAccountWithoutAFileStays(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	a := openApp(t, dirs)
	if _, err := a.Sync(t.Context(), []string{"shop"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dirs.Accounts(), "shop.toml")); err != nil {
		t.Fatal(err)
	}
	b := openApp(t, dirs)
	if shop := accounts(t, b.Mail)["shop"]; !shop.Local {
		t.Errorf("got %+v", shop)
	}
	if n := len(drop(t, b)); n != 50 {
		t.Errorf("%d messages are left", n)
	}
	results, err := b.Sync(t.Context(), nil, nil)
	if err != nil || len(results) != 2 {
		t.Errorf("it was visited: %+v, %v", results, err)
	}
	results, err = b.Sync(t.Context(), []string{"shop"}, nil)
	if err != nil || len(results) != 1 || results[0].Problem == nil || results[0].Problem.Cause != mail.FileMissing {
		t.Errorf("got %+v, %v", results, err)
	}
}

func TestRunningKeepsTheStoreUpToDate(t *testing.T) {
	t.Parallel()
	a := openApp(t, demoDirs(t))
	a.Start(t.Context())
	waitUntil(t, a, func() bool {
		for _, account := range accounts(t, a.Mail) {
			if account.Synced.IsZero() || account.Phase != mail.PhaseIdle {
				return false
			}
		}
		return true
	})
	rows := drop(t, a)
	if err := a.SetFlags(t.Context(), []mail.LocalID{rows[0].ID}, mail.FlagDelta{Add: mail.Flagged}); err != nil {
		t.Fatal(err)
	}
	if row, err := a.Row(t.Context(), rows[0].ID); err != nil || !row.Flags.Has(mail.Flagged) {
		t.Errorf("got %+v, %v", row, err)
	}
	if err := a.Focus(t.Context(), place(t, a.Mail, "work", "")); err != nil {
		t.Error(err)
	}
	if err := a.Refresh(t.Context(), 0); err != nil {
		t.Error(err)
	}
	if err := a.WorkOffline(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, a, func() bool {
		for _, account := range accounts(t, a.Mail) {
			if !account.OnDemand || account.Phase != mail.PhaseOffline {
				return false
			}
		}
		return true
	})
}

func TestSecondClientFollowsAndTakesOver(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	first := openApp(t, dirs)
	first.Start(t.Context())
	second := openApp(t, dirs)
	second.Start(t.Context())
	waitUntil(t, second, func() bool { return !accounts(t, second.Mail)["shop"].Synced.IsZero() })
	if err := first.SetFlags(t.Context(), nil, mail.FlagDelta{}); err != nil {
		t.Error(err)
	}
	first.stop()
	first.running.Wait()
	// The second one now holds the lock: a third does not get it.
	waitUntil(t, second, func() bool {
		release, held, err := engine.Lock(dirs.Data)
		if err != nil {
			t.Fatal(err)
		}
		release()
		return !held
	})
}

// TestSyncTakesOverFromAProcessThatEnds holds the lock as a sync does that does
// not look at what others ask for.
func TestSyncTakesOverFromAProcessThatEnds(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	a := openApp(t, dirs)
	if _, err := a.Sync(t.Context(), []string{"shop"}, nil); err != nil {
		t.Fatal(err)
	}
	release, held, err := engine.Lock(dirs.Data)
	if err != nil || !held {
		t.Fatalf("the lock is not free: %v", err)
	}
	visited := make(chan error, 1)
	go func() {
		results, err := a.Sync(t.Context(), []string{"shop", "work"}, nil)
		if err == nil && (len(results) != 2 || results[1].Synced.IsZero()) {
			err = fmt.Errorf("got %+v", results)
		}
		visited <- err
	}()
	for asked := false; !asked; { // until it has asked
		err := a.store.Read(t.Context(), func(tx *cache.ReadTx) error {
			folders, err := tx.Refreshes("shop")
			asked = len(folders) > 0
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	release()
	if err := <-visited; err != nil {
		t.Error(err)
	}
}

func TestSyncGivesUpOnAProcessThatDoesNotListen(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	a := openApp(t, dirs)
	release, _, err := engine.Lock(dirs.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	a.look = time.Millisecond
	_, err = a.Sync(t.Context(), []string{"work"}, nil)
	wantCause(t, err, mail.StoreBusy)
}

func TestStoreThatCanOnlyBeReadSaysSo(t *testing.T) {
	t.Parallel()
	a := openApp(t, demoDirs(t))
	why := mail.Problem{Kind: mail.ReadOnly, Cause: mail.FileUnwritable, Path: "mail.db"}
	a.readOnly, a.wrong["shop"], a.accounts = &why, &why, nil
	a.Start(t.Context()) // nothing runs
	if err := a.Focus(t.Context(), 1); err != nil {
		t.Errorf("opening a folder fails: %v", err)
	}
	results, err := a.Sync(t.Context(), []string{"shop"}, nil)
	if err != nil || len(results) != 1 || results[0].Problem == nil || results[0].Problem.Cause != mail.FileUnwritable {
		t.Errorf("got %+v, %v", results, err)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	tests := []struct {
		name  string
		words []string
		want  []mail.AccountID
	}{
		{"all", nil, []mail.AccountID{"home-id", "work"}},
		{"by id", []string{"home-id"}, []mail.AccountID{"home-id"}},
		{"by name, in the order asked", []string{"work", "home"}, []mail.AccountID{"work", "home-id"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list, err := m.Choose(t.Context(), tt.words)
			var got []mail.AccountID
			for _, a := range list {
				got = append(got, a.ID)
			}
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	_, err := m.Choose(t.Context(), []string{"work", "nobody"})
	wantCause(t, err, mail.NotFound)
}

func TestQuestionsAreReadFromTheStore(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	write(t, m, func(tx *cache.Tx) error {
		return tx.Ask(mail.Question{Account: "work", Kind: mail.AskClock, Asked: demo.Now()})
	})
	list, err := m.Questions(t.Context())
	if err != nil || len(list) != 1 || list[0].Kind != mail.AskClock {
		t.Errorf("got %+v, %v", list, err)
	}
}
