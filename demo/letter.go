package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"golang.org/x/text/encoding/htmlindex"
)

// person is somebody who writes or gets mail.
type person struct{ name, addr string }

// letter is one sample message before it is put into bytes.
type letter struct {
	id      string // the left side of the Message-ID
	from    person
	to, cc  []person
	subject string
	date    time.Time
	parents []string // ids of the letters it answers, oldest first
	flags   []imap.Flag
	headers []string // more header fields, "Name: value"

	charset string // of header and text; empty: utf-8
	text    string
	html    string
	files   []file

	// raw replaces everything above but date and flags: a message that no
	// careful program would write.
	raw string
}

// file is an attachment.
type file struct {
	name, mediaType string
	data            []byte
}

const idHost = "@demo.example"

// bytes returns the message as RFC 5322 and MIME want it, with CRLF line ends.
func (l letter) bytes() ([]byte, error) {
	if l.raw != "" {
		return []byte(strings.ReplaceAll(l.raw, "\n", "\r\n")), nil
	}
	var b bytes.Buffer
	if err := l.writeHeader(&b); err != nil {
		return nil, fmt.Errorf("letter %s: %w", l.id, err)
	}
	header, write := l.body()
	if err := writePart(&b, header, write); err != nil {
		return nil, fmt.Errorf("letter %s: %w", l.id, err)
	}
	return b.Bytes(), nil
}

func (l letter) writeHeader(b *bytes.Buffer) error {
	subject, err := l.word(l.subject)
	if err != nil {
		return err
	}
	from, err := l.addresses([]person{l.from})
	if err != nil {
		return err
	}
	to, err := l.addresses(l.to)
	if err != nil {
		return err
	}
	cc, err := l.addresses(l.cc)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "Received: from mail.demo.example by mx.demo.example; %s\r\n", l.date.Format(time.RFC1123Z))
	fmt.Fprintf(b, "Date: %s\r\nFrom: %s\r\nTo: %s\r\n", l.date.Format(time.RFC1123Z), from, to)
	if cc != "" {
		fmt.Fprintf(b, "Cc: %s\r\n", cc)
	}
	fmt.Fprintf(b, "Subject: %s\r\nMessage-ID: <%s>\r\n", subject, l.id+idHost)
	if n := len(l.parents); n > 0 {
		fmt.Fprintf(b, "In-Reply-To: <%s>\r\n", l.parents[n-1]+idHost)
		fmt.Fprintf(b, "References: <%s>\r\n", strings.Join(l.parents, idHost+">\r\n <")+idHost)
	}
	for _, h := range l.headers {
		fmt.Fprintf(b, "%s\r\n", h)
	}
	b.WriteString("MIME-Version: 1.0\r\n")
	return nil
}

// word encodes s for a header in the letter's charset (RFC 2047).
func (l letter) word(s string) (string, error) {
	if l.charset == "" {
		return mime.QEncoding.Encode("utf-8", s), nil
	}
	encoded, err := encode(l.charset, s)
	if err != nil {
		return "", err
	}
	return mime.BEncoding.Encode(l.charset, encoded), nil
}

func (l letter) addresses(people []person) (string, error) {
	list := make([]string, 0, len(people))
	for _, p := range people {
		if l.charset == "" {
			list = append(list, (&mail.Address{Name: p.name, Address: p.addr}).String())
			continue
		}
		name, err := l.word(p.name)
		if err != nil {
			return "", err
		}
		list = append(list, name+" <"+p.addr+">")
	}
	return strings.Join(list, ",\r\n "), nil
}

// body returns the header of the outermost part and what writes its content.
func (l letter) body() (textproto.MIMEHeader, func(io.Writer) error) {
	header, write := l.textPart("text/plain", l.text)
	if l.html != "" {
		htmlHeader, writeHTML := l.textPart("text/html", l.html)
		if l.text == "" {
			header, write = htmlHeader, writeHTML
		} else {
			header, write = l.multipart("alternative",
				part{header, write}, part{htmlHeader, writeHTML})
		}
	}
	if len(l.files) == 0 {
		return header, write
	}
	parts := []part{{header, write}}
	for _, f := range l.files {
		parts = append(parts, f.part())
	}
	return l.multipart("mixed", parts...)
}

// part is a MIME part: its header and what writes its content.
type part struct {
	header textproto.MIMEHeader
	write  func(io.Writer) error
}

func (l letter) textPart(mediaType, text string) (textproto.MIMEHeader, func(io.Writer) error) {
	charset := l.charset
	if charset == "" {
		charset = "utf-8"
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Type", mediaType+"; charset="+charset)
	header.Set("Content-Transfer-Encoding", "quoted-printable")
	return header, func(w io.Writer) error {
		encoded, err := encode(charset, text)
		if err != nil {
			return err
		}
		qp := quotedprintable.NewWriter(w)
		if _, err := io.WriteString(qp, strings.ReplaceAll(encoded, "\n", "\r\n")); err != nil {
			return err
		}
		return qp.Close()
	}
}

func (f file) part() part {
	header := textproto.MIMEHeader{}
	header.Set("Content-Type", mime.FormatMediaType(f.mediaType, map[string]string{"name": f.name}))
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
	if f.mediaType == "message/rfc822" { // RFC 2046 §5.2.1: never encoded
		header.Set("Content-Transfer-Encoding", "8bit")
		return part{header, func(w io.Writer) error {
			_, err := w.Write(f.data)
			return err
		}}
	}
	header.Set("Content-Transfer-Encoding", "base64")
	return part{header, func(w io.Writer) error {
		_, err := io.WriteString(w, strings.ReplaceAll(f.base64(), "\n", "\r\n"))
		return err
	}}
}

// base64 returns the content in lines of 76 characters (RFC 2045 §6.8).
func (f file) base64() string {
	var b strings.Builder
	encoded := base64.StdEncoding.EncodeToString(f.data)
	for len(encoded) > 0 {
		n := min(len(encoded), 76)
		b.WriteString(encoded[:n] + "\n")
		encoded = encoded[n:]
	}
	return b.String()
}

func (l letter) multipart(subtype string, parts ...part) (textproto.MIMEHeader, func(io.Writer) error) {
	boundary := "=_" + l.id + "_" + subtype
	header := textproto.MIMEHeader{}
	header.Set("Content-Type", mime.FormatMediaType("multipart/"+subtype, map[string]string{"boundary": boundary}))
	return header, func(w io.Writer) error {
		mw := multipart.NewWriter(w)
		if err := mw.SetBoundary(boundary); err != nil {
			return err
		}
		for _, p := range parts {
			pw, err := mw.CreatePart(p.header)
			if err != nil {
				return err
			}
			if err := p.write(pw); err != nil {
				return err
			}
		}
		return mw.Close()
	}
}

// writePart writes a header in a fixed order, an empty line, and the content.
func writePart(b *bytes.Buffer, header textproto.MIMEHeader, write func(io.Writer) error) error {
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding"} {
		if v := header.Get(name); v != "" {
			fmt.Fprintf(b, "%s: %s\r\n", name, v)
		}
	}
	b.WriteString("\r\n")
	return write(b)
}

// encode turns UTF-8 into a charset by its name on the web.
func encode(charset, s string) (string, error) {
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return "", err
	}
	return enc.NewEncoder().String(s)
}
