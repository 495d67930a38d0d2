package message

import (
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// partFields is what the header of an entity says about its body.
type partFields struct {
	part     mail.Part
	boundary string
}

// readPartFields reads the MIME fields of a header (RFC 2045, RFC 2183). kind is
// the media type of an entity that tells none.
func readPartFields(header []byte, kind string) partFields {
	fields := readFields(header)
	f := partFields{}
	f.part.Encoding = transferEncoding(fields.Get("Content-Transfer-Encoding"))
	f.part.ContentID = messageID(fields, "Content-Id")
	f.part.Type = kind
	contentType := fields.Get("Content-Type")
	if contentType != "" {
		f.part.Type = mediaType(contentType)
	}
	_, params := parseType(contentType)
	f.boundary = strings.TrimRight(params["boundary"], " \t")
	f.part.Charset = params["charset"]
	f.part.Flowed = strings.EqualFold(params["format"], "flowed")
	f.part.DelSp = strings.EqualFold(params["delsp"], "yes")
	disposition, dispositionParams := parseType(fields.Get("Content-Disposition"))
	f.part.Disposition = knownDisposition(disposition)
	name := dispositionParams["filename"]
	if name == "" {
		name = params["name"]
	}
	f.part.FileName = mail.Line(name)
	return f
}

// knownDisposition returns a disposition type; one that is not known is an
// attachment (RFC 2183 §2.8).
func knownDisposition(kind string) string {
	switch kind {
	case "", "inline", "attachment":
		return kind
	default:
		return "attachment"
	}
}

// isReadable reports whether a part is text that a reader shows.
func isReadable(p mail.Part) bool {
	return p.Disposition != "attachment" && (isProse(p) || isOtherText(p))
}

// isProse reports whether a part is of the kinds that people write in.
func isProse(p mail.Part) bool { return p.Type == "text/plain" || p.Type == "text/html" }

// isOtherText reports whether a part is of a kind of text that nothing here knows
// better: it is read as it is (RFC 2046 §4.1.4), unless it is a file by its name
// and is not said to belong between the lines.
func isOtherText(p mail.Part) bool {
	kind, isText := strings.CutPrefix(p.Type, "text/")
	return isText && !isProse(p) && !forPrograms[kind] && (p.FileName.Empty() || p.Disposition == "inline")
}

// forPrograms are the kinds of text that people do not read as they are.
var forPrograms = map[string]bool{
	"calendar": true, "css": true, "csv": true, "directory": true, "javascript": true, "rfc822-headers": true,
	"rtf": true, "tab-separated-values": true, "vcard": true, "watch-html": true, "x-amp-html": true,
	"x-vcalendar": true, "x-vcard": true, "xml": true,
}

// isMessage reports whether a part is a message (RFC 2046 §5.2.1, RFC 6532 §3.7).
func isMessage(p mail.Part) bool { return p.Type == "message/rfc822" || p.Type == "message/global" }

// isEmbedded reports whether a part is a message whose parts are seen: an
// encoding, which RFC 2046 §5.2.1 does not allow, hides them.
func isEmbedded(p mail.Part) bool {
	switch p.Encoding {
	case "base64", "quoted-printable", "x-uuencode", "uuencode":
		return false
	default:
		return isMessage(p)
	}
}

// isContainer reports whether a part only holds other parts.
func isContainer(p mail.Part) bool { return strings.HasPrefix(p.Type, "multipart/") }

// parentOf returns the section number of what a part is in.
func parentOf(number string) string {
	i := strings.LastIndexByte(number, '.')
	if i < 0 {
		return ""
	}
	return number[:i]
}
