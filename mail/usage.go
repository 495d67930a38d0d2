package mail

import "fmt"

// usageSentence words what is wrong with the words of a command: Op is the
// command as it is called.
func (p Problem) usageSentence() string {
	what := p.What.String()
	help := fmt.Sprintf("with \"%s --help\".", p.Op)
	switch p.Cause {
	case NoCommand:
		return p.Op + " has no command \"" + what + "\": see what there is " + help
	case NeedsCommand:
		return p.Op + " does nothing by itself: use " + what + "."
	case NoFlag:
		return p.Op + " has no flag \"" + what + "\": see what there is " + help
	case FlagNeedsValue:
		return what + " needs a value behind it: see which " + help
	case FlagTakesNoValue:
		return "\"" + what + "\" is not understood: that flag is given without a value."
	case FlagsExclude:
		return what + " cannot be used together: give one of them."
	case WordTooMany:
		return p.Op + " takes no \"" + what + "\": see what it takes " + help
	case NeedsMessage:
		return what + " needs the id of a message: copy one from \"mailtui list\"."
	case NotID:
		return "\"" + what + "\" is not the id of a message: copy one from \"mailtui list\"."
	case NeedsTerminal:
		return what + " needs a terminal: in a pipe, or with --no-input, use \"mailtui list\" and \"mailtui read\"."
	case NotForTerminal:
		return what + " may harm a terminal as raw bytes: send them to a file or a pipe, or use --headers."
	default:
		return p.valueSentence()
	}
}

// valueSentence words what is wrong with the value of a flag.
func (p Problem) valueSentence() string {
	wrong := "\"" + p.What.String() + "\" is not understood: "
	switch p.Cause {
	case NotCount:
		return wrong + "give a whole number, 1 or more."
	case NotWidth:
		return wrong + "give a number of cells, or 0 for the terminal's width."
	case NotJSONForm:
		return wrong + "write --json, --json=lines or --json=array."
	case NotLogLevel:
		return wrong + "give debug, info, warn or error."
	default:
		return ""
	}
}
