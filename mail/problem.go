package mail

import (
	"errors"
	"fmt"
)

// Scope is how much a problem affects.
type Scope uint8

// The scopes.
const (
	ScopeAccount Scope = iota // nothing more can be done for the account now
	ScopeFolder               // this folder failed, others may work
	ScopeMessage              // this message failed, others may work
)

// Kind is what a problem means for what happens next: what is retried, asked or
// given up is decided by it. Who can offer a way out decides by [Cause].
type Kind uint8

// The kinds. Their values are stored: never renumber.
const (
	Unknown   Kind = iota // the outcome is not known
	Temporary             // try again later by itself
	Auth                  // the login was refused: stop and ask
	Insecure              // the connection cannot be trusted: never retried by itself
	Rejected              // the server said no; trying again will not help
	Gone                  // the message or folder is no longer there
	Busy                  // another session holds the mailbox (RFC 2449 [IN-USE])
	ReadOnly              // the mailbox or the disk cannot be written
	Full                  // quota or disk is full
	Protocol              // the server does not speak the protocol
	Config                // a setting is wrong: only the user can mend it
	Usage                 // the words of a command are wrong: only who typed them can mend them
)

// Cause narrows a Kind down to what a person has to be told.
type Cause uint8

// The causes. Their values are stored: never renumber.
const (
	CauseNone        Cause = iota
	UnknownHost            // the name does not resolve
	Refused                // nothing listens there
	Unreachable            // no route, network down
	TimedOut               // silence beyond the deadline
	Closed                 // the connection was cut
	CertExpired            // also not valid yet
	CertUntrusted          // self-signed or an unknown authority
	CertWrongHost          // valid for another name
	NoStartTLS             // refused, or not offered
	PlaintextAuth          // would have sent a password in clear
	TooLarge               // an answer beyond every limit
	FileMissing            // Path
	FileUnreadable         // Path
	FileUnwritable         // Path
	DiskFull               // Path
	StoreNewer             // Path: written by a newer mailtui
	StoreCorrupt           // Path
	StoreLocked            // Path: another process holds it for longer than it should
	NoPassword             // the password command failed or said nothing
	NotOnServer            // the message is no longer on the server
	CountsDiffer           // POP3: STAT, LIST and UIDL disagree
	TLSFailed              // a handshake failed for no reason above
	Loops                  // the server makes no progress
	NotFound               // no such account, folder or message here
	BadCAFile              // Path: holds no certificate
	NotCached              // What, the message if it is empty, is not in the store
	SizeDiffers            // POP3: a message came in another size than was listed
	NotPrivate             // Path: others can change what is in this folder
	WorkingOffline         // What: the account; the user works offline, in another process
	PartsOnly              // What can be read of a message is in the store, its bytes are not
	NoProgram              // Path: the program of the password command of the account What cannot be started
	NotSet                 // What: a variable of the environment, without which no folder is known
	StoreBusy              // Path: the process that holds this lock does not see to the account What
	NotFolder              // Path: a file where a folder should be
	BadURL                 // What: an address that is never opened
	OverSSH                // What: what was to be shown; the screen is that of another machine
	NoOpener               // Path: the program that opens files and addresses is not installed
	NotOpened              // What: no program of this machine opened it
	NoReader               // What: a file of a type that is not handed to a program
	IsProgram              // What: a file that would be run if it were opened
	Disguised              // What: a file that is not what its name says
	NeedsShell             // What: a command line that cannot be run without a shell
	NotStarted             // Path: the program of a command line, that cannot be started
	CommandFailed          // What: a command line; its program ended with an error
	LocalAddress           // Host: in a network of the user's own
	WebUnreachable         // Host: did not answer
	WebRefused             // Host: did not do what was asked
	NotPicture             // What: not in a format that can be shown
	PictureTooLarge        // What: a picture beyond the limits
	TooManyPictures        // What: a picture beyond what one message may load
	NoUnsubscribe          // What: a message that names no way to leave its list
	NoSMTP                 // Path: the file of the account What names no server that sends its mail
	BadAddress             // What is no address that mail can be sent to
	BadMessage             // What in a message to be sent is not well formed
	RecipientRefused       // the server does not take mail for What
	MessageTooLarge        // for the server that is to send it
	NeedsUTF8              // an address or a header that the server cannot carry (SMTPUTF8)
	Needs8Bit              // a message that the server cannot carry (8BITMIME)
	NoLoginMethod          // the server offers none that is known
	MaybeSent              // no answer came to the last line of a message
	NoInvite               // What: a message that holds no invitation that waits for an answer
	WebInsecure            // Host: its certificate cannot be trusted
	OutputLost             // What: what is printed, and nothing takes
	NoCommand              // Op: a command; What: a word that is none below it
	NeedsCommand           // Op: a command; What: those below it, one of which has to be said
	NoFlag                 // Op: a command; What: a flag that it has not
	FlagNeedsValue         // Op: a command; What: its flag, that was given none
	FlagTakesNoValue       // What: a flag with a value
	FlagsExclude           // What: flags of a command that exclude each other
	WordTooMany            // Op: a command; What: a word that it does not take
	NeedsMessage           // What: a command that was given no message
	NotID                  // What: a word that is not the id of a message
	NeedsTerminal          // What: what cannot be done in a pipe
	NotForTerminal         // What: a message whose bytes would go to a terminal
	NotCount               // What: a flag with a value that is no whole number from 1 on
	NotWidth               // What: a flag with a value that is no whole number from 0 on
	NotJSONForm            // What: a flag with a value that is no form of JSON
	NotLogLevel            // What: a flag with a value that is no level of the log
)

