package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// Account is accounts/NAME.toml, complete and checked.
type Account struct {
	// Wrong says what is wrong with the file; then Name, ID and File are all
	// that can be relied on. nil: nothing.
	Wrong *mail.Problem

	Name     string         // of its file, without ".toml"
	ID       mail.AccountID // the key id, or the name
	File     string         // where it was read
	Email    string         // the user's addr-spec
	FullName string         // the user's name, for mail from this account
	Protocol Protocol
	Server   Server
	POP3     POP3
	Auth     Auth
}

// Auth is how an account signs in.
type Auth struct {
	User            string
	PasswordCommand []string // program and arguments; prints the password
}

// accountFile is the form of an account file. Its keys, and only these, exist.
type accountFile struct {
	ID       string      `toml:"id,omitempty"`
	Email    string      `toml:"email"`
	Name     string      `toml:"name,omitempty"`
	Protocol string      `toml:"protocol"`
	IMAP     *serverFile `toml:"imap,omitempty"`
	POP3     *pop3File   `toml:"pop3,omitempty"`
	Auth     authFile    `toml:"auth"`
}

type authFile struct {
	User            string   `toml:"user,omitempty"`
	Method          string   `toml:"method,omitempty"`
	PasswordCommand []string `toml:"password_command"`
}

// LoadAccounts reads every account file, in the order of their names. One that
// is wrong costs the others nothing: it says so in [Account.Wrong]. The error is
// a [mail.Problem]: there is no account, or the folder cannot be read.
func LoadAccounts(dirs Dirs) ([]Account, error) {
	files, err := filepath.Glob(filepath.Join(escapeGlob(dirs.Accounts()), "*.toml"))
	if err != nil {
		return nil, problem(dirs.Accounts(), err)
	}
	if len(files) == 0 {
		return nil, noAccounts(dirs)
	}
	slices.Sort(files)
	accounts := make([]Account, 0, len(files))
	for _, file := range files {
		account := loadAccount(file)
		if i := slices.IndexFunc(accounts, func(a Account) bool { return a.ID == account.ID }); i >= 0 {
			wrong := fileProblem(file, "has the same id as "+accounts[i].File+": give each its own.")
			account.ID, account.Wrong = mail.AccountID(account.Name), &wrong
		}
		accounts = append(accounts, account)
	}
	return accounts, nil
}

// noAccounts tells a folder that cannot be read from one that holds no account.
func noAccounts(dirs Dirs) error {
	if _, err := os.ReadDir(dirs.Accounts()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return problem(dirs.Accounts(), err)
	}
	return fileProblem(filepath.Join(dirs.Accounts(), "NAME.toml"), "there is no account yet: write this file "+
		"(README.md shows one), or look around with \"mailtui demo\".")
}

func loadAccount(path string) Account {
	name := strings.TrimSuffix(filepath.Base(path), ".toml")
	var file accountFile
	doc, err := decode(path, &file)
	if err != nil {
		wrong := problem(path, err)
		return Account{Wrong: &wrong, Name: name, ID: mail.AccountID(name), File: path}
	}
	a := Account{
		Name:     name,
		ID:       mail.AccountID(file.ID),
		File:     path,
		Email:    file.Email,
		FullName: file.Name,
		Protocol: Protocol(file.Protocol),
		Auth:     Auth{User: file.Auth.User, PasswordCommand: file.Auth.PasswordCommand},
	}
	if a.ID == "" {
		a.ID = mail.AccountID(name)
	}
	if a.Auth.User == "" {
		a.Auth.User = a.Email
	}
	if a.Wrong = a.checkPerson(doc, file); a.Wrong == nil {
		a.Wrong = a.readServer(doc, file)
	}
	return a
}

// checkPerson checks what is about the user rather than about the server.
func (a *Account) checkPerson(doc *document, file accountFile) *mail.Problem {
	local, domain, _ := strings.Cut(a.Email, "@")
	switch {
	case local == "" || domain == "":
		return doc.problem(`email is the address of the account, like "ada@example.org"`, nil, "email")
	case file.Auth.Method != "" && file.Auth.Method != "password":
		return doc.problem(`method is "password"; other ways to sign in are not there yet`, nil, "auth", "method")
	case len(a.Auth.PasswordCommand) == 0 || a.Auth.PasswordCommand[0] == "":
		return doc.problem(`the key password_command in [auth] is missing: give the program that prints the `+
			`password, like ["pass", "show", "mail/home"]`, nil, "auth", "password_command")
	case strings.ContainsAny(a.Auth.User, "\r\n\x00"):
		return doc.problem("user holds a line break", nil, "auth", "user")
	default:
		return nil
	}
}

func fileProblem(path, what string) mail.Problem {
	return mail.Problem{Op: "config", Kind: mail.Config, Path: path, What: mail.Line(what)}
}

// escapeGlob makes a folder's name mean itself in a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
