package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Measure is the width in cells beyond which prose is hard to read.
const Measure = 90

const (
	maxLines  = 20000 // of a document, unless more is asked for
	minWidth  = 10    // narrower is treated as this wide
	maxScroll = 4000  // cells of a line that is scrolled sideways
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
	Button    // the words of a link that looks like a button
	Struck    // no longer valid
	Folded    // stands for lines that are not shown
)

// Span is a piece of a line in one style.
type Span struct {
	Text  mail.Text
	Style Style
	Link  int // the number of a link of the document, from 1; 0 is none
	// Color is what the sender wrote the text in, where that can be read on the
	// background: "#rrggbb", or the number of one of the 16 colours; "" is the
	// terminal's own.
	Color string
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

// Link is where a link leads. Both addresses are http, https or mailto in
// printable ASCII.
type Link struct {
	URL  mail.Text // the whole of it, as the message has it
	Open mail.Text // the same without what only tells who clicked
	// Warning is a sentence on why the link may not lead where it seems to;
	// empty: no reason is known.
	Warning mail.Text
}

// Stats count what is not shown.
type Stats struct {
	RemoteImages int // pictures that would have to be loaded
	RemoteFiles  int // style sheets, fonts and backgrounds that would have to be loaded
	Trackers     int // pictures that are there only to tell that they were loaded
}

// Document is a message, ready to be drawn. Links are numbered from 1 in the
// order of their first use.
type Document struct {
	Lines     []Line
	Links     []Link
	Notes     []mail.Text // what the reader should know of how it is shown
	Stats     Stats
	Preheader mail.Text // the hidden first words of HTML that are meant for lists
	More      bool      // there is more of the text; see [Options].Times
	Folds     int       // how many stretches are shown as one line each
	Width     int       // in cells, of the widest line of those that the screen scrolls
	HTML      bool      // made from HTML
}

// Form is one of the forms of a message.
type Form = mail.Form

// The forms.
const (
	Auto      = mail.Auto
	PlainText = mail.PlainText
	HTMLText  = mail.HTMLText
	Source    = mail.Source
)

// Background says what a terminal writes on.
type Background uint8

// The backgrounds.
const (
	Dark Background = iota
	Light
)

// Profile says which colours a terminal has.
type Profile uint8

// The profiles.
const (
	NoColor Profile = iota
	ANSI16
	TrueColor
)

// Options say how to lay a message out.
type Options struct {
	// Width is the width in cells that no line exceeds; below 10 it counts as
	// 10. 0: lines are as long as their paragraphs.
	Width int
	// Measure is where prose is wrapped, in cells, however wide the screen is; 0
	// is [Measure].
	Measure int
	Prefer  Form
	// FoldOver is the number of quoted lines that are not yet too many: more are
	// shown as one line. 0 is 6.
	FoldOver int
	Unfold   bool // long quotes and footers are shown whole
	Loaded   bool // the user has its pictures: they are not told to be missing
	// Scroll leaves the lines of diffs as long as they are, up to 4,000 cells:
	// the screen scrolls sideways. All others are within Width.
	Scroll     bool
	Background Background
	Profile    Profile
	// Times is how many times the usual number of lines there may be; 0 is 1.
	Times int
	// Suffixes tell whether the text of a link names the site that it leads to.
	Suffixes message.Suffixes
}

func (o Options) measure() int { return cmp.Or(o.Measure, Measure) }

// Render lays out the text of a message.
func Render(m *message.Message, o Options) Document {
	w := renderForm(m, o)
	if f, ok := m.Fragment(); ok {
		w.note(fragmentNote(f))
	}
	for i, a := range m.Attachments() {
		if a.IsOutlookMessage() {
			w.note(fmt.Sprintf("Attachment %d is a message in a format of Outlook's own, which only Outlook reads.", i+1))
		}
	}
	switch {
	case m.Cut && w.empty():
		w.note(noteDeep)
	case m.Cut:
		w.note(noteLong)
	case w.empty() && len(w.out.doc.Notes) == 0:
		w.note("This message has no text.")
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

// fragmentNote says which piece of a message this is.
func fragmentNote(f message.Fragment) string {
	of := ""
	if f.Total > 0 {
		of = fmt.Sprintf(" of %d", f.Total)
	}
	const note = "This is part %d%s of a message that was sent in pieces: its attachment is that part."
	return fmt.Sprintf(note, f.Number, of)
}
