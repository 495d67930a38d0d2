package message

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	gomessage "github.com/emersion/go-message"
	gomail "github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"

	"github.com/mailtui/mailtui/mail"
)

// Field is one header field as it stands in a message.
type Field struct {
	Name  mail.Text // as the sender wrote it: "MESSAGE-ID"
	Value mail.Text // one line, with its encoded words decoded
}

// Fields returns every field of the message's header, in the order in which they
// stand there, at most [MaxFields].
func (m *Message) Fields() []Field {
	h := parseFields(m.header)
	list := make([]Field, 0, h.Len())
	for f := h.Fields(); f.Next(); {
		field := Field{Name: mail.Line(f.Key()), Value: mail.Line(decodeWords(f.Value()))}
		if raw, err := f.Raw(); err == nil {
			if name, _, ok := cutField(raw); ok {
				field.Name = mail.Line(string(name))
			}
		}
		list = append(list, field)
	}
	return list
}

// readFields reads a header block with go-message, up to the empty line. Fields
// without a value are left out: the next one of their name counts.
func readFields(block []byte) *gomail.Header { return withValues(parseFields(block)) }

// withValues leaves out the fields without a value.
func withValues(h textproto.Header) *gomail.Header {
	for f := h.Fields(); f.Next(); {
		if f.Value() == "" {
			f.Del()
		}
	}
	return &gomail.Header{Header: gomessage.Header{Header: h}}
}

// singular are the fields that tell how a message looks to its reader, of which
// there is one (RFC 5322 §3.6, RFC 2045 §3).
var singular = [...]string{"From", "Subject", "Date", "To", "Reply-To", "Content-Type", "MIME-Version"}

// repeatedFields returns the names of those fields that are there with different
// values, an empty one included.
func repeatedFields(h *textproto.Header) []string {
	var values [len(singular)]string
	var there, repeated [len(singular)]bool
	for f := h.Fields(); f.Next(); {
		i := slices.IndexFunc(singular[:], func(name string) bool { return strings.EqualFold(name, f.Key()) })
		if i < 0 {
			continue
		}
		repeated[i] = repeated[i] || there[i] && f.Value() != values[i]
		there[i], values[i] = true, f.Value()
	}
	var names []string
	for i, is := range repeated {
		if is {
			names = append(names, singular[i])
		}
	}
	return names
}

// parseFields reads a header block with go-message, up to the empty line.
func parseFields(block []byte) textproto.Header {
	h := parseRaw(block)
	if utf8.Valid(block) || bytes.Count(block, []byte("\n")) > MaxFields {
		return h
	}
	_, params := parseType(h.Get("Content-Type"))
	if readable, changed := inCharset(params["charset"], block); changed {
		return parseRaw(readable)
	}
	return h
}

func parseRaw(block []byte) textproto.Header {
	h, ok := readHeader(block)
	if !ok {
		h, _ = readHeader(repairHeader(block)) // nothing is left that it refuses
	}
	return h
}

// inCharset returns a header block of which the lines that are not UTF-8 are
// read in the charset of the body, which is that of those who write them so, and
// whether there are any.
func inCharset(name string, block []byte) ([]byte, bool) {
	changed := false
	out := make([]byte, 0, len(block)+len(block)/2)
	for line := range bytes.Lines(block) {
		if text, ok := lineInCharset(name, line); ok {
			out, changed = append(out, text...), true
		} else {
			out = append(out, line...)
		}
	}
	return out, changed
}

// lineInCharset decodes a line that is not UTF-8, if that gives a line of the same
// field: no charset may make another one of it.
func lineInCharset(name string, line []byte) (string, bool) {
	if name == "" || utf8.Valid(line) {
		return "", false
	}
	first := bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf })
	text, ok := convert(strings.ToLower(name), bytes.TrimRight(line, "\r\n"))
	if !ok || !strings.HasPrefix(text, string(line[:first])) || strings.ContainsFunc(text[first:], isOddRune) {
		return "", false
	}
	return text + "\r\n", true
}

