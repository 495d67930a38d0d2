package message

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
)

const (
	sampleBytes  = 1024 // of a text, to tell what it is
	encodedLine  = 60   // bytes; encoders that break lines make no shorter ones
	encodedWords = 24   // bytes; hardly a word alone on its line is as long
)

// decodeBase64Text decodes a text that is said to be base64. Some senders say so
// of text that they did not encode, and mailing lists (Mailman) put their footer
// behind the encoded text as it is.
func decodeBase64Text(r io.Reader) io.Reader {
	in := bufio.NewReader(r)
	if sample, _ := in.Peek(sampleBytes); !looksBase64(sample) {
		return in
	}
	lines := &encodedLines{in: in}
	return io.MultiReader(&base64Reader{in: bufio.NewReader(lines)}, &lines.rest, in)
}

// looksBase64 reports whether the beginning of a text can be base64: it has
// hardly a space, or its first line is nothing but that.
func looksBase64(sample []byte) bool {
	if bytes.Count(sample, []byte(" "))*20 <= len(sample) {
		return true
	}
	first, _, _ := bytes.Cut(bytes.TrimSpace(sample), []byte("\n"))
	first = bytes.TrimSpace(first)
	_, err := base64.StdEncoding.Decode(make([]byte, len(first)), first)
	return err == nil && len(first) >= encodedWords
}

// encodedLines reads the lines of base64 up to text that follows them.
type encodedLines struct {
	in   *bufio.Reader
	line []byte       // was not read yet
	rest bytes.Reader // the line that ended it

	ended bool // a line was the last one by its length or its padding
	whole int  // bytes of the lines so far; groups of four are whole
}

func (e *encodedLines) Read(p []byte) (int, error) {
	if e.rest.Size() > 0 {
		return 0, io.EOF
	}
	if len(e.line) == 0 {
		line, err := e.in.ReadSlice('\n') // or a piece of one that is very long
		if len(line) == 0 {
			return 0, err
		}
		text := bytes.TrimSpace(line)
		if e.ended && !onlyBase64(text) || e.whole%4 == 0 && bytes.ContainsAny(text, " \t") {
			e.rest.Reset(bytes.Clone(line))
			return 0, io.EOF
		}
		e.whole += len(text)
		e.ended = e.ended && len(text) == 0 || bytes.HasSuffix(text, []byte("=")) || len(text) > 0 && len(text) < encodedLine
		e.line = line
	}
	n := copy(p, e.line)
	e.line = e.line[n:]
	return n, nil
}

func onlyBase64(line []byte) bool {
	for _, c := range line {
		if !isBase64[c] && c != '=' {
			return false
		}
	}
	return true
}
