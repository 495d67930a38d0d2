package render

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Image is a picture of a message: a part of it, or one that would have to be
// loaded.
type Image struct {
	Part string    // its section number, or empty
	URL  string    // its address, http or https in printable ASCII, or empty
	Name mail.Text // its file name, else the words that stand for it, else its host
	// Shown says that it belongs to what is read: the HTML shows it among its
	// text, or it stands between or instead of texts (RFC 2183 §2.1).
	Shown bool
}

// Images returns the pictures of a message: those of the HTML in their order,
// then those that are only attached, each once. Hidden ones, and those that are
// there to tell the sender that they were loaded, are not among the ones to load.
func Images(m *message.Message) []Image {
	files := m.Attachments()
	var list []Image
	seen := map[string]bool{}
	add := func(i Image) {
		if key := i.Part + " " + i.URL; !seen[key] {
			seen[key] = true
			list = append(list, i)
		}
	}
	for _, b := range htmlBodies(m) {
		if b.Missing || !b.HTML && !looksLikeHTML(b.Text) {
			continue
		}
		root, err := parsePage(b.Text)
		if err != nil {
			continue
		}
		eachImage(newLooker(root), root, func(n *html.Node) {
			if i, ok := newImage(n, files); ok {
				add(i)
			}
		})
	}
	for _, i := range attachedImages(m, files) {
		add(i)
	}
	return list
}

// attachedImages returns the pictures among the attachments of a message.
func attachedImages(m *message.Message, files []message.Attachment) (list []Image) {
	for _, f := range files {
		if strings.HasPrefix(f.Type, "image/") {
			forText := f.Part.ContentID != "" && m.HasHTML() // which shows it, or hides it
			list = append(list, Image{
				Part: f.Part.Number, Name: f.Name, Shown: f.Part.Disposition != "attachment" && !forText,
			})
		}
	}
	return list
}

// eachImage calls visit for the pictures of a tree that are not hidden.
func eachImage(h *htmlWalker, n *html.Node, visit func(*html.Node)) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type != html.ElementNode || h.look(child).gone {
			continue
		}
		if pictureSource(child) != "" {
			visit(child)
		}
		if !isSkipped(child.DataAtom) && child.DataAtom != atom.Video { // which has a picture of its own
			eachImage(h, child, visit)
		}
	}
}

// newImage returns the picture of an element, if it is one to look at.
func newImage(n *html.Node, files []message.Attachment) (Image, bool) {
	src := pictureSource(n)
	i := Image{Name: mail.Line(strings.TrimSpace(collapse(attr(n, "alt")))), Shown: true}
	if id, ok := contentID(src); ok {
		for _, f := range files {
			if f.Part.ContentID == id && id != "" {
				i.Part, i.Name = f.Part.Number, f.Name
				return i, true
			}
		}
		return Image{}, false
	}
	if isCounter(n) {
		return Image{}, false
	}
	address, ok := pictureURL(src)
	i.URL = address
	if i.Name.Empty() {
		i.Name = message.HostOf(address)
	}
	return i, ok
}

// contentID returns the Content-ID that the address of a picture names (RFC 2392).
func contentID(src string) (string, bool) {
	src = strings.TrimSpace(src)
	if len(src) < len("cid:") || !strings.EqualFold(src[:len("cid:")], "cid:") {
		return "", false
	}
	id := src[len("cid:"):]
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain
	}
	return id, true
}

// pictureURL returns the address of a picture that would have to be loaded.
func pictureURL(src string) (string, bool) {
	if !isRemote(src) {
		return "", false
	}
	address, ok := safeURL(src)
	return address, ok && !strings.HasPrefix(address, "mailto:")
}

// isCounter reports whether a picture is there to be loaded, not to be seen.
func isCounter(n *html.Node) bool {
	width, height := pixels(attr(n, "width")), pixels(attr(n, "height"))
	if isTiny(inlineStyle(attr(n, "style"))) {
		return true
	}
	showsMore := width > icon || height > icon || strings.TrimSpace(attr(n, "alt")) != ""
	return width >= 0 && width <= pixel || height >= 0 && height <= pixel || isTracker(pictureSource(n), showsMore)
}

// isTiny reports whether a style leaves no more of a picture than a pixel.
func isTiny(style []declaration) bool {
	size := map[string]int{}
	for _, d := range style {
		switch d.name {
		case "width", "height", "max-width", "max-height", "min-width", "min-height":
			size[d.name] = pixels(d.value)
		}
	}
	isPixel := func(side string) bool {
		length, told := size[side]
		return told && length >= 0 && length <= pixel
	}
	// "width:1px;min-width:100%" is a browser's whole width.
	_, tall := size["min-height"]
	_, wide := size["min-width"]
	return (isPixel("width") || isPixel("max-width")) && !wide || (isPixel("height") || isPixel("max-height")) && !tall
}