// isOddRune reports whether a character shows that text was read in a charset in
// which it was not written.
func isOddRune(r rune) bool { return r == utf8.RuneError || r != '\t' && unicode.IsControl(r) }

// readHeader reads a header block with go-message, or reports that it needs
// repair first. v0.18.2 has no limit on the fields, and takes one of the CRs of
// a "\r\r\n" for text.
func readHeader(block []byte) (textproto.Header, bool) {
	if bytes.Count(block, []byte("\n")) > MaxFields || bytes.Contains(block, []byte("\r\r\n")) {
		return textproto.Header{}, false
	}
	h, err := textproto.ReadHeader(bufio.NewReaderSize(bytes.NewReader(block), min(len(block)+1, 4096)))
	return h, err == nil
}

// repairHeader returns a header block with nothing but fields in it, up to the
// empty line and [MaxFields]. go-message v0.18.2 refuses the whole block for one
// line without a colon, a line of an mbox ("From ada Thu …"), a name that is not
// ASCII, a space before the first field or "\r\r\n".
func repairHeader(block []byte) []byte {
	out := make([]byte, 0, len(block)+1)
	first := firstLine(block)
	inField := false
	for n := 0; len(block) > 0; {
		line, rest := cutLine(block)
		if EndsHeader(block[:len(block)-len(rest)], first) {
			break
		}
		block = rest
		if inField && len(line) > 0 && isSpace(line[0]) {
			out = append(append(out, line...), '\n')
			continue
		}
		name, value, ok := cutField(line)
		if inField = ok && n < MaxFields; inField {
			n++
			out = append(append(append(append(out, name...), ':'), value...), '\n')
		}
	}
	return out
}

// EndsHeader reports whether a line, with its line break, is the empty one that a
// header ends with, which is LF or CRLF (RFC 5322 §2.1). CR CR LF is one in a
// message whose lines all end in that, as first does, the header's first line. In
// any other it ends nothing: the programs that check signatures read on, and what
// they check must be what is shown. Package backend, which hashes and sends headers
// and shows none, ends each at the first LF or CRLF.
func EndsHeader(line, first []byte) bool {
	return string(line) == "\n" || string(line) == "\r\n" ||
		bytes.HasSuffix(first, []byte("\r\r\n")) && len(line) > 1 && len(bytes.Trim(line, "\r\n")) == 0
}

// firstLine returns the first line of b with its line break.
func firstLine(b []byte) []byte { return b[:bytes.IndexByte(b, '\n')+1] }

// IsSound reports whether every program finds the same fields in a header block,
// and its end at the same place: each line is a field or continues one, and no CR
// is in it but before its LF (RFC 5322 §2.2).
func IsSound(block []byte) bool {
	inField := false
	for line := range bytes.Lines(block) {
		line = trimEOL(line)
		if len(line) == 0 {
			return true
		}
		if bytes.IndexByte(line, '\r') >= 0 {
			return false
		}
		if isSpace(line[0]) && inField {
			continue
		}
		if _, _, inField = cutField(line); !inField || isSpace(line[0]) {
			return false
		}
	}
	return true
}

// cutLine returns the first line of b without its line break, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return trimCR(b), nil
	}
	return trimCR(b[:i]), b[i+1:]
}

func trimCR(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == '\r' {
		b = b[:len(b)-1]
	}
	return b
}

// cutField splits a line at its first colon and reports whether what is before
// it can be a field name. Space around the name is tolerated: it is a fold that
// lost its first line, or a sender's habit ("Subject : x").
func cutField(line []byte) (name, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return nil, nil, false
	}
	name = bytes.TrimSpace(line[:i])
	if len(name) == 0 {
		return nil, nil, false
	}
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return nil, nil, false
		}
	}
	return name, line[i+1:], true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }
