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

// Readable stands for a section number where what a reader shows of a message is
// meant: the whole message if it is small, else its header and its text parts.
const Readable = "readable"

// PartWant is a part of a message that somebody waits for, or that could not be
// had.
type PartWant struct {
	Part    string // section number; "" is the whole message
	Done    int64  // encoded bytes that have come
	Size    int64  // encoded bytes that are to come; 0: not known
	Problem *Problem
}
