package smtp

import (
	"bytes"
	"context"
	"errors"
	"strings"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// letter is a message in the form in which it is sent.
type letter struct {
	from string
	to   []string
	data []byte // lines end with CRLF, and no CR or LF is anywhere else
	utf8 bool   // an address or a field of the header is not ASCII
	bits bool   // its text is not ASCII
}

// prepare makes a message ready: one form of line end, no Bcc.
func prepare(m backend.Outgoing) letter {
	header, body := backend.SplitHeader(m.Message)
	l := letter{from: m.From, to: m.To, utf8: !isASCII(header), bits: !isASCII(body)}
	for _, addr := range append([]string{m.From}, m.To...) {
		l.utf8 = l.utf8 || !isASCII([]byte(addr))
	}
	l.data = appendLines(make([]byte, 0, len(m.Message)+len(m.Message)/32), withoutBcc(header))
	l.data = append(l.data, "\r\n"...)
	l.data = appendLines(l.data, body)
	return l
}

func isASCII(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r >= 0x80 })
}

// withoutBcc removes the fields that only the sender's own copy has.
func withoutBcc(header []byte) []byte {
	kept := make([]byte, 0, len(header))
	drop := false
	for line := range bytes.Lines(header) {
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := strings.Cut(string(line), ":")
			drop = strings.EqualFold(name, "Bcc") || strings.EqualFold(name, "Resent-Bcc")
		}
		if !drop {
			kept = append(kept, line...)
		}
	}
	return kept
}

// appendLines appends text with CRLF for every line end: CRLF, LF or CR. The
// last line is ended, too.
func appendLines(to, text []byte) []byte {
	for len(text) > 0 {
		end := bytes.IndexAny(text, "\r\n")
		if end < 0 {
			return append(append(to, text...), "\r\n"...)
		}
		to = append(append(to, text[:end]...), "\r\n"...)
		if bytes.HasPrefix(text[end:], []byte("\r\n")) {
			end++
		}
		text = text[end+1:]
	}
	return to
}

// submit is the transaction of RFC 5321 §3.3, and the end of the session.
func (s *session) submit(ctx context.Context, l letter) error {
	release := s.conn.CutOn(ctx)
	defer release()
	err := s.fits(l)
	if err == nil {
		err = s.envelope(l)
	}
	if err != nil {
		s.quit(ctx)
		return err
	}
	if err := errors.Join(ctx.Err(), s.conn.AllowFirstByte()); err != nil {
		return err
	}
	data, err := s.client.Data()
	if err != nil {
		return err
	}
	if _, err := data.Write(l.data); err != nil {
		return err // the last line was not written: the server cannot have taken it
	}
	release() // from here on, who does not wait does not know
	defer s.conn.CutAfter(ctx, s.opts.Patience)()
	if err := s.conn.AllowFirstByte(); err != nil {
		return err
	}
	if _, err = data.CloseWithResponse(); err != nil {
		return s.outcome(err)
	}
	s.quit(ctx)
	return nil
}

// outcome is what another answer to the last line of a message than 250 means.
// The first digit decides (RFC 5321 §4.2.1).
func (s *session) outcome(err error) error {
	var answer *gosmtp.SMTPError
	if errors.As(err, &answer) {
		switch answer.Code / 100 {
		case 2:
			return nil
		case 4, 5:
			return err
		}
	}
	return s.maybeSent(err)
}

// fits refuses what the server said that it cannot take.
func (s *session) fits(l letter) error {
	has := func(extension string) bool {
		has, _ := s.client.Extension(extension)
		return has
	}
	var cause mail.Cause
	most, limited := s.client.MaxMessageSize()
	switch {
	case limited && most > 0 && len(l.data) > most:
		cause = mail.MessageTooLarge
	case l.utf8 && !has("SMTPUTF8"):
		cause = mail.NeedsUTF8
	case l.bits && !has("8BITMIME"):
		cause = mail.Needs8Bit
	default:
		return nil
	}
	return &backend.Error{Problem: mail.Problem{Op: "send", Kind: mail.Rejected, Cause: cause}}
}

// envelope names the sender and all recipients. One who is refused is enough to
// send nothing: nobody could say later who has got the message.
func (s *session) envelope(l letter) error {
	if err := s.conn.AllowFirstByte(); err != nil {
		return err
	}
	if err := s.client.Mail(l.from, &gosmtp.MailOptions{Size: int64(len(l.data)), UTF8: l.utf8}); err != nil {
		return err
	}
	var refused []string
	var why *gosmtp.SMTPError
	for _, to := range l.to {
		if err := s.conn.AllowFirstByte(); err != nil {
			return err
		}
		err := s.client.Rcpt(to, nil)
		if err == nil {
			continue
		}
		var no *gosmtp.SMTPError
		if !errors.As(err, &no) {
			return err
		}
		refused = append(refused, to)
		if why == nil || no.Code/100 > why.Code/100 { // a refusal for good counts more
			why = no
		}
	}
	if why == nil {
		return nil
	}
	e := s.refusal("send", why)
	e.Cause, e.What = mail.RecipientRefused, mail.Identity(strings.Join(refused, ", "))
	return e
}
