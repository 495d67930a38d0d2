package render

import (
	"regexp"
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// enough is which part of the words of the HTML the plain text must have, in
// percent, to be as good.
const enough = 60

// reUseHTML is what plain text says that stands in for HTML.
var reUseHTML = regexp.MustCompile(`(?i)view (this|the|it)?\s*(e-?mail|message|newsletter|it)?\s*` +
	`(in|with|on) (a|your|the)?\s*(web )?browser|` +
	`(html|web) (e-?mail|version|viewer)|(supports?|enable|view|requires?) html|html[- ](capable|compatible|enabled)`)

// renderForm lays out the form of a message that is asked for, or the better one.
func renderForm(m *message.Message, o Options) *writer {
	if o.Prefer == Source {
		return renderSource(m, o)
	}
	plain, pictures := m.Bodies(message.Plain), attachedPictures(m)
	if o.Prefer == PlainText {
		w, _, _ := renderBodies(plain, pictures, o)
		return w
	}
	html := m.Bodies(message.HTML)
	if same(plain, html) || !hasBoth(plain, html) {
		w, _, _ := renderBodies(plain, pictures, o)
		return w
	}
	w, words, whole := renderBodies(html, pictures, o)
	switch {
	case !whole && o.Prefer == Auto:
		p, _, _ := renderBodies(plain, pictures, o)
		p.note("The HTML of this message is too large or too deep: its plain text is shown.")
		return p
	case o.Prefer == Auto && isAsGood(plain, words):
		preheader := w.out.doc.Preheader
		w, _, _ = renderBodies(plain, pictures, o)
		w.out.doc.Preheader = preheader
	}
	return w
}

// hasBoth reports whether a message has text in both forms, and it is here.
func hasBoth(plain, html []message.Body) bool {
	hasHTML, hasPlain := false, false
	for _, b := range html {
		hasHTML = hasHTML || b.HTML && !b.Missing
	}
	for _, b := range plain {
		hasPlain = hasPlain || !b.HTML && !b.Missing && strings.TrimSpace(b.Text) != ""
	}
	return hasHTML && hasPlain
}

// same reports whether both forms are the same parts.
func same(a, b []message.Body) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Part.Number != b[i].Part.Number {
			return false
		}
	}
	return true
}

// isAsGood reports whether plain text says as much as HTML of so many words.
func isAsGood(plain []message.Body, words int) bool {
	count := 0
	for _, b := range plain {
		if b.HTML || looksLikeHTML(b.Text) || reUseHTML.MatchString(b.Text) {
			return false
		}
		for _, word := range strings.Fields(b.Text) {
			if strings.Contains(word, "://") || strings.Trim(word, "-=_*#>|") == "" {
				continue
			}
			count++
		}
	}
	return count*100 >= words*enough
}

// renderBodies lays out parts one below the other, and returns how many words
// of HTML are shown and whether that is all of it.
func renderBodies(bodies []message.Body, pictures map[string]picture, o Options) (w *writer, words int, whole bool) {
	w, whole = newWriter(o), true
	w.out.pictures = pictures
	for i, b := range bodies {
		if i > 0 {
			w.blank()
		}
		switch {
		case b.Missing:
			w.note("A part of this message is not here yet.")
		case b.HTML || looksLikeHTML(b.Text):
			w.out.doc.HTML = true
			source := b.Text
			if b.Cut {
				source = withoutOpenTag(source)
			}
			n, all := renderHTML(w, source)
			words += n
			whole = whole && all
		default:
			renderPlain(w, b)
			w.out.doc.More = w.out.doc.More || b.More
		}
		if b.Cut {
			w.note(noteLong)
			whole = false
		}
	}
	w.noteStats()
	return w, words, whole
}

// renderSource shows the text of all forms of a message as it is written.
func renderSource(m *message.Message, o Options) *writer {
	w := newWriter(o)
	bodies := m.Bodies(message.Plain)
	if other := m.Bodies(message.HTML); !same(bodies, other) {
		bodies = append(bodies, other...)
	}
	for i, b := range bodies {
		if i > 0 {
			w.blank()
		}
		if b.Missing {
			w.note("A part of this message is not here yet.")
		}
		for _, line := range strings.Split(strings.TrimRight(mail.Block(b.Text).String(), "\n"), "\n") {
			w.verbatim([]run{{text: expandTabs(line), style: Code}})
		}
		if b.Cut {
			w.note(noteLong)
			w.out.doc.More = w.out.doc.More || b.More
		}
	}
	return w
}
