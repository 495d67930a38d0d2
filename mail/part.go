package mail

// Part is one leaf or container of a MIME structure, as the structure tells it
// (RFC 2045, RFC 9051 §7.5.2 BODYSTRUCTURE).
type Part struct {
	Number      string // "1.2", the section number of RFC 9051 §6.4.5; "" is the whole message
	Type        string // "text/plain", lower case
	Charset     string
	Encoding    string // content-transfer-encoding, lower case
	Disposition string // "attachment", "inline" or ""
	FileName    Text
	ContentID   string
	Size        int64 // encoded bytes
	Flowed      bool  // format=flowed, RFC 3676
	DelSp       bool
}
