package app

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

const (
	maxSignatures = 5                // of one message that are checked
	verifyTime    = 20 * time.Second // for all of them
)

// txtResolver is the part of [net.Resolver] that finds the keys of signatures.
type txtResolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// VerifyDKIM checks the DKIM signatures of a message (RFC 6376) and says what it
// found. The keys are in the DNS, so that who signed may notice the question:
// this is only done when the user asks for it. It needs all bytes of the message;
// without them it is the [mail.Problem] of [Mail.Raw].
func (m *Mail) VerifyDKIM(ctx context.Context, id mail.LocalID) (mail.Text, error) {
	return m.verifyDKIM(ctx, id, net.DefaultResolver)
}

func (m *Mail) verifyDKIM(ctx context.Context, id mail.LocalID, dns txtResolver) (mail.Text, error) {
	header, err := m.Header(ctx, id)
	if err != nil {
		return mail.Text{}, err
	}
	raw, err := m.Raw(ctx, id)
	if err != nil {
		return mail.Text{}, err
	}
	if isLong(header) {
		return textUnverified(), raw.Close()
	}
	ctx, cancel := context.WithTimeout(ctx, verifyTime)
	defer cancel()
	found, err := dkim.VerifyWithOptions(raw, &dkim.VerifyOptions{
		LookupTXT:        func(name string) ([]string, error) { return dns.LookupTXT(ctx, name) },
		MaxVerifications: maxSignatures,
	})
	if err := raw.Close(); err != nil {
		return mail.Text{}, err
	}
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return textUnverified(), nil // the header is damaged: nothing in it can be signed
	}
	if len(found) == 0 {
		return textUnsigned(), nil
	}
	from := ""
	if h := message.ParseHeader(header); len(h.From) == 1 { // a signature is about one of several
		addr := h.From[0].Addr.String()
		from = addr[strings.LastIndexByte(addr, '@')+1:]
	}
	words := make([]string, 0, len(found))
	for _, v := range found {
		words = append(words, textSignature(v, from))
	}
	return mail.Line(strings.Join(words, " ")), nil
}

// maxField is how many bytes a header field may have for a check. go-msgauth
// v0.7.0 copies a field once for each line that it is folded into, and goes
// through all fields for each that a signature names.
const maxField = 32 << 10

// isLong reports whether a header is beyond what is checked.
func isLong(header []byte) bool {
	size, fields := 0, 0
	for line := range bytes.Lines(header) {
		if line[0] != ' ' && line[0] != '\t' {
			size = 0
			fields++
		}
		if size += len(line); size > maxField || fields > message.MaxFields {
			return true
		}
	}
	return len(header) >= message.MaxHeader
}
