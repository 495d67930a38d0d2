package message

import (
	"encoding/hex"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
)

// fieldWords decodes encoded words with the charsets of go-message.
var fieldWords = mime.WordDecoder{CharsetReader: charset.Reader}

// decodeWords decodes the encoded words of a field (RFC 2047 §5) with the
// standard decoder and the charsets of go-message. Raw 8-bit text is guessed.
func decodeWords(s string) string {
	if !strings.Contains(s, "=?") {
		return rawText(s)
	}
	if text, ok := strictWords(s); ok {
		return text
	}
	return lenientWords(s)
}

// strictWords decodes encoded words by the libraries, or reports that they
// cannot.
func strictWords(s string) (string, bool) {
	if len(s) > maxStrict {
		return "", false
	}
	text, err := fieldWords.DecodeHeader(s)
	return text, err == nil && isDecoded(text)
}

// isDecoded reports whether text that a library decoded is only text. mime and
// net/mail of Go 1.26 leave words that are damaged as they are, give U+FFFD for
// a character of two words and for 8-bit bytes in "us-ascii", and controls for
// the quotation marks that senders put into "iso-8859-1".
func isDecoded(s string) bool {
	return utf8.ValidString(s) && !strings.Contains(s, "=?") && !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || 0x80 <= r && r <= 0x9f
	})
}

// lenientWords decodes what the standard decoder gives up: words split inside a
// character, base64 without padding, a language suffix (RFC 2231 §5), unknown
// charsets, of which one makes the decoder refuse the whole field.
func lenientWords(s string) string {
	d := wordDecoder{}
	for words := 0; s != ""; {
		start := strings.Index(s, "=?")
		// Without an end no search for it: a field of beginnings would take
		// a time that grows with the square of its length.
		if start < 0 || words >= MaxWords || strings.LastIndex(s, "?=") < start {
			d.raw(s)
			break
		}
		w, ok := cutWord(s[start:])
		if !ok {
			d.raw(s[:start+2])
			s = s[start+2:]
			continue
		}
		d.raw(s[:start])
		d.word(w)
		s = s[start+w.length:]
		words++
	}
	d.flush()
	return d.out.String()
}

// rawText returns text that was not encoded: ASCII, UTF-8, or a guess.
func rawText(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == 0x1b { // Japanese, in seven bits
			return guessUTF8([]byte(s))
		}
	}
	return s
}

// encodedWord is one "=?charset?encoding?text?=".
type encodedWord struct {
	charset  string
	encoding byte // 'b' or 'q'
	text     string
	length   int // bytes of the whole word
}

// cutWord reads the encoded word that s begins with.
func cutWord(s string) (encodedWord, bool) {
	rest := s[2:]
	charset, rest, ok := strings.Cut(rest, "?")
	if !ok || len(rest) < 2 || rest[1] != '?' {
		return encodedWord{}, false
	}
	if charset == "" || len(charset) > 64 || strings.ContainsAny(charset, " =\t") {
		return encodedWord{}, false
	}
	encoding := rest[0] | 0x20
	if encoding != 'b' && encoding != 'q' {
		return encodedWord{}, false
	}
	text, _, ok := strings.Cut(rest[2:], "?=")
	if !ok {
		return encodedWord{}, false
	}
	name, _, _ := strings.Cut(charset, "*")
	return encodedWord{
		charset:  name,
		encoding: encoding,
		text:     text,
		length:   2 + len(charset) + 1 + 2 + len(text) + 2,
	}, true
}

// wordDecoder joins the bytes of neighbouring words of one charset before it
// decodes them, so that a character may be split between two words.
type wordDecoder struct {
	out     strings.Builder
	charset string
	bytes   []byte
	open    bool // the last thing seen was a word
	space   string
}

// word takes an encoded word.
func (d *wordDecoder) word(w encodedWord) {
	d.space = "" // white space between two words is not shown (RFC 2047 §6.2)
	if !strings.EqualFold(w.charset, d.charset) {
		d.flush()
	}
	d.charset = w.charset
	d.open = true
	if w.encoding == 'b' {
		d.bytes = appendBase64(d.bytes, w.text)
	} else {
		d.bytes = appendQ(d.bytes, w.text)
	}
}

// raw takes text between words.
func (d *wordDecoder) raw(s string) {
	if s == "" {
		return
	}
	if d.open && strings.Trim(s, " \t") == "" {
		d.space = s
		return
	}
	d.flush()
	d.out.WriteString(rawText(s))
}

// flush writes what is pending.
func (d *wordDecoder) flush() {
	if len(d.bytes) > 0 {
		d.out.WriteString(toUTF8(d.charset, d.bytes))
	}
	d.out.WriteString(d.space)
	d.bytes, d.space, d.charset, d.open = d.bytes[:0], "", "", false
}

// appendQ decodes the Q encoding (RFC 2047 §4.2). What is no escape stays, where
// mime of Go 1.26 gives up.
func appendQ(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '=' && i+2 < len(s) {
			if b, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				dst = append(dst, b...)
				i += 2
				continue
			}
		}
		if c == '_' {
			c = ' '
		}
		dst = append(dst, c)
	}
	return dst
}

// appendBase64 decodes base64 as far as it goes.
func appendBase64(dst []byte, s string) []byte {
	// Reading from memory does not fail, nor does decoding.
	b, _ := io.ReadAll(decodeTransfer("base64", strings.NewReader(s)))
	return append(dst, b...)
}
