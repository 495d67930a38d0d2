package mail

import "time"

// Phase is what an account is doing.
type Phase uint8

// The phases. Their values are stored: never renumber.
const (
	PhaseIdle       Phase = iota // everything told, waiting
	PhaseConnecting              // on the way to the server
	PhaseSyncing                 // Done of Total in Folder
	PhaseOffline                 // the server could not be reached, or the user works offline
	PhaseStopped                 // needs the user: see Problem and the questions
)

// State is how an account is doing, in one word.
type State uint8

// The states.
const (
	StateIdle       State = iota // everything told, waiting
	StateConnecting              // on the way to the server
	StateSyncing                 // reading
	StateOffline                 // the server could not be reached, or the user works offline
	StateStopped                 // needs the user
	StateAsking                  // goes on, but a question waits for the user
	StateLocal                   // its file is gone: the mail stays readable
)

// Account is an account as every view shows it: who it is and how it is doing.
type Account struct {
	ID       AccountID
	Name     Text   // what the header shows
	Email    Text   //
	Protocol string // "imap" or "pop3"
	Local    bool   // its file is gone: the mail stays readable

	Phase    Phase
	Done     int       // of Total, while syncing
	Total    int       //
	Folder   FolderID  // the one being synced, or 0
	Problem  *Problem  // the last one, nil after a success
	Synced   time.Time // end of the last complete visit; zero: never
	Retry    time.Time // when it is tried again; zero: not planned
	OnDemand bool      // the user works offline (Phase is PhaseOffline)
}

// State returns how an account is doing. asked: a question about it waits.
func (a Account) State(asked bool) State {
	switch {
	case a.Local:
		return StateLocal
	case a.Phase == PhaseStopped:
		return StateStopped
	case asked:
		return StateAsking
	case a.Phase == PhaseConnecting:
		return StateConnecting
	case a.Phase == PhaseSyncing:
		return StateSyncing
	case a.Phase == PhaseOffline:
		return StateOffline
	default:
		return StateIdle
	}
}

// QuestionKind is what is asked.
type QuestionKind uint8

// The questions. Their values are stored: never renumber.
const (
	AskSignIn   QuestionKind = iota + 1 // the login was refused
	AskVanished                         // very many messages vanished from a folder
	AskClock                            // the clock jumped by more than a day
	AskSent                             // nobody knows whether a message was sent
	AskUnsent                           // a message could not be sent, and trying again does not help
)

// Choice is one answer a question allows.
type Choice string

// The choices.
const (
	ChoiceRetry   Choice = "retry"   // AskSignIn, AskUnsent: what was wrong was mended, try again
	ChoiceLetGo   Choice = "let-go"  // AskVanished: remove them here too
	ChoiceKeep    Choice = "keep"    // AskVanished: keep them here, as local mail
	ChoiceBelieve Choice = "believe" // AskClock: the clock is right, go on
	ChoiceSent    Choice = "sent"    // AskSent: it was sent, do not send it again
	ChoiceResend  Choice = "resend"  // AskSent: send it again, it may come twice
	ChoiceDiscard Choice = "discard" // AskUnsent: remove it from the outbox
)

// Question is something only the user can decide. It is a row of the store:
// the interface shows it, a headless command prints it.
type Question struct {
	ID      QuestionID
	Account AccountID
	Folder  FolderID // AskVanished
	Message LocalID  // AskSent, AskUnsent: the message in the outbox
	Subject Text     // of that message
	Kind    QuestionKind
	Count   int // AskVanished: how many messages
	Problem *Problem
	Asked   time.Time
}

// Choices returns what may be answered, the safest first.
func (q Question) Choices() []Choice {
	switch q.Kind {
	case AskSignIn:
		return []Choice{ChoiceRetry}
	case AskVanished:
		return []Choice{ChoiceKeep, ChoiceLetGo}
	case AskClock:
		return []Choice{ChoiceBelieve}
	case AskSent:
		return []Choice{ChoiceSent, ChoiceResend}
	case AskUnsent:
		return []Choice{ChoiceRetry, ChoiceDiscard}
	default:
		return nil
	}
}
