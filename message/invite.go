package message

import "github.com/mailtui/mailtui/mail"

// Calendar returns the calendar of the message, in UTF-8, and whether there is
// one here: the part that mail programs read (RFC 6047 §2.4), or else the first
// attached file.
func (m *Message) Calendar() ([]byte, bool) {
	var file *mail.Part
	for _, p := range m.own() {
		switch {
		case p.Type == "text/calendar" && p.Disposition != "attachment":
			if text, ok := m.calendar(p); ok {
				return text, true
			}
		case file == nil && (p.Type == "text/calendar" || p.Type == "application/ics"):
			file = &p
		}
	}
	if file == nil {
		return nil, false
	}
	return m.calendar(*file)
}

func (m *Message) calendar(p mail.Part) ([]byte, bool) {
	b, ok := m.Text(p.Number)
	if !ok {
		return nil, false
	}
	return []byte(decodeCharset(p, b)), true
}
