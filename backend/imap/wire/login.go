package wire

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

// authenticate logs in by what the server offers: AUTHENTICATE PLAIN, else
// LOGIN. No referral is followed (RFC 2221).
func (l *login) authenticate(ctx context.Context, already bool) error {
	if l.caps == nil {
		if a, err := l.run("CAPABILITY"); err != nil {
			return err
		} else if a.status != "OK" {
			return l.refused("capability", mail.Protocol, a.words)
		}
	}
	if already {
		return nil
	}
	method := l.loginQuoted
	switch {
	case l.has("AUTH=PLAIN"):
		method = l.plain
	case l.has("LOGINDISABLED") && l.opts.Dial.TLS == dial.NoTLS:
		return l.problem("login", mail.Insecure, mail.PlaintextAuth)
	case l.has("LOGINDISABLED"):
		return l.problem("login", mail.Rejected, mail.CauseNone)
	}
	password, err := l.opts.Password(ctx)
	if err != nil {
		return l.noPassword(err)
	}
	if strings.ContainsAny(l.opts.User+password, "\r\n\x00") {
		return l.problem("login", mail.Auth, mail.CauseNone) // no server takes such a name or password
	}
	l.conn.Hide(l.opts.User, password)
	l.told = false
	a, err := method(l.opts.User, password)
	if err != nil {
		return err
	}
	if a.status != "OK" {
		return l.loginRefused(a)
	}
	if !l.told { // those after login may be others
		l.caps = nil
	}
	return nil
}

// noPassword keeps the reason that whoever keeps the password gave.
func (l *login) noPassword(err error) error {
	var p mail.Problem
	var e *backend.Error
	switch {
	case errors.As(err, &e):
		return err
	case errors.As(err, &p):
		return &backend.Error{Problem: p, Err: err}
	default:
		e = l.problem("password", mail.Config, mail.NoPassword)
		e.What, e.Err = mail.Identity(l.opts.User), err
		return e
	}
}

// loginRefused says what the server's NO means (RFC 5530 §3).
func (l *login) loginRefused(a answer) error {
	code, _, _ := strings.Cut(strings.ToUpper(string(a.code)), " ")
	switch code {
	case "UNAVAILABLE", "LIMIT", "SERVERBUG":
		return l.refused("login", mail.Temporary, a.words)
	case "INUSE":
		return l.refused("login", mail.Busy, a.words)
	case "PRIVACYREQUIRED":
		return l.refused("login", mail.Insecure, a.words)
	default:
		return l.refused("login", mail.Auth, a.words)
	}
}

// plain is AUTHENTICATE PLAIN (RFC 9051 §6.2.2), with the response in the same
// line where the server takes it (RFC 4959).
func (l *login) plain(user, password string) (answer, error) {
	mechanism, response, err := sasl.NewPlainClient("", user, password).Start()
	if err != nil {
		return answer{}, fmt.Errorf("prepare %s: %w", mechanism, err)
	}
	encoded := base64.StdEncoding.EncodeToString(response)
	tag := l.nextTag()
	line := tag + " AUTHENTICATE " + mechanism
	if l.has("SASL-IR") {
		if err := l.conn.SendSecret(line+" ***", line+" "+encoded); err != nil {
			return answer{}, err
		}
		return l.end(tag)
	}
	if err := l.conn.SendSecret(line, line); err != nil {
		return answer{}, err
	}
	return l.secrets(tag, encoded)
}

// loginQuoted is LOGIN (RFC 9051 §6.2.3) with quoted strings, or literals for
// what cannot be quoted.
func (l *login) loginQuoted(user, password string) (answer, error) {
	tag := l.nextTag()
	if quotable(user) && quotable(password) {
		line := fmt.Sprintf("%s LOGIN %s %s", tag, appendString(nil, []byte(user)), appendString(nil, []byte(password)))
		if err := l.conn.SendSecret(tag+" LOGIN ***", line); err != nil {
			return answer{}, err
		}
		return l.end(tag)
	}
	line := fmt.Sprintf("%s LOGIN {%d}", tag, len(user))
	if err := l.conn.SendSecret(line, line); err != nil {
		return answer{}, err
	}
	return l.secrets(tag, fmt.Sprintf("%s {%d}", user, len(password)), password)
}

// quotable reports whether s is printable ASCII.
func quotable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// secrets sends each line when the server has said that it waits for it.
func (l *login) secrets(tag string, lines ...string) (answer, error) {
	for _, line := range lines {
		a, err := l.await(tag)
		if err != nil || a.status != "+" {
			return a, err
		}
		if err := l.conn.SendSecret("***", line); err != nil {
			return answer{}, err
		}
	}
	return l.end(tag)
}

// end waits for the end of a command that nothing more belongs to.
func (l *login) end(tag string) (answer, error) {
	a, err := l.await(tag)
	if err == nil && a.status == "+" {
		err = noIMAP()
	}
	return a, err
}
