package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Attachment is a part that is not shown as text.
type Attachment struct {
	Part mail.Part
	Here bool   // its bytes are in the store
	Size int64  // decoded bytes, when they are here
	Hash []byte // SHA-256 of the decoded bytes, when they are here
}

// Attachments returns the attachments of a message that Message returned. They
// are here when the whole message is.
func (m *Mail) Attachments(ctx context.Context, id mail.LocalID, msg *message.Message) ([]Attachment, error) {
	all := msg.Attachments()
	list := make([]Attachment, 0, len(all))
	for _, part := range all {
		a := Attachment{Part: part.Part}
		if err := m.measure(ctx, id, &a); err != nil && !isNotCached(err) && !errors.Is(err, message.ErrNoPart) {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// measure reads an attachment and notes its size and hash.
func (m *Mail) measure(ctx context.Context, id mail.LocalID, a *Attachment) error {
	raw, err := m.Raw(ctx, id)
	if err != nil {
		return err
	}
	digest := &digest{hash: sha256.New()}
	err = message.Extract(raw, a.Part.Number, digest)
	if err := errors.Join(err, raw.Close()); err != nil {
		return err
	}
	a.Here, a.Size, a.Hash = true, digest.size, digest.hash.Sum(nil)
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
