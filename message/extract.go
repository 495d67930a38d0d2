package message

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// Extract copies the decoded content of parts of a message, or of files that are
// packed in one ("1#2"), of any size in bounded memory, while the message is read
// once, up to the last one of them. begin is told of each that is there, in the
// order of the message, and returns where it goes. Of a part and what is inside
// of it (a part of an attached message, a packed file) only the first one is
// found. The text of a part is not converted to UTF-8. An embedded message is
// copied whole; its parts are known by their numbers here ("3.1") even when its
// transfer encoding hides them. The error is the reader's or the writer's.
func Extract(r io.Reader, numbers []string, begin func(number string) io.Writer) error {
	if _, _, err := split(r, newExtractor(numbers, begin)); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	return nil
}

// extractor takes parts.
type extractor struct {
	wanted map[string]bool // and not found yet
	around map[string]bool // what wanted parts are in
	begin  func(number string) io.Writer
}

func newExtractor(numbers []string, begin func(string) io.Writer) *extractor {
	x := &extractor{wanted: map[string]bool{}, around: map[string]bool{}, begin: begin}
	for _, number := range numbers {
		x.wanted[number] = true
		for i := strings.LastIndexAny(number, ".#"); i >= 0; i = strings.LastIndexAny(number, ".#") {
			number = number[:i]
			x.around[number] = true
		}
	}
	return x
}

func (x *extractor) visit(p mail.Part, body io.Reader) (taken bool, err error) {
	encoding := p.Encoding
	if isContainer(p) {
		encoding = "" // RFC 2045 §6.4
	}
	content := decodeTransfer(encoding, body)
	switch {
	case x.wanted[p.Number]:
		_, err = io.Copy(x.take(p.Number), content)
	case x.around[p.Number] && isMessage(p) && !isEmbedded(p):
		err = x.inner(p.Number+".", content)
	case x.around[p.Number] && packs(p):
		err = x.pick(p, content)
	default:
		return false, nil
	}
	if err == nil && len(x.wanted) == 0 {
		err = errStop
	}
	return true, err
}

// take returns where a part goes that was found.
func (x *extractor) take(number string) io.Writer {
	delete(x.wanted, number)
	return x.begin(number)
}

// inner takes parts of an attached message whose encoding hides them: there they
// have numbers without the prefix.
func (x *extractor) inner(prefix string, content io.Reader) error {
	var numbers []string
	for number := range x.wanted {
		if inside, ok := strings.CutPrefix(number, prefix); ok && inside != "" {
			numbers = append(numbers, inside)
		}
	}
	_, _, err := split(content, newExtractor(numbers, func(number string) io.Writer { return x.take(prefix + number) }))
	return err
}

// pick takes files that are packed in a part.
func (x *extractor) pick(p mail.Part, content io.Reader) (err error) {
	files := picker{x: x, part: p.Number}
	defer func() { err = errors.Join(err, files.close()) }()
	if isTNEF(p) {
		_, err = unpackTNEF(content, &files)
	} else {
		err = unpackText(content, io.Discard, &files)
	}
	return err
}

func (x *extractor) leave(string, int64) {}

func (x *extractor) head(string, []byte) {}

func (x *extractor) loose(string, []byte) {}
