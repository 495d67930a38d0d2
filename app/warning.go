package app

import (
	"strings"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// Warning is something about a message that its reader should know.
type Warning struct {
	Code string // frozen, for programs
	Text string // for people
}

// Warnings returns what a header gives reason to warn of.
func Warnings(h message.Header) []Warning {
	var list []Warning
	if len(h.From) > 1 {
		list = append(list, Warning{"several-senders", "The message names more than one sender."})
	}
	for _, from := range h.From {
		if name := from.Name.String(); strings.Contains(name, "@") && !strings.EqualFold(name, from.Addr.String()) {
			list = append(list, Warning{"name-is-address", "The sender's name is an address, but not the sender's."})
		}
	}
	if len(h.From) > 0 && len(h.ReplyTo) > 0 && !sameAddress(h.ReplyTo, h.From[0]) {
		list = append(list, Warning{"reply-to-differs", "An answer goes to another address than the sender's."})
	}
	return list
}

func sameAddress(list []mail.Address, want mail.Address) bool {
	for _, a := range list {
		if !strings.EqualFold(a.Addr.String(), want.Addr.String()) {
			return false
		}
	}
	return true
}
