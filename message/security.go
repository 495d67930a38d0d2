package message

import (
	"bytes"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/mail"
)

// System is a way to sign and encrypt mail.
type System uint8

// The systems.
const (
	NoSystem System = iota
	OpenPGP         // RFC 3156, or armor in the text
	SMIME           // RFC 8551
)

// Security is what the structure of a message says about how it is protected.
// Nothing is decrypted and no signature is checked, so none of it says that the
// message is genuine, only what it claims.
type Security struct {
	System    System
	Signed    bool
	Encrypted bool // it cannot be read here
	Part      bool // only of a part of the message
}

// Security returns how the message says that it is protected, and whether it
// says so at all.
func (m *Message) Security() (Security, bool) {
	for _, p := range m.own() {
		if s := m.securityOf(p); s != (Security{}) {
			s.Part = s.Part || p.Number != m.root()
			return s, true
		}
	}
	return Security{}, false
}

// root returns the number of the part that is the whole message.
func (m *Message) root() string {
	if len(m.Parts) > 0 {
		return m.Parts[0].Number
	}
	return ""
}

// securityOf returns how one part is protected. The protocol of a multipart
// (RFC 1847) is told by the part that is its control information.
func (m *Message) securityOf(p mail.Part) Security {
	switch p.Type {
	case "multipart/signed":
		return Security{System: m.systemIn(p), Signed: true}
	case "multipart/encrypted":
		return Security{System: m.systemIn(p), Encrypted: true}
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		s := Security{System: SMIME, Encrypted: true}
		if p.Number == "1" && strings.Contains(strings.ToLower(m.contentType()), "signed-data") {
			s.Signed, s.Encrypted = true, false // and its text is inside of the signature
		}
		return s
	case "text/plain":
		return m.armorIn(p)
	}
	return Security{}
}

// contentType returns the Content-Type of the message as it stands there.
func (m *Message) contentType() string { return readFields(m.header).Get("Content-Type") }

// systemIn returns the system of a multipart/signed or multipart/encrypted.
func (m *Message) systemIn(container mail.Part) System {
	for _, p := range m.Parts {
		if p.Number == "" || parentOf(p.Number) != container.Number {
			continue
		}
		switch p.Type {
		case "application/pgp-signature", "application/pgp-encrypted":
			return OpenPGP
		case "application/pkcs7-signature", "application/x-pkcs7-signature":
			return SMIME
		}
	}
	return NoSystem
}

// armorIn returns how the text of a part is protected by OpenPGP armor (RFC 9580
// §6.2) that begins a line of it.
func (m *Message) armorIn(p mail.Part) Security {
	t, ok := m.texts[p.Number]
	if !ok || !isReadable(p) {
		return Security{}
	}
	inner := bytes.Contains(t.bytes, []byte("-----BEGIN PGP "))
	if !inner {
		return Security{}
	}
	first := ""
	for line := range strings.Lines(decodeCharset(p, t.bytes)) {
		line = strings.TrimRight(line, " \t\r\n")
		s := Security{System: OpenPGP, Part: strings.TrimSpace(first) != ""}
		switch line {
		case "-----BEGIN PGP MESSAGE-----":
			s.Encrypted = true
			return s
		case "-----BEGIN PGP SIGNED MESSAGE-----":
			s.Signed = true
			return s
		}
		if first == "" {
			first = line
		}
	}
	return Security{}
}

// Warnings returns what the message gives reason to warn of, from its header
// ([Warnings]) and from what is in it.
func (m *Message) Warnings(own []mail.Address, public Suffixes) []Warning {
	list := Warnings(m.Header, own, public)
	if w, ok := m.protectedDiffers(); ok {
		list = append(list, w)
	}
	return list
}

// protectedDiffers says whether what is signed names another sender or subject
// than the header, which no signature covers (RFC 9788, and its forerunner with
// protected-headers="v1").
func (m *Message) protectedDiffers() (Warning, bool) {
	block := m.heads[m.root()]
	if len(block) == 0 || m.Parts[0].Type != "multipart/signed" {
		return Warning{}, false
	}
	inner := ParseHeader(block)
	if len(inner.From) > 0 && !slices.EqualFunc(inner.From, m.Header.From, func(a, b mail.Address) bool {
		return strings.EqualFold(a.Addr.String(), b.Addr.String())
	}) {
		return Warning{CodeProtected, textProtectedFrom(ShownAddress(inner.From[0].Addr))}, true
	}
	if !inner.Subject.Empty() && inner.Subject != m.Header.Subject {
		return Warning{CodeProtected, textProtectedSubject(inner.Subject)}, true
	}
	return Warning{}, false
}
