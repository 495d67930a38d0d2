package message

import (
	"bytes"
	"fmt"
	"io"
	"slices"

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

	times  int                // how much more than usual is kept of each text
	header []byte             // as it stands, at most MaxHeader
	texts  map[string]text    // of the parts that are kept, by section number
	files  map[string]file    // what was seen of the others
	packed map[string]packing // the files in parts that pack some
	heads  map[string][]byte  // headers inside of embedded messages and signatures
	loose  map[string][]byte  // the text of multiparts without any part
}

// text is a part that is kept, without its transfer encoding.
type text struct {
	bytes []byte
	cut   bool // only the beginning
	more  bool // the rest is where this was read from
}

// maxBodies is how many bytes of text parts a Message holds at most, unless more
// is asked for.
const maxBodies = 8 << 20

func newMessage(times int) *Message {
	return &Message{
		times: times,
		texts: map[string]text{}, files: map[string]file{}, packed: map[string]packing{}, heads: map[string][]byte{},
		loose: map[string][]byte{},
	}
}

// Parse reads a whole message. It holds the header, the text parts and the few
// other parts that [Message.Text] tells of, whatever the size of the message.
// The error is the reader's; the message is then what was read before it, and
// never nil.
func Parse(r io.Reader) (*Message, error) { return Reader{Times: 1}.Parse(r) }

// Reader reads messages of which a person wants to see more: so many times
// [MaxText] of each plain text.
type Reader struct{ Times int }

// Parse is [Parse] with the limits of the Reader.
func (l Reader) Parse(r io.Reader) (*Message, error) {
	c := l.collector()
	header, cut, err := split(r, c)
	c.m.setHeader(header)
	c.m.Cut = c.m.Cut || cut
	if err != nil {
		return c.m, fmt.Errorf("read message: %w", err)
	}
	return c.m, nil
}

// Assemble makes a message of what was fetched of it piece by piece: the header,
// the structure, and the bodies of some parts as they stand in the message, by
// section number. A text part that is not there is a [Body] that is Missing; of
// an attachment the first 4 KiB are enough to tell its type. here lists the
// section numbers of more parts whose bytes are in the store, so that
// [Attachment] can say so.
func Assemble(header []byte, structure []mail.Part, bodies map[string][]byte, here []string) *Message {
	return Reader{Times: 1}.Assemble(header, structure, bodies, here)
}

// Assemble is [Assemble] with the limits of the Reader.
func (l Reader) Assemble(header []byte, structure []mail.Part, bodies map[string][]byte, here []string) *Message {
	c := l.collector()
	c.m.setHeader(header)
	if len(structure) > MaxParts {
		structure, c.m.Cut = structure[:MaxParts], true
	}
	c.m.Parts = structure
	for _, p := range structure {
		if raw, ok := bodies[p.Number]; ok && !isContainer(p) {
			c.piece(p, raw)
		} else if slices.Contains(here, p.Number) {
			c.m.files[p.Number] = file{size: estimate(p)}
		}
	}
	return c.m
}

// piece takes a part, or its beginning, that was fetched by itself.
func (c *collector) piece(p mail.Part, raw []byte) {
	// Reading from memory does not fail.
	_ = c.take(p, bytes.NewReader(raw))
	if int64(len(raw)) >= p.Size {
		return
	}
	if t, ok := c.m.texts[p.Number]; ok {
		t.cut = true
		c.m.texts[p.Number] = t
	}
	if f, ok := c.m.files[p.Number]; ok {
		f.size = estimate(p)
		c.m.files[p.Number] = f
	}
}

func (m *Message) setHeader(block []byte) {
	m.header = block[:min(len(block), MaxHeader)]
	m.Header = ParseHeader(m.header)
}

// collector keeps the text parts while a message is split, and looks at the
// others.
type collector struct {
	m      *Message
	left   int // how much more may be kept
	packed int // files that were found in parts
	buf    [8 << 10]byte
}

func (l Reader) collector() *collector {
	return &collector{m: newMessage(l.Times), left: l.Times * maxBodies}
}

func (c *collector) visit(p mail.Part, body io.Reader) (bool, error) {
	c.m.Parts = append(c.m.Parts, p)
	switch {
	case isContainer(p):
		return false, nil
	case isEmbedded(p):
		c.m.files[p.Number] = file{}
		return false, nil
	default:
		return false, c.take(p, body)
	}
}

// take reads the body of a part without parts.
func (c *collector) take(p mail.Part, body io.Reader) error {
	limit := c.m.maxKept(p)
	k := keeper{limit: min(limit, c.left)}
	content := decodeTransfer(p.Encoding, body)
	if isReadable(p) && p.Encoding == "base64" {
		content = decodeBase64Text(body)
	}
	var err error
	if packs(p) {
		err = c.unpack(p, content, &k)
	} else {
		_, err = io.CopyBuffer(&k, content, c.buf[:])
	}
	if limit > 0 {
		c.left -= len(k.kept)
		cut := k.size > int64(len(k.kept))
		c.m.texts[p.Number] = text{bytes: k.kept, cut: cut, more: cut}
		c.m.Cut = c.m.Cut || cut
	}
	if !isReadable(p) || isOtherText(p) {
		f := k.file()
		if isMessage(p) {
			f.subject = subjectOf(k.head)
		}
		c.m.files[p.Number] = f
	}
	return err
}

// unpack takes a part that may have files in it.
func (c *collector) unpack(p mail.Part, content io.Reader, k *keeper) error {
	l := lister{c: c}
	if !isTNEF(p) {
		err := unpackText(content, k, &l)
		c.m.packed[p.Number] = packing{files: l.list}
		return err
	}
	content = io.TeeReader(content, k)
	all, err := unpackTNEF(content, &l)
	if err == nil {
		_, err = io.Copy(io.Discard, content)
	}
	c.m.packed[p.Number] = packing{files: l.list, all: all}
	return err
}

func (c *collector) leave(number string, size int64) {
	for i := len(c.m.Parts) - 1; i >= 0; i-- {
		if p := &c.m.Parts[i]; p.Number == number {
			p.Size = size
			if f, ok := c.m.files[number]; ok && isEmbedded(*p) {
				f.size = size
				c.m.files[number] = f
			}
			return
		}
	}
}

func (c *collector) head(number string, header []byte) {
	if len(c.m.heads) < maxHeads {
		c.m.heads[number] = bytes.Clone(header[:min(len(header), maxReport)])
	}
	if f, ok := c.m.files[number]; ok {
		f.subject = subjectOf(header)
		c.m.files[number] = f
	}
}

func (c *collector) loose(number string, text []byte) { c.m.loose[number] = text }

// keeper is written the content of a part: it keeps the beginning of it.
type keeper struct {
	limit int    // how much of it is to be kept
	kept  []byte // at most limit bytes
	head  []byte // at most headBytes, to tell what it is
	size  int64

	macros macros
}

// Write never fails.
func (k *keeper) Write(b []byte) (int, error) {
	k.size += int64(len(b))
	k.head = append(k.head, b[:min(len(b), headBytes-len(k.head))]...)
	k.macros.find(k.head, b)
	k.kept = append(k.kept, b[:min(len(b), k.limit-len(k.kept))]...)
	return len(b), nil
}

// file returns what was seen of an attachment.
func (k *keeper) file() file { return file{kind: sniff(k.head), size: k.size, macros: k.macros.found} }

// Text returns the content of a part that is kept besides those that are shown,
// without its transfer encoding, not sanitised: an invitation (text/calendar,
// application/ics) and the parts of a report that programs read (RFC 3464, RFC
// 8098). It reports false when the part is no such one or is not here, and with the
// beginning of it when it is longer than what is kept of its kind.
func (m *Message) Text(number string) ([]byte, bool) {
	t, ok := m.texts[number]
	return t.bytes, ok && !t.cut
}

// maxKept returns how many bytes of a part are kept.
func (m *Message) maxKept(p mail.Part) int {
	if isReadable(p) {
		return m.maxText(p)
	}
	switch p.Type {
	case "text/calendar", "application/ics":
		return maxCalendar
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"message/global-disposition-notification", "text/rfc822-headers", "message/feedback-report":
		return maxReport
	default:
		return 0
	}
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

// own returns the parts that are not inside of an embedded message.
func (m *Message) own() []mail.Part {
	embedded := map[string]bool{}
	var list []mail.Part
	for _, p := range m.Parts {
		parent := parentOf(p.Number)
		inside := parent != "" && embedded[parent]
		if inside || isMessage(p) {
			embedded[p.Number] = true
		}
		if !inside {
			list = append(list, p)
		}
	}
	return list
}
