package message

import (
	"errors"
	"fmt"
	"io"

	"github.com/mailtui/mailtui/mail"
)

// ErrNoPart says that a message has no part of that number.
var ErrNoPart = errors.New("the message has no such part")

// Extract copies the decoded content of one part of a message to w, of any size
// in bounded memory. The text of a part is not converted to UTF-8. An embedded
// message is copied whole. The error is [ErrNoPart], the reader's or the writer's.
func Extract(r io.Reader, number string, w io.Writer) error {
	x := extractor{number: number, w: w}
	if _, _, err := split(r, &x); err != nil {
		return fmt.Errorf("read part %q: %w", number, err)
	}
	if !x.found {
		return fmt.Errorf("read part %q: %w", number, ErrNoPart)
	}
	return nil
}

// extractor takes one part.
type extractor struct {
	number string
	w      io.Writer
	found  bool
}

func (x *extractor) visit(p mail.Part, body io.Reader) (bool, error) {
	if p.Number != x.number {
		return false, nil
	}
	x.found = true
	encoding := p.Encoding
	if isContainer(p) {
		encoding = "" // RFC 2045 §6.4
	}
	if _, err := io.Copy(x.w, decodeTransfer(encoding, body)); err != nil {
		return true, err
	}
	return true, errStop
}

func (x *extractor) leave(string, int64) {}

func (x *extractor) loose(string, []byte) {}
