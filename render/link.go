package render

import (
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Limits of addresses, in bytes.
const (
	maxURL       = 8000    // servers take no longer ones
	maxBase      = 300     // each short link below a base is as long as that
	maxAddresses = 1 << 20 // of all links of a message
)

const noteLongLink = "A link is too long to be opened."

// reWeb is how an address of the web begins, with as many slashes as browsers read.
var reWeb = regexp.MustCompile(`^(?i)(https?:)/*`)

// safeURL returns an address in the form in which it may be shown and opened:
// printable ASCII, percent-encoded, with one of the schemes that only show
// something. Anything else (javascript, data, file, relative) is no link.
func safeURL(raw string) (string, bool) {
	s := printableURL(raw)
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	s = reWeb.ReplaceAllString(s, "$1//")
	if len(s) > maxURL {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https":
		return s, u.Host != "" && !strings.Contains(u.Host, "%")
	case "mailto":
		return s, u.Opaque != "" || u.Path == "" && u.RawQuery != "" // to nobody yet: "mailto:?subject=x"
	default:
		return "", false
	}
}

// printableURL returns an address in printable ASCII: any other byte, and a
// percent sign that encodes nothing, percent-encoded.
func printableURL(raw string) string {
	raw = strings.TrimSpace(raw)
	var b strings.Builder
	b.Grow(len(raw))
	for i := range len(raw) {
		c := raw[i]
		switch {
		case c == '\t' || c == '\n' || c == '\r': // as browsers do
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0, c == '%' && !isEncoded(raw[i:]):
			const digits = "0123456789ABCDEF"
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isEncoded reports whether text begins with a percent-encoded byte.
func isEncoded(s string) bool {
	_, err := hex.DecodeString(s[1:min(3, len(s))])
	return err == nil && len(s) > 2
}

// target returns where a link of HTML leads that is read flat: what is only a part
// of an address is below that of the page.
func (h *htmlWalker) target(n *html.Node) string {
	return h.below(strings.TrimSpace(attr(n, "href")))
}

// below returns an address that may be a part of one below the base of the page.
func (h *htmlWalker) below(address string) string {
	if h.base == nil || address == "" || address[0] == '#' {
		return address
	}
	if u, err := h.base.Parse(printableURL(address)); err == nil {
		return u.String()
	}
	return address
}

// resolve makes whole addresses of those below the base of a page.
func (h *htmlWalker) resolve(root *html.Node) {
	nodes := 0
	each(root, func(n *html.Node) bool {
		for i, a := range n.Attr {
			switch a.Key {
			case "href", "src", "poster":
				n.Attr[i].Val = h.below(strings.TrimSpace(a.Val))
			}
		}
		nodes++
		return nodes <= maxNodes
	})
}

// readBase reads where the parts of addresses in a page are: its first base. One
// that is too long is none.
func (h *htmlWalker) readBase(n *html.Node) {
	switch href := attr(n, "href"); {
	case h.base != nil:
	case len(href) > maxBase:
		h.w.note(noteLongLink)
	default:
		if address, ok := safeURL(href); ok {
			h.base, _ = url.Parse(address)
		}
	}
}

// linkRuns splits a line of text at the addresses in it.
func (w *writer) linkRuns(text string, style Style) []run {
	var runs []run
	for {
		start, end := findURL(text)
		if start < 0 {
			break
		}
		address := text[start:end]
		target := address
		if strings.HasPrefix(strings.ToLower(target), "www.") {
			target = "http://" + target
		}
		link := w.link(target)
		shown := style
		if link > 0 && style == Plain {
			shown = LinkText
		}
		if start > 0 {
			runs = append(runs, run{text: text[:start], style: style})
		}
		runs = append(runs, run{text: address, style: shown, link: link})
		text = text[end:]
	}
	if text != "" {
		runs = append(runs, run{text: text, style: style})
	}
	return runs
}

// findURL returns where the first address in text begins and ends, or -1.
// Punctuation behind it belongs to the sentence, not to the address.
func findURL(text string) (start, end int) {
	for from := 0; ; {
		start = nextURL(text, from)
		if start < 0 {
			return -1, -1
		}
		end = start
		for end < len(text) && text[end] > ' ' && strings.IndexByte("<>\"`|\\^{}", text[end]) < 0 {
			end++
		}
		if end-start > maxURL {
			from = end
			continue
		}
		end = start + len(trimURL(text[start:end], start > 0 && text[start-1] == '_'))
		scheme := strings.IndexAny(text[start:end], ":.")
		if scheme > 0 && end-start > scheme+3 {
			return start, end
		}
		from = start + 1
	}
}

// nextURL returns the next place where an address may begin: not inside a word,
// but behind the mark of an _italic_ one.
func nextURL(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case 'h', 'H', 'm', 'M', 'w', 'W':
		default:
			continue
		}
		if before := strings.TrimSuffix(text[:i], "_"); before != "" && isWordByte(before[len(before)-1]) {
			continue
		}
		for _, start := range []string{"http://", "https://", "mailto:", "www."} {
			if len(text)-i > len(start) && strings.EqualFold(text[i:i+len(start)], start) {
				return i
			}
		}
	}
	return -1
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '@' || c == '_'
}

// trimURL takes the punctuation of a sentence from the end of an address, and
// what stands behind a quotation mark. A closing bracket stays when it was opened
// inside of the address; an underscore goes when it closes italics.
func trimURL(s string, italic bool) string {
	if i := strings.IndexAny(s, outsideURL); i > 0 {
		s = s[:i]
	}
	for s != "" {
		last, size := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsRune(".,;:!?'*…‘’–—", last):
		case last == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case last == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
		case last == '_' && italic:
		default:
			return s
		}
		s = s[:len(s)-size]
	}
	return s
}

// outsideURL is punctuation that is in no address: quotation marks, and that of
// East Asian text, which no space separates from what follows.
const outsideURL = "“”„«»‹›、。，）」』】》　；："
