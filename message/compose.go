package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	gomail "github.com/emersion/go-message/mail"

	"github.com/mailtui/mailtui/mail"
)

// Draft is a message to be written: short text, and perhaps a calendar beside it.
type Draft struct {
	From      mail.Address
	To        []mail.Address // at least one
	Cc        []mail.Address
	Subject   string
	Date      time.Time
	MessageID string   // without angle brackets
	InReplyTo []string // the same
	Text      string   // lines, in UTF-8
	Calendar  []byte   // iCalendar in UTF-8, or nothing
	Method    string   // of Calendar: "REPLY"
}

// ErrDraft says that a draft cannot be a message: an address is none, or a
// header field would hold a line break or a NUL and so another field.
var ErrDraft = errors.New("not a message that can be sent")

// Compose writes a draft as a message with CRLF (RFC 5322). A calendar becomes
// the alternative that calendar programs read (RFC 6047 §2.4). The error is
// [ErrDraft].
func Compose(d Draft) ([]byte, error) {
	h, err := d.header()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if len(d.Calendar) == 0 {
		h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
		h.Set("Content-Transfer-Encoding", "quoted-printable")
		w, err := gomail.CreateSingleInlineWriter(&b, h)
		if err == nil {
			err = writeAll(w, d.Text)
		}
		return b.Bytes(), wrapDraft(err)
	}
	w, err := gomail.CreateInlineWriter(&b, h)
	if err != nil {
		return nil, wrapDraft(err)
	}
	err = errors.Join(
		writePart(w, "text/plain", map[string]string{"charset": "utf-8"}, d.Text),
		writePart(w, "text/calendar", map[string]string{"charset": "utf-8", "method": d.Method}, string(d.Calendar)),
		w.Close(),
	)
	return b.Bytes(), wrapDraft(err)
}

// header returns the header of a draft without the fields of its body.
func (d Draft) header() (gomail.Header, error) {
	var h gomail.Header
	values := append([]string{d.Subject, d.MessageID, d.Method}, d.InReplyTo...)
	for _, a := range append(append([]mail.Address{d.From}, d.To...), d.Cc...) {
		if !isAddrSpec(a.Addr.String()) {
			return h, fmt.Errorf("%w: %q is no address", ErrDraft, a.Addr)
		}
	}
	for _, v := range values {
		if strings.ContainsAny(v, "\r\n\x00") {
			return h, fmt.Errorf("%w: a header field has a line break", ErrDraft)
		}
	}
	if len(d.To) == 0 || d.MessageID == "" {
		return h, fmt.Errorf("%w: nobody gets it, or it has no id", ErrDraft)
	}
	h.SetDate(d.Date)
	h.SetAddressList("From", written([]mail.Address{d.From}))
	h.SetAddressList("To", written(d.To))
	if len(d.Cc) > 0 {
		h.SetAddressList("Cc", written(d.Cc))
	}
	h.SetSubject(d.Subject)
	h.SetMessageID(d.MessageID)
	if len(d.InReplyTo) > 0 {
		h.SetMsgIDList("In-Reply-To", d.InReplyTo)
		h.SetMsgIDList("References", d.InReplyTo)
	}
	return h, nil
}

// isAddrSpec reports whether text can be written into a header as the addr-spec
// that it is, by whatever library and without quotes. An envelope takes more: see
// backend.Outgoing.
func isAddrSpec(s string) bool {
	local, domain := cutAddress(s)
	return local != "" && domain != "" && !strings.ContainsAny(s, " <>()[],;:\\\"\ufffd⟦\t\r\n")
}

func written(list []mail.Address) []*gomail.Address {
	all := make([]*gomail.Address, len(list))
	for i, a := range list {
		all[i] = &gomail.Address{Name: a.Name.String(), Address: a.Addr.String()}
	}
	return all
}

func writePart(w *gomail.InlineWriter, kind string, params map[string]string, text string) error {
	var h gomail.InlineHeader
	h.SetContentType(kind, params)
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	part, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	return writeAll(part, text)
}

func writeAll(w io.WriteCloser, text string) error {
	text = strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n", "\r\n")
	_, err := io.WriteString(w, text)
	return errors.Join(err, w.Close())
}

func wrapDraft(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDraft, err)
	}
	return nil
}