// Problem is what went wrong, in a form that can be stored, compared and put
// into words. It never holds a secret, and text from outside only as [Text].
type Problem struct {
	Op     string // what was being done, for the log: "select", "uidl"; of kind Usage: the command
	Scope  Scope
	Kind   Kind
	Cause  Cause
	Host   string // host:port of the server, or empty
	Path   string // file or folder on this machine, or empty
	What   Text   // the account, mailbox, file line or name it is about, or empty
	Detail Text   // the server's own words, or empty
}

// Error makes a Problem usable as an error; it is its sentence.
func (p Problem) Error() string { return p.Sentence() }

// ProblemOf returns the problem that err is or wraps.
func ProblemOf(err error) (Problem, bool) {
	var p Problem
	ok := errors.As(err, &p)
	return p, ok
}

// Sentence returns the one sentence that tells a person what failed and what to
// do, naming the host or path. It is the only place that words errors.
func (p Problem) Sentence() string {
	s := p.causeSentence()
	if s == "" {
		s = p.kindSentence()
	}
	if !p.Detail.Empty() {
		s += fmt.Sprintf(" (it says: %s)", p.Detail)
	}
	return s
}

func (p Problem) host() string {
	if p.Host == "" {
		return "the server"
	}
	return Identity(p.Host).String()
}

func (p Problem) thing() string {
	if p.What.Empty() {
		return "This message"
	}
	return p.What.String()
}

func (p Problem) path() string { return Line(p.Path).String() }

func (p Problem) causeSentence() string {
	if s := p.networkSentence(); s != "" {
		return s
	}
	if s := p.outsideSentence(); s != "" {
		return s
	}
	if s := p.sendingSentence(); s != "" {
		return s
	}
	if s := p.usageSentence(); s != "" {
		return s
	}
	return p.localSentence()
}

