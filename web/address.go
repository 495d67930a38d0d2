package web

import (
	"net/netip"
	"strings"
)

// local are the networks that are not public beside those that netip knows
// (IANA special-purpose registries), and those that stand for IPv4 addresses.
var local = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // RFC 6598, of providers
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), // RFC 2544
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),   // RFC 6052
	netip.MustParsePrefix("64:ff9b:1::/48"), // RFC 8215
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), // RFC 2928, Teredo among them
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // RFC 3056
	netip.MustParsePrefix("fec0::/10"), // RFC 3879
}

// isPublic reports whether an address is one of the Internet at large.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range local {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// isPublicHost reports whether the host of a URL may stand for a public address.
// Of a name that has no zone in the DNS it is known that it does not.
func isPublicHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return isPublic(a)
	}
	labels := strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return false // a name of this network, or a number that is written in another way
	}
	switch last {
	case "localhost", "local", "internal", "lan", "home", "intranet", "corp", "localdomain":
		return false
	case "arpa":
		return len(labels) < 2 || labels[len(labels)-2] != "home" // RFC 8375
	default:
		return true
	}
}
