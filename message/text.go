package message

import (
	"fmt"
	"slices"
	"strings"

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
	CodeRepeated       = "repeated-fields"   // a field that is allowed once has several values
	CodeOrganizer      = "organizer-differs" // an invitation or answer in the name of somebody else
)

// sentence is [fmt.Sprintf] for one line, with what comes from outside cut.
func sentence(format string, args ...any) mail.Text {
	for i, arg := range args {
		if t, ok := arg.(mail.Text); ok {
			args[i] = clip(t.String(), maxShown)
		}
	}
	return mail.Line(fmt.Sprintf(format, args...))
}

const (
	maxShown = 200 // bytes of an address or a name in a sentence
	maxWhy   = 500 // bytes of what a server says
)

// clip cuts text that is too long to be read.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

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

// textAlsoOf says of what other senders a sentence is true: their addresses if
// they are short, else only that there are more.
func textAlsoOf(text mail.Text, addresses []string) mail.Text {
	who := strings.Join(slices.Compact(slices.DeleteFunc(addresses, func(a string) bool { return a == "" })), ", ")
	if who == "" || len(who) > maxAlso {
		return mail.Line(fmt.Sprintf("%s The same is true of other senders.", text))
	}
	return mail.Line(fmt.Sprintf("%s The same is true of %s.", text, mail.Identity(who)))
}

// maxAlso is how many bytes of addresses one sentence lists.
const maxAlso = 200

func textReplyTo(a mail.Address) mail.Text {
	return sentence("An answer goes to %s, not to the sender.", ShownAddress(a.Addr))
}

func textSender(a mail.Address) mail.Text {
	return sentence("It was sent by %s in the name of the sender.", ShownAddress(a.Addr))
}

func textRepeated(name string) mail.Text {
	return sentence("The header has the field %s more than once; other programs may show another of them.", name)
}

func textProtectedFrom(addr mail.Text) mail.Text {
	return sentence("What is signed names another sender than the header: %s.", addr)
}

func textProtectedSubject(subject mail.Text) mail.Text {
	return sentence("What is signed has another subject than the header: “%s”.", subject)
}

