package message

import (
	"strings"

	"golang.org/x/net/idna"
)

// Suffixes knows the names below which everybody can have one: the public
// suffixes. golang.org/x/net/publicsuffix.List does. It is handed in, as that
// module brings net/http, which has no place in a pure package. Where it is nil,
// no two hosts are known to have one owner: what depends on it is not believed.
type Suffixes interface {
	// PublicSuffix returns that of the name of a host in lower case and in the
	// ASCII form of IDNA, "co.uk" of "www.example.co.uk".
	PublicSuffix(host string) string
}

// SameSite reports whether two hosts, in lower case, have one owner, as far as
// their names tell: they are equal, or both are in one domain that somebody has
// registered.
func SameSite(a, b string, public Suffixes) bool {
	if a == b {
		return a != ""
	}
	site := Site(a, public)
	return site != "" && site == Site(b, public)
}

// Site returns what of the name of a host, in lower case, its owner registered or
// rents, in the ASCII form of IDNA: "example.co.uk" of "www.example.co.uk". It is
// "" when there is none.
func Site(host string, public Suffixes) string {
	if len(host) > maxHost || public == nil {
		return ""
	}
	if ascii, err := idna.ToASCII(host); err == nil {
		host = ascii
	}
	suffix := public.PublicSuffix(host)
	for _, s := range rented {
		if host == s || strings.HasSuffix(host, "."+s) {
			suffix = s
		}
	}
	own, ok := strings.CutSuffix(host, "."+suffix)
	name := own[strings.LastIndexByte(own, '.')+1:]
	if !ok || name == "" {
		return ""
	}
	return name + "." + suffix
}

// rented are domains whose owners give names in them to customers, who send mail
// in these names, and that the list of public suffixes has not.
var rented = []string{
	"atlassian.net", "freshdesk.com", "onmicrosoft.com", "substack.com", "weebly.com", "wordpress.com", "zendesk.com",
}
