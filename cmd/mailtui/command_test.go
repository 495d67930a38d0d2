package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
	"github.com/mailtui/mailtui/mail"
)

// fields returns the names of an object, sorted by go-cmp's reader.
func fields(object map[string]any) map[string]bool {
	names := map[string]bool{}
	for name := range object {
		names[name] = true
	}
	return names
}

func wantFields(t *testing.T, object map[string]any, names ...string) {
	t.Helper()
	want := map[string]bool{"v": true}
	for _, name := range names {
		want[name] = true
	}
	if diff := cmp.Diff(want, fields(object)); diff != "" {
		t.Errorf("field names are frozen: %s", diff)
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
	r := h.run("sync", "shop")
	if r.code != exitUnavailable || !strings.Contains(r.stderr, "127.0.0.1:") {
		t.Errorf("sync without a server: exit code %d, %s", r.code, r.stderr)
	}
}

func TestListAndReadInJSON(t *testing.T) {
	t.Parallel()
	h, _ := demoHome(t)
	h.ok("sync", "personal")
	row := find(t, h, "The drawing you asked for")
	wantFields(t, row, "id", "account", "folder", "thread", "from", "subject", "date", "flags", "attachments", "size")
	if row["date"] != "2026-11-18T12:51:00Z" || row["attachments"] != 2.0 {
		t.Errorf("got %v", row)
	}
	if diff := cmp.Diff([]any{"starred"}, row["flags"]); diff != "" {
		t.Errorf("flags: %s", diff)
	}
	m := objects(t, h.ok("read", "--json", row["id"].(string)))[0]
	wantFields(t, m, "id", "account", "folder", "thread", "message_id", "from", "reply_to", "to", "cc", "subject", "date",
		"flags", "size", "text", "text_from", "html", "attachments", "warnings")
	files := m["attachments"].([]any)
	picture := files[0].(map[string]any)
	if len(files) != 2 || picture["name"] != "gear 24 teeth.png" || picture["type"] != "image/png" ||
		picture["cached"] != true || len(picture["sha256"].(string)) != 64 || picture["part"] != "2" {
		t.Errorf("got %v", files)
	}
	if m["message_id"] != "photos@demo.example" || m["text_from"] != "plain" || m["html"] != false ||
		!strings.HasPrefix(m["text"].(string), "Dear Ada,\n\nhere is the gear") {
		t.Errorf("got %v", m)
	}
	lie := find(t, h, "My new address")
	m = objects(t, h.ok("read", "--json", lie["id"].(string)))[0]
	if codes := fmt.Sprint(m["warnings"]); !strings.Contains(codes, "reply-to-differs") ||
		!strings.Contains(codes, "name-is-address") {
		t.Errorf("warnings: %v", codes)
	}
}

// find returns the row of a subject in the inbox of personal.
func find(t *testing.T, h *home, subject string) map[string]any {
	t.Helper()
	for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--account", "personal")) {
		if row["subject"] == subject {
			return row
		}
	}
	t.Fatalf("%q is not listed", subject)
	return nil
}

func TestReadRawIsByteExact(t *testing.T) {
	t.Parallel()
	texts := []string{
		letter("one"), letter("two") + "a\tb \xe9\xff\r\n.\r\n..\r\n", letter("three") + strings.Repeat("long line ", 3000),
		letter("four") + "no line break at the end", letter("five") + strings.Repeat("0123456789\r\n", 60_000),
	}
	h := newHome(t).account(config.Account{
		Name: "drop", Protocol: config.POP, Server: startPOP3(t, nil, texts...), POP3: config.POP3{OnServer: config.Delete},
	})
	h.ok("sync", "-q")
	got := map[string]bool{}
	for _, row := range objects(t, h.ok("list", "--json")) {
		got[h.ok("read", "--raw", row["id"].(string))] = true
	}
	for i, text := range texts {
		if !strings.HasSuffix(text, "\r\n") {
			text += "\r\n" // POP3 ends every line (RFC 1939 §3)
		}
		if !got[text] {
			t.Errorf("message %d is not here as it was delivered", i+1)
		}
	}
}

func TestReadShowsNoControlCharacters(t *testing.T) {
	t.Parallel()
	h, _ := demoHome(t)
	h.ok("sync", "personal")
	printed := h.ok("list", "--limit", "1000000")
	for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--account", "personal")) {
		id := row["id"].(string)
		printed += h.ok("read", id) + h.ok("read", "--headers", id) + h.ok("read", "--json", id)
	}
	for _, bad := range []string{"\x1b", "\x07", "\r", "\u009b", "\u202e"} {
		if i := strings.Index(printed, bad); i >= 0 {
			t.Errorf("%q was printed: %q", bad, printed[max(0, i-80):i+40])
		}
	}
	for _, word := range []string{"Harmless before", "and harmless after", "before", "after"} {
		if !strings.Contains(printed, word) {
			t.Errorf("%q was not printed", word)
		}
	}
}

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

func TestAccountsListsWhatTheFilesSay(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: config.Server{Host: "h", Port: 1}})
	if all := objects(t, h.ok("accounts", "--json")); len(all) != 1 || all[0]["account"] != "home" {
		t.Errorf("got %v", all)
	}
	h.config("nonsense")
	r := h.run("accounts")
	if r.code != exitConfig || !strings.Contains(r.stdout, "home") || !strings.Contains(r.stderr, "config.toml") {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.stderr)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("x")).Server})
	h.ok("sync")
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"unknown command", []string{"fetch"}, exitUsage, "fetch"},
		{"unknown flag", []string{"list", "--all"}, exitUsage, "--all"},
		{"too many words", []string{"folders", "x"}, exitUsage, "x"},
		{"no id", []string{"read"}, exitUsage, "arg"},
		{"what is no id", []string{"read", "../x"}, exitUsage, "is not a message id"},
		{"unknown message", []string{"read", "vvvv"}, exitNoInput, "Message vvvv"},
		{"unknown message, raw", []string{"read", "--raw", "vvvv"}, exitNoInput, "Message vvvv"},
		{"unknown account", []string{"list", "--account", "nobody"}, exitNoUser, "Account nobody"},
		{"unknown account to sync", []string{"sync", "nobody"}, exitNoUser, "Account nobody"},
		{"unknown Message-ID", []string{"read", "mid:nobody@x"}, exitNoInput, "Message mid:nobody@x"},
		{"no Message-ID", []string{"read", "mid:"}, exitNoInput, "Message mid:"},
		{"limit of nothing", []string{"list", "--limit", "0"}, exitUsage, "it is a whole number, 1 or more"},
		{"limit in words", []string{"list", "--limit", "many"}, exitUsage, "it is a whole number, 1 or more"},
		{"width below nothing", []string{"read", "--width", "-1", "1"}, exitUsage, "it is a whole number, 0 or more"},
		{"unknown form of JSON", []string{"list", "--json=yaml"}, exitUsage, `it is "lines" or "array"`},
		{"interface without input", []string{"--no-input"}, exitUsage, "--no-input"},
		{"unknown folder", []string{"list", "--folder", "nowhere"}, exitNoUser, "Folder nowhere"},
		{"two forms at once", []string{"read", "--raw", "--headers", "1"}, exitUsage, "raw"},
		{"unknown log level", []string{"--log-level", "loud", "folders"}, exitUsage, "loud"},
		{"interface in a pipe", nil, exitUsage, "terminal"},
		{"demo in a pipe", []string{"demo"}, exitUsage, "terminal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := h.run(tt.args...)
			if r.code != tt.code || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, tt.want) {
				t.Errorf("exit code %d, stdout %q, stderr %q", r.code, r.stdout, r.stderr)
			}
		})
	}
}

func TestMessageThatIsNotHereYet(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil)
	h := newHome(t).config("[sync]\noffline_days = 1\n").account(config.Account{Protocol: config.IMAP, Server: server.Server})
	server.deliverAt(t, demo.Now().AddDate(-1, 0, 0), letter("an old one"))
	h.ok("sync")
	id := objects(t, h.ok("list", "--json"))[0]["id"].(string)
	for _, args := range [][]string{{"read", id}, {"read", "--raw", id}} {
		r := h.run(args...)
		if r.code != exitTryLater || !strings.Contains(r.stderr, "not on this machine yet") {
			t.Errorf("exit code %d, %q", r.code, r.stderr)
		}
	}
	if header := h.ok("read", "--headers", id); !strings.Contains(header, "Subject: an old one") {
		t.Errorf("the header is %q", header)
	}
	h.ok("sync") // whoever read it asked for it
	if text := h.ok("read", id); !strings.Contains(text, "this is about an old one") {
		t.Errorf("it reads %q", text)
	}
}

func TestLargeMailIsReadOnceItIsWanted(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{
		Protocol: config.POP, Server: startPOP3(t, nil, letter("a large one")+strings.Repeat("line\r\n", 500)),
		POP3: config.POP3{OnServer: config.Keep, MaxSize: 1000},
	})
	h.ok("sync")
	id := objects(t, h.ok("list", "--json"))[0]["id"].(string)
	if r := h.run("read", id); r.code != exitTryLater || !strings.Contains(r.stderr, "not on this machine yet") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	h.ok("sync")
	if text := h.ok("read", id); !strings.Contains(text, "this is about a large one") {
		t.Errorf("it reads %q", text)
	}
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

