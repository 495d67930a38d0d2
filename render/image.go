package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

const (
	pixel = 3  // a picture of this size is there to be loaded, not to be seen
	icon  = 32 // one of this size is an ornament
)

// trackerMarks are parts of the addresses of pictures that count who opens mail,
// of the host and the path.
var trackerMarks = []string{
	"/wf/open", "/track/open", "/open.aspx", "/open.php", "/trk/open", "list-manage.com/track", "mailtrack.io",
	"doubleclick.net", "google-analytics.com", "emltrk.com", "mailfoogae.appspot.com", "sendgrid.net/wf", "awstrack.me",
	"mandrillapp.com/track",
}

// reTrackerName is what such addresses also are, and those of other pictures.
var reTrackerName = regexp.MustCompile(`/e/o/|/(pixel|beacon|o)(\.\w+)?$`)

// isRemote reports whether an address leads out of the message.
func isRemote(src string) bool {
	src = strings.ToLower(strings.TrimSpace(src))
	return strings.HasPrefix(src, "http:") || strings.HasPrefix(src, "https:") || strings.HasPrefix(src, "//")
}

// isTracker reports whether the address of a picture is one that counts who opens
// mail; showsMore says that there are words for it, or room.
func isTracker(src string, showsMore bool) bool {
	if !isRemote(src) {
		return false
	}
	_, address, _ := strings.Cut(strings.ToLower(src), "//")
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		address = address[:end]
	}
	for _, mark := range trackerMarks {
		if strings.Contains(address, mark) {
			return true
		}
	}
	return !showsMore && reTrackerName.MatchString(address)
}

// image writes the words for a picture. Nothing is ever loaded.
func (h *htmlWalker) image(n *html.Node, c inline) {
	width := pixels(attr(n, "width"))
	source := pictureSource(n)
	remote := isRemote(source)
	h.countPicture(n, false)
	if isCounter(n) {
		return
	}
	alt := strings.TrimSpace(collapse(attr(n, "alt")))
	if file, ok := h.attached(source); ok && (width > icon || width < 0) {
		h.words += len(strings.Fields(alt))
		h.add("‹"+file.shown(alt)+"›", c)
		return
	}
	switch {
	case alt != "" && !strings.ContainsFunc(alt, isWordRune):
		h.add(alt, c) // an emoji, a bullet
	case alt != "":
		h.words += len(strings.Fields(alt))
		if h.words == len(strings.Fields(alt)) && len(h.w.rows) == 0 {
			h.add(alt, c) // the letterhead is as good in words
			return
		}
		h.add("‹"+alt+"›", c)
	case !hasAttr(n, "alt") && (width > icon || width < 0 && remote) && c.link == 0 && !isIllustration(n):
		h.add("‹image›", c)
	}
}

// attached returns the attachment that the address of a picture names by its
// Content-ID (RFC 2392).
func (h *htmlWalker) attached(src string) (picture, bool) {
	id, ok := contentID(src)
	p, known := h.w.out.pictures[id]
	return p, ok && known
}

// picture is an attachment that HTML may show among its text.
type picture struct {
	number int // in the list of attachments, from 1
	name   mail.Text
}

// shown returns the words for a picture, with the number of its attachment.
func (p picture) shown(alt string) string {
	switch {
	case alt != "" && alt != p.name.String():
		return fmt.Sprintf("%s @%d", alt, p.number)
	case !p.name.Empty():
		return fmt.Sprintf("@%d %s", p.number, p.name)
	default:
		return fmt.Sprintf("@%d", p.number)
	}
}

// attachedPictures returns the attachments of a message that have a Content-ID.
func attachedPictures(m *message.Message) map[string]picture {
	found := map[string]picture{}
	for i, a := range m.Attachments() {
		p := a.Part
		if _, again := found[p.ContentID]; p.ContentID != "" && !again {
			found[p.ContentID] = picture{number: i + 1, name: p.FileName}
		}
	}
	return found
}

// isIllustration reports whether a picture stands beside words in a cell, and
// has none itself.
func isIllustration(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th || p.DataAtom == atom.A {
			return hasText(p, 1)
		}
	}
	return false
}

// pixels reads a width or height attribute, or returns -1.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(s)), "px"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
