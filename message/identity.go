package message

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/mailtui/mailtui/mail"
)

// Warning is something about a message that its reader should know before
// believing who sent it.
type Warning struct {
	Code string    // frozen, for programs: "reply-to-differs"
	Text mail.Text // one sentence for people
}

// Warnings returns what a header gives reason to warn of. own are the user's
// addresses, with the user's name where it is known. None is a verdict: each
// says what is there to be seen.
func Warnings(h Header, own []mail.Address, public Suffixes) []Warning {
	if len(h.From) == 0 {
		return []Warning{{CodeNoSender, textNoSender()}}
	}
	var list []Warning
	if len(h.From) > 1 {
		list = append(list, Warning{CodeSeveralSenders, textSeveralSenders(len(h.From))})
	}
	list = append(list, warnSenders(h.From[:min(len(h.From), maxWarned)], own)...)
	for _, name := range h.Repeated {
		if name != "From" || len(h.From) < 2 {
			list = append(list, Warning{CodeRepeated, textRepeated(name)})
		}
	}
	from := h.From[0]
	if a := foreignReply(h, public); a != (mail.Address{}) {
		list = append(list, Warning{CodeReplyTo, textReplyTo(a)})
	}
	// A list's software states itself as the sender, as RFC 5322 §3.6.2 wants.
	if len(h.Sender) > 0 && h.ListID.Empty() && IsForeign(h.Sender[0].Addr, from.Addr, public) {
		list = append(list, Warning{CodeSender, textSender(h.Sender[0])})
	}
	return list
}

// maxWarned is of how many senders each is looked at.
const maxWarned = 10

// warnSenders returns what addresses of From give reason to warn of, each reason
// once: in the words for the first that gives it, with the others behind.
func warnSenders(senders, own []mail.Address) []Warning {
	var list []Warning
	others := map[string][]string{} // by code
	for _, from := range senders {
		known := len(list)
		for _, w := range warnSender(from, own) {
			i := slices.IndexFunc(list, func(l Warning) bool { return l.Code == w.Code })
			switch {
			case i < 0:
				list = append(list, w)
			case i < known:
				others[w.Code] = append(others[w.Code], ShownAddress(from.Addr).String())
			}
		}
	}
	for i, w := range list {
		if also := others[w.Code]; len(also) > 0 {
			list[i].Text = textAlsoOf(w.Text, also)
		}
	}
	return list
}

// warnSender returns what one address of From gives reason to warn of.
func warnSender(from mail.Address, own []mail.Address) []Warning {
	var list []Warning
	name, addr := from.Name.String(), from.Addr.String()
	if addr == "" {
		list = append(list, Warning{CodeNoSender, textNoAddress()})
	}
	if other := addressIn(name); other != "" && !strings.EqualFold(other, addr) {
		list = append(list, Warning{CodeNameIsAddress, textNameIsAddress(other, ShownAddress(from.Addr))})
	}
	local, domain := cutAddress(addr)
	if strings.Contains(addr, "=?") || strings.ContainsAny(local, signs) {
		// Mailsploit: what a program decodes, or cuts at the first @, is
		// another address than where an answer goes.
		list = append(list, Warning{CodeOddAddress, textOddAddress(domain)})
	}
	if hasHidden(name) || hasHidden(addr) {
		list = append(list, Warning{CodeHidden, textHidden()})
	}
	if !isPlain(domain) {
		list = append(list, Warning{CodeLookAlike, textLookAlike(ShownAddress(from.Addr))})
	}
	if w, ok := imitates(from, own); ok {
		list = append(list, w)
	}
	return list
}

// signs are the @ and what looks like it.
const signs = "@＠﹫"

// addressIn returns the first address in a display name, or "". Full-width and
// small forms of the @ are as good as the @ to a reader's eye.
func addressIn(name string) string {
	if !strings.ContainsAny(name, signs) {
		return ""
	}
	name = norm.NFKC.String(name)
	for _, word := range strings.FieldsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || r == unicode.ReplacementChar || strings.ContainsRune(`<>()[]{},;:"'|`, r)
	}) {
		local, domain, ok := strings.Cut(word, "@")
		if ok && local != "" && strings.Contains(strings.Trim(domain, "."), ".") {
			return strings.Trim(word, ".")
		}
	}
	return ""
}

