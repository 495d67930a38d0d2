package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
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
func (a *App) VerifyDKIM(ctx context.Context, id mail.LocalID) (mail.Text, error) {
	return a.verifyDKIM(ctx, id, net.DefaultResolver)
}

func (m *Mail) verifyDKIM(ctx context.Context, id mail.LocalID, dns txtResolver) (mail.Text, error) {
	raw, err := m.Raw(ctx, id)
	if err != nil {
		return mail.Text{}, err
	}
	text, err := verify(ctx, raw, dns)
	return text, errors.Join(err, raw.Close())
}

func verify(ctx context.Context, raw io.Reader, dns txtResolver) (mail.Text, error) {
	body := bufio.NewReaderSize(raw, maxField)
	header, ok, err := signable(body)
	if !ok || err != nil {
		return textUnverified(), err
	}
	h := message.ParseHeader(header)
	ctx, cancel := context.WithTimeout(ctx, verifyTime)
	defer cancel()
	found, err := dkim.VerifyWithOptions(io.MultiReader(bytes.NewReader(header), body), &dkim.VerifyOptions{
		LookupTXT:        func(name string) ([]string, error) { return dns.LookupTXT(ctx, name) },
		MaxVerifications: maxSignatures,
	})
	switch {
	case err != nil && !errors.Is(err, dkim.ErrTooManySignatures):
		return textUnverified(), nil // nothing in it can be signed
	case len(found) == 0:
		return textUnsigned(), nil
	case len(h.Repeated) > 0:
		return textAmbiguous(h.Repeated), nil
	}
	from := ""
	if len(h.From) == 1 { // a signature is about one of several
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

// signable reads a header with its empty line, from a reader with a buffer of
// [maxField], up to where go-msgauth ends it. It reports false for a header that is
// not checked: beyond the limits, without an end, or one in which other programs
// may find other fields than go-msgauth (RFC 6376 §3.8).
func signable(r *bufio.Reader) (header []byte, ok bool, err error) {
	for size, fields := 0, 0; ; {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		header = append(header, line...)
		if message.EndsHeader(line, nil) {
			return header, message.IsSound(header), nil
		}
		if line[0] != ' ' && line[0] != '\t' {
			size = 0
			fields++
		}
		if size += len(line); size > maxField || fields > message.MaxFields || len(header) > message.MaxHeader {
			return nil, false, nil
		}
	}
}
