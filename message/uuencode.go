package message

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

const maxUULine = 256 // a line has 1 + 84 characters

// uuReader decodes the lines between "begin" and "end" (POSIX uuencode), which
// neither go-message v0.18.2 nor the standard library can.
type uuReader struct {
	in     *bufio.Reader
	inside bool
	buf    []byte
	out    []byte // the part of buf that was not read yet
}

func (u *uuReader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		line, err := u.in.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return 0, err
		}
		u.buf = u.decode(u.buf[:0], trimEOL(line))
		u.out = u.buf
		for errors.Is(err, bufio.ErrBufferFull) { // what no line has
			_, err = u.in.ReadSlice('\n')
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// decode appends what a line says.
func (u *uuReader) decode(dst, line []byte) []byte {
	switch {
	case !u.inside:
		u.inside = bytes.HasPrefix(line, []byte("begin "))
		return dst
	case len(line) == 0:
		return dst
	case bytes.Equal(line, []byte("end")):
		u.inside = false
		return dst
	}
	return appendUU(dst, line)
}

// appendUU appends the bytes of a line, which has at least one character. One
// that was cut short, as white space at its end is, ends in zeros.
func appendUU(dst, line []byte) []byte {
	size := len(dst) + uuSize(line)
	for i := 1; i < len(line); i += 4 {
		var six [4]byte
		for j := range six {
			if i+j < len(line) {
				six[j] = (line[i+j] - ' ') & 0x3f
			}
		}
		dst = append(dst, six[0]<<2|six[1]>>4, six[1]<<4|six[2]>>2, six[2]<<6|six[3])
	}
	return dst[:min(size, len(dst))]
}

// uuSize returns how many bytes a line says that it is.
func uuSize(line []byte) int { return int(line[0]-' ') & 0x3f }

// isUU reports whether a line can be one of a uuencoded file. Some programs add
// up to two characters, some lose white space at the end.
func isUU(line []byte) bool {
	if len(line) == 0 || len(line)-1 > (uuSize(line)+2)/3*4+2 {
		return false
	}
	for _, c := range line {
		if c < ' ' || c > '`' {
			return false
		}
	}
	return true
}

// cutBegin returns the name in the line that begins a file: "begin 644 a.gif".
func cutBegin(line []byte) (name string, ok bool) {
	rest, ok := strings.CutPrefix(string(line), "begin ")
	if !ok {
		return "", false
	}
	mode, name, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
		return "", false
	}
	return strings.TrimSpace(name), true
}

// unpackText copies a text to w without the files that are uuencoded in it. What
// follows a "begin" and is no such file is text, and so is what follows a file
// that has no end.
func unpackText(r io.Reader, w io.Writer, files files) error {
	in := bufio.NewReader(r)
	u := uuText{w: w, files: files}
	for {
		if err := u.plain(in); err != nil {
			return err
		}
		line, err := in.ReadSlice('\n')
		piece := errors.Is(err, bufio.ErrBufferFull)
		if len(line) > 0 {
			if err := u.line(line, u.mid || piece); err != nil {
				return err
			}
			u.mid = piece
		}
		switch {
		case err == nil, piece:
		case errors.Is(err, io.EOF):
			return u.finish()
		default:
			return errors.Join(u.finish(), err)
		}
	}
}

// uuText tells the lines of a text from those of the files in it.
type uuText struct {
	w     io.Writer
	files files
	mid   bool // the line under way is a long one

	begin []byte    // the line that may begin a file
	name  string    // in that line
	file  io.Writer // the file under way
	empty bool      // its last line was seen
	buf   []byte
}

// plain copies the lines that were read already and cannot begin a file.
func (u *uuText) plain(in *bufio.Reader) error {
	if u.mid || u.file != nil || u.begin != nil {
		return nil
	}
	// Peeking at what is there, and passing over it, does not fail.
	ready, _ := in.Peek(in.Buffered())
	if bytes.HasPrefix(ready, []byte("b")) {
		return nil
	}
	if i := bytes.Index(ready, []byte("\nb")); i >= 0 {
		ready = ready[:i+1]
	}
	ready = ready[:bytes.LastIndexByte(ready, '\n')+1]
	_, err := u.w.Write(ready)
	_, _ = in.Discard(len(ready))
	return err
}

// line takes a line, or a piece of one that is long.
func (u *uuText) line(line []byte, long bool) error {
	text := trimEOL(line)
	if u.file != nil {
		if took, err := u.inside(text, long); took || err != nil {
			return err
		}
	}
	if u.begin != nil {
		begin := u.begin
		u.begin = nil
		if !long && isUU(text) && len(text)-1 >= (uuSize(text)+2)/3*4-3 {
			if u.file = u.files.begin(u.name); u.file != nil {
				u.empty = false
				_, err := u.inside(text, long)
				return err
			}
		}
		if _, err := u.w.Write(begin); err != nil {
			return err
		}
	}
	if name, ok := cutBegin(text); ok && !long {
		u.begin, u.name = bytes.Clone(line), name
		return nil
	}
	_, err := u.w.Write(line)
	return err
}

// inside takes a line of a file, or reports that it is not one and the file is
// over.
func (u *uuText) inside(text []byte, long bool) (took bool, err error) {
	switch {
	case !long && string(text) == "end":
		took = true
	case !long && !u.empty && len(text) == 0:
		u.empty = true
		return true, nil
	case !long && !u.empty && isUU(text):
		u.empty = uuSize(text) == 0
		u.buf = appendUU(u.buf[:0], text)
		_, err = u.file.Write(u.buf)
		return true, err
	}
	u.file = nil
	return took, u.files.end()
}

// finish ends what is under way at the end of the text.
func (u *uuText) finish() error {
	if u.file != nil {
		u.file = nil
		return u.files.end()
	}
	_, err := u.w.Write(u.begin)
	return err
}
