package render

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// trackingParams only tell who clicked, and where. Names that end in "_" stand
// for all that begin so.
var trackingParams = []string{
	"utm_", "mc_cid", "mc_eid", "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "_hsenc", "_hsmi", "mkt_tok",
	"vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "wickedid", "ml_subscriber", "ml_subscriber_hash", "_openstat",
	"s_cid", "trk_", "pk_", "mtm_", "ck_subscriber_id", "bsft_",
}

func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, p := range trackingParams {
		if name == p || strings.HasSuffix(p, "_") && strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// withoutTracking returns an address without the parameters that only tell who
// clicked. The others stay as they are, in their order.
func withoutTracking(address string) string {
	if strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return address
	}
	rest, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	if !hasQuery {
		return address
	}
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if !isTracking(name) {
			kept = append(kept, pair)
		}
	}
	if len(kept) > 0 {
		path += "?" + strings.Join(kept, "&")
	}
	if hasFragment {
		path += "#" + fragment
	}
	return path
}

// warn says of a link with that text, which may be empty, why it may not lead
// where it seems to: all reasons, what the text says first.
func (w *writer) warn(link int, text string) {
	l := &w.out.doc.Links[link-1]
	u, err := url.Parse(l.URL.String())
	switch {
	case err != nil:
		return
	case u.Scheme == "mailto":
		l.Warning = mailWarning(l.URL.String())
		return
	case u.Host == "":
		return
	}
	host := strings.ToLower(u.Hostname())
	if shown := hostIn(text); shown != "" && !message.SameSite(shown, host, w.options.Suffixes) {
		reason := "The text says " + shown + ", but the link leads to " + host + "."
		l.Warning = mail.Line(strings.Join(append([]string{reason}, hostWarnings(u)...), " "))
	} else if l.Warning.Empty() {
		l.Warning = mail.Line(strings.Join(hostWarnings(u), " "))
	}
}

// mailWarning says what a link to write a mail asks for that nobody does for it.
func mailWarning(address string) mail.Text {
	m, err := message.ParseMailto(address)
	if err != nil || len(m.Dropped) == 0 {
		return mail.Text{}
	}
	words := make([]string, 0, len(m.Dropped))
	for _, name := range m.Dropped {
		words = append(words, "“"+name.String()+"”")
	}
	return mail.Line("The link asks for more than a mail to somebody; that is left out: " +
		strings.Join(words, ", ") + ".")
}

// hostWarnings returns what the address of a link itself gives reason to warn of.
func hostWarnings(u *url.URL) []string {
	var reasons []string
	host := strings.ToLower(u.Hostname())
	if u.User != nil {
		name := ""
		if shown := hostIn(u.User.Username()); shown != "" {
			name = ", " + shown
		}
		reasons = append(reasons, "The address has a name before its host"+name+": it leads to "+host+".")
	}
	switch {
	case isAddress(host):
		reasons = append(reasons, "The address has a number instead of a name: "+host+".")
	case strings.Contains(host, "xn--") || !isASCII(host):
		reasons = append(reasons, "The name of the host is written in another script: "+host+unicodeHost(host)+".")
	}
	return reasons
}

// isAddress reports whether a host is an IP address, in one of the ways in which
// browsers read one.
func isAddress(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x"))
}

func unicodeHost(host string) string {
	if s, err := idna.Display.ToUnicode(host); err == nil && s != host {
		return " (" + s + ")"
	}
	return ""
}

// hostIn returns the host that the text of a link names, if the text is nothing
// but an address of the web.
func hostIn(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if strings.ContainsAny(text, " \n@") {
		return ""
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://")
	if i := strings.IndexAny(text, "/?#:"); i >= 0 {
		text = text[:i]
	}
	text = strings.TrimSuffix(text, ".")
	labels := strings.Split(text, ".")
	top := labels[len(labels)-1]
	if len(labels) < 2 || len(top) < 2 || strings.ContainsFunc(top, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	for _, l := range labels {
		if l == "" || strings.ContainsFunc(l, notInHost) {
			return ""
		}
	}
	return text
}

func notInHost(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }
