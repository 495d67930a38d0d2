package dial

import (
	"encoding/base64"
	"strings"
)

const (
	// masked stands for a secret in the words of a server.
	masked = "***"
	// leftOut stands for all of its words where a secret is so short that what
	// is left around it would tell it.
	leftOut = "the server's words are left out"

	shortSecret = 4 // bytes: one with fewer is short
	// echoBegins is how many bytes of a secret are taken for an echo of it that
	// the server breaks off.
	echoBegins = 8
)

// Hide keeps a password out of the trace and, with [Conn.Mask], out of problems,
// until release is called: some servers repeat in their answer what they got.
func (c *Conn) Hide(user, password string) (release func()) {
	c.setSecrets(secretForms(user, password))
	return func() { c.setSecrets(nil) }
}

func (c *Conn) setSecrets(forms []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.secrets = forms
}

// secretForms returns a password in each form in which it is sent, itself first:
// as it is, as a quoted string (RFC 9051 §4.3), and in the base64 of the SASL
// methods PLAIN (RFC 4616 §2) and LOGIN. Spaces at an end are no secret, and often lost.
func secretForms(user, password string) []string {
	forms := []string{
		strings.TrimSpace(password),
		strings.TrimSpace(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(password)),
	}
	for _, response := range []string{password, "\x00" + user + "\x00" + password} {
		b := []byte(response)
		forms = append(forms, base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b))
	}
	return forms
}

// Mask returns words of the server's without the password that is hidden.
// Whoever shortens them does it afterwards.
func (c *Conn) Mask(words string) string {
	c.mu.Lock()
	forms := c.secrets
	c.mu.Unlock()
	switch {
	case forms == nil || words == "":
		return words
	case len(forms[0]) < shortSecret:
		return leftOut
	}
	var b strings.Builder
	end := 0 // of the secret that was found last
	for i := range len(words) {
		if n := longestEcho(words[i:], forms); n > 0 {
			if i >= end {
				b.WriteString(masked)
			}
			end = max(end, i+n)
		}
		if i >= end {
			b.WriteByte(words[i])
		}
	}
	return b.String()
}

// longestEcho returns how many bytes of s are one of forms, or how one begins.
func longestEcho(s string, forms []string) int {
	longest := 0
	for _, form := range forms {
		n := 0
		for n < len(s) && n < len(form) && lower(s[n]) == lower(form[n]) {
			n++
		}
		if n == len(form) || n >= echoBegins {
			longest = max(longest, n)
		}
	}
	return longest
}

// lower returns an ASCII letter in lower case: servers change the case of what
// they take for a command.
func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
