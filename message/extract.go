package message

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// ErrNoPart says that a message has no part of that number.
var ErrNoPart = errors.New("the message has no such part")

// Extract copies the decoded content of one part of a message, or of a file that
// is packed in one ("1#2"), to w, of any size in bounded memory. The text of a
// part is not converted to UTF-8. An embedded message is copied whole; its parts
// are known by their numbers here ("3.1") even when its transfer encoding hides
// them. The error is [ErrNoPart], the reader's or the writer's.
func Extract(r io.Reader, number string, w io.Writer) error {
	x := extractor{w: w}
	x.number, x.file = cutNumber(number)
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
	file   int // in it, from 1; 0: the part itself
	w      io.Writer
	found  bool
}

func (x *extractor) visit(p mail.Part, body io.Reader) (bool, error) {
	inside, found := strings.CutPrefix(x.number, p.Number+".")
	if found && inside != "" && isMessage(p) && !isEmbedded(p) {
		return true, x.inner(p, inside, body)
	}
	if p.Number != x.number {
		return false, nil
	}
	encoding := p.Encoding
	if isContainer(p) {
		encoding = "" // RFC 2045 §6.4
	}
	content := decodeTransfer(encoding, body)
	if x.file > 0 {
		return true, x.pick(p, content)
	}
	x.found = true
	if _, err := io.Copy(x.w, content); err != nil {
		return true, err
	}
	return true, errStop
}

// inner takes a part of an attached message whose encoding hides its parts: there
// it has the number inside.
func (x *extractor) inner(p mail.Part, inside string, body io.Reader) error {
	i := extractor{number: inside, file: x.file, w: x.w}
	_, _, err := split(decodeTransfer(p.Encoding, body), &i)
	x.found = i.found
	if err != nil {
		return err
	}
	return errStop
}

// pick takes a file that is packed in a part.
func (x *extractor) pick(p mail.Part, content io.Reader) error {
	pick := picker{left: x.file, w: x.w}
	var err error
	switch {
	case isTNEF(p):
		_, err = unpackTNEF(content, &pick)
	case packs(p):
		err = unpackText(content, io.Discard, &pick)
	}
	x.found = pick.found
	if err != nil {
		return err
	}
	return errStop
}

func (x *extractor) leave(string, int64) {}

func (x *extractor) head(string, []byte) {}

func (x *extractor) loose(string, []byte) {}
