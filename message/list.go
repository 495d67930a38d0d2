package message

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mailtui/mailtui/mail"
)

// Unsubscribe says how a mailing list lets its readers go (RFC 2369 §3.2). Of the
// ways that a message offers the first of each kind counts. Nothing here causes a
// connection or a mail by itself.
type Unsubscribe struct {
	OneClick mail.Text // an https URL that takes the POST of RFC 8058, or empty
	Web      mail.Text // an http or https URL with a page for people, or empty
	Mail     mail.Text // a mailto URL of a [Unsubscribe.Request], or empty
}

// Request is the mail that asks a list to let a reader go.
type Request struct {
	To      mail.Address
	Subject mail.Text // never empty
	Body    mail.Text // one line, or empty
}

// How long the words may be that a stranger has a reader send, in characters:
// what needs no more than a look before it goes out under the reader's name.
const (
	maxRequestSubject = 100
	maxRequestBody    = 200
)

// Request returns the mail that the mailto URL asks for, to its first address
// only: what else a stranger names there has nothing to do with the list. There
// is none when it would say more than a question can show.
func (u Unsubscribe) Request() (Request, bool) {
	m, err := ParseMailto(u.Mail.String())
	if err != nil || len(m.To) == 0 {
		return Request{}, false
	}
	body := strings.TrimSpace(m.Body.String())
	r := Request{To: m.To[0], Subject: m.Subject, Body: mail.Line(body)}
	if r.Subject.Empty() {
		r.Subject = mail.Line("unsubscribe")
	}
	return r, utf8.RuneCountInString(r.Subject.String()) <= maxRequestSubject &&
		utf8.RuneCountInString(body) <= maxRequestBody && !strings.Contains(body, "\n")
}

// Mailed returns the mail with which the list is left, and whether it is left in
// that way: a list that takes a request is sent none.
func (u Unsubscribe) Mailed() (Request, bool) {
	if !u.OneClick.Empty() || u.Mail.Empty() {
		return Request{}, false
	}
	return u.Request()
}

// Unsubscribe returns how to leave the list that the message came from, and
// whether it says so.
func (m *Message) Unsubscribe() (Unsubscribe, bool) {
	f := readFields(m.header)
	u := parseUnsubscribe(f.Get("List-Unsubscribe"), f.Get("List-Unsubscribe-Post"))
	return u, u != Unsubscribe{}
}

// maxURLs is how many URLs of one List- field are looked at.
const maxURLs = 20

// parseUnsubscribe reads the value of List-Unsubscribe, and of
// List-Unsubscribe-Post, which makes its https URL one for a POST (RFC 8058 §3.1).
func parseUnsubscribe(value, post string) Unsubscribe {
	oneClick := strings.EqualFold(strings.TrimSpace(post), "List-Unsubscribe=One-Click")
	var u Unsubscribe
	for _, s := range listURLs(value) {
		address := mail.Line(s)
		parsed, err := url.Parse(s)
		if err != nil || address.String() != s {
			continue
		}
		switch parsed.Scheme {
		case "https", "http":
			if parsed.Host == "" || parsed.User != nil {
				continue
			}
			if u.Web.Empty() {
				u.Web = address
			}
			if oneClick && u.OneClick.Empty() && parsed.Scheme == "https" {
				u.OneClick = address
			}
		case "mailto":
			if _, ok := (Unsubscribe{Mail: address}).Request(); ok && u.Mail.Empty() {
				u.Mail = address
			}
		}
	}
	return u
}

// listURLs returns the URLs in angle brackets of a List- field (RFC 2369 §2);
// white space in them was put there by folding.
func listURLs(value string) []string {
	var list []string
	for len(list) < maxURLs {
		_, rest, ok := strings.Cut(value, "<")
		if !ok {
			break
		}
		address, rest, ok := strings.Cut(rest, ">")
		if !ok {
			break
		}
		list = append(list, strings.Join(strings.Fields(address), ""))
		value = rest
	}
	if len(list) == 0 {
		// Some senders leave the brackets out.
		if s := strings.TrimSpace(value); s != "" && !strings.ContainsAny(s, " \t,") {
			list = append(list, s)
		}
	}
	return list
}

// listAddress returns the address of the first mailto URL of a List- field.
func listAddress(value string) string {
	for _, s := range listURLs(value) {
		if m, err := ParseMailto(s); err == nil && len(m.To) > 0 {
			return m.To[0].Addr.String()
		}
	}
	return ""
}

// Mailto is what a mailto URL asks to write (RFC 6068), as far as a stranger may
// ask for it.
type Mailto struct {
	To        []mail.Address
	Cc        []mail.Address
	Subject   mail.Text
	Body      mail.Text // lines
	InReplyTo string    // a message id without angle brackets, never shown
	// Dropped names the fields that were left out, such as "bcc" and "attach":
	// they would send what the writer does not see.
	Dropped []mail.Text
}

// ErrMailto says that a URL is no mailto URL, or one that is not obeyed.
var ErrMailto = errors.New("not a mailto address that can be used")

// maxMailto is the length in bytes of the longest mailto URL that is read.
const maxMailto = 16 << 10

// ParseMailto reads a mailto URL. A line break or a NUL anywhere but in the body
// would add fields to the message: such a URL is refused whole with [ErrMailto].
// In the body line breaks are lines (RFC 6068 §5), and a NUL refuses it, too.
func ParseMailto(s string) (Mailto, error) {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !strings.EqualFold(scheme, "mailto") || len(s) > maxMailto {
		return Mailto{}, ErrMailto
	}
	rest, _, _ = strings.Cut(rest, "#")
	to, query, _ := strings.Cut(rest, "?")
	var m Mailto
	if err := m.set("to", to); err != nil {
		return Mailto{}, err
	}
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if err := m.set(strings.ToLower(name), value); err != nil {
			return Mailto{}, err
		}
	}
	return m, nil
}

// set takes one field, with percent-encoding. "+" is no space (RFC 6068 §5).
func (m *Mailto) set(name, value string) error {
	value, err := url.PathUnescape(value)
	if err != nil || strings.ContainsRune(value, 0) || name != "body" && strings.ContainsAny(value, "\r\n") {
		return ErrMailto
	}
	name, err = url.PathUnescape(name)
	if err != nil || strings.ContainsAny(name, "\r\n\x00") {
		return ErrMailto
	}
	switch name {
	case "":
	case "to":
		m.To = addRecipients(m.To, value)
	case "cc":
		m.Cc = addRecipients(m.Cc, value)
	case "subject":
		m.Subject = mail.Line(decodeWords(value))
	case "body":
		m.Body = mail.Block(value)
	case "in-reply-to":
		if ids := lenientIDs(value); len(ids) == 1 && len(ids[0]) <= maxID {
			m.InReplyTo = ids[0]
		}
	default:
		if note := mail.Identity(name); len(m.Dropped) < maxURLs && !slices.Contains(m.Dropped, note) {
			m.Dropped = append(m.Dropped, note)
		}
	}
	return nil
}

// addRecipients adds the addresses of a list; an entry without an @ is none.
func addRecipients(list []mail.Address, value string) []mail.Address {
	for _, a := range appendAddresses(nil, value) {
		if _, domain := cutAddress(a.Addr.String()); domain != "" {
			list = append(list, a)
		}
	}
	return list[:min(len(list), MaxAddresses)]
}
