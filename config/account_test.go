package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

const imapFile = `email = "test@localhost"
name = "Test"
protocol = "imap"
[imap]
host = "localhost"
port = 23001
tls = "tls"
ca_file = "/path/to/ca.crt"
[auth]
user = "test"
password_command = ["printf", "test"]
`

const pop3File = `email = "test@localhost"
name = "Test"
protocol = "pop3"
[pop3]
host = "localhost"
port = 23003
tls = "tls"
ca_file = "/path/to/ca.crt"
on_server = "keep"
keep_days = 30
max_size = "10 MB"
delete_without_ids = true
[auth]
user = "test"
password_command = ["printf", "test"]
`

// account writes text as the file of an account named "home".
func account(t *testing.T, text string) config.Dirs {
	t.Helper()
	dirs := config.Inside(t.TempDir())
	write(t, filepath.Join(dirs.Accounts(), "home.toml"), text)
	return dirs
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadAccountsReadsBothProtocols(t *testing.T) {
	t.Parallel()
	server := config.Server{Host: "localhost", Port: 23001, TLS: config.ImplicitTLS, CAFile: "/path/to/ca.crt"}
	popServer := server
	popServer.Port = 23003
	auth := config.Auth{User: "test", PasswordCommand: []string{"printf", "test"}}
	tests := []struct {
		name, text string
		want       config.Account
	}{
		{"imap", imapFile, config.Account{
			Name: "home", ID: "home", Email: "test@localhost", FullName: "Test",
			Protocol: config.IMAP, Server: server, Auth: auth,
		}},
		{"pop3", pop3File, config.Account{
			Name: "home", ID: "home", Email: "test@localhost", FullName: "Test",
			Protocol: config.POP, Server: popServer, Auth: auth,
			POP3: config.POP3{OnServer: config.Keep, KeepDays: 30, MaxSize: 10_000_000, DeleteWithoutIDs: true},
		}},
		{
			"defaults", "id = \"stable\"\nemail = \"ada@example.org\"\nprotocol = \"pop3\"\n[pop3]\nhost = \"pop.example.org\"\n" +
				"ca_file = \"ca.crt\"\n[auth]\nmethod = \"password\"\npassword_command = [\"pass\"]\n",
			config.Account{
				Name: "home", ID: "stable", HasID: true, Email: "ada@example.org", Protocol: config.POP,
				Server: config.Server{Host: "pop.example.org", Port: 995, TLS: config.ImplicitTLS, CAFile: "CONFIG/ca.crt"},
				POP3:   config.POP3{OnServer: config.Delete},
				Auth:   config.Auth{User: "ada@example.org", PasswordCommand: []string{"pass"}},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := account(t, tt.text)
			got, err := config.LoadAccounts(dirs)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.File = filepath.Join(dirs.Accounts(), "home.toml")
			tt.want.Server.CAFile = strings.Replace(tt.want.Server.CAFile, "CONFIG", dirs.Config, 1)
			if diff := cmp.Diff([]config.Account{tt.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDefaultPorts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		protocol, tls string
		want          int
	}{
		{"imap", "tls", 993},
		{"imap", "starttls", 143},
		{"imap", "none", 143},
		{"pop3", "tls", 995},
		{"pop3", "starttls", 110},
	}
	for _, tt := range tests {
		t.Run(tt.protocol+" "+tt.tls, func(t *testing.T) {
			t.Parallel()
			text := "email = \"a@b\"\nprotocol = \"" + tt.protocol + "\"\n[" + tt.protocol + "]\nhost = \"127.0.0.1\"\n" +
				"tls = \"" + tt.tls + "\"\n[auth]\npassword_command = [\"x\"]\n"
			accounts, err := config.LoadAccounts(account(t, text))
			if err != nil || accounts[0].Wrong != nil || accounts[0].Server.Port != tt.want {
				t.Errorf("got %+v, %v", accounts, err)
			}
		})
	}
}

func TestLoadAccountsRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string // replaced in the IMAP file
		want     []string
	}{
		{"unknown key", "port =", "prot =", []string{"line 6, column 1", `no key "imap.prot"`, `the nearest one is "port"`}},
		{"unknown table", "[imap]", "[snmp]\nhost = \"x\"\n[imap]", []string{"line 4", `"snmp"`}},
		{"another way to keep a password", "user =", "password_store = \"keyring\"\nuser =", []string{
			"line 10", `auth.password_store is "command"`, "not there yet",
		}},
		{"server to send without a host", "[imap]", "[smtp]\nport = 465\n[imap]", []string{"host is the name"}},
		{"server to send in clear", "[imap]", "[smtp]\nhost = \"x\"\ntls = \"none\"\n[imap]", []string{"line 6", "in clear"}},
		{"identity without an address", "[imap]", "[[identity]]\nname = \"x\"\n[imap]", []string{"line 4", "number 1 needs an email"}},
		{"unknown folder", "[imap]", "[folders]\nspam = \"x\"\n[imap]", []string{"line 5", "folders.spam"}},
		{"id that is a path", "email =", "id = \"../../x\"\nemail =", []string{"line 1, column 1", "begins with a letter"}},
		{"id with an escape sequence", "email =", `id = "a\u001b]0;x\u0007"` + "\nemail =", []string{"line 1, column 1", "only letters"}},
		{"far from every key", "port =", "zebra =", []string{"line 6", "there are: host, port, tls, ca_file, insecure"}},
		{"key of the other protocol", "tls =", "on_server =", []string{"line 7", "imap.on_server"}},
		{"syntax", `host = "localhost"`, `host = localhost`, []string{"line 5, column 8"}},
		{"text for a switch", "tls =", "insecure = \"yes\"\ntls =", []string{"line 7", "imap.insecure is true or false"}},
		{"number for a name", `"localhost"`, "1", []string{"line 5", "imap.host is text in quotes"}},
		{"value for a table", "protocol =", "auth = 1\nprotocol =", []string{"line 3", "auth is a table"}},
		{"twice", "tls =", "host =", []string{"line 7"}},
		{"wrong type", "port = 23001", `port = "993"`, []string{"line 6, column 8", "imap.port is a whole number"}},
		{
			"password command as a string", `["printf", "test"]`, `"pass show mail"`,
			[]string{"line 11", `auth.password_command is a list of words`, `["pass", "show", "mail/home"]`},
		},
		{"no password command", `password_command = ["printf", "test"]`, "", []string{"password_command in [auth] is missing"}},
		{"empty password command", `["printf", "test"]`, "[]", []string{"line 11, column 1", "password_command"}},
		{"no email", `email = "test@localhost"`, "", []string{"email is the address"}},
		{"email without domain", "test@localhost", "test", []string{"line 1, column 1", "email is the address"}},
		{
			"unknown protocol and nothing else", imapFile[strings.Index(imapFile, "protocol"):], `protocol = "pop4"`,
			[]string{"line 3", `"imap" or "pop3"`},
		},
		{"unknown protocol", `"imap"`, `"nntp"`, []string{"line 3", `"imap" or "pop3"`}},
		{"table of the other protocol", `"imap"`, `"pop3"`, []string{"line 3", "[pop3]"}},
		{"no host", `host = "localhost"`, "", []string{"host is the name"}},
		{"address as host", `"localhost"`, `"https://x/"`, []string{"line 5", "host is the name"}},
		{"port too high", "23001", "70000", []string{"line 6, column 1", "1 to 65535"}},
		{"port zero", "23001", "0", []string{"line 6, column 1", "1 to 65535"}},
		{"unknown tls", `"tls"`, `"ssl"`, []string{"line 7", `"tls", "starttls" or "none"`}},
		{
			"clear text to another machine", "host = \"localhost\"\nport = 23001\ntls = \"tls\"", "host = \"h.example\"\ntls = \"none\"",
			[]string{"line 6", "h.example in clear", "insecure = true"},
		},
		{"login by token", "user =", "method = \"oauth\"\nuser =", []string{"line 10", `method is "password"`}},
		{"line break in the user", `user = "test"`, `user = "a\r\nb"`, []string{"line 10", "line break"}},
		{"escape sequence in a key", "port =", `"\u001b]0;x\u0007" =`, []string{"line 6"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(imapFile, tt.old) {
				t.Fatalf("%q is not in the file", tt.old)
			}
			dirs := account(t, strings.Replace(imapFile, tt.old, tt.new, 1))
			refused(t, wrong(t, dirs), mail.Config, append(tt.want, filepath.Join(dirs.Accounts(), "home.toml"))...)
		})
	}
}

func TestLoadAccountsRefusesPOP3(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string
		want     string
	}{
		{"unknown policy", `"keep"`, `"archive"`, `on_server is "delete" or "keep"`},
		{"policy to come", `"keep"`, `"until-deleted-here"`, "not there yet"},
		{"days without keep", `"keep"`, `"delete"`, `keep_days needs on_server = "keep"`},
		{"negative days", "= 30", "= -1", "keep_days is a number"},
		{"absurd days", "= 30", "= 400000", "keep_days is a number"},
		{"size in words", "10 MB", "big", "max_size is a size"},
		{"no size", "10 MB", "0", "max_size is a size"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dirs := account(t, strings.Replace(pop3File, tt.old, tt.new, 1))
			refused(t, wrong(t, dirs), mail.Config, tt.want, "line ")
		})
	}
}

func TestClearTextTowardsThisMachineOrOnPurpose(t *testing.T) {
	t.Parallel()
	for _, server := range []string{
		"host = \"localhost\"", "host = \"127.0.0.7\"", "host = \"::1\"",
		"host = \"mail.example.org\"\ninsecure = true",
	} {
		text := "email = \"a@b\"\nprotocol = \"imap\"\n[imap]\n" + server +
			"\ntls = \"none\"\n[auth]\npassword_command = [\"x\"]\n"
		accounts, err := config.LoadAccounts(account(t, text))
		if err != nil || accounts[0].Wrong != nil {
			t.Errorf("%s: %v, %v", server, err, accounts[0].Wrong)
		}
	}
}

func TestOneWrongFileCostsTheOthersNothing(t *testing.T) {
	t.Parallel()
	dirs := account(t, imapFile)
	write(t, filepath.Join(dirs.Accounts(), "broken.toml"), "email = ")
	write(t, filepath.Join(dirs.Accounts(), "twin.toml"), "id = \"home\"\n"+imapFile)
	write(t, filepath.Join(dirs.Accounts(), "notes.txt"), "not an account")
	accounts, err := config.LoadAccounts(dirs)
	if err != nil || len(accounts) != 3 {
		t.Fatalf("got %+v, %v", accounts, err)
	}
	if accounts[1].Name != "home" || accounts[1].Wrong != nil {
		t.Errorf("got %+v", accounts[1])
	}
	refused(t, *accounts[0].Wrong, mail.Config, "broken.toml")
	refused(t, *accounts[2].Wrong, mail.Config, "twin.toml", "same id", "home.toml")
	if accounts[0].ID != "broken" || accounts[2].ID != "twin" {
		t.Errorf("ids are %q and %q", accounts[0].ID, accounts[2].ID)
	}
}

// TestLoadAccountsTakesTheDocumentedFile: all but the one key whose value is not
// there yet, and without which there is no password.
func TestLoadAccountsTakesTheDocumentedFile(t *testing.T) {
	t.Parallel()
	const store = "password_store = \"keyring\"\n"
	text := `email = "ada@example.org"
name = "Ada Lovelace"
protocol = "imap"           # or "pop3"
[imap]
host = "imap.example.org"
port = 993
tls = "tls"        # tls | starttls | none
[smtp]
host = "smtp.example.org"
port = 465
tls = "tls"
[auth]
user = "ada@example.org"
method = "password"
` + store + `[folders]
archive = "Archive"
sent = "Sent"    # only when SPECIAL-USE is missing
[[identity]]
email = "countess@example.org"
name = "A. L."
signature_file = "countess.txt"
[pop3]
on_server = "delete"   # delete (default: once stored and verified) | keep | until-deleted-here
keep_days = 0           # with keep: 0 = for ever
max_size = ""           # larger mail: header only until asked for
delete_without_ids = false
`
	refused(t, wrong(t, account(t, text)), mail.Config, "line 15, column 1", "password_store", "not there yet")
	text = strings.Replace(text, store, "password_store = \"command\"\npassword_command = [\"pass\"]\n", 1)
	accounts, err := config.LoadAccounts(account(t, text))
	if err != nil || accounts[0].Wrong != nil {
		t.Fatalf("%v, %v", err, accounts)
	}
	got := accounts[0]
	want := config.Server{Host: "imap.example.org", Port: 993, TLS: config.ImplicitTLS}
	if got.Server != want || got.POP3 != (config.POP3{}) {
		t.Errorf("got %+v", got)
	}
	sends := config.Server{Host: "smtp.example.org", Port: 465, TLS: config.ImplicitTLS}
	if got.SMTP == nil || *got.SMTP != sends {
		t.Errorf("mail goes out over %+v", got.SMTP)
	}
}

func TestNamesOfAccountFiles(t *testing.T) {
	t.Parallel()
	dirs := account(t, imapFile)
	for _, name := range []string{".home", ".#home", "e\x1b]0;x\ax", "-rf", "my mail", "ada@example.org", "büro-2"} {
		write(t, filepath.Join(dirs.Accounts(), name+".toml"), imapFile)
	}
	accounts, err := config.LoadAccounts(dirs)
	if err != nil {
		t.Fatal(err)
	}
	var good []string
	for _, a := range accounts {
		if a.Wrong == nil {
			good = append(good, a.Name)
			continue
		}
		refused(t, *a.Wrong, mail.Config, dirs.Accounts(), "begins with a letter or a digit", "rename it")
		if strings.ContainsAny(a.Name+string(a.ID), "\x1b\a ") {
			t.Errorf("the name is %q, the id %q", a.Name, a.ID)
		}
	}
	if diff := cmp.Diff([]string{"ada@example.org", "büro-2", "home"}, good); diff != "" || len(accounts) != 6 {
		t.Errorf("%d accounts, %s", len(accounts), diff)
	}
}

func TestOnlyFilesOfEditorsAreNoAccount(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	write(t, filepath.Join(dirs.Accounts(), ".#home.toml"), imapFile)
	_, err := config.LoadAccounts(dirs)
	refused(t, err, mail.Config, "write this file")
}

func TestReloadReadsTheFileAsItIsNow(t *testing.T) {
	t.Parallel()
	dirs := account(t, imapFile)
	before, err := config.LoadAccounts(dirs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, before[0].File, strings.Replace(imapFile, `["printf", "test"]`, `["cat", "word"]`, 1))
	if now := config.Reload(before[0]); now.Wrong != nil || now.Auth.PasswordCommand[0] != "cat" {
		t.Errorf("got %+v", now)
	}
	write(t, before[0].File, "nonsense")
	if now := config.Reload(before[0]); now.Wrong == nil {
		t.Errorf("got %+v", now)
	}
}

func TestNoAccountSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	_, err := config.LoadAccounts(dirs)
	refused(t, err, mail.Config, dirs.Accounts(), "write this file", "mailtui demo")
}

