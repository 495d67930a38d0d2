package message

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
)

// decodeTransfer returns r without its content-transfer-encoding (RFC 2045 §6).
// The standard decoders do it, those that go-message uses: behind a repair of
// what they stop at, so that damaged text is decoded as far as it goes.
func decodeTransfer(encoding string, r io.Reader) io.Reader {
	switch encoding {
	case "base64":
		return &base64Reader{in: bufio.NewReader(r)}
	case "quoted-printable":
		return quotedprintable.NewReader(&quotedRepair{in: bufio.NewReaderSize(r, quotedPiece)})
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return &uuReader{in: bufio.NewReaderSize(r, maxUULine)}
	default:
		return r
	}
}

// transferEncoding returns the value of a Content-Transfer-Encoding field in
// lower case, without comments. go-message v0.18.2 does not know "base64 (x)".
func transferEncoding(value string) string {
	fields := strings.Fields(strings.ToLower(stripComments(value)))
	if len(fields) == 0 {
		return ""
	}
	return strings.Trim(fields[0], `"';`)
}

// isBase64 tells the bytes of the alphabet.
var isBase64 [256]bool

func init() {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		isBase64[c] = true
	}
}

// base64Reader decodes base64. go-message v0.18.2 (and encoding/base64 below
// it) stops at a byte that is not of the alphabet, loses a tail without padding
// and what follows a padding. Here such bytes are passed over, and a padding
// ends the group of four, not the data.
type base64Reader struct {
	in   *bufio.Reader
	text [4096]byte
	buf  [3072]byte
	out  []byte // the part of buf that was not read yet
	done error

	wrong int // bytes up to where it is worth trying whole lines again
}

func (b *base64Reader) Read(p []byte) (int, error) {
	for len(b.out) == 0 {
		if b.done != nil {
			return 0, b.done
		}
		if b.wrong > 0 || !b.lines() {
			b.fill()
		}
	}
	n := copy(p, b.out)
	b.out = b.out[n:]
	return n, nil
}

// lines decodes some lines at once, when nothing is wrong with them.
func (b *base64Reader) lines() bool {
	ready, _ := b.in.Peek(len(b.text)) // less at the end, and an error is met again
	ready = ready[:bytes.LastIndexByte(ready, '\n')+1]
	n, err := base64.StdEncoding.Decode(b.buf[:], ready)
	if n == 0 || err != nil {
		b.wrong = len(b.text)
		return false
	}
	_, _ = b.in.Discard(len(ready))
	b.out = b.buf[:n]
	return true
}

// fill decodes up to the next padding.
func (b *base64Reader) fill() {
	n := 0
	for n < len(b.text) {
		c, err := b.in.ReadByte()
		if err != nil {
			b.done = err
			break
		}
		b.wrong--
		if c == '=' {
			break
		}
		if isBase64[c] {
			b.text[n] = c
			n++
		}
	}
	if n%4 == 1 {
		n-- // six bits are no byte
	}
	size, _ := base64.RawStdEncoding.Decode(b.buf[:], b.text[:n]) // only the alphabet is left
	b.out = b.buf[:size]
}

// quotedPiece is how much of a line is repaired at once. Each byte may become
// three, and the standard decoder takes no line of more than 4,096.
const quotedPiece = 1024

// quotedRepair makes quoted-printable text what mime/quotedprintable takes. It
// stops at a control byte, at a "=" before a soft line break, at a soft line
// break with "\r\r\n" and at a line of more than 4,096 bytes, and it drops white
// space at the very end.
type quotedRepair struct {
	in  *bufio.Reader
	buf []byte
	out []byte // the part of buf that was not read yet
}

func (q *quotedRepair) Read(p []byte) (int, error) {
	if len(q.out) == 0 {
		piece, err := q.in.Peek(quotedPiece)
		if len(piece) == 0 {
			return 0, err
		}
		if i := bytes.IndexByte(piece, '\n'); i >= 0 {
			piece = piece[:i+1]
		} else if err == nil {
			piece = piece[:wholeEscapes(piece)]
		}
		q.buf = q.repair(q.buf[:0], piece, err == nil)
		q.out = q.buf
		if _, err := q.in.Discard(len(piece)); err != nil {
			return 0, err
		}
	}
	n := copy(p, q.out)
	q.out = q.out[n:]
	return n, nil
}

// wholeEscapes returns where a piece of a long line may end: not in an escape.
func wholeEscapes(piece []byte) int {
	if i := bytes.LastIndexByte(piece[len(piece)-2:], '='); i >= 0 {
		return len(piece) - 2 + i
	}
	return len(piece)
}

// repair appends a line, or a piece of one. more tells that something follows.
func (q *quotedRepair) repair(dst, piece []byte, more bool) []byte {
	text := bytes.TrimRight(piece, " \t\r\n")
	tail := piece[len(text):]
	ends := bytes.HasSuffix(piece, []byte("\n"))
	text, soft := bytes.CutSuffix(text, []byte("="))
	switch {
	case !ends && more: // a long line goes on
		dst = appendQuoted(dst, piece)
		return append(dst, "=\n"...)
	case soft && ends:
		dst = appendQuoted(dst, text)
		return append(dst, "=\n"...)
	case soft: // a soft line break at the very end
		return appendQuoted(dst, text)
	case ends:
		return append(appendQuoted(dst, text), tail...)
	}
	dst = appendQuoted(dst, text)
	for _, c := range tail {
		dst = appendEscape(dst, c)
	}
	return dst
}

func appendEscape(dst []byte, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(dst, '=', digits[c>>4], digits[c&15])
}

// appendQuoted appends text whose every "=" is an escape.
func appendQuoted(dst, text []byte) []byte {
	for i, c := range text {
		control := c < ' ' && c != '\t' && c != '\r' || c == 0x7f
		literal := c == '=' && (i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]))
		if control || literal {
			dst = appendEscape(dst, c)
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

func isHex(c byte) bool { return strings.IndexByte("0123456789ABCDEFabcdef", c) >= 0 }
