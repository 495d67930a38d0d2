package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/engine"
	"github.com/mailtui/mailtui/mail"
)

func TestEngineAccount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good, empty := filepath.Join(dir, "ca.crt"), filepath.Join(dir, "empty.crt")
	if err := errors.Join(os.WriteFile(good, backendtest.NewCA(t).PEM, 0o600), os.WriteFile(empty, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	wrong := mail.Problem{Kind: mail.Config}
	tests := []struct {
		name    string
		account config.Account
		want    engine.Account
		cause   mail.Cause
		refused bool
	}{
		{
			"imap",
			config.Account{ID: "a", Name: "A", Protocol: config.IMAP, Server: config.Server{Host: "h", Port: 993, CAFile: good}},
			engine.Account{ID: "a", Label: "A", Host: "h:993", Protocol: engine.IMAP},
			0, false,
		},
		{
			"pop3",
			config.Account{
				ID: "p", Protocol: config.POP, Server: config.Server{Host: "::1", Port: 110, TLS: config.StartTLS},
				POP3: config.POP3{OnServer: config.Keep, KeepDays: 3, MaxSize: 4, DeleteWithoutIDs: true},
			},
			engine.Account{
				ID: "p", Host: "[::1]:110", Protocol: engine.POP3,
				Maildrop: engine.Maildrop{OnServer: engine.Keep, KeepDays: 3, MaxSize: 4, DeleteWithoutIDs: true},
			},
			0, false,
		},
		{
			"pop3 that deletes",
			config.Account{Protocol: config.POP, Server: config.Server{Host: "h", Port: 1}, POP3: config.POP3{OnServer: config.Delete}},
			engine.Account{Host: "h:1", Protocol: engine.POP3, Maildrop: engine.Maildrop{OnServer: engine.Delete}},
			0, false,
		},
		{"wrong file", config.Account{Wrong: &wrong}, engine.Account{}, 0, true},
		{"no ca_file", config.Account{Server: config.Server{CAFile: filepath.Join(dir, "none")}}, engine.Account{}, mail.FileMissing, true},
		{"a folder as ca_file", config.Account{Server: config.Server{CAFile: dir}}, engine.Account{}, mail.FileUnreadable, true},
		{"empty ca_file", config.Account{Server: config.Server{CAFile: empty}}, engine.Account{}, mail.BadCAFile, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, problem := engineAccount(
				t.Context(), tt.account, config.Sync{OfflineDays: 7, CheckEvery: time.Hour, Idle: true}, slog.New(slog.DiscardHandler),
			)
			if (problem != nil) != tt.refused || problem != nil && problem.Cause != tt.cause {
				t.Fatalf("got %+v", problem)
			}
			if problem != nil {
				return
			}
			if got.OfflineDays != 7 || got.CheckEvery != time.Hour || !got.Idle || got.Open() == nil {
				t.Errorf("got %+v", got)
			}
			got.Open, got.OfflineDays, got.CheckEvery, got.Idle = nil, 0, 0, false
			if got.ID != tt.want.ID || got.Label != tt.want.Label || got.Host != tt.want.Host ||
				got.Protocol != tt.want.Protocol || got.Maildrop != tt.want.Maildrop {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestPasswordIsAskedEachTime(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	a := config.Account{Name: "home", Auth: config.Auth{PasswordCommand: []string{"cat", file}}}
	ask := password(a, "h:1", readsFrom(a))
	_, err := ask(t.Context())
	wantCause(t, err, mail.NoPassword)
	for _, word := range []string{"old", "new"} {
		if err := os.WriteFile(file, []byte(word), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ask(t.Context()); err != nil || got != word {
			t.Errorf("got %q, %v", got, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ask(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestMendedAccountFileIsObeyedAtTheNextLogin: the file is read again, but a
// password is only sent where it was meant to go.
func TestMendedAccountFileIsObeyedAtTheNextLogin(t *testing.T) {
	t.Parallel()
	const file = "email = \"ada@x.example\"\nprotocol = \"imap\"\n[imap]\nhost = \"h.example\"\n" +
		"[auth]\npassword_command = [\"printf\", \"old\"]\n"
	tests := []struct{ name, file, want string }{
		{"another command", strings.Replace(file, `"old"`, `"new"`, 1), "new"},
		{"broken", "nonsense", "old"},
		{"gone", "", "old"},
		{"another server", strings.NewReplacer(`"old"`, `"new"`, "h.example", "eve.example").Replace(file), "old"},
		{"another user", strings.NewReplacer(`"old"`, `"new"`, "ada@", "eve@").Replace(file), "old"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := config.Inside(t.TempDir())
			path := filepath.Join(dirs.Accounts(), "home.toml")
			if err := errors.Join(os.MkdirAll(dirs.Accounts(), 0o700), os.WriteFile(path, []byte(file), 0o600)); err != nil {
				t.Fatal(err)
			}
			list, err := config.LoadAccounts(dirs)
			if err != nil || list[0].Wrong != nil {
				t.Fatalf("%v, %v", err, list)
			}
			ask := password(list[0], "h.example:993", readsFrom(list[0]))
			if tt.file == "" {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, []byte(tt.file), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, err := ask(t.Context()); err != nil || got != tt.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestPasswordCommandThatCannotBeStartedIsNamed(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "pss")
	a := config.Account{Name: "home", Auth: config.Auth{PasswordCommand: []string{program}}}
	_, err := password(a, "h:1", readsFrom(a))(t.Context())
	wantCause(t, err, mail.NoProgram)
	if !strings.Contains(err.Error(), program+" cannot be started") || !strings.Contains(err.Error(), "home") {
		t.Errorf("it says %q", err)
	}
}

func TestRenamedAccountFileIsTheSameAccount(t *testing.T) {
	t.Parallel()
	dirs := demoDirs(t)
	a := openApp(t, dirs)
	if _, err := a.Sync(t.Context(), []string{"shop"}, nil); err != nil {
		t.Fatal(err)
	}
	err := os.Rename(filepath.Join(dirs.Accounts(), "shop.toml"), filepath.Join(dirs.Accounts(), "bakery.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // and it stays so
		b := openApp(t, dirs)
		all := accounts(t, b.Mail)
		if shop := all["shop"]; shop.Local || shop.Name.String() != "bakery" || len(all) != 3 {
			t.Errorf("got %+v", all)
		}
		if n := len(drop(t, b)); n != 50 {
			t.Errorf("%d messages are left", n)
		}
		if results, err := b.Sync(t.Context(), []string{"bakery"}, nil); err != nil || results[0].Problem != nil {
			t.Errorf("got %+v, %v", results, err)
		}
	}
}

func TestKeepIDsOnlyWhereThereIsNoDoubt(t *testing.T) {
	t.Parallel()
	file := func(name, email string, hasID bool) config.Account {
		return config.Account{Name: name, ID: mail.AccountID(name), Email: email, Protocol: config.IMAP, HasID: hasID}
	}
	row := func(id, email string) mail.Account {
		return mail.Account{ID: mail.AccountID(id), Email: mail.Identity(email), Protocol: "imap"}
	}
	tests := []struct {
		name   string
		files  []config.Account
		stored []mail.Account
		want   []mail.AccountID
	}{
		{"renamed", []config.Account{file("new", "a@x", false)}, []mail.Account{row("old", "a@x")}, []mail.AccountID{"old"}},
		{"another address", []config.Account{file("new", "b@x", false)}, []mail.Account{row("old", "a@x")}, []mail.AccountID{"new"}},
		{"it states its id", []config.Account{file("new", "a@x", true)}, []mail.Account{row("old", "a@x")}, []mail.AccountID{"new"}},
		{
			"the old file is there",
			[]config.Account{file("new", "a@x", false), file("old", "a@x", false)},
			[]mail.Account{row("old", "a@x")},
			[]mail.AccountID{"new", "old"},
		},
		{
			"two new files",
			[]config.Account{file("new", "a@x", false), file("newer", "a@x", false)},
			[]mail.Account{row("old", "a@x")},
			[]mail.AccountID{"new", "newer"},
		},
		{
			"two old accounts",
			[]config.Account{file("new", "a@x", false)},
			[]mail.Account{row("old", "a@x"), row("older", "a@x")},
			[]mail.AccountID{"new"},
		},
		{
			"known by its own name",
			[]config.Account{file("new", "a@x", false)},
			[]mail.Account{row("old", "a@x"), row("new", "a@x")},
			[]mail.AccountID{"new"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			keepIDs(tt.files, tt.stored)
			for i, a := range tt.files {
				if a.ID != tt.want[i] {
					t.Errorf("%s has the id %q, want %q", a.Name, a.ID, tt.want[i])
				}
			}
		})
	}
}
