package imap

import (
	"bytes"
	"errors"
	"io"
	"time"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/imap/wire"
	"github.com/mailtui/mailtui/mail"
)

// headerLimit is how much of a message's header is read.
const headerLimit = 1 << 20

// fetched is what one FETCH response told of a message.
type fetched struct {
	uid       uint32
	flags     mail.Flags
	hasFlags  bool
	received  time.Time
	size      int64
	header    []byte
	hasHeader bool
}

// headerItems are what a list is made of.
func headerItems() *goimap.FetchOptions {
	return &goimap.FetchOptions{
		UID: true, Flags: true, InternalDate: true, RFC822Size: true,
		BodySection: []*goimap.FetchItemBodySection{{
			Specifier: goimap.PartSpecifierHeader, HeaderFields: backend.HeaderFields(), Peek: true,
		}},
	}
}

// readFetched reads a response to its end, in whatever order its items come.
func (b *Backend) readFetched(msg *imapclient.FetchMessageData) (fetched, error) {
	var f fetched
	var failure error
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			f.uid = uint32(item.UID)
		case imapclient.FetchItemDataFlags:
			f.flags, f.hasFlags = parseFlags(item.Flags), true
		case imapclient.FetchItemDataInternalDate:
			f.received = item.Time
		case imapclient.FetchItemDataRFC822Size:
			f.size = item.Size
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || !isHeaderFields(item.Section) {
				continue
			}
			header, err := readHeader(b.literal(item.Literal))
			if err != nil {
				failure = errors.Join(failure, err)
				continue
			}
			f.header, f.hasHeader = header, true
		}
	}
	return f, failure
}

// isHeaderFields accepts the fields in any order and case: servers differ.
func isHeaderFields(s *goimap.FetchItemBodySection) bool {
	return s.Specifier == goimap.PartSpecifierHeader && len(s.Part) == 0 && len(s.HeaderFields) > 0
}

// readHeader returns the lines before the empty one.
func readHeader(lit *literal) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(lit.left, 0), headerLimit)))
	if _, err := io.Copy(&b, io.LimitReader(lit, headerLimit)); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, lit); err != nil {
		return nil, err
	}
	header := b.Bytes()
	if bytes.Equal(header, []byte("\r\n")) {
		return nil, nil
	}
	if bytes.HasSuffix(header, []byte("\r\n\r\n")) {
		header = header[:len(header)-len("\r\n")]
	}
	return header, nil
}

func parseFlags(names []goimap.Flag) mail.Flags {
	var flags mail.Flags
	for _, name := range names {
		flags |= mail.ParseFlag(string(name))
	}
	return flags
}

func (f fetched) message(validity uint32) backend.Message {
	return backend.Message{
		ID: remoteID(validity, f.uid), Received: f.received, Size: f.size, Flags: f.flags, Header: f.header,
	}
}

// literal reads a section and never takes a broken connection for its end.
type literal struct {
	lit  goimap.LiteralReader
	conn *wire.Conn
	left int64
	err  error
}

func (b *Backend) literal(lit goimap.LiteralReader) *literal {
	return &literal{lit: lit, conn: b.conn, left: lit.Size()}
}

// Read reads on in the section.
func (l *literal) Read(p []byte) (int, error) {
	n, err := l.lit.Read(p)
	if n > 0 { // at the end the library reads on by itself, and meets errors of its own
		l.err = l.conn.Err()
	}
	if errors.Is(l.err, io.EOF) {
		l.err = io.ErrUnexpectedEOF
	}
	if l.err != nil {
		return 0, l.err
	}
	l.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.EOF) && l.left > 0 {
		l.err = io.ErrUnexpectedEOF
		return n, l.err
	}
	return n, err
}
