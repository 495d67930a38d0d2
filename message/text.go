package message

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// What this package says to people stands in this file.

// The codes of warnings. They are frozen: programs read them.
const (
	CodeNoSender       = "no-sender"         // From is missing, or has no address
	CodeSeveralSenders = "several-senders"   // several addresses or fields
	CodeNameIsAddress  = "name-is-address"   // the name holds an address that is not the sender's
	CodeOddAddress     = "odd-address"       // the address seems to end before it does
	CodeHidden         = "hidden-characters" // controls in name or address
	CodeLookAlike      = "look-alike-domain" // scripts mixed, or letters that look like others
	CodeLooksLikeYou   = "looks-like-you"    // name or address is like one of the user's own
	CodeReplyTo        = "reply-to-differs"  // an answer goes to somebody else
	CodeSender         = "sender-differs"    // the Sender field names somebody else
	CodeProtected      = "header-differs"    // the signed part names another sender or subject
)

func sentence(format string, args ...any) mail.Text { return mail.Line(fmt.Sprintf(format, args...)) }

func textNoSender() mail.Text { return mail.Line("The message does not say who sent it.") }

func textNoAddress() mail.Text {
	return mail.Line("The sender has no address, only a name that anybody can write.")
}

func textSeveralSenders(n int) mail.Text {
	return sentence("The message names %d senders; mail nearly always has one.", n)
}

func textNameIsAddress(other string, addr mail.Text) mail.Text {
	return sentence("The sender's name is the address %s, but the mail is from %s.", mail.Identity(other), addr)
}

func textOddAddress(domain string) mail.Text {
	return sentence("The sender's address is made to look like another one; it is an address at %s.",
		mail.Identity(ShownHost(domain)))
}

func textHidden() mail.Text {
	return mail.Line("The sender's name or address holds characters that are not to be seen, or that reorder others.")
}

func textLookAlike(addr mail.Text) mail.Text {
	return sentence("The sender's domain has letters that look like others; it really is %s.", addr)
}

func textLikeYourDomain(domain, yours string) mail.Text {
	return sentence("The sender's domain %s looks like your %s, but is another one.",
		mail.Identity(ShownHost(domain)), mail.Identity(yours))
}

func textLikeYourAddress(addr, yours mail.Text) mail.Text {
	return sentence("The sender's address %s looks like your %s, but is another one.", addr, yours)
}

func textLikeYourName(addr mail.Text) mail.Text {
	return sentence("The sender has your name, but %s is not one of your addresses.", addr)
}

func textReplyTo(a mail.Address) mail.Text {
	return sentence("An answer goes to %s, not to the sender.", ShownAddress(a.Addr))
}

func textSender(a mail.Address) mail.Text {
	return sentence("It was sent by %s in the name of the sender.", ShownAddress(a.Addr))
}

// Text returns the protection in words: "signed (OpenPGP), not checked".
func (s Security) Text() mail.Text {
	system := "an unknown way"
	switch s.System {
	case OpenPGP:
		system = "OpenPGP"
	case SMIME:
		system = "S/MIME"
	}
	words := "signed (" + system + "), not checked"
	if s.Encrypted {
		words = "encrypted (" + system + "): mailtui cannot open it"
	}
	if s.Part {
		words = "a part is " + words
	}
	return mail.Line(words)
}
