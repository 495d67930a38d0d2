package app

import (
	"bufio"
	"errors"
	"io"

	"github.com/mailtui/mailtui/message"
)

// readHeader returns the lines before the first empty one, as they are, up to
// the longest header that is looked at anywhere.
func readHeader(r io.Reader) ([]byte, error) {
	br := bufio.NewReader(io.LimitReader(r, message.MaxHeader))
	var header, first []byte
	for {
		line, err := br.ReadBytes('\n')
		if first == nil {
			first = line
		}
		if message.EndsHeader(line, first) {
			return header, nil
		}
		header = append(header, line...)
		if errors.Is(err, io.EOF) {
			return header, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
