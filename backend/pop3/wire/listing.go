package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// ErrCount is wrapped by the error of a listing with more lines than the server
// has messages.
var ErrCount = errors.New("more lines than messages")

// Limits of the listings: a maildrop of 500,000 messages passes.
const (
	MaxMessages     = 500_000
	MaxListing      = 64 << 20 // bytes of a LIST or UIDL answer
	maxListingLine  = 4096
	maxNumberDigits = 9 // of a message number
)

// ListItem is a line of LIST.
type ListItem struct {
	Number int
	Size   int64 // what does not fit is [math.MaxInt64]
}

// UIDLItem is a line of UIDL.
type UIDLItem struct {
	Number int
	// UID is all behind the number and its white space, spaces included, as
	// opaque bytes; empty when there is nothing.
	UID string
}

// ParseStat reads the words behind the +OK of STAT: the number of messages and
// of octets (RFC 1939 §5). What follows them means nothing.
func ParseStat(words []byte) (count int, octets int64, err error) {
	fields := bytes.Fields(words)
	if len(fields) == 0 {
		return 0, 0, fmt.Errorf("%w: STAT without numbers", ErrProtocol)
	}
	n, ok := number(fields[0])
	if !ok {
		return 0, 0, fmt.Errorf("%w: STAT without numbers", ErrProtocol)
	}
	if n > MaxMessages {
		return 0, 0, fmt.Errorf("%w: STAT of too many messages", ErrTooLarge)
	}
	if len(fields) > 1 { // some servers leave it out for an empty maildrop
		if octets, ok = number(fields[1]); !ok {
			return 0, 0, fmt.Errorf("%w: STAT without octets", ErrProtocol)
		}
	}
	return int(n), octets, nil
}

// ReadList reads the lines of LIST, at most limit of them: see [ErrCount].
func ReadList(answer io.Reader, limit int) ([]ListItem, error) {
	var items []ListItem
	err := readListing(answer, limit, func(n int, rest []byte) error {
		word, _, _ := bytes.Cut(rest, []byte(" ")) // the RFC lets more follow
		size, ok := number(word)
		if !ok {
			return fmt.Errorf("%w: LIST line without a size", ErrProtocol)
		}
		items = append(items, ListItem{Number: n, Size: size})
		return nil
	})
	return items, err
}

// ReadUIDL reads the lines of UIDL, at most limit of them: see [ErrCount].
func ReadUIDL(answer io.Reader, limit int) ([]UIDLItem, error) {
	var items []UIDLItem
	err := readListing(answer, limit, func(n int, rest []byte) error {
		items = append(items, UIDLItem{Number: n, UID: string(rest)})
		return nil
	})
	return items, err
}

// readListing reads lines of a message number and more. Blank lines are passed
// over, as many as there may be others; a line without a number, and a number seen twice, are errors: stopping
// there in silence would make the messages behind it look gone.
func readListing(answer io.Reader, limit int, line func(n int, rest []byte) error) error {
	scanner := bufio.NewScanner(answer)
	scanner.Buffer(nil, maxListingLine)
	scanner.Split(splitCRLF)
	seen := make(map[int]struct{})
	blank := 0
	for scanner.Scan() {
		if len(bytes.TrimSpace(scanner.Bytes())) == 0 {
			if blank++; blank > limit+1 {
				return fmt.Errorf("listing: %w", ErrCount)
			}
			continue
		}
		word, rest := cutNumber(scanner.Bytes())
		n, ok := number(word)
		if !ok || n == 0 || len(word) > maxNumberDigits {
			return fmt.Errorf("%w: listing with a line that has no number", ErrProtocol)
		}
		if _, twice := seen[int(n)]; twice {
			return fmt.Errorf("%w: listing with a number twice", ErrProtocol)
		}
		if len(seen) == limit {
			return fmt.Errorf("listing: %w", ErrCount)
		}
		seen[int(n)] = struct{}{}
		if err := line(int(n), rest); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%w: listing line", ErrTooLarge)
	}
	return scanner.Err()
}

// cutNumber cuts a line before and behind the white space after its first word.
func cutNumber(line []byte) (word, rest []byte) {
	at := bytes.IndexAny(line, " \t")
	if at < 0 {
		return line, nil
	}
	return line[:at], bytes.TrimLeft(line[at:], " \t")
}

// number reads digits and nothing else; what does not fit is the largest value.
func number(word []byte) (n int64, ok bool) {
	if len(word) == 0 {
		return 0, false
	}
	for _, c := range word {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(string(word), 10, 64)
	if err != nil { // only its range is left to be wrong
		return math.MaxInt64, true
	}
	return n, true
}

// splitCRLF is a [bufio.SplitFunc] for lines that only CRLF ends: an id may hold
// a bare CR or LF.
func splitCRLF(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if at := bytes.Index(data, []byte("\r\n")); at >= 0 {
		return at + 2, data[:at], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
