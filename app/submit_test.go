package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/calendar"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
)

// sendingWorld is the demo with the files of a user who also sends.
func sendingWorld(t *testing.T) (*demo.World, *App) {
	t.Helper()
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	dirs := config.Inside(t.TempDir())
	for _, a := range world.Accounts() {
		err := config.SaveAccount(dirs, config.Account{
			Name: a.Name, ID: mail.AccountID(a.Name), Email: a.Email, FullName: a.FullName,
			Protocol: config.Protocol(a.Protocol),
			Server:   config.Server{Host: a.Host, Port: a.Port, TLS: config.NoTLS},
			SMTP:     &config.Server{Host: a.Host, Port: a.SMTPPort, TLS: config.NoTLS},
			POP3:     config.POP3{OnServer: config.Keep},
			Auth:     config.Auth{User: a.User, PasswordCommand: []string{"printf", "%s", a.Password}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return world, openApp(t, dirs)
}

// find returns the newest message with a subject in a folder of a role, 0 for
// none.
func find(t *testing.T, a *App, account mail.AccountID, role mail.Role, subject string) (id mail.LocalID) {
	t.Helper()
	folders, err := a.Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if f.Account != account || f.Role != role {
			continue
		}
		page, err := a.Page(t.Context(), mail.PageQuery{Folder: f.ID, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			if s.Subject.String() == subject && id == 0 {
				id = s.ID
			}
		}
	}
	return id
}

func visitAll(t *testing.T, a *App) {
	t.Helper()
	results, err := a.Sync(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Problem != nil {
			t.Fatalf("%s: %v", r.ID, r.Problem)
		}
	}
}

// TestSubmitArrives sends from one account of the demo to another one.
func TestSubmitArrives(t *testing.T) {
	t.Parallel()
	world, a := sendingWorld(t)
	raw := []byte("From: ada@analytical.example\r\nDate: Sun, 22 Nov 2026 14:00:00 +0000\r\nMessage-ID: <me@analytical.example>\r\n" +
		"Subject: To myself\r\nBcc: ada@letterbox.example\r\n\r\nHello\r\n")
	to := []string{"ada@engine-works.example", "ada@letterbox.example"}
	if err := a.Submit(t.Context(), "personal", raw, "ada@analytical.example", to); err != nil {
		t.Fatal(err)
	}
	if find(t, a, "personal", mail.RoleOutbox, "To myself") == 0 {
		t.Error("it is not in the outbox")
	}
	visitAll(t, a)
	visitAll(t, a)
	if find(t, a, "personal", mail.RoleSent, "To myself") == 0 || find(t, a, "personal", mail.RoleOutbox, "To myself") != 0 {
		t.Error("it is not among the sent mail alone")
	}
	for _, account := range []mail.AccountID{"work", "shop"} {
		id := find(t, a, account, mail.RoleInbox, "To myself")
		if id == 0 {
			t.Fatalf("nothing came to %s", account)
		}
		msg, err := a.Message(t.Context(), id)
		if err != nil || len(msg.Header.To) > 0 {
			t.Errorf("it came as %+v, %v", msg, err)
		}
	}
	if sent := world.Sent(); len(sent) != 1 || strings.Contains(string(sent[0].Message), "Bcc") {
		t.Errorf("sent is %q", sent)
	}
}

// TestAnswerToTheDemosInvitation really leaves.
func TestAnswerToTheDemosInvitation(t *testing.T) {
	t.Parallel()
	world, a := sendingWorld(t)
	visitAll(t, a)
	id := find(t, a, "work", mail.RoleInbox, "Invitation: visit to the mill")
	if id == 0 {
		t.Fatal("the invitation is not there")
	}
	if err := a.AnswerInvite(t.Context(), id, calendar.Accept); err != nil {
		t.Fatal(err)
	}
	visitAll(t, a)
	sent := world.Sent()
	if len(sent) != 1 || sent[0].From != "ada@engine-works.example" || len(sent[0].To) != 1 ||
		sent[0].To[0] != "charles@engine-works.example" || !strings.Contains(string(sent[0].Message), "method=REPLY") ||
		!strings.Contains(string(sent[0].Message), "mill-visit@demo.example") {
		t.Errorf("sent is %q", sent)
	}
}

func TestSubmitNeedsAnAccountThatSends(t *testing.T) {
	t.Parallel()
	a := openApp(t, demoDirs(t))
	for account, cause := range map[mail.AccountID]mail.Cause{"work": mail.NoSMTP, "nobody": mail.NotFound} {
		err := a.Submit(t.Context(), account, []byte("Subject: x\r\n\r\n"), "a@x.example", []string{"b@x.example"})
		wantCause(t, err, cause)
		if cause == mail.NoSMTP && !strings.Contains(err.Error(), "work.toml") {
			t.Errorf("it names no file: %v", err)
		}
	}
	_, sending := sendingWorld(t)
	err := sending.Submit(t.Context(), "work", []byte("Subject: x\r\n\r\n"), "a@x.example", []string{"b@x.example"})
	wantCause(t, err, mail.BadMessage)
}

// TestPasswordForSendingGoesWhereItWasMeant: a file that was mended is obeyed,
// one that names another server is not.
func TestPasswordForSendingGoesWhereItWasMeant(t *testing.T) {
	t.Parallel()
	const file = "email = \"ada@x.example\"\nprotocol = \"imap\"\n[imap]\nhost = \"h.example\"\n" +
		"[smtp]\nhost = \"s.example\"\n[auth]\npassword_command = [\"printf\", \"old\"]\n"
	for _, tt := range []struct{ name, old, by, want string }{
		{"another command", "", "", "new"},
		{"another server to read from", "h.example", "eve.example", "new"},
		{"another server to send over", "s.example", "eve.example", "old"},
		{"none any more", "[smtp]\nhost = \"s.example\"\n", "", "old"},
		{"in clear", "host = \"s.example\"", "host = \"s.example\"\ntls = \"none\"\ninsecure = true", "old"},
	} {
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
			ask := password(list[0], "s.example:465", sendsOver(list[0]))
			changed := strings.Replace(strings.Replace(file, tt.old, tt.by, 1), `"old"`, `"new"`, 1)
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := ask(t.Context()); err != nil || got != tt.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
