package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// mutf7Base64 is the alphabet of modified UTF-7 (RFC 3501 §5.1.3).
var mutf7Base64 = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").
	WithPadding(base64.NoPadding)

// repairMailbox returns name as it is when the library can decode it, else an
// encoding of the very characters that the server sent: a bare "&" (servers
// that know no modified UTF-7), control characters, bytes that are no UTF-8.
func repairMailbox(name []byte) []byte {
	if validMailbox(name) {
		return name
	}
	return encodeMailbox(strings.ToValidUTF8(string(name), "\uFFFD"))
}

// validMailbox reports whether name is modified UTF-7, or UTF-8 with its
// ASCII part in modified UTF-7.
func validMailbox(name []byte) bool {
	if !utf8.Valid(name) {
		return false
	}
	shifted := false // a shift directly after a shift is not allowed
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c < ' ' || c == 0x7f {
			return false
		}
		if c != '&' {
			shifted = false
			continue
		}
		n := bytes.IndexByte(name[i:], '-')
		switch {
		case n < 0, n > 1 && (shifted || !validShift(name[i+1:i+n])):
			return false
		case n == 1: // "&-"
			shifted = false
		default:
			shifted = true
		}
		i += n
	}
	return true
}

// validShift reports whether b is UTF-16 in base64 of characters that need it.
func validShift(b []byte) bool {
	raw, err := mutf7Base64.DecodeString(string(b))
	if err != nil || len(raw)%2 != 0 {
		return false
	}
	for i := 0; i < len(raw); i += 2 {
		r := rune(binary.BigEndian.Uint16(raw[i:]))
		if utf16.IsSurrogate(r) {
			if i += 2; i == len(raw) {
				return false
			}
			if utf16.DecodeRune(r, rune(binary.BigEndian.Uint16(raw[i:]))) == utf8.RuneError {
				return false
			}
			continue
		}
		if r >= ' ' && r <= '~' {
			return false
		}
	}
	return true
}

// encodeMailbox returns name in modified UTF-7.
func encodeMailbox(name string) []byte {
	var out, raw []byte
	flush := func() {
		if len(raw) > 0 {
			out = append(out, '&')
			out = mutf7Base64.AppendEncode(out, raw)
			out = append(out, '-')
			raw = raw[:0]
		}
	}
	for _, r := range name {
		if r < ' ' || r > '~' {
			for _, u := range utf16.AppendRune(nil, r) {
				raw = binary.BigEndian.AppendUint16(raw, u)
			}
			continue
		}
		flush()
		if out = append(out, byte(r)); r == '&' {
			out = append(out, '-')
		}
	}
	flush()
	return out
}
