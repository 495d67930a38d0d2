package mail

// Form is one of the forms of a message. Its values are stored: never renumber.
type Form uint8

// The forms.
const (
	Auto      Form = iota // HTML where the plain text says less, else plain text
	PlainText             // HTML only where there is nothing else
	HTMLText              // plain text only where there is nothing else
	Source                // the text of all forms, HTML as its source
)

// Sender is what is known here of the sender of a message.
type Sender struct {
	View  SenderView
	First bool // no older message of the address is here
}

// SenderView is how the user wants the mail of one sender to be shown.
type SenderView struct {
	Form   Form
	Images bool // remote pictures are loaded without being asked for
}
