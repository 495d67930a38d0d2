package pop3

import (
	"bytes"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// lineEnd is by how much a size may be wrong because of the last line's end:
// Dovecot and Cyrus list 152 and send 154 for mail without one.
const lineEnd = 2

// plausible reports whether a message that was listed with one size may have
// come with another. Servers add a line end at the end and write their own
// fields into the header (mailutils: X-UIDL); everything else, like the notice
// that Courier sends in place of a message, or a message that was cut, is not
// the mail that was listed.
func plausible(listed, came int64, header []byte) bool {
	return came >= listed-lineEnd && came <= listed+lineEnd+serverFields(header)
}

// serverFields returns how many bytes of a header are fields that servers add.
func serverFields(header []byte) int64 {
	var n int64
	counting := false
	for line := range bytes.Lines(header) {
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(line, []byte(":"))
			counting = backend.IsServerField(string(bytes.TrimSpace(name)))
		}
		if counting {
			n += int64(len(line))
		}
	}
	return n
}

// hasReceived reports whether a header has a Received field: only then is it
// the header of one delivery and of no other.
func hasReceived(header []byte) bool {
	for line := range bytes.Lines(header) {
		name, _, found := bytes.Cut(line, []byte(":"))
		if found && bytes.EqualFold(bytes.TrimRight(name, " \t"), []byte("Received")) {
			return true
		}
	}
	return false
}

// headerOf returns the header of a message by its first bytes, cut after a whole
// line when it is longer than what is kept, and whether that is all of it.
func headerOf(first []byte) (header []byte, whole bool) {
	header, _ = backend.SplitHeader(first)
	if len(header) <= backend.MaxHeader {
		return header, true
	}
	header = header[:backend.MaxHeader]
	return header[:bytes.LastIndexByte(header, '\n')+1], false
}

// sizeProblem is why a message is not to be trusted.
func (b *Backend) sizeProblem() *mail.Problem {
	return &mail.Problem{
		Op: "retr", Scope: mail.ScopeMessage, Kind: mail.Protocol, Cause: mail.SizeDiffers, Host: b.opts.Dial.Addr(),
	}
}
