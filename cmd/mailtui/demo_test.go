package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
)

func TestDemoHeadlessServesUntilInterrupted(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := h.command(ctx, "demo", "--headless", "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var accounts []map[string]any
	for len(accounts) < 3 && lines.Scan() {
		accounts = append(accounts, objects(t, lines.Text())...)
	}
	for _, a := range accounts {
		wantFields(t, a, "account", "email", "protocol", "host", "port", "tls", "user", "password", "file",
			"config_dir", "data_dir", "state_dir")
	}
	user := &home{t: t, tmp: h.tmp, dirs: config.Dirs{
		Config: accounts[0]["config_dir"].(string), Data: h.dirs.Data, State: h.dirs.State,
	}}
	user.ok("sync")
	if rows := objects(t, user.ok("list", "--json", "--limit", "1000000")); len(rows) < 140 {
		t.Errorf("%d messages in the inboxes", len(rows))
	}
	readWithPython(t, accounts)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := os.Stat(accounts[0]["config_dir"].(string)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its files are still there: %v", err)
	}
}

// demoHome is a user of the demo's three accounts.
func demoHome(t *testing.T) (*home, *demo.World) {
	t.Helper()
	world, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	h := newHome(t)
	if err := writeDemoFiles(h.dirs, world.Accounts()); err != nil {
		t.Fatal(err)
	}
	return h, world
}

func TestEverythingReadsWithoutTheServers(t *testing.T) {
	t.Parallel()
	h, world := demoHome(t)
	h.ok("sync")
	if err := world.Close(); err != nil {
		t.Fatal(err)
	}
	folders := objects(t, h.ok("folders", "--json"))
	total := 0
	for _, f := range folders {
		wantFields(t, f, "account", "folder", "role", "total", "unread", "synced")
		total += int(f["total"].(float64))
	}
	rows := 0
	for _, f := range folders {
		for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--account", f["account"].(string),
			"--folder", f["folder"].(string))) {
			rows++
			if row["folder"] != f["folder"] || row["account"] != f["account"] {
				t.Errorf("%v is not in %v", row, f)
			}
			if r := h.run("read", row["id"].(string)); r.code != exitOK {
				t.Errorf("read %v: %s", row["subject"], r.stderr)
			}
		}
	}
	if rows != total || rows < 280 {
		t.Errorf("%d rows of %d messages", rows, total)
	}
	leave(t, h, "shop")
	r := h.run("sync", "shop")
	if r.code != exitUnavailable || !strings.Contains(r.stderr, "127.0.0.1:") {
		t.Errorf("sync without a server: exit code %d, %s", r.code, r.stderr)
	}
}

// leave has an account's server be where nobody listens: its own port may be
// somebody else's by now.
func leave(t *testing.T, h *home, name string) {
	t.Helper()
	accounts, err := config.LoadAccounts(h.dirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		if a.Name == name {
			a.Server.Port = backendtest.FreePort(t)
			if err := errors.Join(os.Remove(filepath.Join(h.dirs.Accounts(), name+".toml")), config.SaveAccount(h.dirs, a)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// pythonReads reads the newest message of each account as any other client
// would.
const pythonReads = `
import imaplib, poplib, sys
protocol, host, port, user, password = sys.argv[1:]
if protocol == "imap":
    c = imaplib.IMAP4(host, int(port))
    c.login(user, password)
    n = int(c.select("INBOX", readonly=True)[1][0])
    text = c.fetch(str(n), "(BODY.PEEK[])")[1][0][1]
    c.logout()
else:
    c = poplib.POP3(host, int(port))
    c.user(user)
    c.pass_(password)
    n = c.stat()[0]
    text = b"\n".join(c.retr(n)[1])
    c.quit()
print(n, len(text))
`

func readWithPython(t *testing.T, accounts []map[string]any) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SERVERS") == "1" {
			t.Fatal("python3 is required and not installed")
		}
		t.Log("python3 is not installed: nobody else read the mail")
		return
	}
	for _, a := range accounts {
		cmd := exec.CommandContext(t.Context(), python, "-c", pythonReads, a["protocol"].(string), a["host"].(string),
			fmt.Sprint(a["port"]), a["user"].(string), a["password"].(string))
		out, err := cmd.CombinedOutput()
		var count, size int
		if _, scanErr := fmt.Sscan(string(out), &count, &size); err != nil || scanErr != nil || count < 20 || size < 200 {
			t.Errorf("%v: %v, %s", a["account"], err, out)
		}
	}
}
