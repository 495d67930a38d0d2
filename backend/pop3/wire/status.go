package wire

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// maxStatus is how long a status line may be, its line end included. RFC 2449
// §4 allows 512 octets; go-pop3 reads at most 4,096 at once.
const maxStatus = 2048

// ErrProtocol is wrapped by every error that says that the server does not
// speak POP3, or contradicts itself.
var ErrProtocol = errors.New("not POP3")

// ErrTooLarge is wrapped by every error that says that an answer went beyond
// its limit.
var ErrTooLarge = errors.New("answer beyond the limit")

// Status is a status line (RFC 1939 §3).
type Status struct {
	OK bool
	// Code is the extended response code in upper case, one of "IN-USE",
	// "LOGIN-DELAY" (RFC 2449 §8), "SYS/TEMP", "SYS/PERM", "AUTH" (RFC 3206), or
	// empty. Any other is part of Text.
	Code string
	Text string // what follows, unsanitised
}

// ParseStatus reads a status line with its CRLF. "+OK" and "-ERR" are taken in
// any case, but only whole: a blank line, "+OKmaybe" and a line that ends at a
// bare LF are errors.
func ParseStatus(line []byte) (Status, error) {
	text, ended := bytes.CutSuffix(line, []byte("\r\n"))
	if !ended || bytes.ContainsAny(text, "\r\n\x00") {
		return Status{}, fmt.Errorf("%w: a status line without CRLF", ErrProtocol)
	}
	var s Status
	indicator, rest := text, []byte(nil)
	if at := bytes.IndexAny(text, " \t"); at >= 0 {
		indicator, rest = text[:at], text[at+1:]
	}
	switch strings.ToUpper(string(indicator)) {
	case "+OK":
		s.OK = true
	case "-ERR":
	default:
		return Status{}, fmt.Errorf("%w: neither +OK nor -ERR", ErrProtocol)
	}
	s.Text = strings.TrimSpace(string(rest))
	if code, after, found := strings.Cut(s.Text, "]"); found {
		switch code = strings.ToUpper(code); code {
		case "[IN-USE", "[LOGIN-DELAY", "[SYS/TEMP", "[SYS/PERM", "[AUTH":
			s.Code, s.Text = code[1:], strings.TrimSpace(after)
		}
	}
	return s, nil
}

// line returns the status in the only form that go-pop3 understands: the
// indicator, then one space and words if there are any.
func (s Status) line() []byte {
	words := s.Text
	if s.Code != "" {
		words = strings.TrimSpace("[" + s.Code + "] " + words)
	}
	indicator := "-ERR"
	if s.OK {
		indicator = "+OK"
	}
	if words == "" {
		return []byte(indicator + "\r\n")
	}
	return []byte(indicator + " " + words + "\r\n")
}
