package message

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/mailtui/mailtui/mail"
)

// Form is which of several forms of a text is wanted (multipart/alternative, RFC
// 2046 §5.1.4).
type Form uint8

// The forms.
const (
	Plain Form = iota // the plain one when there is any text in it
	HTML              // the HTML
)

// Body is one text part of a message, to be shown by itself: parts are never
// joined, so that no markup of one can swallow another (EFAIL).
type Body struct {
	Part    mail.Part
	HTML    bool
	Text    string // UTF-8, not sanitised
	Missing bool   // it is not here yet
	Cut     bool   // Text is only the beginning
	More    bool   // a [Reader] with more Times reads more of it
}

// Bodies returns the text parts that a reader shows, in order; of alternatives
// one: that of the form, else another.
func (m *Message) Bodies(form Form) []Body {
	root := mail.Part{Type: "multipart/mixed"}
	if len(m.Parts) > 0 && m.Parts[0].Number == "" {
		root = m.Parts[0]
	}
	return m.bodiesIn(root, form, 0)
}

func (m *Message) bodiesIn(container mail.Part, form Form, depth int) []Body {
	if depth > MaxDepth {
		return nil
	}
	if text, ok := m.loose[container.Number]; ok {
		return []Body{{Part: container, Text: toUTF8("", text)}}
	}
	var children [][]Body
	for _, p := range m.Parts {
		if p.Number == "" || parentOf(p.Number) != container.Number {
			continue
		}
		switch {
		case isContainer(p):
			children = append(children, m.bodiesIn(p, form, depth+1))
		case isReadable(p):
			children = append(children, []Body{m.body(p)})
		}
	}
	if container.Type == "multipart/alternative" {
		return alternative(children, form)
	}
	return slices.Concat(children...)
}

// alternative chooses one of several forms of a text.
func alternative(children [][]Body, form Form) []Body {
	var last, html []Body // the last one is the best (RFC 2046 §5.1.4)
	for _, bodies := range children {
		if form == Plain && hasPlainText(bodies) {
			return bodies
		}
		if len(bodies) > 0 {
			last = bodies
		}
		if slices.ContainsFunc(bodies, func(b Body) bool { return b.HTML }) {
			html = bodies
		}
	}
	if html != nil {
		return html
	}
	if i := slices.IndexFunc(children, hasPlainText); i >= 0 {
		return children[i]
	}
	return last
}

func hasPlainText(bodies []Body) bool {
	for _, b := range bodies {
		if !b.HTML && (b.Missing || strings.TrimSpace(b.Text) != "") {
			return true
		}
	}
	return false
}

func (m *Message) body(p mail.Part) Body {
	b := Body{Part: p, HTML: p.Type == "text/html"}
	t, ok := m.texts[p.Number]
	if !ok {
		b.Missing = true
		return b
	}
	b.Text, b.Cut, b.More = decodeCharset(p, t.bytes), t.cut, t.more && !b.HTML
	if limit := m.maxText(p); len(b.Text) > limit {
		b.Text, b.Cut, b.More = strings.ToValidUTF8(b.Text[:limit], ""), true, !b.HTML
	}
	return b
}

// decodeCharset returns the content of a text part in UTF-8.
func decodeCharset(p mail.Part, b []byte) string {
	name := p.Charset
	if name == "" && p.Type == "text/html" && !utf8.Valid(b) {
		// The page may say it itself: <meta charset=…>.
		if _, found, sure := charset.DetermineEncoding(b, p.Type); sure || found != "windows-1252" {
			name = found
		}
	}
	return toUTF8(name, b)
}

// maxText returns how many bytes of a text part are shown. Of HTML it is never
// more: its elements take too much memory.
func (m *Message) maxText(p mail.Part) int {
	if p.Type == "text/html" {
		return MaxHTML
	}
	return m.times * MaxText
}
