package app

import (
	"context"
	"crypto/sha256"
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
	list := make([]Attachment, len(all))
	at := map[string]*Attachment{}
	var here []string
	for i, a := range all {
		list[i].Attachment = a
		if a.Here {
			at[a.Part.Number] = &list[i]
			here = append(here, a.Part.Number)
		}
	}
	err := m.eachPart(ctx, id, here, func(part string, content io.Reader, missing error) error {
		if isNotFound(missing) { // a broken message need not fall into the same parts twice
			at[part].Here = false
			return nil
		}
		if missing != nil {
			return missing
		}
		return at[part].measure(content)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// finder finds the attachments of a message, and those of messages that are
// attached to it, by their numbers. Each of the messages is read once.
type finder struct {
	mail  *Mail
	id    mail.LocalID
	found map[string]message.Attachment
	left  map[string]bool // attached messages that were not read
}

// find returns a finder for a message that Message returned.
func (m *Mail) find(id mail.LocalID, msg *message.Message) *finder {
	f := &finder{mail: m, id: id, found: map[string]message.Attachment{}, left: map[string]bool{}}
	f.add("", msg)
	return f
}

// add adds the attachments of a message whose numbers begin with at.
func (f *finder) add(at string, msg *message.Message) {
	for _, a := range msg.Attachments() {
		a.Part.Number = at + a.Part.Number
		f.found[a.Part.Number] = a
		if a.Part.Type == "message/rfc822" || a.Part.Type == "message/global" {
			f.left[a.Part.Number] = true
		}
	}
}

// attachment returns one of them. Its error is that of [Mail.Part].
func (f *finder) attachment(ctx context.Context, part string) (message.Attachment, error) {
	for {
		if a, ok := f.found[part]; ok {
			return a, nil
		}
		at := ""
		for number := range around(part) {
			if f.left[number] {
				at = number
			}
		}
		if at == "" {
			return message.Attachment{}, noPart(f.id, part)
		}
		inner, err := f.mail.Embedded(ctx, f.id, at)
		if err != nil {
			return message.Attachment{}, err
		}
		delete(f.left, at)
		f.add(at+".", inner)
	}
}

// measure reads an attachment and notes its size and hash.
func (a *Attachment) measure(content io.Reader) error {
	hash := sha256.New()
	size, err := io.Copy(hash, content)
	a.Size, a.Hash = size, hash.Sum(nil)
	return err
}
