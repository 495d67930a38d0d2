package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

func TestSyncTellsEachAccount(t *testing.T) {
	t.Parallel()
	h := newHome(t).
		account(config.Account{Name: "good", Protocol: config.IMAP, Server: startIMAP(t, nil, letter("x")).Server}).
		account(config.Account{
			Name: "bad", Protocol: config.IMAP, Server: startIMAP(t, nil).Server,
			Auth: config.Auth{User: "ada", PasswordCommand: []string{"printf", "guess"}},
		})
	r := h.run("sync", "--json")
	if r.code != exitPartial || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "bad: localhost:") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	all := objects(t, r.stdout)
	if len(all) != 2 {
		t.Fatalf("got %v", all)
	}
	wantFields(t, all[0], "account", "name", "email", "protocol", "state", "synced", "problem")
	if all[0]["account"] != "bad" || all[0]["state"] != "stopped" || all[0]["problem"] == nil || all[0]["synced"] != nil {
		t.Errorf("got %v", all[0])
	}
	if all[1]["account"] != "good" || all[1]["state"] != "idle" || all[1]["problem"] != nil || all[1]["synced"] == nil {
		t.Errorf("got %v", all[1])
	}
	if diff := cmp.Diff(all, objects(t, h.ok("accounts", "--json"))); diff != "" {
		t.Errorf("accounts says otherwise: %s", diff)
	}
	h.ok("sync", "good")
}

func TestSyncBesideAClientThatWorksOffline(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("first"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	a, err := app.Open(t.Context(), app.Options{Dirs: h.dirs, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	end := func() {
		if !closed {
			closed = true
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	defer end()
	a.Start(t.Context())
	waitForMail(t, a, 1)
	if err := a.WorkOffline(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	r := h.run("sync", "--json")
	if r.code != exitTryLater || !strings.Contains(r.stderr, "home works offline") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	if all := objects(t, r.stdout); len(all) != 1 || all[0]["problem"] == nil || all[0]["state"] != "offline" {
		t.Errorf("got %v", all)
	}
	end()
	server.deliver(t, letter("second"))
	h.ok("sync") // nobody is offline any more: it fetches, because it was told to
	if rows := objects(t, h.ok("list", "--json")); len(rows) != 2 {
		t.Errorf("got %v", rows)
	}
}

func TestSyncBesideARunningClient(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("first"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	a, err := app.Open(t.Context(), app.Options{Dirs: h.dirs, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	a.Start(t.Context())
	waitForMail(t, a, 1)
	server.deliver(t, letter("second"))
	h.ok("sync")
	if rows := objects(t, h.ok("list", "--json")); len(rows) != 2 {
		t.Errorf("got %v", rows)
	}
}

// waitForMail waits until the only inbox shows n messages.
func waitForMail(t *testing.T, a *app.App, n int) {
	t.Helper()
	for {
		folders, err := a.Folders(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		accounts, err := a.Accounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(folders) > 0 && folders[0].Total == n && accounts[0].Phase == mail.PhaseIdle {
			return
		}
		if _, err := a.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInterruptedSyncSaysNothing(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 1)
	server := startLines(t, "* OK ready", func(string) string {
		select {
		case asked <- struct{}{}:
		default:
		}
		return "* OK still thinking"
	})
	server.TLS = config.NoTLS
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server})
	var stderr bytes.Buffer
	cmd := h.command(t.Context(), "sync")
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.Len() > 0 {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestQuestionIsTold(t *testing.T) {
	t.Parallel()
	var letters []string
	for i := range 60 {
		letters = append(letters, letter(fmt.Sprint("letter ", i)))
	}
	server := startIMAP(t, nil, letters...)
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	server.empty(t)
	const sentence = "60 messages vanished from INBOX at once"
	r := h.run("sync", "--json")
	if r.code != exitPartial || !strings.Contains(r.stderr, sentence) {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	if all := objects(t, r.stdout); all[0]["state"] != "question" {
		t.Errorf("sync says %v", all)
	}
	if all := objects(t, h.ok("accounts", "--json")); all[0]["state"] != "question" {
		t.Errorf("accounts says %v", all)
	}
	if text := h.ok("accounts"); !strings.Contains(text, "question") || !strings.Contains(text, sentence) {
		t.Errorf("accounts says %q", text)
	}
}
