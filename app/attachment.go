package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
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
	list := make([]Attachment, 0, len(all))
	for _, part := range all {
		a := Attachment{Attachment: part}
		if !a.Here {
			list = append(list, a)
			continue
		}
		if err := m.measure(ctx, id, &a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
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
		if !strings.HasPrefix(part, a.Part.Number+".") {
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
func (m *Mail) measure(ctx context.Context, id mail.LocalID, a *Attachment) error {
	part, err := m.Part(ctx, id, a.Part.Number)
	if err != nil {
		return err
	}
	digest := &digest{hash: sha256.New()}
	_, err = io.Copy(digest, part)
	if err := errors.Join(err, part.Close()); err != nil {
		return err
	}
	a.Size, a.Hash = digest.size, digest.hash.Sum(nil)
	return nil
}

// digest counts and hashes what is written to it.
type digest struct {
	hash hash.Hash
	size int64
}

// Write never fails.
func (d *digest) Write(p []byte) (int, error) {
	d.size += int64(len(p))
	return d.hash.Write(p)
}