func (p Problem) networkSentence() string {
	h := p.host()
	switch p.Cause {
	case UnknownHost:
		return h + " cannot be found: check the host name in the account file and your network."
	case Refused:
		return h + " refuses connections: check host and port in the account file, or try again later."
	case Unreachable:
		return h + " cannot be reached: check your network; mailtui tries again by itself."
	case TimedOut:
		return h + " does not answer: check your network; mailtui tries again by itself."
	case Closed:
		return h + " closed the connection: mailtui tries again by itself."
	case CertExpired:
		return "The certificate of " + h + " has expired or is not valid yet: " +
			"check this machine's clock, or ask whoever runs the server to renew it."
	case CertUntrusted:
		return "The certificate of " + h + " is signed by nobody this machine trusts: " +
			"set ca_file in the account file to the authority you expect, or do not connect."
	case CertWrongHost:
		return "The certificate of " + h + " belongs to another host: check the host name in the account file."
	case NoStartTLS:
		return h + " refuses to encrypt the connection (STARTTLS): " +
			"set tls = \"tls\" and the TLS port in the account file, or ask whoever runs the server."
	case PlaintextAuth:
		return h + " wants the password without encryption; mailtui did not send it: " +
			"set tls = \"tls\" or \"starttls\" in the account file."
	case TLSFailed:
		return "No encrypted connection to " + h + " could be made: check port and tls in the account file."
	case TooLarge:
		return h + " sent more than any mail server should: the connection was closed and nothing was changed."
	case CountsDiffer:
		return h + " counts its messages in two ways that disagree: " +
			"nothing was deleted; mailtui tries again by itself."
	case SizeDiffers:
		return h + " sent a message that is not as long as it had said: " +
			"what came is here, and the message stays on the server."
	case Loops:
		return h + " makes no progress: nothing was changed; mailtui tries again later."
	case NotOnServer:
		return "The message is no longer on " + h + "."
	default:
		return ""
	}
}

func (p Problem) localSentence() string {
	f := p.path()
	switch p.Cause {
	case FileMissing:
		return f + " does not exist: create it or correct the path."
	case FileUnreadable:
		return f + " cannot be read: check its owner and its permissions."
	case FileUnwritable:
		return f + " cannot be written: " +
			"check its owner, its permissions and that the disk is not read-only; mail that is already here stays readable."
	case DiskFull:
		return "The disk that holds " + f + " is full: " +
			"free some space; nothing was lost and mail stays on the server."
	case StoreNewer:
		return f + " was written by a newer mailtui: update this one; the file was not touched."
	case StoreCorrupt:
		return f + " is damaged: move it aside and keep it, mail may be recovered from it; it was not touched."
	case StoreLocked:
		return f + " is held by another process: close it, then try again."
	case NoPassword:
		return "The password command of account " + p.What.String() + " gave no password for " + p.host() + ": " +
			"run it by hand to see why."
	case NotFound:
		if p.Scope == ScopeMessage {
			return p.thing() + " is not in the store: list what is there with \"mailtui list\", " +
				"and what is attached to a message with \"mailtui attachment list ID\"."
		}
		return p.What.String() + " is not in the store: " +
			"list what is there with the accounts, folders and list commands."
	case NotCached:
		return p.thing() + " is not on this machine yet: " +
			"it is read from " + p.host() + " as soon as there is a connection."
	case NotPrivate:
		return f + " can be changed by other users of this machine: make it a folder of your own (chmod 700), or use another one."
	case WorkingOffline:
		return "The account " + p.What.String() + " works offline in a mailtui that is open: " +
			"press w there to go online, then try again."
	case PartsOnly:
		return "Only what can be read of this message is on this machine: " +
			"all of its bytes are read from " + p.host() + " as soon as there is a connection."
	case NoProgram:
		return f + " cannot be started, the program in password_command of account " + p.What.String() +
			": install it, or correct its name in the account file."
	case NotSet:
		return p.What.String() + " is not set: set it, or say with MAILTUI_CONFIG_DIR, MAILTUI_DATA_DIR and " +
			"MAILTUI_STATE_DIR where mailtui keeps its files."
	case StoreBusy:
		return "Another mailtui holds " + f + " and does not know the account " + p.What.String() + " as it is now: " +
			"close it, then try again."
	case BadCAFile:
		return f + " holds no certificate (ca_file): give a PEM file."
	default:
		return ""
	}
}

