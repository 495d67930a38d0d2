package message

import (
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Header is what is known of a message from its header fields, decoded and safe
// to show. A field that is missing or cannot be read is its zero value.
type Header struct {
	From    []mail.Address
	Sender  []mail.Address
	ReplyTo []mail.Address
	To      []mail.Address
	Cc      []mail.Address
	Subject mail.Text
	Date    time.Time // in the sender's own offset
	// MessageID, InReplyTo and References are ids without their angle brackets
	// (RFC 5322 §3.6.4). They are compared, never shown.
	MessageID  string
	InReplyTo  []string
	References []string // oldest first, at most [MaxReferences]
	ListID     mail.Text
	ListPost   mail.Text // the addr-spec of a mailing list (RFC 2369 §3.4)
	// ContentType is the media type in lower case, "text/plain" when there is none.
	ContentType string
	// HasAttachment is a guess from ContentType alone.
	HasAttachment bool
	// Repeated are the names of the fields that stand more than once in the header
	// with different values, against RFC 5322 §3.6 and RFC 2045 §3, each once: the
	// first of them counts here, and another one elsewhere.
	Repeated []string
}

// ParseHeader reads the lines of a header, with CRLF or LF, complete or only
// some fields of it. It never fails.
func ParseHeader(block []byte) Header {
	if len(block) > MaxHeader {
		block = block[:MaxHeader]
	}
	all := parseFields(block)
	repeated := repeatedFields(&all)
	f := withValues(all)
	h := Header{
		Repeated:    repeated,
		From:        addresses(f, "From"),
		Sender:      addresses(f, "Sender"),
		ReplyTo:     addresses(f, "Reply-To"),
		To:          addresses(f, "To"),
		Cc:          addresses(f, "Cc"),
		Subject:     mail.Line(decodeWords(f.Get("Subject"))),
		Date:        parseDate(f.Get("Date")),
		MessageID:   messageID(f, "Message-Id"),
		InReplyTo:   messageIDs(f, "In-Reply-To"),
		References:  messageIDs(f, "References"),
		ListID:      mail.Identity(decodeWords(f.Get("List-Id"))),
		ListPost:    mail.Identity(listAddress(f.Get("List-Post"))),
		ContentType: defaultType,
	}
	if value := f.Get("Content-Type"); value != "" {
		h.ContentType = mediaType(value)
	}
	h.HasAttachment = guessAttachment(h.ContentType)
	return h
}

// subjectOf returns the subject that the beginning of a message tells.
func subjectOf(block []byte) mail.Text {
	return mail.Line(decodeWords(readFields(block).Get("Subject")))
}

// guessAttachment says whether mail of a media type mostly has an attachment.
func guessAttachment(mediaType string) bool {
	if mediaType == "multipart/mixed" {
		return true
	}
	return !strings.HasPrefix(mediaType, "multipart/") && !strings.HasPrefix(mediaType, "text/")
}