func TestUnreadableFilesAreNamed(t *testing.T) {
	t.Parallel()
	t.Run("account", func(t *testing.T) {
		t.Parallel()
		dirs := config.Inside(t.TempDir())
		// A folder in place of the file cannot be read by anybody, root included.
		path := filepath.Join(dirs.Accounts(), "home.toml")
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		refused(t, wrong(t, dirs), mail.Config, path, "cannot be read")
	})
	t.Run("folder of the accounts", func(t *testing.T) {
		t.Parallel()
		dirs := config.Inside(t.TempDir())
		write(t, dirs.Accounts(), "a file in place of the folder")
		_, err := config.LoadAccounts(dirs)
		refused(t, err, mail.Config, dirs.Accounts(), "cannot be read")
	})
}

func TestSaveAccountIsReadBack(t *testing.T) {
	t.Parallel()
	const sends = "\n[smtp]\nhost = \"smtp.example.org\"\ntls = \"starttls\"\nca_file = \"/ca.pem\"\n"
	for _, text := range []string{imapFile, pop3File, "id = \"other\"\n" + imapFile, imapFile + sends} {
		dirs := account(t, text)
		want, err := config.LoadAccounts(dirs)
		if err != nil {
			t.Fatal(err)
		}
		copied := config.Inside(t.TempDir())
		if err := config.SaveAccount(copied, want[0]); err != nil {
			t.Fatal(err)
		}
		got, err := config.LoadAccounts(copied)
		if err != nil {
			t.Fatal(err)
		}
		want[0].File = got[0].File
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		info, err := os.Stat(got[0].File)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file's mode is %v, %v", info.Mode(), err)
		}
		refused(t, config.SaveAccount(copied, want[0]), mail.Config, got[0].File)
	}
}

// wrong returns what is wrong with the only account.
func wrong(t *testing.T, dirs config.Dirs) error {
	t.Helper()
	accounts, err := config.LoadAccounts(dirs)
	if err != nil || len(accounts) != 1 || accounts[0].Wrong == nil {
		t.Fatalf("got %+v, %v", accounts, err)
	}
	return *accounts[0].Wrong
}

// refused checks that err is a problem of that kind whose one sentence has
// every part.
func refused(t *testing.T, err error, kind mail.Kind, parts ...string) {
	t.Helper()
	var p mail.Problem
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want a problem", err)
	}
	sentence := p.Sentence()
	if p.Kind != kind {
		t.Errorf("kind %d: %s", p.Kind, sentence)
	}
	for _, part := range parts {
		if !strings.Contains(sentence, part) {
			t.Errorf("%q is not in: %s", part, sentence)
		}
	}
	if strings.ContainsAny(sentence, "\x1b\x07\n\r") || strings.Contains(sentence, " toml:") {
		t.Errorf("not fit for people: %q", sentence)
	}
}
