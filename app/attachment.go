package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Attachment is a part that is not shown as text.
type Attachment struct {
	message.Attachment
	Hash []byte // SHA-256 of the decoded bytes, when they are here
}

// Attachments returns the attachments of a message that Message returned, with
// the exact size and the hash of those that are here.
func (m *Mail) Attachments(ctx context.Context, id mail.LocalID, msg *message.Message) ([]Attachment, error) {
	all := msg.Attachments()
	list := make([]Attachment, len(all))
	left := map[string]*Attachment{}
	for i, a := range all {
		list[i].Attachment = a
		if a.Here {
			left[a.Part.Number] = &list[i]
		}
	}
	raw, err := m.whole(ctx, id)
	if err == nil {
		err = errors.Join(measureAll(raw, left), raw.Close())
	}
	if err != nil && !isNotCached(err) {
		return nil, err
	}
	for number, a := range left { // sections of their own, and files that are packed in a part
		part, err := m.Part(ctx, id, number)
		if isNotFound(err) { // a broken message need not fall into the same parts twice
			a.Here = false
			continue
		}
		if err == nil {
			err = errors.Join(a.measure(part), part.Close())
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// measureAll measures what it finds of left in a message that is read once, and
// takes it from there.
func measureAll(raw io.Reader, left map[string]*Attachment) error {
	if len(left) == 0 {
		return nil
	}
	return message.Walk(raw, func(p mail.Part, content io.Reader) error {
		a := left[p.Number]
		if a == nil {
			return nil
		}
		delete(left, p.Number)
		return a.measure(content)
	})
}

// attachment returns the attachment of a message that Message returned, or of a
// message that is attached to it, by its number.
func (m *Mail) attachment(
	ctx context.Context, id mail.LocalID, msg *message.Message, part string,
) (message.Attachment, error) {
	return m.attachmentIn(ctx, id, msg, "", part)
}

// attachmentIn is attachment for a message whose numbers begin with at, that of
// the part that it is attached as.
func (m *Mail) attachmentIn(
	ctx context.Context, id mail.LocalID, msg *message.Message, at, part string,
) (message.Attachment, error) {
	for _, a := range msg.Attachments() {
		a.Part.Number = at + a.Part.Number
		if a.Part.Number == part {
			return a, nil
		}
		isMessage := a.Part.Type == "message/rfc822" || a.Part.Type == "message/global"
		if !isMessage || !strings.HasPrefix(part, a.Part.Number+".") {
			continue
		}
		inner, err := m.Embedded(ctx, id, a.Part.Number)
		if err != nil {
			return message.Attachment{}, err
		}
		return m.attachmentIn(ctx, id, inner, a.Part.Number+".", part)
	}
	return message.Attachment{}, noPart(id, part)
}

// measure reads an attachment and notes its size and hash.
func (a *Attachment) measure(content io.Reader) error {
	hash := sha256.New()
	size, err := io.Copy(hash, content)
	a.Size, a.Hash = size, hash.Sum(nil)
	return err
}
