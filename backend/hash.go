package backend

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// MaxHeader is how many bytes of a POP3 message's header are kept and hashed.
// What is longer is cut after the last whole line and proves nothing.
const MaxHeader = InlineBody

// SplitHeader cuts a message into the header, its lines with their line ends,
// and what follows the empty line. Without an empty line all of it is header.
// A line ends at LF; the empty one is CRLF or LF alone. It is where a server
// ends the header of TOP and a client that sends its own, for every message
// alike; what is shown of a message whose lines end in CR CR LF begins
// elsewhere, where package message says.
func SplitHeader(message []byte) (header, tail []byte) {
	for at := 0; at < len(message); {
		end := bytes.IndexByte(message[at:], '\n')
		if end < 0 {
			break
		}
		line := message[at : at+end+1]
		if emptyLine(line) {
			return message[:at], message[at+end+1:]
		}
		at += end + 1
	}
	return message, nil
}

// HeaderHash is the SHA-256 of a header as [SplitHeader] cuts it: every line as
// read, with its line end, without the empty line. It is what [KnownID] holds
// of a POP3 message.
func HeaderHash(header []byte) [32]byte { return sha256.Sum256(header) }

// CoreHash is the SHA-256 of a message without the fields that POP3 servers add
// or change between sessions ([IsServerField]), folded lines included. The rest
// counts byte for byte, the empty line too.
func CoreHash(message io.Reader) ([32]byte, error) {
	return hashParts(message, func(part messagePart) bool { return part != partServerField })
}

// TailHash is the SHA-256 of what follows the empty line after the header.
func TailHash(message io.Reader) ([32]byte, error) {
	return hashParts(message, func(part messagePart) bool { return part == partTail })
}

// IsServerField reports whether servers write the header field of that name
// into the messages they hand out, so that it says nothing about identity.
func IsServerField(name string) bool {
	switch strings.ToLower(name) {
	case "status", "x-status", "x-uid", "x-uidl", "x-imapbase", "x-keywords", "content-length":
		return true
	default:
		return false
	}
}

type messagePart uint8

const (
	partField messagePart = iota
	partServerField
	partEmptyLine
	partTail
)

// hashParts hashes the parts of message that want names. A line longer than the
// buffer is judged by its beginning.
func hashParts(message io.Reader, want func(messagePart) bool) (sum [32]byte, err error) {
	r := bufio.NewReader(message)
	h := sha256.New()
	part, lineStart := partField, true
	for part != partEmptyLine {
		line, err := r.ReadSlice('\n')
		if lineStart {
			part = partOf(line, part)
		}
		lineStart = err == nil
		if want(part) {
			_, _ = h.Write(line) // a hash never fails
		}
		switch {
		case errors.Is(err, io.EOF):
			return sumOf(h), nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return sum, fmt.Errorf("hash message: %w", err)
		}
	}
	if want(partTail) {
		if _, err := io.Copy(h, r); err != nil {
			return sum, fmt.Errorf("hash message: %w", err)
		}
	}
	return sumOf(h), nil
}

// partOf tells what a header line belongs to; a folded line belongs to what the
// line before it did.
func partOf(line []byte, before messagePart) messagePart {
	if emptyLine(line) {
		return partEmptyLine
	}
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		return before
	}
	name, _, found := bytes.Cut(line, []byte(":"))
	if found && IsServerField(string(bytes.TrimSpace(name))) {
		return partServerField
	}
	return partField
}

func emptyLine(line []byte) bool { return string(line) == "\r\n" || string(line) == "\n" }

func sumOf(h hash.Hash) (sum [32]byte) {
	h.Sum(sum[:0])
	return sum
}
