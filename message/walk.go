package message

import (
	"fmt"
	"io"

	"github.com/mailtui/mailtui/mail"
)

// Walk calls do with every part that holds no others, in order, and with its
// decoded content, which do need not read. An embedded message is one part, whole.
// The message is read once, in bounded memory. The error is the reader's or that
// of do.
func Walk(r io.Reader, do func(p mail.Part, content io.Reader) error) error {
	if _, _, err := split(r, walker(do)); err != nil {
		return fmt.Errorf("walk through a message: %w", err)
	}
	return nil
}

// walker hands on parts.
type walker func(mail.Part, io.Reader) error

func (w walker) visit(p mail.Part, body io.Reader) (bool, error) {
	if isContainer(p) {
		return false, nil
	}
	return true, w(p, decodeTransfer(p.Encoding, body))
}

func (walker) leave(string, int64) {}

func (walker) head(string, []byte) {}

func (walker) loose(string, []byte) {}
