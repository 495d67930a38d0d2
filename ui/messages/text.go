package messages

// What people read.
const (
	textNothingSelected = "There is no message to do that to."
	textNoMore          = "There are no more messages that way."
	textNoUnread        = "There is no other unread message that way."
	textEmpty           = "No messages here."
	textReading         = "Reading…"
	textNobody          = "(nobody)"
	textNoSubject       = "(no subject)"
	textTo              = "To: "
	textNoFolder        = "No folder is open yet."
)
