package app

import (
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// What this package says to people, errors aside, stands in this file.

func textUnsigned() mail.Text { return mail.Line("The message has no DKIM signature.") }

func textUnverified() mail.Text {
	return mail.Line("The header of the message is too long or damaged, so that no signature of it can be checked.")
}

// textAmbiguous says that fields are there several times, so that nobody can tell
// whether what is shown is what was signed.
func textAmbiguous(names []string) mail.Text {
	what := "the field " + names[0]
	if len(names) > 1 {
		what = "the fields " + strings.Join(names, ", ")
	}
	return mail.Line("The message has " + what + " more than once, and a signature is about one of them only.")
}

// textOrganizer says in whose name an event is.
func textOrganizer(by, from mail.Text) mail.Text {
	return mail.Line("The event is in the name of " + message.ShownAddress(by).String() + ", but the mail is from " +
		message.ShownAddress(from).String() + ".")
}

// textSignature says what became of one signature. from is the domain of the
// sender.
func textSignature(v *dkim.Verification, from string) string {
	domain := "an unknown domain"
	if v.Domain != "" {
		domain = message.ShownHost(strings.ToLower(v.Domain))
	}
	switch {
	case dkim.IsTempFail(v.Err):
		return "The signature of " + domain + " could not be checked: its key cannot be looked up now."
	case dkim.IsPermFail(v.Err):
		return "The signature of " + domain + " is no valid one, or its key is no longer published."
	case v.Err != nil:
		return "The signature of " + domain + " does not fit: the message was changed on its way, or is not from there."
	case message.SameSite(strings.ToLower(v.Domain), strings.ToLower(from), Suffixes()):
		return "The signature of " + domain + " fits; that is the sender's domain."
	default:
		return "The signature of " + domain + " fits, but that is not the sender's domain."
	}
}
