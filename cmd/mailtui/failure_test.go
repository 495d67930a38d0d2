package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// TestFailuresAreOneSentence holds for every cause what a person needs: one
// sentence that names the host or the path, no jargon, the documented exit code,
// and mail that is here already can still be read.
func TestFailuresAreOneSentence(t *testing.T) {
	t.Parallel()
	ca := backendtest.NewCA(t)
	good, goodKey := ca.Cert(t, time.Now().Add(time.Hour), "localhost")
	old, oldKey := ca.Cert(t, time.Now().Add(-time.Minute), "localhost")
	other, otherKey := ca.Cert(t, time.Now().Add(time.Hour), "other.example")
	self, selfKey := backendtest.SelfSigned(t, "localhost")
	imap := func(s config.Server) config.Account { return config.Account{Protocol: config.IMAP, Server: s} }
	pop := func(s config.Server) config.Account {
		return config.Account{Protocol: config.POP, Server: s, POP3: config.POP3{OnServer: config.Delete}}
	}
	tests := []struct {
		name  string
		cause func(h *home) // makes the second sync fail
		code  int
		want  []string // HOST is the failing server's host and port, DIR the config folder
	}{
		{"wrong password", func(h *home) {
			a := imap(h.trusting(ca, startIMAP(h.t, backendtest.ServerTLS(h.t, good, goodKey)).Server))
			a.Auth = config.Auth{User: "ada", PasswordCommand: []string{"printf", "guess"}}
			h.account(a)
		}, exitNoPerm, []string{"HOST", "refused the login", "password"}},
		{"wrong password, POP3", func(h *home) {
			a := pop(h.trusting(ca, startPOP3(h.t, backendtest.ServerTLS(h.t, good, goodKey))))
			a.Auth = config.Auth{User: "ada", PasswordCommand: []string{"printf", "guess"}}
			h.account(a)
		}, exitNoPerm, []string{"HOST", "refused the login", "password"}},
		{"password command fails", func(h *home) {
			a := imap(h.trusting(ca, startIMAP(h.t, backendtest.ServerTLS(h.t, good, goodKey)).Server))
			a.Auth = config.Auth{User: "ada", PasswordCommand: []string{"false"}}
			h.account(a)
		}, exitNoPerm, []string{"HOST", "password command", "home"}},
		{"password command cannot be started", func(h *home) {
			a := imap(h.trusting(ca, startIMAP(h.t, backendtest.ServerTLS(h.t, good, goodKey)).Server))
			a.Auth = config.Auth{User: "ada", PasswordCommand: []string{"/no/such/pss"}}
			h.account(a)
		}, exitNoPerm, []string{"/no/such/pss", "cannot be started", "home"}},
		{"unknown host", func(h *home) {
			h.account(imap(config.Server{Host: "something.invalid", Port: 993, TLS: config.ImplicitTLS}))
		}, exitUnavailable, []string{"something.invalid:993", "cannot be found"}},
		{"nobody listens", func(h *home) {
			h.account(imap(config.Server{Host: "localhost", Port: backendtest.FreePort(h.t), TLS: config.ImplicitTLS}))
		}, exitUnavailable, []string{"HOST", "refuses connections"}},
		{"expired certificate", func(h *home) {
			h.account(imap(h.trusting(ca, startIMAP(h.t, backendtest.ServerTLS(h.t, old, oldKey)).Server)))
		}, exitProtocol, []string{"HOST", "expired"}},
		{"expired certificate, POP3", func(h *home) {
			h.account(pop(h.trusting(ca, startPOP3(h.t, backendtest.ServerTLS(h.t, old, oldKey)))))
		}, exitProtocol, []string{"HOST", "expired"}},
		{"self-signed certificate", func(h *home) {
			h.account(imap(startIMAP(h.t, backendtest.ServerTLS(h.t, self, selfKey)).Server))
		}, exitProtocol, []string{"HOST", "nobody this machine trusts", "ca_file"}},
		{"certificate of another host", func(h *home) {
			h.account(imap(h.trusting(ca, startIMAP(h.t, backendtest.ServerTLS(h.t, other, otherKey)).Server)))
		}, exitProtocol, []string{"HOST", "another host"}},
		{"STARTTLS refused", func(h *home) {
			h.account(imap(startLines(h.t, "* OK ready", func(line string) string {
				if strings.Contains(line, "STARTTLS") {
					return "%s NO not today"
				}
				return "* CAPABILITY IMAP4rev1 STARTTLS\r\n%s OK done"
			})))
		}, exitProtocol, []string{"HOST", "STARTTLS"}},
		{"STARTTLS not offered", func(h *home) {
			server := startIMAP(h.t, nil).Server
			server.TLS = config.StartTLS
			h.account(imap(server))
		}, exitProtocol, []string{"HOST", "STARTTLS"}},
		{"STLS refused", func(h *home) {
			h.account(pop(startLines(h.t, "+OK ready", func(line string) string {
				if strings.HasPrefix(line, "CAPA") {
					return "+OK\r\nSTLS\r\nUSER\r\n."
				}
				return "-ERR not today"
			})))
		}, exitProtocol, []string{"HOST", "encrypt"}},
		{"no mail server", func(h *home) {
			server := startLines(h.t, "HTTP/1.1 400 Bad Request", func(string) string { return "" })
			server.TLS = config.NoTLS
			h.account(imap(server))
		}, exitProtocol, []string{"HOST", "mail server"}},
		{"ca_file is missing", func(h *home) {
			h.account(imap(config.Server{Host: "localhost", Port: 1, TLS: config.ImplicitTLS, CAFile: "/no/such/ca.crt"}))
		}, exitConfig, []string{"/no/such/ca.crt", "does not exist"}},
		{"account file with an unknown key", func(h *home) {
			h.write(filepath.Join(h.dirs.Accounts(), "home.toml"), "emial = \"ada@home.example\"\n")
		}, exitConfig, []string{"DIR/accounts/home.toml", "line 1, column 1", `"email"`}},
		{"account file that cannot be read", func(h *home) {
			file := filepath.Join(h.dirs.Accounts(), "home.toml")
			if err := os.Remove(file); err != nil {
				h.t.Fatal(err)
			}
			if err := os.Mkdir(file, 0o700); err != nil { // not even root reads it as a file
				h.t.Fatal(err)
			}
		}, exitConfig, []string{"DIR/accounts/home.toml", "cannot be read"}},
		{"wrong config.toml", func(h *home) {
			h.config("[sync\n")
		}, exitConfig, []string{"DIR/config.toml", "line 1"}},
		{"no account", func(h *home) {
			if err := os.RemoveAll(h.dirs.Accounts()); err != nil {
				h.t.Fatal(err)
			}
		}, exitConfig, []string{"DIR/accounts/NAME.toml", "mailtui demo"}},
		{"read-only data folder", readOnlyData, exitCantCreate, []string{"DATA/mail.db", "cannot be written"}},
		{"full disk", fullDisk, exitIO, []string{"DATA/mail.db", "full"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			if tt.name == "full disk" {
				h.dirs.Data = smallDisk(t)
			}
			server := startIMAP(t, nil, letter("compilers"))
			h.account(config.Account{Protocol: config.IMAP, Server: server.Server})
			h.ok("sync", "--quiet")
			tt.cause(h)
			r := h.run("sync")
			if r.code != tt.code {
				t.Errorf("exit code %d, want %d", r.code, tt.code)
			}
			wantSentence(t, h, r.stderr, tt.want)
			if strings.Contains(r.stderr, "guess") || strings.Contains(r.stderr, password) {
				t.Errorf("a password was printed: %s", r.stderr)
			}
			for _, row := range objects(t, h.ok("list", "--json")) {
				if row["subject"] != "compilers" {
					continue
				}
				text := h.ok("read", row["id"].(string))
				if strings.Contains(text, "this is about compilers") {
					return
				}
				t.Errorf("the cached mail reads %q", text)
			}
			t.Error("the cached mail is not listed")
		})
	}
}