// hasHidden reports whether text held controls of its direction, or characters
// that no name has. Package mail has made both visible.
func hasHidden(s string) bool {
	return strings.Contains(s, "⟦U+") || strings.ContainsRune(s, unicode.ReplacementChar)
}

// imitates says of a sender who is not the user what of the user's it has.
func imitates(from mail.Address, own []mail.Address) (Warning, bool) {
	addr := from.Addr.String()
	_, domain := cutAddress(addr)
	for _, me := range own {
		if strings.EqualFold(me.Addr.String(), addr) {
			return Warning{}, false
		}
	}
	for _, me := range own {
		mine := strings.ToLower(me.Addr.String())
		_, mineDomain := cutAddress(mine)
		switch {
		case mine == "":
		case looksLike(unicodeAddress(addr), mine):
			return Warning{CodeLooksLikeYou, textLikeYourAddress(ShownAddress(from.Addr), me.Addr)}, true
		case !strings.EqualFold(domain, mineDomain) && looksLike(unicodeHost(domain), mineDomain):
			return Warning{CodeLookAlike, textLikeYourDomain(domain, mineDomain)}, true
		case isFullName(me.Name.String()) && looksLike(plainName(from.Name.String()), plainName(me.Name.String())):
			return Warning{CodeLooksLikeYou, textLikeYourName(ShownAddress(from.Addr))}, true
		}
	}
	return Warning{}, false
}

// isFullName reports whether a name is more than a first name, which many have.
func isFullName(name string) bool { return len(strings.Fields(name)) > 1 }

func plainName(name string) string { return strings.Join(strings.Fields(strings.ToLower(name)), " ") }

// looksLike reports whether two texts are told apart by nothing but letters that
// look the same (UTS 39 §4), or marks on them.
func looksLike(a, b string) bool { return skeleton(a) == skeleton(b) }

func skeleton(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return confusable.Skeleton(strings.ToLower(confusable.Skeleton(s)))
}

// foreignReply returns the first address of Reply-To that belongs to somebody
// else than the sender, or nothing. Shops answer from another host of their own
// domain, and a mailing list puts itself there (or, when it had to put itself
// into From, the author): a warning on each of these would teach people not to
// read it. The list must be among the recipients, where everybody sees it.
func foreignReply(h Header, public Suffixes) mail.Address {
	isPost := func(a mail.Address) bool { return strings.EqualFold(a.Addr.String(), h.ListPost.String()) }
	seen := !h.ListPost.Empty() && (slices.ContainsFunc(h.To, isPost) || slices.ContainsFunc(h.Cc, isPost))
	isList := func(a mail.Address) bool { return seen && isPost(a) }
	if isList(h.From[0]) {
		return mail.Address{}
	}
	for _, a := range h.ReplyTo {
		if !isList(a) && IsForeign(a.Addr, h.From[0].Addr, public) {
			return a
		}
	}
	return mail.Address{}
}

// IsForeign reports whether an address belongs to somebody else than the sender:
// they are not equal, nor of one domain where not everybody can get an address.
func IsForeign(a, from mail.Text, public Suffixes) bool {
	if a.Empty() || strings.EqualFold(a.String(), from.String()) {
		return false
	}
	_, x := cutAddress(strings.ToLower(a.String()))
	_, y := cutAddress(strings.ToLower(from.String()))
	return !SameSite(x, y, public) || slices.Contains(anybodys, x)
}

// anybodys are the domains where most of the world's private addresses are: two
// addresses of one of them are two people.
var anybodys = []string{
	"163.com", "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
	"mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com", "t-online.de", "web.de",
	"yahoo.com", "yandex.ru", "ymail.com",
}

