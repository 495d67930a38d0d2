package render

import (
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Measure is the width in cells beyond which prose is hard to read: it is
// wrapped there, however wide the screen is.
const Measure = 90

const (
	maxLines = 20000 // of a document
	minWidth = 10    // narrower is treated as this wide
)

// Style says what a piece of text is; a theme says how that looks.
type Style uint8

// The styles.
const (
	Plain Style = iota
	Quote1
	Quote2
	Quote3 // and deeper
	Signature
	Dim // rules, list footers, marks that are not the sender's words
	LinkText
	Heading
	Bold
	Italic
	Code // as it was typed: never reflowed
	DiffAdded
	DiffRemoved
	DiffPlace // file names and positions of a diff
)

// Span is a piece of a line in one style.
type Span struct {
	Text  mail.Text
	Style Style
	Link  int // the number of a link of the document, from 1; 0 is none
}

// Line is one row of the screen.
type Line struct{ Spans []Span }

// String returns the text of the line.
func (l Line) String() string {
	if len(l.Spans) == 1 {
		return l.Spans[0].Text.String()
	}
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text.String())
	}
	return b.String()
}

// Link is where a link leads. URL is http, https or mailto in printable ASCII,
// complete, as it would be opened.
type Link struct{ URL mail.Text }

// Document is a message, ready to be drawn. Links are numbered from 1 in the
// order of their first use.
type Document struct {
	Lines []Line
	Links []Link
	Notes []mail.Text // what the reader should know of how it is shown
	HTML  bool        // made from HTML
}

// Options say how to lay a message out.
type Options struct {
	// Width is the width in cells that no line exceeds; below 10 it counts as
	// 10. 0: lines are as long as their paragraphs.
	Width int
}

// Render lays out the text of a message.
func Render(m *message.Message, o Options) Document {
	w := newWriter(o.Width)
	bodies := m.Readable()
	for i, b := range bodies {
		if i > 0 {
			w.blank()
		}
		switch {
		case b.Missing:
			w.note("A part of this message is not here yet.")
		case b.HTML || looksLikeHTML(b.Text):
			w.doc.HTML = true
			renderHTML(w, b.Text)
		default:
			renderPlain(w, b)
		}
		if b.Cut {
			w.note("This message is very long: only its beginning is shown.")
		}
	}
	if len(w.doc.Lines) == 0 && len(w.doc.Notes) == 0 {
		w.note("This message has no text.")
	}
	if m.Cut {
		w.note("This message is larger than what is shown of it.")
	}
	return w.finish()
}

// Text returns the document as text, a line break behind each line, as the
// command line prints it.
func (d Document) Text() string {
	var b strings.Builder
	for _, l := range d.Lines {
		b.WriteString(strings.TrimRight(l.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
