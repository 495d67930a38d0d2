package render

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif"  // a format of pictures
	_ "image/jpeg" // another one
	_ "image/png"  // and another one
	"strings"
	"time"

	_ "golang.org/x/image/webp" // and the last one
	"golang.org/x/net/html"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// maxInline is how many bytes of pictures a page holds.
const maxInline = 20 << 20

// PageOptions say what a page may show.
type PageOptions struct {
	// Remote lets the browser load the pictures of the message, by https only.
	// Those that tell the sender that they were loaded stay out all the same.
	Remote bool
	// Parts are the decoded bytes of attached pictures, by section number.
	Parts map[string][]byte
}

// Page returns a message as a page for a browser: HTML where there is any, else
// its text. Of what the sender wrote there is left what shows something: no
// script, form, frame, vector graphic or embedded file, no style that could load
// something or leave the place of the message, no address that would be loaded
// but those of pictures, and those only when it is asked for. The page forbids
// all of it to the browser once more (Content Security Policy). The header
// fields stand above, where the message cannot reach.
func Page(m *message.Message, o PageOptions) []byte {
	p := page{options: o, ids: map[string]string{}, used: map[string]bool{}, left: maxInline}
	files := m.Attachments()
	for _, a := range files {
		id := a.Part.ContentID
		if _, again := p.ids[id]; id != "" && !again {
			p.ids[id] = a.Part.Number
		}
	}
	for i, b := range htmlBodies(m) {
		p.scope = fmt.Sprintf("part%d", i+1)
		p.body(b)
	}
	p.pictures(m, files)
	if m.Cut {
		p.note("This message is larger than what is shown of it.")
	}
	return p.document(m.Header)
}

// htmlBodies returns the text parts of a message, the HTML of alternatives.
func htmlBodies(m *message.Message) []message.Body { return m.Bodies(message.HTML) }

// page is a page under way.
type page struct {
	options PageOptions
	ids     map[string]string // numbers of the parts that have a Content-ID
	used    map[string]bool   // numbers of the parts that were put in, or could not be
	left    int               // bytes of pictures that may still be put in
	scope   string            // id of the element around the body under way
	styles  strings.Builder
	text    strings.Builder
}

// body adds a text part.
func (p *page) body(b message.Body) {
	fmt.Fprintf(&p.text, "<section id=%q class=\"part\">\n", p.scope)
	switch {
	case b.Missing:
		p.note("A part of this message is not here yet.")
	case !b.HTML && !looksLikeHTML(b.Text):
		p.plain(mail.Block(b.Text).String())
	default:
		p.html(b)
	}
	if b.Cut {
		p.note(noteLong)
	}
	p.text.WriteString("</section>\n")
}

// html adds an HTML part. What is too deep or too large is shown as text.
func (p *page) html(b message.Body) {
	root, err := parsePage(b.Text)
	if err != nil {
		w, _, _ := renderBodies([]message.Body{b}, nil, Options{})
		p.plain(w.finish().Text())
		return
	}
	h := newLooker(root)
	for _, source := range sheets(root) {
		p.styles.WriteString(cleanSheet(source, "#"+p.scope))
	}
	p.clean(h, root, false)
	var out bytes.Buffer
	if err := html.Render(&out, root); err != nil {
		p.note("This part of the message cannot be shown.")
		return
	}
	p.text.Write(policy.SanitizeBytes(out.Bytes()))
}

// plain adds text as it is, with its links.
func (p *page) plain(text string) {
	p.text.WriteString("<pre>")
	for {
		start, end := findURL(text)
		if start < 0 {
			break
		}
		shown := text[start:end]
		p.text.WriteString(html.EscapeString(text[:start]))
		if address, ok := linkTarget(shown); ok {
			fmt.Fprintf(&p.text, `<a href="%s" rel="noreferrer noopener" target="_blank">%s</a>`,
				html.EscapeString(address), html.EscapeString(shown))
		} else {
			p.text.WriteString(html.EscapeString(shown))
		}
		text = text[end:]
	}
	p.text.WriteString(html.EscapeString(text) + "</pre>\n")
}

// linkTarget returns where an address in a text leads.
func linkTarget(shown string) (string, bool) {
	if strings.HasPrefix(strings.ToLower(shown), "www.") {
		shown = "http://" + shown
	}
	address, ok := safeURL(shown)
	return withoutTracking(address), ok
}

func (p *page) note(text string) {
	p.text.WriteString("<p class=\"note\">" + html.EscapeString(text) + "</p>\n")
}

// pictures adds those that no HTML shows and that are there to be seen: mail may be
// nothing but a picture.
func (p *page) pictures(m *message.Message, files []message.Attachment) {
	for _, i := range attachedImages(m, files) {
		if !i.Shown || p.used[i.Part] {
			continue
		}
		if address, ok := p.picture(i.Part); ok {
			fmt.Fprintf(&p.text, "<figure><img src=\"%s\" alt=\"\"><figcaption>%s</figcaption></figure>\n",
				address, html.EscapeString(i.Name.String()))
		}
	}
}

// picture returns the bytes of an attached picture as an address that a browser
// shows (RFC 2397).
func (p *page) picture(part string) (string, bool) {
	p.used[part] = true
	data := p.options.Parts[part]
	_, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || len(data) > p.left {
		return "", false
	}
	p.left -= len(data)
	return "data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(data), true
}

// frame is the page around the message. The message keeps to its place whatever
// its styles say: contain makes it the frame of all that is in it.
const frame = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="%s">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>%s</title>
<style>
body{margin:0;background:#fff;color:#000;font-family:sans-serif}
#fields{padding:1em;border-bottom:1px solid #999;overflow-wrap:anywhere}
#fields div{margin:.2em 0}
.part{contain:content;overflow:auto;padding:1em}
figure{margin:1em}
figure img{max-width:100%%}
.part pre{white-space:pre-wrap;overflow-wrap:anywhere}
.note{color:#666}
%s</style>
</head>
<body>
<div id="fields">
%s</div>
%s</body>
</html>
`

// document returns the whole page.
func (p *page) document(h message.Header) []byte {
	policy := "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
	if p.options.Remote {
		policy = strings.Replace(policy, "data:", "data: https:", 1)
	}
	title := h.Subject.String()
	if title == "" {
		title = "(no subject)"
	}
	return fmt.Appendf(nil, frame, policy, html.EscapeString(title), p.styles.String(), pageFields(h), p.text.String())
}

// pageFields returns the header fields of a message.
func pageFields(h message.Header) string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "<div><b>%s:</b> %s</div>\n", name, html.EscapeString(value))
		}
	}
	field("From", pageAddresses(h.From))
	field("Reply-To", pageAddresses(h.ReplyTo))
	field("To", pageAddresses(h.To))
	field("Cc", pageAddresses(h.Cc))
	if !h.Date.IsZero() {
		field("Date", h.Date.Format(time.RFC1123Z))
	}
	field("Subject", h.Subject.String())
	return b.String()
}

func pageAddresses(list []mail.Address) string {
	words := make([]string, 0, len(list))
	for _, a := range list {
		words = append(words, a.String())
	}
	return strings.Join(words, ", ")
}
