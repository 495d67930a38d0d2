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
	// ContentType is the media type in lower case, "text/plain" when there is none.
	ContentType string
	// HasAttachment is a guess from ContentType alone.
	HasAttachment bool
}

// ParseHeader reads the lines of a header, with CRLF or LF, complete or only
// some fields of it. It never fails.
func ParseHeader(block []byte) Header {
	if len(block) > MaxHeader {
		block = block[:MaxHeader]
	}
	h := Header{}
	eachField(block, h.add)
	if h.ContentType == "" {
		h.ContentType = defaultType
	}
	h.HasAttachment = guessAttachment(h.ContentType)
	return h
}

// add takes one field. Of a field that may occur once the first one counts, as
// in other programs; recipients of several fields are all recipients.
func (h *Header) add(name, value []byte) {
	if len(value) == 0 {
		return
	}
	switch len(name) {
	case 2, 4, 6, 8:
		h.addAddress(name, value)
		h.addDate(name, value)
	case 7, 10, 11, 12:
		h.addText(name, value)
	}
}

func (h *Header) addAddress(name, value []byte) {
	switch {
	case equalFold(name, "from"):
		h.From = appendAddresses(h.From, string(value))
	case equalFold(name, "to"):
		h.To = appendAddresses(h.To, string(value))
	case equalFold(name, "cc"):
		h.Cc = appendAddresses(h.Cc, string(value))
	case equalFold(name, "sender"):
		h.Sender = appendAddresses(h.Sender, string(value))
	case equalFold(name, "reply-to"):
		h.ReplyTo = appendAddresses(h.ReplyTo, string(value))
	}
}

func (h *Header) addDate(name, value []byte) {
	if h.Date.IsZero() && equalFold(name, "date") {
		h.Date = parseDate(string(value))
	}
}

func (h *Header) addText(name, value []byte) {
	switch {
	case equalFold(name, "subject"):
		if h.Subject.Empty() {
			h.Subject = mail.Line(decodeWords(string(value)))
		}
	case equalFold(name, "message-id"):
		if h.MessageID == "" {
			h.MessageID = parseID(string(value))
		}
	case equalFold(name, "in-reply-to"):
		if h.InReplyTo == nil {
			h.InReplyTo = parseIDs(string(value))
		}
	case equalFold(name, "references"):
		if h.References == nil {
			h.References = parseIDs(string(value))
		}
	case equalFold(name, "list-id"):
		if h.ListID.Empty() {
			h.ListID = mail.Identity(decodeWords(string(value)))
		}
	case equalFold(name, "content-type"):
		if h.ContentType == "" {
			h.ContentType = mediaType(string(value))
		}
	}
}

// guessAttachment says whether mail of a media type mostly has an attachment.
func guessAttachment(mediaType string) bool {
	if mediaType == "multipart/mixed" {
		return true
	}
	return !strings.HasPrefix(mediaType, "multipart/") && !strings.HasPrefix(mediaType, "text/")
}