// cutAddress splits an addr-spec at its last @.
func cutAddress(addr string) (local, domain string) {
	i := strings.LastIndexByte(addr, '@')
	if i < 0 {
		return addr, ""
	}
	return addr[:i], addr[i+1:]
}

// ShownAddress returns an addr-spec as it is shown: the domain in its own script
// when that misleads nobody, else in the ASCII form of IDNA ("xn--…").
func ShownAddress(addr mail.Text) mail.Text {
	local, domain := cutAddress(addr.String())
	if domain == "" {
		return addr
	}
	if shown := ShownHost(domain); shown != domain {
		return mail.Identity(local + "@" + shown)
	}
	return addr
}

// ShownName returns what a list calls somebody in one word or two: the name, or
// the address when there is no name, and "!" and the address when the name
// pretends to be another one.
func ShownName(a mail.Address) mail.Text {
	other := addressIn(a.Name.String())
	switch {
	case other != "" && !strings.EqualFold(other, a.Addr.String()):
		return mail.Identity("!" + ShownAddress(a.Addr).String())
	case a.Name.Empty():
		return ShownAddress(a.Addr)
	default:
		return a.Name
	}
}

// ShownHost returns the name of a host as it is shown; see [ShownAddress].
func ShownHost(host string) string {
	if len(host) > maxHost {
		return host
	}
	if !isPlain(host) {
		if ascii, err := idna.ToASCII(host); err == nil {
			return ascii
		}
		return host
	}
	return unicodeHost(host)
}

// HostOf returns what people know an address of the web by: its host without
// "www.", as it is shown ([ShownHost]), or what follows the scheme of one without
// a host, "ada@x.example" of a mailto. What is no address stands for itself.
func HostOf(address string) mail.Text {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err == nil && u.Host != "":
		return mail.Identity(ShownHost(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")))
	case err == nil && u.Opaque != "":
		return mail.Line(u.Opaque)
	default:
		return mail.Line(address)
	}
}

// unicodeHost returns the name of a host in its own script.
func unicodeHost(host string) string {
	if len(host) > maxHost || !strings.Contains(strings.ToLower(host), "xn--") {
		return host
	}
	if s, err := idna.Display.ToUnicode(host); err == nil {
		return s
	}
	return host
}

func unicodeAddress(addr string) string {
	local, domain := cutAddress(addr)
	if domain == "" {
		return addr
	}
	return local + "@" + unicodeHost(domain)
}

// maxHost is how many bytes the name of a host may have (RFC 1035 §2.3.4).
const maxHost = 253

// isPlain reports whether the name of a host is what it looks like: each label
// is of one script, or of scripts that are written together, and does not look
// like one of ASCII (UTS 39 §5.2, "highly restrictive").
func isPlain(host string) bool {
	if len(host) > maxHost {
		return false
	}
	for _, label := range strings.Split(unicodeHost(host), ".") {
		if isASCII(label) {
			if strings.HasPrefix(strings.ToLower(label), "xn--") {
				return false // it does not decode
			}
			continue
		}
		if isMixed(label) || isASCII(confusable.Skeleton(strings.ToLower(label))) {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// together are the sets of scripts that are written together in one word.
var together = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
	{unicode.Latin, unicode.Han, unicode.Hangul},
}

// isMixed reports whether a word has letters of scripts that are not written
// together.
func isMixed(word string) bool {
	var scripts []*unicode.RangeTable
	for _, r := range word {
		if unicode.In(r, unicode.Common, unicode.Inherited) {
			continue
		}
		if s := scriptOf(r); s != nil && !slices.Contains(scripts, s) {
			scripts = append(scripts, s)
		}
	}
	if len(scripts) < 2 {
		return false
	}
	return !slices.ContainsFunc(together, func(set []*unicode.RangeTable) bool {
		return !slices.ContainsFunc(scripts, func(s *unicode.RangeTable) bool { return !slices.Contains(set, s) })
	})
}

func scriptOf(r rune) *unicode.RangeTable {
	for _, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return table
		}
	}
	return nil
}