// wantSentence checks that text is one line fit for people that has every part.
func wantSentence(t *testing.T, h *home, text string, parts []string) {
	t.Helper()
	if strings.Count(text, "\n") != 1 || !strings.HasPrefix(text, "mailtui: ") {
		t.Errorf("not one line: %q", text)
	}
	accounts, _ := config.LoadAccounts(h.dirs) // a case without a host has none
	for _, part := range parts {
		part = strings.Replace(part, "DIR", h.dirs.Config, 1)
		part = strings.Replace(part, "DATA", h.dirs.Data, 1)
		if part == "HOST" {
			s := accounts[0].Server
			part = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
		}
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in: %s", part, text)
		}
	}
	for _, jargon := range []string{"dial tcp", "x509:", "EOF", "sql:", "tls:", "goroutine", "SQLITE", "errno"} {
		if strings.Contains(text, jargon) {
			t.Errorf("%q is in: %s", jargon, text)
		}
	}
}

// needsRoot skips what only root can set up, unless nothing may be skipped.
func needsRoot(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("MAILTUI_REQUIRE_SERVERS") == "1" {
		t.Fatalf("only root can %s", what)
	}
	t.Skipf("only root can %s", what)
}

// nobody is a user that owns nothing.
const nobody = 65534

// readOnlyData gives the store to somebody else, for whom it can only be read.
func readOnlyData(h *home) {
	t := h.t
	t.Helper()
	if os.Getuid() != 0 {
		needsRoot(t, "give files to another user")
	}
	for dir := h.dirs.Data; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, tree := range []string{h.dirs.Data, h.dirs.Config} {
		if err := exec.CommandContext(t.Context(), "chmod", "-R", "go+rX", tree).Run(); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The test binary lies in a folder of root's alone.
	program := filepath.Join(filepath.Dir(h.dirs.Data), "mailtui")
	if err := exec.CommandContext(t.Context(), "cp", self, program).Run(); err != nil {
		t.Fatal(err)
	}
	h.prepare = func(cmd *exec.Cmd) {
		cmd.Path = program
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// smallDisk mounts a disk of 1 MB for the store.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=1m", "none", dir).Run(); err != nil {
		needsRoot(t, "mount a small disk")
	}
	t.Cleanup(func() {
		if err := exec.Command("umount", dir).Run(); err != nil {
			t.Error(err)
		}
	})
	return filepath.Join(dir, "data")
}

// fullDisk delivers more than the small disk holds.
func fullDisk(h *home) {
	h.t.Helper()
	big := make([]byte, 0, 4<<20)
	for n := uint32(1); len(big) < cap(big); n = n*1664525 + 1013904223 { // does not compress
		big = strconv.AppendUint(big, uint64(n), 36)
		if len(big)%70 < 7 {
			big = append(big, "\r\n"...)
		}
	}
	server := startIMAP(h.t, nil, letter("compilers"), letter("a large one")+string(big))
	h.account(config.Account{Protocol: config.IMAP, Server: server.Server})
}
