package message

import (
	"bytes"
	"io"
	"strings"
)

// decodeTransfer returns r without its content-transfer-encoding (RFC 2045 §6).
// Broken encodings are decoded as far as they go: the library's decoders stop
// at the first wrong byte, lose an unpadded tail and what follows a padding.
func decodeTransfer(encoding string, r io.Reader) io.Reader {
	switch encoding {
	case "base64":
		return &decodingReader{r: r, dec: &quantum{}}
	case "quoted-printable":
		return &decodingReader{r: r, dec: &quotedPrintable{}}
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return &decodingReader{r: r, dec: &uuDecoder{}}
	default:
		return r
	}
}

// looksBase64 reports whether text that is said to be base64 can be. Some
// senders say so of text that they did not encode.
func looksBase64(raw []byte) bool {
	sample := raw[:min(len(raw), 1024)]
	spaces := bytes.Count(sample, []byte(" "))
	return spaces*20 <= len(sample)
}

// byteDecoder takes encoded text a byte at a time and appends what it becomes.
type byteDecoder interface {
	add(dst []byte, c byte) []byte
	end(dst []byte) []byte
}

// decodingReader reads what dec makes of r.
type decodingReader struct {
	r    io.Reader
	dec  byteDecoder
	in   [4096]byte
	buf  []byte // decoded
	out  []byte // the part of buf that was not read yet
	done error
}

func (d *decodingReader) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.done != nil {
			return 0, d.done
		}
		n, err := d.r.Read(d.in[:])
		d.buf = d.buf[:0]
		for _, c := range d.in[:n] {
			d.buf = d.dec.add(d.buf, c)
		}
		if err != nil {
			d.done = err
			d.buf = d.dec.end(d.buf)
		}
		d.out = d.buf
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// transferEncoding returns the value of a Content-Transfer-Encoding field in
// lower case, without comments.
func transferEncoding(value string) string {
	fields := strings.Fields(strings.ToLower(stripComments(value)))
	if len(fields) == 0 {
		return ""
	}
	return strings.Trim(fields[0], `"';`)
}

// quantum is up to four characters of base64 on their way to three bytes.
type quantum struct {
	six [4]byte
	n   int
}

// add takes one character; what is not of the alphabet is passed over, and a
// padding ends the quantum, not the data.
func (q *quantum) add(dst []byte, c byte) []byte {
	var v byte
	switch {
	case 'A' <= c && c <= 'Z':
		v = c - 'A'
	case 'a' <= c && c <= 'z':
		v = c - 'a' + 26
	case '0' <= c && c <= '9':
		v = c - '0' + 52
	case c == '+':
		v = 62
	case c == '/':
		v = 63
	case c == '=':
		return q.end(dst)
	default:
		return dst
	}
	q.six[q.n] = v
	if q.n++; q.n < len(q.six) {
		return dst
	}
	q.n = 0
	return append(dst, q.six[0]<<2|q.six[1]>>4, q.six[1]<<4|q.six[2]>>2, q.six[2]<<6|q.six[3])
}

// end gives the whole bytes of an unfinished quantum.
func (q *quantum) end(dst []byte) []byte {
	switch q.n {
	case 2:
		dst = append(dst, q.six[0]<<2|q.six[1]>>4)
	case 3:
		dst = append(dst, q.six[0]<<2|q.six[1]>>4, q.six[1]<<4|q.six[2]>>2)
	}
	q.n = 0
	return dst
}

const maxHeldSpace = 1024 // more white space than any line has is no line end

// quotedPrintable decodes RFC 2045 §6.7. What is no escape stays as it is.
type quotedPrintable struct {
	held []byte // white space, or an escape that is not complete
	esc  bool   // held begins with "="
}

func (q *quotedPrintable) add(dst []byte, c byte) []byte {
	if q.esc {
		return q.escape(dst, c)
	}
	switch {
	case c == '=':
		dst = append(dst, q.held...)
		q.held, q.esc = append(q.held[:0], c), true
		return dst
	case (isSpace(c) || c == '\r') && len(q.held) < maxHeldSpace:
		q.held = append(q.held, c)
		return dst
	case c == '\n':
		// Space before a line end was added in transit (rule 3).
		if bytes.HasSuffix(q.held, []byte("\r")) {
			dst = append(dst, '\r')
		}
		q.held = q.held[:0]
	}
	dst = append(dst, q.held...)
	q.held = q.held[:0]
	return append(dst, c)
}

// escape takes a byte after "=".
func (q *quotedPrintable) escape(dst []byte, c byte) []byte {
	q.held = append(q.held, c)
	blank := len(bytes.TrimSpace(q.held)) == 1 // but for the "="
	switch {
	case c == '\n' && blank: // a soft line break (rule 5)
		q.held, q.esc = q.held[:0], false
		return dst
	case blank && len(q.held) < maxHeldSpace:
		return dst
	case len(q.held) == 2:
		if _, ok := hexDigit(c); ok {
			return dst
		}
	case len(q.held) == 3:
		if v, ok := hexByte(q.held[1], q.held[2]); ok {
			q.held, q.esc = q.held[:0], false
			return append(dst, v)
		}
	}
	// No escape after all: all but the "=" is read again.
	again := bytes.Clone(q.held[1:])
	dst = append(dst, '=')
	q.held, q.esc = q.held[:0], false
	for _, b := range again {
		dst = q.add(dst, b)
	}
	return dst
}

func (q *quotedPrintable) end(dst []byte) []byte {
	held := q.held
	q.held = nil
	if q.esc && strings.TrimSpace(string(held)) == "=" {
		return dst // a soft line break at the very end
	}
	return append(dst, held...)
}

const maxUULine = 256 // a line has 1 + 84 characters

// uuDecoder decodes the lines between "begin" and "end" (POSIX uuencode).
type uuDecoder struct {
	inside bool
	line   []byte
}

func (d *uuDecoder) add(dst []byte, c byte) []byte {
	if c != '\n' {
		if len(d.line) < maxUULine {
			d.line = append(d.line, c)
		}
		return dst
	}
	return d.end(dst)
}

// end takes the line that was read.
func (d *uuDecoder) end(dst []byte) []byte {
	line := trimCR(d.line)
	d.line = d.line[:0]
	switch {
	case !d.inside:
		d.inside = bytes.HasPrefix(line, []byte("begin "))
		return dst
	case len(line) == 0:
		return dst
	case bytes.Equal(line, []byte("end")):
		d.inside = false
		return dst
	}
	start, want := len(dst), int(line[0]-' ')&0x3f
	for i := 1; i < len(line); i += 4 {
		var six [4]byte // a line that was cut short ends in zeros
		for j := range six {
			if i+j < len(line) {
				six[j] = (line[i+j] - ' ') & 0x3f
			}
		}
		dst = append(dst, six[0]<<2|six[1]>>4, six[1]<<4|six[2]>>2, six[2]<<6|six[3])
	}
	return dst[:min(start+want, len(dst))]
}
