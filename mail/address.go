package mail

// Address is one mailbox of RFC 5322 §3.4, sanitised for showing: Addr is the
// addr-spec, Name the display name or empty.
type Address struct {
	Name Text
	Addr Text
}

// Display returns the name when there is one, else the addr-spec.
func (a Address) Display() Text {
	if a.Name.Empty() {
		return a.Addr
	}
	return a.Name
}

// String returns "Name <addr>", "addr" or "Name".
func (a Address) String() string {
	switch {
	case a.Name.Empty():
		return a.Addr.String()
	case a.Addr.Empty():
		return a.Name.String()
	default:
		return a.Name.String() + " <" + a.Addr.String() + ">"
	}
}
