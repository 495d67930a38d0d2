package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

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
