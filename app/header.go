package app

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/mailtui/mailtui/message"
)

// readHeader returns the lines before the first empty one, as they are, up to
// the longest header that is looked at anywhere.
func readHeader(r io.Reader) ([]byte, error) {
	br := bufio.NewReader(io.LimitReader(r, message.MaxHeader))
	var header []byte
	for {
		line, err := br.ReadBytes('\n')
		if len(bytes.TrimRight(line, "\r\n")) == 0 && err == nil {
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