// Text returns the protection in words: "signed (OpenPGP), not checked".
func (s Security) Text() mail.Text {
	system := "an unknown way"
	switch s.System {
	case NoSystem:
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

// Text returns the results in words: "DKIM navy.example, SPF fails".
func (a AuthResults) Text() mail.Text {
	words := make([]string, 0, len(a.Results))
	for _, r := range a.Results {
		words = append(words, r.Text().String())
	}
	return mail.Line(strings.Join(words, ", "))
}

// Text returns one result in words.
func (a AuthResult) Text() mail.Text {
	words := a.Method
	switch a.Verdict {
	case Passed:
		switch {
		case a.Domain.Empty():
			words += " passes, for a domain that is not told"
		case a.Own:
			words += " " + clip(a.Domain.String(), maxShown)
		default:
			words += " " + clip(a.Domain.String(), maxShown) + " (not the sender's domain)"
		}
	case Failed:
		words += " fails"
		if !a.Domain.Empty() {
			words += " for " + clip(a.Domain.String(), maxShown)
		}
	case NoSays:
		words = "no " + words
	default:
		words += " not checked"
	}
	return mail.Line(words)
}

func textSomebody() mail.Text { return mail.Line("somebody") }

// textDisposition says what a reader's program did (RFC 8098 §3.2.6).
func textDisposition(kind string, automatic bool) mail.Text {
	words := map[string]string{
		"displayed": "opened", "deleted": "deleted unread", "dispatched": "sent on", "processed": "taken by a program",
		"denied": "received; more is not told", "failed": "not opened for an error",
	}[kind]
	if words == "" {
		words = "received"
	}
	if automatic && kind != "processed" {
		words += " (says a program by itself)"
	}
	return mail.Line(words)
}

// Text says why an attachment must not be opened like any other; empty for NoRisk.
func (r Risk) Text() mail.Text {
	switch r {
	case Disguised:
		return mail.Line("In disguise: its name does not say what it is.")
	case Program:
		return mail.Line("A program: it could do anything to this machine.")
	default:
		return mail.Text{}
	}
}

// Text returns the report in one line: who, why, what next.
func (r Report) Text() mail.Text {
	first := r.Recipients[0]
	for _, o := range r.Recipients {
		if o.Kind == r.Kind {
			first = o
			break
		}
	}
	words := first.Text().String()
	if others := len(r.Recipients) + r.More - 1; others == 1 {
		words += " One more recipient is reported on."
	} else if others > 1 {
		words += fmt.Sprintf(" %d more recipients are reported on.", others)
	}
	return mail.Line(words)
}

// Text returns what became of the message for one recipient, in one line.
func (o Outcome) Text() mail.Text {
	addr := ShownAddress(o.Addr)
	why := statusWords(o.Status)
	if why != "" {
		why = ": " + why
	}
	if !o.Server.Empty() {
		why += " (it says: " + clip(o.Server.String(), maxWhy) + ")"
	}
	switch o.Kind {
	case Bounce:
		return sentence("Could not be delivered to %s%s. It will not be tried again.", addr, why)
	case Delay:
		next := "It is still being tried."
		if !o.Until.IsZero() {
			next = "It is tried until " + o.Until.Format("Mon 2 Jan 2006, 15:04 -0700") + "."
		}
		return sentence("Not delivered to %s yet%s. %s", addr, why, next)
	case Delivery:
		return sentence("Delivered to %s.", addr)
	case Receipt:
		return sentence("Your message to %s was %s.", addr, o.Done)
	default:
		return sentence("Reported as junk by %s.", addr)
	}
}

// statusWords says what a status code of RFC 3463 means, "" when that is no more
// than that it failed.
func statusWords(status string) string {
	if len(status) < 3 {
		return ""
	}
	detail := status[2:] // the class is told by what is said around it
	if words, ok := statusDetails[detail]; ok {
		return words
	}
	subject, _, _ := strings.Cut(detail, ".")
	return statusSubjects[subject]
}

// statusDetails and statusSubjects are the codes of RFC 3463 §3 and of the IANA
// registry "SMTP Enhanced Status Codes" that people can do something about.
var (
	statusDetails = map[string]string{
		"1.1":  "there is no such mailbox",
		"1.2":  "there is no such mail domain",
		"1.3":  "the address is not valid",
		"1.4":  "the address fits more than one mailbox",
		"1.6":  "the mailbox has moved and left no new address",
		"1.10": "there is no such mailbox, or the domain takes no mail",
		"2.1":  "the mailbox is switched off",
		"2.2":  "the mailbox is full",
		"2.3":  "the message is too large for the mailbox",
		"2.4":  "the mailing list has an error",
		"3.1":  "the mail server's disk is full",
		"3.2":  "the mail server takes no mail now",
		"3.4":  "the message is too large for the server",
		"4.1":  "the mail server does not answer",
		"4.2":  "the connection to the mail server broke",
		"4.3":  "the name service does not answer",
		"4.4":  "no way to the mail server is known",
		"4.5":  "the mail server is overloaded",
		"4.6":  "the message goes round in circles",
		"4.7":  "it could not be delivered in time",
		"7.1":  "the server does not let this sender write to it",
		"7.2":  "this sender may not write to the mailing list",
		"7.8":  "the login was refused",
		"7.20": "it has no valid DKIM signature",
		"7.23": "SPF does not allow the server that sent it",
		"7.25": "the server that sent it has no name",
		"7.26": "neither DKIM nor SPF vouch for the sender",
	}
	statusSubjects = map[string]string{
		"1": "the address was refused",
		"2": "the mailbox refused it",
		"3": "the mail server refused it",
		"4": "the mail server could not be reached",
		"5": "the mail servers do not understand each other",
		"6": "the content could not be handed on",
		"7": "it was refused for a rule of the server",
	}
)
