package backend

import (
	"bytes"
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
)

// Sender submits messages (RFC 6409). It stands apart from [Backend]: mail goes
// out while the mailbox cannot be reached. It is used by one goroutine at a
// time, and every Send is a connection of its own, with deadlines that move
// with progress as those of a Backend do.
type Sender interface {
	// Send submits a message to all of its recipients or to none. nil: the
	// server has taken it. Errors are of type [*Error], and their kind says what
	// has become of the message:
	//   - [mail.Unknown]: nobody knows; the connection ended between the last
	//     line of the message and the server's answer;
	//   - [mail.Temporary]: it was not taken, later it may be;
	//   - any other: it was not taken, and the user has to mend something first.
	// The scope is [mail.ScopeMessage] when another message may fare better.
	//
	// Cancelling ctx ends it within a second, but for the last answer it waits
	// some seconds more: who does not hear it does not know.
	Send(ctx context.Context, m Outgoing) error
}

// Outgoing is a message with its envelope.
type Outgoing struct {
	From string   // addr-spec of MAIL FROM
	To   []string // addr-specs of RCPT TO, at least one
	// Message is all of it (RFC 5322), lines ended by CRLF or LF, the same in
	// all of its header. Its Bcc fields are not sent.
	Message []byte
}

// Check refuses what would mean something else to a server than to whoever wrote
// it: an address or a header field with a line break or a NUL inside, a header
// that is none, a line that is too long. Its errors are of type [*Error].
func (o Outgoing) Check() error {
	if len(o.To) == 0 {
		return notSent(mail.BadAddress, "")
	}
	for _, addr := range append([]string{o.From}, o.To...) {
		if !isAddress(addr) {
			return notSent(mail.BadAddress, addr)
		}
	}
	header, _ := SplitHeader(o.Message)
	if field, ok := checkHeader(header); !ok {
		return notSent(mail.BadMessage, field)
	}
	if bytes.IndexByte(o.Message, 0) >= 0 {
		return notSent(mail.BadMessage, "NUL")
	}
	for line := range bytes.FieldsFuncSeq(o.Message, func(r rune) bool { return r == '\r' || r == '\n' }) {
		if len(line) > maxLine {
			return notSent(mail.BadMessage, "line too long")
		}
	}
	return nil
}

// maxLine is how many bytes a line may have (RFC 5321 §4.5.3.1.6): servers cut
// longer ones or refuse them.
const maxLine = 998

func notSent(cause mail.Cause, what string) *Error {
	return &Error{Problem: mail.Problem{
		Op: "send", Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: cause, What: mail.Identity(what),
	}}
}

// isAddress reports whether an addr-spec can stand between the angle brackets
// of MAIL and RCPT. Quoted local parts with spaces or brackets are left out:
// servers that get them wrong are many, people who have them are not. Package
// message writes fewer: this is about mail that any program may have written, and
// about an envelope, where a comma or a backslash needs no care.
func isAddress(addr string) bool {
	local, domain, _ := strings.Cut(addr, "@")
	return local != "" && domain != "" && utf8.ValidString(addr) && !strings.ContainsFunc(addr, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || r == '<' || r == '>'
	})
}

// needed are the fields without which a message is none (RFC 5322 §3.6), and
// the one that makes two copies of it one message.
var needed = []string{"From", "Date", "Message-ID"}

// checkHeader looks for lines that are no field or the rest of one, for bytes
// that end a line where there is no line end, and for the fields that must be
// there. It returns the first that is wrong.
func checkHeader(header []byte) (field string, ok bool) {
	crlf := bytes.HasSuffix(firstLine(header), []byte("\r\n"))
	seen := map[string]bool{}
	for line := range bytes.Lines(header) {
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		if crlf {
			text, ended = bytes.CutSuffix(line, []byte("\r\n"))
		}
		name, _, isField := strings.Cut(string(text), ":")
		folded := len(seen) > 0 && (line[0] == ' ' || line[0] == '\t')
		if !folded {
			field = name
			seen[strings.ToLower(name)] = true
		}
		if !ended || bytes.ContainsAny(text, "\r\n\x00") || !folded && (!isField || !isFieldName(name)) {
			return field, false
		}
	}
	for _, name := range needed {
		if !seen[strings.ToLower(name)] {
			return name, false
		}
	}
	return "", true
}

func firstLine(b []byte) []byte {
	for line := range bytes.Lines(b) {
		return line
	}
	return nil
}

// isFieldName is the field-name of RFC 5322 §3.6.8.
func isFieldName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' })
}
