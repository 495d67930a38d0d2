package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
)

// Account is accounts/NAME.toml, complete and checked.
type Account struct {
	// Wrong says what is wrong with the file; then Name, ID and File are all
	// that can be relied on. nil: nothing.
	Wrong *mail.Problem

	Name     string         // of its file, without ".toml"
	ID       mail.AccountID // the key id, or the name
	HasID    bool           // the file states it
	File     string         // where it was read
	Email    string         // the user's addr-spec
	FullName string         // the user's name, for mail from this account
	Protocol Protocol
	Server   Server
	POP3     POP3
	SMTP     *Server // sends the account's mail, with the same login; nil: none does
	Auth     Auth
}

// Auth is how an account signs in.
type Auth struct {
	User            string
	PasswordCommand []string // program and arguments; prints the password
}

// accountFile is the form of an account file. Its keys, and only these, exist;
// see [document.checkLater] for those with the tag "now".
type accountFile struct {
	ID       string         `toml:"id,omitempty"`
	Email    string         `toml:"email"`
	Name     string         `toml:"name,omitempty"`
	Protocol string         `toml:"protocol"`
	IMAP     *serverFile    `toml:"imap,omitempty"`
	POP3     *pop3File      `toml:"pop3,omitempty"`
	SMTP     *serverFile    `toml:"smtp,omitempty"`
	Auth     authFile       `toml:"auth"`
	Folders  *foldersFile   `toml:"folders,omitempty"`
	Identity []identityFile `toml:"identity,omitempty"` // kept for when mail can be written
}

type authFile struct {
	User            string   `toml:"user,omitempty"`
	Method          *string  `toml:"method,omitempty" now:"password"`
	PasswordStore   *string  `toml:"password_store,omitempty" now:"command"`
	PasswordCommand []string `toml:"password_command"`
}

// foldersFile names folders for servers that do not say what they are for. It is
// kept for when mail can be moved.
type foldersFile struct {
	Archive string `toml:"archive,omitempty"`
	Sent    string `toml:"sent,omitempty"`
	Drafts  string `toml:"drafts,omitempty"`
	Junk    string `toml:"junk,omitempty"`
	Trash   string `toml:"trash,omitempty"`
}

type identityFile struct {
	Email         string `toml:"email"`
	Name          string `toml:"name,omitempty"`
	SignatureFile string `toml:"signature_file,omitempty"`
}

// LoadAccounts reads every account file, in the order of their names. One that
// is wrong costs the others nothing: it says so in [Account.Wrong]. The error is
// a [mail.Problem]: there is no account, or the folder cannot be read.
func LoadAccounts(dirs Dirs) ([]Account, error) {
	files, err := filepath.Glob(filepath.Join(escapeGlob(dirs.Accounts()), "*.toml"))
	if err != nil {
		return nil, problem(dirs.Accounts(), err)
	}
	files = slices.DeleteFunc(files, func(file string) bool { // an editor's own
		return strings.HasPrefix(filepath.Base(file), ".")
	})
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

// Reload reads the file of an account again. What is wrong with it now is in
// [Account.Wrong].
func Reload(a Account) Account { return loadAccount(a.File) }

func loadAccount(path string) Account {
	name := strings.TrimSuffix(filepath.Base(path), ".toml")
	if !validName(name) {
		wrong := fileProblem(path, "the name of an account file "+nameForm+": rename it.")
		name = strings.Map(safeRune, name)
		return Account{Wrong: &wrong, Name: name, ID: mail.AccountID(name), File: path}
	}
	a := Account{Name: name, ID: mail.AccountID(name), File: path}
	var file accountFile
	doc, err := decode(path, &file)
	if err != nil {
		wrong := problem(path, err)
		a.Wrong = &wrong
		return a
	}
	if file.ID != "" && !validName(file.ID) {
		a.Wrong = doc.problem("id "+nameForm, nil, "id")
		return a
	}
	a.Email, a.FullName, a.Protocol = file.Email, file.Name, Protocol(file.Protocol)
	a.Auth = Auth{User: file.Auth.User, PasswordCommand: file.Auth.PasswordCommand}
	if file.ID != "" {
		a.ID, a.HasID = mail.AccountID(file.ID), true
	}
	if a.Auth.User == "" {
		a.Auth.User = a.Email
	}
	a.Wrong = doc.checkLater(&file)
	for _, check := range []func(*document, accountFile) *mail.Problem{
		a.checkPerson, a.readServer, a.readSMTP,
	} {
		if a.Wrong == nil {
			a.Wrong = check(doc, file)
		}
	}
	return a
}

// nameForm says what [validName] takes.
const nameForm = "begins with a letter or a digit and has only letters, digits and . _ @ + -"

// validName reports whether an account may be called so: its name is shown, and
// stands in commands.
func validName(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return (unicode.IsLetter(first) || unicode.IsDigit(first)) && strings.Map(safeRune, name) == name
}

// safeRune is what becomes of a character in the name of an account.
func safeRune(r rune) rune {
	if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._@+-", r)) {
		return r
	}
	return utf8.RuneError
}

// checkPerson checks the protocol, and what is about the user rather than about the server.
func (a *Account) checkPerson(doc *document, _ accountFile) *mail.Problem {
	switch {
	case a.Protocol != IMAP && a.Protocol != POP: // all that follows may belong to another one
		return doc.problem(`protocol is "imap" or "pop3"`, nil, "protocol")
	case !isAddress(a.Email):
		return doc.problem(`email is the address of the account, like "ada@example.org"`, nil, "email")
	case len(a.Auth.PasswordCommand) == 0 || a.Auth.PasswordCommand[0] == "":
		return doc.problem(`the key password_command in [auth] is missing: give the program that prints the `+
			`password, like ["pass", "show", "mail/home"]`, nil, "auth", "password_command")
	case strings.ContainsAny(a.Auth.User, "\r\n\x00"):
		return doc.problem("user holds a line break", nil, "auth", "user")
	default:
		return nil
	}
}

// readSMTP reads what only sending mail needs.
func (a *Account) readSMTP(doc *document, file accountFile) *mail.Problem {
	for i, identity := range file.Identity {
		if !isAddress(identity.Email) {
			return doc.problem(`[[identity]] number %d needs an email, like "ada@example.org"`, []any{i + 1}, "identity")
		}
	}
	if file.SMTP == nil {
		return nil
	}
	server := file.SMTP.server(defaultSMTPPort)
	server.CAFile = a.besides(server.CAFile)
	a.SMTP = &server
	return server.check(doc, "smtp")
}

func isAddress(email string) bool {
	local, domain, _ := strings.Cut(email, "@")
	return local != "" && domain != ""
}

func fileProblem(path, what string) mail.Problem {
	return mail.Problem{Op: "config", Kind: mail.Config, Path: path, What: mail.Line(what)}
}

// escapeGlob makes a folder's name mean itself in a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