func TestReadByMessageID(t *testing.T) {
	t.Parallel()
	answer := strings.Replace(letter("an answer"), "\r\nSubject", "\r\nReferences: <plan@navy.example>\r\nSubject", 1)
	server := startIMAP(t, nil, answer, letter("plan"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	for _, word := range []string{"mid:plan@navy.example", "mid:<plan@navy.example>"} {
		if m := objects(t, h.ok("read", "--json", word))[0]; m["subject"] != "plan" {
			t.Errorf("%s is %v", word, m["subject"])
		}
	}
	if raw := h.ok("read", "--raw", "mid:an.answer@navy.example"); raw != answer {
		t.Errorf("got %q", raw)
	}
}

func TestJSONAsOneDocument(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("one"), letter("two")).Server})
	for _, tt := range []struct {
		args []string
		want int
	}{
		{[]string{"list"}, 0},
		{[]string{"sync"}, 1},
		{[]string{"list"}, 2},
		{[]string{"accounts", "-q", "--no-input"}, 1},
		{[]string{"folders"}, 1},
		{[]string{"version"}, 1},
	} {
		var all []map[string]any
		out := h.ok(append(tt.args, "--json=array")...)
		if err := json.Unmarshal([]byte(out), &all); err != nil || all == nil || len(all) != tt.want {
			t.Errorf("%v: %v in %q", tt.args, err, out)
		}
	}
}

func TestListSaysTheSameTimeInBothForms(t *testing.T) {
	t.Parallel()
	undated := strings.Replace(letter("undated"), "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\n", "", 1)
	server := startIMAP(t, nil, letter("dated"), undated)
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	for line := range strings.Lines(h.ok("list")) {
		want := map[bool]string{true: " unknown ", false: " 2026-11-22 12:58 "}[strings.Contains(line, "undated")]
		if !strings.Contains(line, want) {
			t.Errorf("%q is not in %q", want, line)
		}
	}
	for _, row := range objects(t, h.ok("list", "--json")) {
		want := map[any]any{"undated": nil, "dated": "2026-11-22T13:58:00+01:00"}[row["subject"]]
		if row["date"] != want {
			t.Errorf("%v has the date %v", row["subject"], row["date"])
		}
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

func TestHostileNamesOfFilesAreNotPrinted(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil).Server})
	h.write(filepath.Join(h.dirs.Accounts(), "e\x1b]0;x\ax.toml"), "nonsense")
	for _, args := range [][]string{{"accounts"}, {"accounts", "--json"}, {"sync"}, {"sync", "--json"}} {
		r := h.run(args...)
		out := r.stdout + r.stderr
		if strings.ContainsAny(out, "\x1b\a") || strings.Contains(out, `\u001b`) || !strings.Contains(out, "rename it") {
			t.Errorf("%v: %q", args, out)
		}
	}
}

func TestWithoutAHome(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	dir := t.TempDir()
	h.prepare = func(cmd *exec.Cmd) {
		cmd.Dir = dir
		cmd.Env = []string{childVar + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + h.tmp}
	}
	for _, args := range [][]string{{"list"}, {"accounts"}, {"sync"}, {"--log-level", "debug", "version"}} {
		r := h.run(args...)
		if r.code != exitConfig || r.stdout != "" || !strings.HasPrefix(r.stderr, "mailtui: HOME is not set") {
			t.Errorf("%v: exit code %d, %q, %q", args, r.code, r.stdout, r.stderr)
		}
	}
	h.ok("version")
	if made, err := os.ReadDir(dir); err != nil || len(made) > 0 {
		t.Errorf("it made %v, %v", made, err)
	}
}

func TestHelpThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer func() { _ = full.Close() }()
	h := newHome(t)
	for _, flag := range []string{"--help", "--version"} {
		cmd := h.command(t.Context(), flag)
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitIO || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, %q", flag, code, stderr.String())
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	line := h.ok("version")
	form := regexp.MustCompile(`^mailtui \S+ \(\S+, \S+, go1\.\d+\S*, sqlite 3\.\S+( fts5)?, \w+/\w+\)\n$`)
	if !form.MatchString(line) || h.ok("--version") != line {
		t.Errorf("got %q", line)
	}
	b := objects(t, h.ok("version", "--json"))[0]
	wantFields(t, b, "version", "commit", "date", "go", "sqlite", "fts5", "os", "arch")
	if b["fts5"] != app.FullText {
		t.Errorf("got %v", b)
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil, letter("x")).Server})
	if err := os.MkdirAll(h.dirs.Data, 0o777); err != nil { // somebody made it before us
		t.Fatal(err)
	}
	h.ok("sync", "--log-level", "debug")
	for _, dir := range []string{h.dirs.Data, h.dirs.State} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has the mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	log, err := os.ReadFile(filepath.Join(h.dirs.State, "log", "mailtui.log"))
	if err != nil || bytes.Contains(log, []byte(password)) || bytes.Contains(log, []byte("this is about")) {
		t.Errorf("the log is not there, or has what it must not have: %v", err)
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
