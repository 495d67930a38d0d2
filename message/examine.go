package message

import (
	"github.com/mailtui/mailtui/mail"
)

// Examination judges an attachment by all of its bytes: they are written to it,
// in order.
type Examination struct {
	part mail.Part
	name string
	keeper
}

// Examine begins to judge an attachment, of whose content less may have been
// seen when its Risk was told.
func Examine(a Attachment) *Examination {
	return &Examination{part: a.Part, name: a.Name.String()}
}

// Risk returns the risk of what was written.
func (e *Examination) Risk() Risk { return riskOf(e.part, e.name, e.file()) }
