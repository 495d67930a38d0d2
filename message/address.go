package message

import (
	"bytes"
	"slices"
	"strings"

	gomail "github.com/emersion/go-message/mail"

	"github.com/mailtui/mailtui/mail"
)

// addresses returns the addresses of all fields of a name: recipients of several
// fields are all recipients.
func addresses(f *gomail.Header, key string) []mail.Address {
	var list []mail.Address
	for _, value := range f.Values(key) {
		list = appendAddresses(list, value)
	}
	return list[:min(len(list), MaxAddresses)]
}

// appendAddresses reads an address list (RFC 5322 §3.4). Groups give their
// members; their names are not shown.
func appendAddresses(list []mail.Address, s string) []mail.Address {
	parsed, ok := strictAddresses(s)
	if !ok {
		return lenientAddresses(list, s)
	}
	list = slices.Grow(list, len(parsed))
	for _, a := range parsed {
		list = append(list, mail.Address{
			Name: mail.Identity(strings.TrimSpace(a.Name)),
			Addr: mail.Identity(a.Address),
		})
	}
	return list
}

// strictAddresses reads an address list with go-message, or reports that it
// cannot. v0.18.2 takes the quotes from a local part that needs them, drops the
// words of a name from one of an unknown charset on unless it is the first, and
// hands on the words that it did not decode.
func strictAddresses(s string) ([]*gomail.Address, bool) {
	if len(s) > maxStrict || strings.Contains(s, `"@`) {
		return nil, false
	}
	if strings.LastIndex(s, "=?") > 0 {
		if _, ok := strictWords(s); !ok {
			return nil, false
		}
	}
	list, err := gomail.ParseAddressList(s)
	if err != nil {
		return nil, false
	}
	for _, a := range list {
		if !isDecoded(a.Name) {
			return nil, false
		}
	}
	return list, true
}

// lenientAddresses reads an address list as senders write it. go-message v0.18.2
// gives up the whole list for one comma or bracket in a name, a ";" between
// addresses, a space in a local part, an 8-bit name or an unknown charset; here
// each entry stands alone. An entry without an addr-spec keeps its text as Name.
func lenientAddresses(list []mail.Address, s string) []mail.Address {
	p := addressParser{s: s, list: list, lastWord: strings.LastIndex(s, "?=")}
	for p.i < len(s) && len(p.list) < MaxAddresses {
		p.step()
	}
	p.finish()
	return p.list
}

// addressParser reads one entry at a time into its buffers.
type addressParser struct {
	s    string
	i    int
	list []mail.Address

	phrase   []byte // text outside of angle brackets, quotes resolved
	spec     []byte // the same with its quotes: the addr-spec when there is no bracket
	addr     string // what stood in angle brackets
	angled   bool
	comment  string
	group    bool // inside of "name: …;"
	lastWord int  // where the last encoded word of s may end
	noQuote  bool // no closing quote is left in s
}

// step consumes the next token.
func (p *addressParser) step() {
	switch c := p.s[p.i]; c {
	case '"':
		p.quoted()
	case '(':
		p.parens()
	case '<':
		p.angle()
	case ',':
		p.i++
		if p.inName() {
			p.text(",")
			return
		}
		p.finish()
	case ';':
		p.i++
		if !p.group && p.inName() {
			p.text(";")
			return
		}
		p.group = false
		p.finish()
	case ':':
		p.i++
		if p.angled || bytes.IndexByte(p.spec, '@') >= 0 {
			p.text(":")
			return
		}
		p.reset() // what was read is the name of a group
		p.group = true
	case '=':
		if n := p.encoded(); n > 0 {
			p.text(p.s[p.i : p.i+n])
			p.i += n
			return
		}
		p.i++
		p.text("=")
	default:
		start := p.i
		p.i++
		if n := strings.IndexAny(p.s[p.i:], `"(<,;:=`); n >= 0 {
			p.i += n
		} else {
			p.i = len(p.s)
		}
		p.text(p.s[start:p.i])
	}
}

func (p *addressParser) text(s string) {
	p.phrase = append(p.phrase, s...)
	p.spec = append(p.spec, s...)
}

// encoded returns the length of the encoded word at the current place, or 0. It
// may hold a raw comma or bracket, against RFC 2047 §5.
func (p *addressParser) encoded() int {
	if p.i > p.lastWord || !strings.HasPrefix(p.s[p.i:], "=?") {
		return 0
	}
	w, ok := cutWord(p.s[p.i:])
	if !ok {
		return 0
	}
	return w.length
}