// outsideSentence words what other programs and the web have to do with.
func (p Problem) outsideSentence() string {
	h, f, what := p.host(), p.path(), p.What.String()
	switch p.Cause {
	case OutputLost:
		return what + " cannot be written: check the disk, or the program it goes to."
	case NotFolder:
		return f + " is a file, not a folder: name another one."
	case BadURL:
		return what + " is not opened: only addresses that begin with http:, https: or mailto: are."
	case OverSSH:
		return "mailtui runs on another machine (SSH), which has no screen to show " + what + " on: " +
			"copy the address, or save the file and fetch it from there."
	case NoOpener:
		return f + " is not installed, the program that opens files and addresses: " +
			"install it, or copy the address or save the file."
	case NotOpened:
		return "No program of this machine opened " + what + ": save it and open it by hand, or copy the address."
	case NoReader:
		return what + " is of a type that is not handed to a program: save it and open it by hand."
	case IsProgram:
		return what + " can be run as a program and is therefore not opened: save it if you know who sent it, and why."
	case Disguised:
		return what + " is not what its name says: open it only if you expect it."
	case NeedsShell:
		return what + " cannot be run: there is no shell, so write one program with its arguments, " +
			"or put the line into a script."
	case NotStarted:
		return f + " cannot be started: install it, or correct its name."
	case CommandFailed:
		return what + " ended with an error."
	case LocalAddress:
		return h + " is an address of your own network, where no message may reach: it was not asked."
	case WebUnreachable:
		return h + " cannot be reached or does not answer: check your network, then try again."
	case WebInsecure:
		return "The certificate of " + h + " cannot be trusted: nothing was sent; it may be somebody else who answers there."
	case WebRefused:
		return h + " did not do what was asked: try again later, or open the page in a browser."
	default:
		return p.pictureSentence()
	}
}

func (p Problem) pictureSentence() string {
	what := p.What.String()
	switch p.Cause {
	case NotPicture:
		return what + " is no picture that can be shown here (PNG, JPEG, GIF, WebP)."
	case PictureTooLarge:
		return what + " is larger than pictures may be that are shown here: save it, or open the message in a browser."
	case TooManyPictures:
		return what + " was not loaded: the pictures before it are as much as one message may load."
	case NoUnsubscribe:
		return what + " does not say how to unsubscribe: look for a link in its text."
	case NoInvite:
		return what + " holds no invitation that waits for an answer."
	default:
		return ""
	}
}

// sendingSentence words what keeps a message from being sent.
func (p Problem) sendingSentence() string {
	h := p.host()
	switch p.Cause {
	case NoSMTP:
		return p.path() + " names no server that sends mail for the account " + p.What.String() + ": " +
			"add a table [smtp] with host = \"smtp.example.org\" to it."
	case BadAddress:
		return "Mail cannot be sent to or from \"" + p.What.String() + "\": correct the address; nothing was sent."
	case BadMessage:
		return "The message is not well formed (" + p.What.String() + "): nothing was sent."
	case RecipientRefused:
		if p.Kind == Temporary {
			return h + " cannot take mail for " + p.What.String() + " now: mailtui tries again by itself."
		}
		return h + " does not take mail for " + p.What.String() + ": correct the address; nothing was sent to anybody."
	case MessageTooLarge:
		return "The message is larger than " + h + " takes: send less at a time; nothing was sent."
	case NeedsUTF8:
		return h + " takes only addresses and headers in ASCII (it has no SMTPUTF8): " +
			"use another address; nothing was sent."
	case Needs8Bit:
		return h + " takes only messages in 7-bit ASCII (it has no 8BITMIME), this one is not: nothing was sent."
	case NoLoginMethod:
		return h + " offers no way to log in that mailtui knows (PLAIN or LOGIN): " +
			"check host, port and tls in the account file."
	case MaybeSent:
		return h + " did not say whether it took the message: it may be sent, or not."
	default:
		return ""
	}
}

func (p Problem) kindSentence() string {
	h := p.host()
	switch p.Kind {
	case Temporary:
		return h + " cannot serve this now: mailtui tries again by itself."
	case Auth:
		return h + " refused the login: check user and password in the account file."
	case Insecure:
		return "The connection to " + h + " cannot be trusted: nothing was sent."
	case Rejected:
		return h + " refused."
	case Gone:
		return "It is no longer on " + h + "."
	case Busy:
		return h + " says that another program has the mailbox open: mailtui tries again by itself."
	case ReadOnly:
		return "The mailbox on " + h + " can only be read: the change waits here."
	case Full:
		return "There is no space left on " + h + ": delete some mail there."
	case Protocol:
		return h + " does not answer as a mail server does: check host and port in the account file."
	case Config:
		return p.path() + ": " + p.What.String()
	case Usage:
		return "\"" + p.What.String() + "\" is not understood: see what there is with \"mailtui --help\"."
	default:
		return "What " + h + " did with the last request is not known: mailtui looks again at the next sync."
	}
}
