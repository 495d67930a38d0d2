package dial

import (
	"encoding/base64"
	"slices"
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
// for as long as the connection lives: some servers repeat in an answer what they
// got, and not only in that to the login.
func (c *Conn) Hide(user, password string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.secrets, c.traced = secretForms(user, password), ""
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
	return mask(words, forms, echoBegins)
}

// maskTraced is Mask for a line of the trace. A server may break a line inside of
// an echo: then the line ends with how a secret begins, and the next has the rest.
func (c *Conn) maskTraced(line string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	forms := slices.Concat(c.secrets, unfinished(c.traced, c.secrets))
	longest := 0
	for _, form := range c.secrets {
		longest = max(longest, len(form))
	}
	c.traced += line
	c.traced = c.traced[max(len(c.traced)-longest, 0):]
	return mask(line, forms, shortSecret)
}

// unfinished returns what is missing of the forms that begin at the end of text,
// unless it is short.
func unfinished(text string, forms []string) (missing []string) {
	for _, form := range forms {
		for n := 1; n <= min(len(form)-shortSecret, len(text)); n++ {
			if _, same := echo(text[len(text)-n:], form[:n]); same == n {
				missing = append(missing, form[n:])
			}
		}
	}
	return missing
}

// mask returns words without forms of a secret, the first of which is the secret
// itself. At the end of the words atEnd bytes are taken for how one begins.
func mask(words string, forms []string, atEnd int) string {
	switch {
	case len(forms) == 0 || words == "":
		return words
	case len(forms[0]) < shortSecret:
		return leftOut
	}
	var b strings.Builder
	end := 0 // of the secret that was found last
	for i := range len(words) {
		if n := longestEcho(words[i:], forms, atEnd); n > 0 {
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
func longestEcho(s string, forms []string, atEnd int) int {
	longest := 0
	for _, form := range forms {
		n, same := echo(s, form)
		if same == len(form) || same >= echoBegins || n == len(s) && same >= atEnd {
			longest = max(longest, n)
		}
	}
	return longest
}

// echo returns how many bytes at the beginning of s are the first ones of form,
// and how many those are: breaks between lines do not count.
func echo(s, form string) (n, same int) {
	for n < len(s) && same < len(form) {
		switch {
		case lower(s[n]) == lower(form[same]):
			same++
		case same == 0 || s[n] != '\r' && s[n] != '\n':
			return n, same
		}
		n++
	}
	return n, same
}

// lower returns an ASCII letter in lower case: servers change the case of what
// they take for a command.
func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
