package mail

import "strings"

// Flags is a set of message flags: the system flags of RFC 9051 §2.3.2 that are
// permanent, and the registered keywords that mailtui acts on.
type Flags uint32

// The flags. Their values are stored: never renumber.
const (
	Seen      Flags = 1 << iota // \Seen
	Answered                    // \Answered
	Flagged                     // \Flagged: the star
	Deleted                     // \Deleted
	Draft                       // \Draft
	Forwarded                   // $Forwarded
	Junk                        // $Junk
	NotJunk                     // $NotJunk
	MDNSent                     // $MDNSent
)

// FlagName pairs one flag with the word the command line prints and the name
// that servers use.
type FlagName struct {
	Flag Flags
	Word string // "starred"
	IMAP string // "\\Flagged"
}

// FlagNames lists every flag once, in the order of their values.
func FlagNames() []FlagName {
	return []FlagName{
		{Seen, "read", `\Seen`},
		{Answered, "answered", `\Answered`},
		{Flagged, "starred", `\Flagged`},
		{Deleted, "deleted", `\Deleted`},
		{Draft, "draft", `\Draft`},
		{Forwarded, "forwarded", `$Forwarded`},
		{Junk, "junk", `$Junk`},
		{NotJunk, "notjunk", `$NotJunk`},
		{MDNSent, "receipt-sent", `$MDNSent`},
	}
}

// ParseFlag returns the flag that a server calls name, without regard to case
// (mox lower-cases keywords), or 0 for one that mailtui does not act on.
func ParseFlag(name string) Flags {
	for _, f := range FlagNames() {
		if strings.EqualFold(f.IMAP, name) {
			return f.Flag
		}
	}
	return 0
}

// Has reports whether all flags of want are set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// FlagDelta is a change of flags as people mean it: these on, those off, the
// rest left alone. A flag in both is off.
type FlagDelta struct{ Add, Remove Flags }

// Apply returns f with the change made.
func (d FlagDelta) Apply(f Flags) Flags { return (f | d.Add) &^ d.Remove }

// Empty reports whether the change changes nothing.
func (d FlagDelta) Empty() bool { return d.Add|d.Remove == 0 }

// Effective returns the part of d that would change f.
func (d FlagDelta) Effective(f Flags) FlagDelta {
	return FlagDelta{Add: d.Add &^ d.Remove &^ f, Remove: d.Remove & f}
}
