package render

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mailtui/mailtui/message"
)

// policy lists what a page may be made of. It comes after [page.clean], which
// knows what styles and addresses mean, and does not trust it.
var policy = newPolicy()

// newPolicy allows elements that show text, and attributes that cannot load
// anything. Addresses are http, https and mailto for links, https and data for
// pictures.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
		"center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em",
		"figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins",
		"kbd", "li", "main", "mark", "menu", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
		"small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
		"time", "tr", "tt", "u", "ul", "var", "wbr",
	)
	word := regexp.MustCompile(`^[#%.\w -]{1,500}$`)
	p.AllowAttrs("align", "valign", "bgcolor", "color", "dir", "lang", "class", "id").Matching(word).Globally()
	p.AllowAttrs("width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "size", "start",
		"type", "value").Matching(word).Globally()
	p.AllowAttrs("nowrap", "reversed", "open", "hidden").Globally()
	p.AllowAttrs("face").OnElements("font")
	p.AllowAttrs("title", "alt").Globally()
	p.AllowAttrs("style").Globally() // as cleanStyle left it
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowDataURIImages()
	p.RequireParseableURLs(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// maxPageNodes is how many nodes a page is made of: more than what is laid out
// on a terminal, because a browser scrolls.
const maxPageNodes = 2 * maxNodes

// errLarge says that a tree is too deep or too large to be walked.
var errLarge = errors.New("the HTML is nested too deep or too large")

// parsePage reads an HTML part as a browser without scripts does.
func parsePage(source string) (*html.Node, error) {
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, err
	}
	if treeDepth(root) > maxDepth {
		return nil, errLarge
	}
	nodes := 0
	each(root, func(*html.Node) bool { nodes++; return nodes <= maxPageNodes })
	if nodes > maxPageNodes {
		return nil, errLarge
	}
	return root, nil
}

// newLooker returns what knows how the elements of a tree are shown.
func newLooker(root *html.Node) *htmlWalker {
	h := &htmlWalker{
		w: newWriter(Options{}), sheet: &sheet{rules: map[string][]*rule{}}, looks: map[*html.Node]*look{}, stats: &Stats{},
	}
	h.readSheets(root)
	return h
}

// sheets returns the style sheets of a tree.
func sheets(root *html.Node) []string {
	var list []string
	each(root, func(n *html.Node) bool {
		if n.DataAtom == atom.Style && n.Namespace == "" && n.FirstChild != nil {
			list = append(list, n.FirstChild.Data)
		}
		return true
	})
	return list
}

// isDropped reports whether an element and all in it have no place in a page.
// What is not HTML is dropped whole: browsers read it by other rules.
func isDropped(n *html.Node) bool {
	if n.Namespace != "" {
		return true
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Embed, atom.Applet, atom.Iframe, atom.Frame,
		atom.Frameset, atom.Noframes, atom.Noembed, atom.Source, atom.Track,
		atom.Canvas, atom.Link, atom.Meta, atom.Base, atom.Title, atom.Datalist, atom.Select, atom.Textarea,
		atom.Input:
		return true
	default:
		return false
	}
}

// clean takes out of a tree what does not belong into a page, and makes the
// addresses in it safe.
func (p *page) clean(h *htmlWalker, n *html.Node, hidden bool) {
	var next *html.Node
	for child := n.FirstChild; child != nil; child = next {
		next = child.NextSibling
		switch {
		case child.Type == html.TextNode:
		case child.Type != html.ElementNode:
			n.RemoveChild(child)
		default:
			hides := hidden || h.look(child).gone // as what it is, before it is another element
			asPicture(child)
			asText(child)
			if isDropped(child) {
				n.RemoveChild(child)
				break
			}
			p.element(child, hides)
			p.clean(h, child, hides)
		}
	}
}

// asText makes a plain element of one that a page does not show but that has words
// or links for those who do not see it: a film, with its picture, or the places of a
// picture.
func asText(n *html.Node) {
	if n.Namespace != "" {
		return
	}
	switch n.DataAtom {
	case atom.Video:
		each(n, func(n *html.Node) bool {
			if n.DataAtom == atom.Img { // in its place, not beside its own
				n.Attr = nil
			}
			return true
		})
		if source := pictureSource(n); source != "" {
			picture := &html.Node{Type: html.ElementNode, Data: "img", DataAtom: atom.Img}
			for _, key := range []string{"width", "height"} {
				picture.Attr = append(picture.Attr, html.Attribute{Key: key, Val: attr(n, key)})
			}
			picture.Attr = append(picture.Attr, html.Attribute{Key: "src", Val: source})
			n.InsertBefore(picture, n.FirstChild)
		}
		n.Data, n.DataAtom, n.Attr = "div", atom.Div, nil
	case atom.Audio, atom.Object, atom.Noscript:
		n.Data, n.DataAtom = "div", atom.Div
	case atom.Map:
		n.Data, n.DataAtom = "span", atom.Span
	case atom.Area:
		words := strings.TrimSpace(collapse(attr(n, "alt")))
		if words == "" {
			words = message.HostOf(attr(n, "href")).String()
		}
		n.AppendChild(&html.Node{Type: html.TextNode, Data: words + " "})
		n.Data, n.DataAtom = "a", atom.A
	default:
	}
}

// asPicture makes an img of an element that only shows a picture, with one
// address. What else it would load is left out.
func asPicture(n *html.Node) {
	source := pictureSource(n)
	if n.Namespace != "" || source == "" || n.DataAtom == atom.Video {
		return
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.Data, n.DataAtom = "img", atom.Img
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		return a.Key == "src" || a.Key == "srcset" || a.Key == "type"
	})
	n.Attr = append(n.Attr, html.Attribute{Key: "src", Val: source})
}

// element makes the attributes of an element safe.
func (p *page) element(n *html.Node, hidden bool) {
	switch n.DataAtom {
	case atom.Xmp, atom.Listing, atom.Plaintext: // whose content is no HTML
		n.Data, n.DataAtom = "pre", atom.Pre
	case atom.Body, atom.Html:
		// What they look like is what the message looks like.
		n.Data, n.DataAtom = "div", atom.Div
		if c := attr(n, "bgcolor"); c != "" {
			style := "background-color:" + c + ";" + attr(n, "style")
			n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "style" })
			n.Attr = append(n.Attr, html.Attribute{Key: "style", Val: style})
		}
	default:
	}
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		ok := a.Namespace == ""
		switch a.Key {
		case "style":
			a.Val = cleanStyle(a.Val)
		case "src":
			a.Val, ok = p.source(n, a.Val, hidden)
		case "href":
			a.Val, ok = safeURL(a.Val)
			a.Val = withoutTracking(a.Val)
		}
		if ok {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// source returns the address of a picture in a page, if it has one there.
func (p *page) source(n *html.Node, src string, hidden bool) (string, bool) {
	if n.DataAtom != atom.Img {
		return "", false
	}
	if id, ok := contentID(src); ok {
		return p.picture(p.ids[id])
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(src), "data:"); ok {
		return "data:" + rest, len(src) <= maxInline // its type is left to the policy
	}
	if hidden || !p.options.Remote || isCounter(n) {
		return "", false
	}
	address, ok := pictureURL(src)
	_, rest, _ := strings.Cut(address, ":")
	return "https:" + rest, ok
}
