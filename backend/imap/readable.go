package imap

import (
	"bytes"
	"context"
	"io"
	"strings"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// peekBytes is how much of a large message comes with its structure: mostly
// header and text are in it.
const peekBytes = 64 << 10

// glance is what one turn tells of a large message.
type glance struct {
	structure goimap.BodyStructure // nil: not told, or nothing the library can read
	beginning []byte
	answered  bool
}

// readable reads what a reader shows of a message that is large, or of unknown
// size: structure and beginning in one turn, then the text parts that are not in
// the beginning.
func (f *fetching) readable(w backend.Want) error {
	_, uid, _ := parseID(w.ID)
	g, err := f.glance(uid)
	if err != nil {
		return err
	}
	if g.answered && len(g.beginning) < peekBytes {
		f.give(backend.Item{ID: w.ID, Body: bytes.NewReader(g.beginning)})
		return f.failure
	}
	headerEnd := bytes.Index(g.beginning, []byte("\r\n\r\n"))
	if g.structure == nil || headerEnd < 0 || isProtected(g.structure) {
		return f.stream(backend.Want{ID: w.ID, Size: w.Size}, &goimap.FetchItemBodySection{Peek: true})
	}
	structure := parts(g.structure)
	f.give(backend.Item{
		ID: w.ID, Section: "HEADER", Structure: structure,
		Body: bytes.NewReader(g.beginning[:headerEnd+len("\r\n\r\n")]),
	})
	carved := carve(g.beginning)
	var missing []*goimap.FetchItemBodySection
	var large []mail.Part
	for _, part := range structure {
		if !isText(part) {
			continue
		}
		if content, ok := carved[part.Number]; ok && int64(len(content)) == part.Size {
			f.give(backend.Item{ID: w.ID, Section: part.Number, Body: bytes.NewReader(content)})
		} else if item, ok := sectionItem(part.Number); ok && part.Size <= f.b.pieces.first {
			missing = append(missing, item)
		} else if ok {
			large = append(large, part)
		}
	}
	if err := f.textParts(uid, w.ID, missing); err != nil {
		return err
	}
	for _, part := range large {
		if err := f.one(backend.Want{ID: w.ID, Section: part.Number, Size: part.Size}); err != nil {
			return err
		}
	}
	return f.failure
}

// textParts reads parts that the beginning did not hold.
func (f *fetching) textParts(uid uint32, id mail.RemoteID, items []*goimap.FetchItemBodySection) error {
	if len(items) == 0 || f.failure != nil {
		return f.failure
	}
	given, err := f.sections(uid, id, items)
	if err != nil {
		return err
	}
	for _, item := range items {
		if name := sectionName(item); !given[name] {
			f.give(backend.Item{ID: id, Section: name, Err: f.problem(mail.Rejected, mail.CauseNone)})
		}
	}
	return f.failure
}

// glance asks for the structure and the beginning of a message.
func (f *fetching) glance(uid uint32) (glance, error) {
	var g glance
	cmd := f.b.client.Fetch(spans{{uid, uid}}.uidSet(), &goimap.FetchOptions{
		UID:           true,
		BodyStructure: &goimap.FetchItemBodyStructure{Extended: true},
		BodySection: []*goimap.FetchItemBodySection{{
			Peek: true, Partial: &goimap.SectionPartial{Offset: 0, Size: peekBytes},
		}},
	})
	var broken error
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataBodyStructure:
				g.structure = item.BodyStructure
			case imapclient.FetchItemDataBodySection:
				if item.Literal == nil {
					continue
				}
				var b bytes.Buffer
				_, err := io.Copy(&b, io.LimitReader(f.b.literal(item.Literal), peekBytes))
				if err != nil {
					broken = err
				}
				g.beginning, g.answered = b.Bytes(), true
			}
		}
	}
	err := cmd.Close()
	if err == nil {
		err = broken
	}
	if err == nil {
		return g, nil
	}
	return glance{}, f.refusedOrFailed(f.ctx, err)
}

// refusedOrFailed makes nothing of a refusal: the whole message is asked for
// then, which tells what is wrong.
func (f *fetching) refusedOrFailed(ctx context.Context, err error) error {
	if isRefusal(err) {
		return nil
	}
	return f.b.fail(ctx, "fetch", f.box, err)
}

// isProtected reports whether a message is signed or encrypted: its parts mean
// nothing without the whole (RFC 1847, RFC 8551).
func isProtected(bs goimap.BodyStructure) bool {
	protected := false
	bs.Walk(func(_ []int, part goimap.BodyStructure) bool {
		switch part.MediaType() {
		case "multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime":
			protected = true
		}
		return true
	})
	return protected
}

// isText reports whether a part is text to be read, not an attachment. What a
// report says for programs (RFC 3464, RFC 8098) is put into words.
func isText(p mail.Part) bool {
	switch p.Type {
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"message/global-disposition-notification", "message/feedback-report":
		return true
	default:
		return strings.HasPrefix(p.Type, "text/") && p.Disposition != "attachment"
	}
}
