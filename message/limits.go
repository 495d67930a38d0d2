package message

// Limits of what is read of one message. Beyond them nothing fails: the rest is
// left out and [Message.Cut] says so.
const (
	MaxDepth      = 50      // levels of parts inside parts
	MaxParts      = 1000    // parts of all levels
	MaxHeader     = 1 << 20 // bytes of one header
	MaxFields     = 2000    // fields of one header
	MaxWords      = 2000    // encoded words of one field
	MaxAddresses  = 5000    // addresses of one kind
	MaxReferences = 500     // of the References field, the newest ones
	MaxText       = 1 << 20 // bytes of one plain text part that are shown
	MaxHTML       = 2 << 20 // bytes of one HTML part that are shown

	maxCalendar = 256 << 10 // bytes of one invitation that are kept
	maxReport   = 64 << 10  // bytes of one part of a report that are kept
	maxHeads    = 20        // headers of embedded messages that are kept

	maxID    = 998  // bytes of a message id: a line (RFC 5322 §2.1.1)
	maxParam = 4096 // bytes of one parameter of a field

	// maxStrict is the length in bytes of the longest field that the libraries
	// are asked to read: none of their parsers has a limit of its own.
	maxStrict = 64 << 10
)
