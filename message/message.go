package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/mailtui/mailtui/mail"
)

// Message is a message that was read: its header, its structure and the bodies
// of its text parts. Attachments are not held; [Extract] reads them.
type Message struct {
	Header Header
	// Parts is the structure, parents before what is in them, numbered as in
	// RFC 9051 §6.4.5. A multipart message begins with its container, "".
	Parts []mail.Part
	// Cut: a limit was met, so there is more than what is here.
	Cut bool

	header []byte            // as it stands, at most MaxHeader
	bodies map[string][]byte // as in the message, by section number
	loose  map[string][]byte // the text of multiparts without any part
}

// maxBodies is how many bytes of text parts a Message holds at most.
const maxBodies = 8 << 20

// Parse reads a whole message. It holds the header and the text parts only,
// whatever the size of the message. The error is the reader's; the message is
// then what was read before it, and never nil.
func Parse(r io.Reader) (*Message, error) {
	c := collector{m: &Message{bodies: map[string][]byte{}, loose: map[string][]byte{}}, left: maxBodies}
	header, cut, err := split(r, &c)
	c.m.setHeader(header)
	c.m.Cut = c.m.Cut || cut
	if err != nil {
		return c.m, fmt.Errorf("read message: %w", err)
	}
	return c.m, nil
}

// Assemble makes a message of what was fetched of it piece by piece: the header,
// the structure, and the bodies of some parts as they stand in the message, by
// section number. A text part that is not there is a [Body] that is Missing.
func Assemble(header []byte, structure []mail.Part, bodies map[string][]byte) *Message {
	m := &Message{Parts: structure, bodies: bodies}
	m.setHeader(header)
	if len(m.Parts) > MaxParts {
		m.Parts, m.Cut = m.Parts[:MaxParts], true
	}
	return m
}

func (m *Message) setHeader(block []byte) {
	m.header = block[:min(len(block), MaxHeader)]
	m.Header = ParseHeader(m.header)
}

// collector keeps the text parts while a message is split.
type collector struct {
	m    *Message
	left int64
}

func (c *collector) visit(p mail.Part, body io.Reader) (bool, error) {
	c.m.Parts = append(c.m.Parts, p)
	if !isReadable(p) {
		return false, nil
	}
	// Encoded text is up to three times longer than what it becomes.
	limit := min(3*int64(maxText(p)), c.left)
	b, err := io.ReadAll(io.LimitReader(body, limit))
	c.left -= int64(len(b))
	c.m.bodies[p.Number] = b
	return false, err
}

func (c *collector) leave(number string, size int64) {
	for i := len(c.m.Parts) - 1; i >= 0; i-- {
		if p := &c.m.Parts[i]; p.Number == number {
			p.Size = size
			if b, ok := c.m.bodies[number]; ok && int64(len(b)) < size {
				c.m.Cut = true
			}
			return
		}
	}
}

func (c *collector) loose(number string, text []byte) { c.m.loose[number] = text }

// ErrNoPart says that a message has no part of that number.
var ErrNoPart = errors.New("the message has no such part")

// Extract copies the decoded content of one part of a message to w, of any size
// in bounded memory. The text of a part is not converted to UTF-8. An embedded
// message is copied whole. The error is [ErrNoPart], the reader's or the writer's.
func Extract(r io.Reader, number string, w io.Writer) error {
	x := extractor{number: number, w: w}
	if _, _, err := split(r, &x); err != nil {
		return fmt.Errorf("read part %q: %w", number, err)
	}
	if !x.found {
		return fmt.Errorf("read part %q: %w", number, ErrNoPart)
	}
	return nil
}

// extractor takes one part.
type extractor struct {
	number string
	w      io.Writer
	found  bool
}

func (x *extractor) visit(p mail.Part, body io.Reader) (bool, error) {
	if p.Number != x.number {
		return false, nil
	}
	x.found = true
	encoding := p.Encoding
	if isContainer(p) {
		encoding = "" // RFC 2045 §6.4
	}
	if _, err := io.Copy(x.w, decodeTransfer(encoding, body)); err != nil {
		return true, err
	}
	return true, errStop
}

func (x *extractor) leave(string, int64) {}

func (x *extractor) loose(string, []byte) {}

// Decode returns the content of a part that was fetched by itself, without its
// transfer encoding.
func Decode(p mail.Part, raw []byte) []byte {
	// Reading from memory does not fail, nor does decoding.
	b, _ := io.ReadAll(decodeTransfer(p.Encoding, bytes.NewReader(raw)))
	return b
}

// DecodeText returns the text of a part that was fetched by itself, in UTF-8,
// not sanitised yet.
func DecodeText(p mail.Part, raw []byte) string {
	b := raw
	if p.Encoding != "base64" || looksBase64(raw) {
		b = Decode(p, raw)
	}
	name := p.Charset
	if name == "" && p.Type == "text/html" && !utf8.Valid(b) {
		// The page may say it itself: <meta charset=…>.
		if _, found, sure := charset.DetermineEncoding(b, p.Type); sure || found != "windows-1252" {
			name = found
		}
	}
	return toUTF8(name, b)
}

// Body is one text part of a message, to be shown by itself: parts are never
// joined, so that no markup of one can swallow another (EFAIL).
type Body struct {
	Part    mail.Part
	HTML    bool
	Text    string // UTF-8, not sanitised
	Missing bool   // it is not here yet
	Cut     bool   // Text is only the beginning
}

// Readable returns the text parts that a reader shows, in order. Of
// alternatives it is the plain one when there is any text in it, else the HTML.
func (m *Message) Readable() []Body {
	root := mail.Part{Type: "multipart/mixed"}
	if len(m.Parts) > 0 && m.Parts[0].Number == "" {
		root = m.Parts[0]
	}
	return m.readable(root, 0)
}

func (m *Message) readable(container mail.Part, depth int) []Body {
	if depth > MaxDepth {
		return nil
	}
	if text, ok := m.loose[container.Number]; ok {
		return []Body{{Part: container, Text: toUTF8("", text)}}
	}
	var all, html []Body
	for _, p := range m.Parts {
		if p.Number == "" || parentOf(p.Number) != container.Number {
			continue
		}
		var found []Body
		switch {
		case isContainer(p):
			found = m.readable(p, depth+1)
		case isReadable(p):
			found = []Body{m.body(p)}
		}
		if container.Type != "multipart/alternative" {
			all = append(all, found...)
			continue
		}
		switch {
		case hasPlainText(found):
			return found
		case len(found) > 0:
			html = found // the last one is the best (RFC 2046 §5.1.4)
		}
	}
	return append(all, html...)
}

func hasPlainText(bodies []Body) bool {
	for _, b := range bodies {
		if !b.HTML && (b.Missing || strings.TrimSpace(b.Text) != "") {
			return true
		}
	}
	return false
}

func (m *Message) body(p mail.Part) Body {
	b := Body{Part: p, HTML: p.Type == "text/html"}
	raw, ok := m.bodies[p.Number]
	if !ok {
		b.Missing = true
		return b
	}
	b.Cut = int64(len(raw)) < p.Size
	b.Text = DecodeText(p, raw)
	if limit := maxText(p); len(b.Text) > limit {
		b.Text, b.Cut = strings.ToValidUTF8(b.Text[:limit], ""), true
	}
	return b
}

// maxText returns how many bytes of a text part are shown.
func maxText(p mail.Part) int {
	if p.Type == "text/html" {
		return MaxHTML
	}
	return MaxText
}

// HasHTML reports whether the message has an HTML form.
func (m *Message) HasHTML() bool {
	for _, p := range m.own() {
		if p.Type == "text/html" && isReadable(p) {
			return true
		}
	}
	return false
}

// Attachments returns the parts that are no text to be read, in order. An
// embedded message is one attachment, whatever is in it.
func (m *Message) Attachments() []mail.Part {
	var list []mail.Part
	for _, p := range m.own() {
		if !isContainer(p) && !isReadable(p) {
			list = append(list, p)
		}
	}
	return list
}

// own returns the parts that are not inside of an embedded message.
func (m *Message) own() []mail.Part {
	embedded := map[string]bool{}
	var list []mail.Part
	for _, p := range m.Parts {
		parent := parentOf(p.Number)
		inside := parent != "" && embedded[parent]
		if inside || p.Type == "message/rfc822" {
			embedded[p.Number] = true
		}
		if !inside {
			list = append(list, p)
		}
	}
	return list
}
