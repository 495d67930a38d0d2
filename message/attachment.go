package message

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/mailtui/mailtui/mail"
)

// Attachment is a part that is not shown as text.
type Attachment struct {
	Part mail.Part
	// Name is what it is saved as ([SafeFileName]), never empty.
	Name mail.Text
	// Type is the media type of its content when its bytes are here, else the
	// one that the message tells.
	Type string
	// Size is the number of decoded bytes, an estimate while they are not here.
	Size int64
	Here bool // its bytes are in the store
	Risk Risk
}

// file is what was seen of an attachment when its bytes passed by.
type file struct {
	kind string // the media type of its content, "" when that was not looked at
	size int64  // decoded bytes

	subject mail.Text // of a message
	macros  bool      // an office document has some
}

// Attachments returns the parts that are no text that people write in, in order:
// a patch is an attachment, though it is read like text. An
// embedded message is one attachment, whatever is in it. What only serves
// another part is none: a signature (RFC 1847), the control part of an encrypted
// message, a form of the text beside one that is shown. The files that are packed
// in a part follow it, or stand for it when there is nothing else in it; their
// numbers are "1#1", "1#2": those in a text that is uuencoded, those of TNEF.
func (m *Message) Attachments() []Attachment {
	var list []Attachment
	for _, p := range m.own() {
		packed := m.attachmentsIn(p)
		shown := isContainer(p) || isProse(p) && isReadable(p) || m.serves(p) || len(packed) > 0 && m.packed[p.Number].all
		if !shown {
			f, here := m.files[p.Number]
			list = append(list, newAttachment(p, f, here))
		}
		list = append(list, packed...)
	}
	return list
}

// IsOutlookMessage reports whether an attachment is a message in the format of
// Outlook alone (TNEF in TNEF): its text is compressed RTF, and nothing of it is
// read here.
func (a Attachment) IsOutlookMessage() bool {
	return strings.Contains(a.Part.Number, "#") && a.Type == "application/ms-tnef"
}

// serves reports whether a part is there for the sake of another one.
func (m *Message) serves(p mail.Part) bool {
	number := parentOf(p.Number)
	i := slices.IndexFunc(m.Parts, func(c mail.Part) bool { return c.Number == number && isContainer(c) })
	if i < 0 {
		return false
	}
	switch m.Parts[i].Type {
	case "multipart/signed":
		return strings.HasSuffix(p.Type, "-signature")
	case "multipart/encrypted":
		return p.Type == "application/pgp-encrypted"
	case "multipart/appledouble": // RFC 1740
		return p.Type == "application/applefile"
	case "multipart/alternative":
		return strings.HasPrefix(p.Type, "text/") && p.Type != "text/calendar" && p.Disposition != "attachment" &&
			slices.ContainsFunc(m.Parts, func(c mail.Part) bool { return isReadable(c) && parentOf(c.Number) == number })
	default:
		return false
	}
}

func newAttachment(p mail.Part, f file, here bool) Attachment {
	if !here {
		f.size = estimate(p)
	}
	a := Attachment{Part: p, Type: moreExact(p.Type, f.kind), Size: f.size, Here: here}
	name := SafeFileName(p.FileName.String())
	if p.FileName.Empty() {
		if !f.subject.Empty() {
			name = SafeFileName(strings.NewReplacer("/", "-", `\`, "-").Replace(f.subject.String()))
		}
		name = SafeFileName(name + extension(a.Type))
	}
	a.Name = mail.Line(name)
	a.Risk = riskOf(p, name, f)
	return a
}

// estimate returns about how many bytes a part has without its transfer
// encoding: base64 makes lines of 76 and a line break of 57 bytes.
func estimate(p mail.Part) int64 {
	switch p.Encoding {
	case "base64":
		return p.Size * 57 / 78
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return p.Size * 45 / 63
	default:
		return p.Size
	}
}

// headBytes is how much of an attachment is looked at to tell what it is.
const headBytes = 3 << 10

// sniff returns the media type of content that begins so, without parameters.
func sniff(head []byte) string {
	if len(head) == 0 {
		return ""
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	switch {
	case bytes.HasPrefix(head, []byte("\x78\x9f\x3e\x22")): // mimetype v1.4.16 tells what is in it
		return "application/ms-tnef"
	case kind == "text/plain" && isDesktopEntry(head):
		return desktopEntry
	default:
		return kind
	}
}

// isGeneric lists what content looks like of which a message may know more.
var isGeneric = map[string]bool{
	"": true, "application/octet-stream": true, "text/plain": true, "text/csv": true, "text/xml": true,
	"application/zip": true, "application/json": true, "application/x-ole-storage": true, "application/gzip": true,
	"message/rfc822": true,
}

// moreExact returns the type that the content shows, or the one that is told
// when that is a special case of it ("text/x-diff" of text/plain).
func moreExact(told, shown string) string {
	if strings.HasPrefix(told, "message/") || shown == "" {
		return told
	}
	known := mimetype.Lookup(told)
	if known == nil {
		if isGeneric[shown] {
			return told
		}
		return shown
	}
	if !known.Is(shown) && descends(told, shown) {
		return told
	}
	return shown
}

// extension returns the extension for a file of a type, with its dot, or "".
func extension(kind string) string {
	switch known := mimetype.Lookup(kind); {
	case isMessage(mail.Part{Type: kind}):
		return ".eml"
	case known != nil:
		return known.Extension()
	case kind == "application/pkcs7-mime", kind == "application/x-pkcs7-mime":
		return ".p7m" // RFC 8551 §3.2.1
	case strings.HasPrefix(kind, "text/"), strings.HasPrefix(kind, "message/"):
		return ".txt"
	default:
		return ""
	}
}

// descends reports whether a type is another one or a special case of it, as a
// .docx is of a .zip.
func descends(kind, of string) bool {
	for k := mimetype.Lookup(kind); k != nil; k = k.Parent() {
		if k.Is(of) {
			return true
		}
	}
	return false
}
