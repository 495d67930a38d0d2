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

// encoded reports whether the body has an encoding that hides its lines.
// RFC 2045 §6.4 allows none on multiparts: there it is ignored.
func (f partFields) encoded() bool {
	switch f.part.Encoding {
	case "base64", "quoted-printable", "x-uuencode", "uuencode":
		return true
	default:
		return false
	}
}

// readPartFields reads the MIME fields of a header (RFC 2045, RFC 2183). kind is
// the media type of an entity that tells none.
func readPartFields(header []byte, kind string) partFields {
	var contentType, disposition string
	f := partFields{}
	eachField(header, func(name, value []byte) {
		switch {
		case equalFold(name, "content-type") && contentType == "":
			contentType = string(value)
		case equalFold(name, "content-disposition") && disposition == "":
			disposition = string(value)
		case equalFold(name, "content-transfer-encoding") && f.part.Encoding == "":
			f.part.Encoding = transferEncoding(string(value))
		case equalFold(name, "content-id") && f.part.ContentID == "":
			f.part.ContentID = parseID(string(value))
		}
	})
	f.part.Type = kind
	if contentType != "" {
		f.part.Type = mediaType(contentType)
	}
	params := parameters(contentType)
	f.boundary = strings.TrimRight(params["boundary"], " \t")
	f.part.Charset = params["charset"]
	f.part.Flowed = strings.EqualFold(params["format"], "flowed")
	f.part.DelSp = strings.EqualFold(params["delsp"], "yes")
	f.part.Disposition = dispositionOf(disposition)
	name := parameters(disposition)["filename"]
	if name == "" {
		name = params["name"]
	}
	f.part.FileName = mail.Line(name)
	return f
}

// dispositionOf returns the disposition type; one that is not known is an
// attachment (RFC 2183 §2.8).
func dispositionOf(value string) string {
	value, _, _ = strings.Cut(value, ";")
	switch value = strings.ToLower(strings.TrimSpace(stripComments(value))); value {
	case "", "inline", "attachment":
		return value
	default:
		return "attachment"
	}
}

// isReadable reports whether a part is text that a reader shows.
func isReadable(p mail.Part) bool {
	return (p.Type == "text/plain" || p.Type == "text/html") && p.Disposition != "attachment"
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
