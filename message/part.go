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
	return (p.Type == "text/plain" || p.Type == "text/html") && p.Disposition != "attachment"
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