// quoted consumes a quoted string (RFC 5322 §3.2.4). A quote that is never
// closed is a character like any other.
func (p *addressParser) quoted() {
	if p.noQuote {
		p.i++
		return
	}
	start := p.i
	mark := len(p.phrase)
	for i := start + 1; i < len(p.s); i++ {
		switch c := p.s[i]; c {
		case '"':
			p.spec = append(p.spec, p.s[start:i+1]...)
			p.i = i + 1
			return
		case '\\':
			if i+1 < len(p.s) {
				i++
				p.phrase = append(p.phrase, p.s[i])
			}
		default:
			p.phrase = append(p.phrase, c)
		}
	}
	p.noQuote = true
	p.phrase = p.phrase[:mark]
	p.i = start + 1
}

// parens consumes a comment, nested ones included (RFC 5322 §3.2.2).
func (p *addressParser) parens() {
	start, depth := p.i+1, 0
	for ; p.i < len(p.s); p.i++ {
		switch p.s[p.i] {
		case '\\':
			p.i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				if p.comment == "" {
					p.comment = p.s[start:p.i]
				}
				p.i++
				return
			}
		}
	}
	p.i = len(p.s)
	if p.comment == "" {
		p.comment = p.s[min(start, len(p.s)):]
	}
}

// angle consumes an address in angle brackets (RFC 5322 §3.4), with the route
// of RFC 822 left out. A bracket that is never closed ends at a comma.
func (p *addressParser) angle() {
	if p.angled && p.addr != "" {
		p.finish() // "<a@b> <c@d>": the comma is missing
	}
	p.i++
	for p.i < len(p.s) && p.s[p.i] == '<' {
		p.i++
	}
	rest := p.s[p.i:]
	end := strings.IndexByte(rest, '>')
	switch {
	case end >= 0:
		p.i += end + 1
	case strings.IndexByte(rest, ',') >= 0:
		end = strings.IndexByte(rest, ',')
		p.i += end
	default:
		end = len(rest)
		p.i += end
	}
	p.addr, p.angled = rest[:end], true
	for p.i < len(p.s) && p.s[p.i] == '>' {
		p.i++
	}
}

// inName reports whether a comma or semicolon just read belongs to a name that
// was not quoted: "Doe, John <john@example.org>".
func (p *addressParser) inName() bool {
	if p.angled || len(p.phrase) == 0 || bytes.IndexByte(p.spec, '@') >= 0 {
		return false
	}
	next := strings.IndexAny(p.s[p.i:], ",;<@:")
	return next >= 0 && p.s[p.i+next] == '<'
}

// finish adds the entry that was read, if any, and begins a new one.
func (p *addressParser) finish() {
	name, addr := strings.TrimSpace(string(p.phrase)), ""
	switch {
	case p.angled:
		addr = cleanSpec(p.addr)
	case bytes.IndexByte(p.spec, '@') >= 0:
		name, addr = splitSpec(strings.TrimSpace(string(p.spec)))
	}
	if name == "" && (addr != "" || len(p.list) == 0) { // else it is about the list
		name = strings.TrimSpace(p.comment)
	}
	a := mail.Address{Name: mail.Identity(decodeWords(name)), Addr: mail.Identity(rawText(addr))}
	if a != (mail.Address{}) {
		p.list = append(p.list, a)
	}
	p.reset()
}

func (p *addressParser) reset() {
	p.phrase, p.spec = p.phrase[:0], p.spec[:0]
	p.addr, p.angled, p.comment = "", false, ""
}

// splitSpec splits text without angle brackets into a name and an addr-spec:
// the last word with an @ is the address, "John john@example.org". Space around
// the @ and the dots behind it is tolerated.
func splitSpec(s string) (name, addr string) {
	if s[0] == '"' || !strings.ContainsAny(s, " \t") {
		return "", cleanSpec(s)
	}
	at := strings.LastIndexByte(s, '@')
	local, domain := strings.TrimRight(s[:at], " \t"), strings.TrimLeft(s[at+1:], " \t")
	if i := strings.LastIndexAny(local, " \t"); i >= 0 {
		name, local = strings.TrimSpace(local[:i]), local[i+1:]
	}
	labels := strings.Split(domain, ".")
	for i, label := range labels {
		label = strings.TrimSpace(label)
		if word, _, more := strings.Cut(label, " "); more {
			labels = append(labels[:i], word) // text behind the address
			break
		}
		labels[i] = label
	}
	return name, cleanSpec(local + "@" + strings.Join(labels, "."))
}

// cleanSpec takes route, scheme, comments and space out of an addr-spec.
func cleanSpec(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "@") {
		if i := strings.IndexByte(s, ':'); i >= 0 {
			s = s[i+1:]
		}
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if !strings.ContainsAny(s, " \t()") || strings.HasPrefix(s, `"`) {
		return s
	}
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(':
			depth++
			return -1
		case ')':
			depth = max(depth-1, 0)
			return -1
		case ' ', '\t':
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}
