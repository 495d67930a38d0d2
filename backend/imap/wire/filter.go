package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// MaxLiteral is the size in bytes of the largest section that is passed on; a
// larger one ends the connection.
const MaxLiteral = 150 << 20

// What a server may send at most. A line is what stands between two line ends
// outside of literals.
const (
	maxLine     = 1 << 20   // any line but that of a SEARCH
	maxSearch   = 16 << 20  // a million UIDs
	maxResponse = 2 << 20   // a response that is held as a whole, literals included
	maxBuffered = 256 << 10 // a literal that is held in memory
	maxText     = 1000      // of a response's human-readable text
)

var (
	errTooLarge = errors.New("response beyond the limit")
	errNoIMAP   = errors.New("no IMAP response")
	// errNotLiteral: a value goes on beyond its line, but not in a literal.
	errNotLiteral = errors.New("value without an end")
)

// filter reads responses and gives out those that the library can take.
type filter struct {
	br   *bufio.Reader
	cmds *commands
	// note takes the lines for the trace. Where a literal is longer than the
	// server said, what follows it is of a message: only what is understood is
	// noted.
	note func(line []byte)

	out     []byte         // ready to be read
	off     int            // of out: read already
	literal int64          // bytes of a literal to pass on after out
	fetch   *fetchResponse // that the literal is part of

	sectionRaw, sectionClean []byte // a section's name as it came and as it is passed on
}

// Read gives out filtered bytes.
func (f *filter) Read(p []byte) (int, error) {
	for f.off == len(f.out) && f.literal == 0 {
		f.out, f.off = f.out[:0], 0
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	if f.off < len(f.out) {
		n := copy(p, f.out[f.off:])
		f.off += n
		return n, nil
	}
	n, err := f.br.Read(p[:min(int64(len(p)), f.literal)])
	f.literal -= int64(n)
	if errors.Is(err, io.EOF) && f.literal > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// next makes progress: it fills out, or leaves a response out.
func (f *filter) next() error {
	if f.fetch != nil {
		return f.fetchItems()
	}
	line, err := f.line(maxLine)
	if errors.Is(err, errTooLarge) && isSearch(line) {
		line, err = f.restOfSearch(line)
	}
	if err != nil {
		return err
	}
	tag, rest, _ := bytes.Cut(line, []byte(" "))
	switch {
	case len(line) == 0:
		return nil // a blank line
	case string(tag) == "*":
		return f.untagged(rest)
	case line[0] == '+':
		f.note([]byte("+"))
		if f.cmds.continued() {
			f.out = append(f.out, "+ go on\r\n"...)
		}
		return nil
	default:
		return f.tagged(string(tag), rest)
	}
}

// line returns the next line without its end: a copy that may be kept.
func (f *filter) line(limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := f.br.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > limit:
			return line, tooLarge()
		case err == nil:
			return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func isSearch(line []byte) bool {
	const longest = len("* ESEARCH ")
	head := bytes.ToUpper(line[:min(len(line), longest)])
	return bytes.HasPrefix(head, []byte("* SEARCH ")) || bytes.HasPrefix(head, []byte("* ESEARCH "))
}

// restOfSearch reads on: a big folder's SEARCH is longer than any other line.
func (f *filter) restOfSearch(line []byte) ([]byte, error) {
	if bytes.HasSuffix(line, []byte("\n")) {
		return bytes.TrimRight(line, "\r\n"), nil
	}
	more, err := f.line(maxSearch - len(line))
	return append(line, more...), cut(err)
}

func tooLarge() error {
	return &backend.Error{
		Problem: mail.Problem{Op: "read", Kind: mail.Protocol, Cause: mail.TooLarge},
		Err:     errTooLarge,
	}
}

// noIMAP: what was read is neither a response nor the end of a command.
func noIMAP() error {
	return &backend.Error{
		Problem: mail.Problem{Op: "read", Kind: mail.Protocol},
		Err:     errNoIMAP,
	}
}

// literalAtEnd returns the size of the literal that a line announces.
func literalAtEnd(line []byte) (int64, bool) {
	if !bytes.HasSuffix(line, []byte("}")) {
		return 0, false
	}
	open := bytes.LastIndexByte(line, '{')
	if open < 0 {
		return 0, false
	}
	digits := bytes.TrimSuffix(line[open+1:len(line)-1], []byte("+"))
	if len(digits) == 0 || bytes.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		n = MaxLiteral + 1 // a number that is no size of anything
	}
	return n, true
}

// extend appends the literal that line announces, and the line after it.
func (f *filter) extend(line []byte) ([]byte, error) {
	size, ok := literalAtEnd(line)
	if !ok {
		return nil, errNotLiteral
	}
	if size > maxBuffered || int64(len(line))+size > maxResponse {
		return nil, tooLarge()
	}
	line = append(line, crlf...)
	start := len(line)
	line = append(line, make([]byte, size)...) // bounded by maxBuffered
	if _, err := io.ReadFull(f.br, line[start:]); err != nil {
		return nil, cut(err)
	}
	more, err := f.line(maxLine)
	if err == nil && len(line)+len(more) > maxResponse {
		err = tooLarge()
	}
	return append(line, more...), cut(err)
}

// whole returns a response with all of its literals. A response with literals
// beyond the limits ends the connection; they are in clear violation.
func (f *filter) whole(line []byte) ([]byte, error) {
	for {
		more, err := f.extend(line)
		if errors.Is(err, errNotLiteral) {
			return line, nil
		}
		if err != nil {
			return nil, err
		}
		line = more
	}
}

// skip discards the literals that follow line, for a response left out.
func (f *filter) skip(line []byte) error {
	for {
		size, ok := literalAtEnd(line)
		if !ok {
			return nil
		}
		if size > MaxLiteral {
			return tooLarge()
		}
		if _, err := io.CopyN(io.Discard, f.br, size); err != nil {
			return cut(err)
		}
		var err error
		if line, err = f.line(maxLine); err != nil {
			return cut(err)
		}
	}
}

// cut makes of the end of the stream inside a response what it is.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// tagged passes on the end of a command that the library has sent.
func (f *filter) tagged(tag string, rest []byte) error {
	status, code, words, ok := statusLine(rest)
	if !ok || status == "BYE" || status == "PREAUTH" {
		return noIMAP()
	}
	if !f.cmds.end(tag, code) {
		return nil // a tag that nobody waits for would end the connection
	}
	f.note(append(append([]byte(tag), ' '), rest...))
	f.out = append(f.out, tag...)
	f.out = append(f.out, ' ')
	f.out = appendStatus(f.out, status, code, words)
	return nil
}

func clip(b []byte) []byte { return b[:min(len(b), maxText)] }
