package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxClearLine is how long a line of an answer may be before TLS.
const maxClearLine = 4096

// Answer reads the lines behind a +OK as the sender had them: dot-stuffing
// undone, every byte kept, line ends included. It ends at the line of one dot
// and nowhere else (RFC 1939 §3): only CRLF ends a line, so neither a bare LF
// nor a bare CR before or after a dot ends the answer.
type Answer struct {
	conn    *Conn
	left    int64  // bytes it may still have
	part    []byte // read, not handed on
	inLine  bool   // what comes next continues a line
	afterCR bool   // the byte before was CR
	err     error
}

// Answer returns the lines behind the status line that was just read. It must
// be read to its end before anything else is. More than limit bytes are an
// error, after which the connection is cut.
func (c *Conn) Answer(limit int64) *Answer {
	c.answer = &Answer{conn: c, left: limit}
	return c.answer
}

// Read implements [io.Reader].
func (a *Answer) Read(p []byte) (int, error) {
	for len(a.part) == 0 && a.err == nil {
		a.err = a.next()
	}
	if len(a.part) == 0 {
		return 0, a.err
	}
	n := copy(p, a.part)
	a.part = a.part[n:]
	return n, nil
}

// Drain reads to the end of the answer.
func (a *Answer) Drain() error {
	_, err := io.Copy(io.Discard, a)
	return err
}

// next reads a line, or a piece of a long one, into a.part. It returns io.EOF at
// the end of the answer.
func (a *Answer) next() error {
	piece, err := a.conn.slice(maxClearLine)
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		return err
	}
	if !a.inLine && string(piece) == ".\r\n" {
		a.conn.answer = nil
		return io.EOF
	}
	a.part = piece
	if !a.inLine {
		a.part = bytes.TrimPrefix(piece, []byte("."))
	}
	lineEnds := bytes.HasSuffix(piece, []byte("\r\n")) || a.afterCR && string(piece) == "\n"
	a.inLine, a.afterCR = !lineEnds, bytes.HasSuffix(piece, []byte("\r"))
	if a.left -= int64(len(a.part)); a.left < 0 {
		a.part = nil
		return a.conn.fail(fmt.Errorf("%w: an answer of several lines", ErrTooLarge))
	}
	return nil
}
