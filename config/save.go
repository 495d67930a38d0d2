package config

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pelletier/go-toml/v2"

	"github.com/mailtui/mailtui/mail"
)

// SaveAccount writes a as a new account file, for its owner only. It fails when
// the file exists.
func SaveAccount(dirs Dirs, a Account) error {
	path := filepath.Join(dirs.Accounts(), a.Name+".toml")
	text, err := encodeAccount(a)
	if err != nil {
		return fileProblem(path, err.Error()+".")
	}
	if err := os.MkdirAll(dirs.Accounts(), 0o700); err != nil {
		return unwritable(dirs.Accounts())
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the user's own folder
	if err != nil {
		return unwritable(path)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return unwritable(path)
	}
	return nil
}

// encodeAccount is the inverse of loadAccount; what is a default is left out.
func encodeAccount(a Account) ([]byte, error) {
	file := accountFile{
		Email:    a.Email,
		Name:     a.FullName,
		Protocol: string(a.Protocol),
		Auth:     authFile{User: a.Auth.User, PasswordCommand: a.Auth.PasswordCommand},
	}
	if string(a.ID) != a.Name {
		file.ID = string(a.ID)
	}
	if a.SMTP != nil {
		file.SMTP = a.SMTP.file(defaultSMTPPort)
	}
	s := a.Server.file(func(tls TLS) int { return defaultPort(a.Protocol, tls) })
	switch a.Protocol {
	case IMAP:
		file.IMAP = s
	case POP:
		file.POP3 = &pop3File{
			Host: s.Host, Port: s.Port, TLS: s.TLS, CAFile: s.CAFile, Insecure: s.Insecure,
			OnServer: string(a.POP3.OnServer), KeepDays: a.POP3.KeepDays, DeleteWithoutIDs: a.POP3.DeleteWithoutIDs,
		}
		if a.POP3.MaxSize > 0 {
			file.POP3.MaxSize = strconv.FormatInt(a.POP3.MaxSize, 10)
		}
	}
	return toml.Marshal(file)
}

// file is the inverse of [serverFile.server].
func (s Server) file(port func(TLS) int) *serverFile {
	out := &serverFile{Host: s.Host, Port: &s.Port, TLS: string(s.TLS), CAFile: s.CAFile, Insecure: s.Insecure}
	if s.Port == port(s.TLS) {
		out.Port = nil
	}
	return out
}

func unwritable(path string) mail.Problem {
	return mail.Problem{Op: "config", Kind: mail.Config, Cause: mail.FileUnwritable, Path: path}
}
