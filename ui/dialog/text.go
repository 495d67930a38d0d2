package dialog

// What people read.
const (
	textCut               = " …"
	textKeys              = "Keys"
	textAllKeys           = "Keys of every pane"
	textTypeToFilter      = "Type to search, Enter does it, ? shows the keys of every pane"
	textFilter            = "Search: "
	textLinks             = "Links"
	textTypeToFilterLinks = "Type to search, Enter opens, ^y copies"
	textNoLink            = "No link is like that. Backspace widens the search, Esc ends it."
	textNoKey             = "No key does that. Backspace widens the search, Esc ends it."
	textNotHere           = "Keys of other panes cannot be tried from here."
	textProblems          = "What went wrong"
	textNow               = "Now"
	textBefore            = "Before"
	textNoProblems        = "Nothing went wrong since mailtui was started."
	textQuestion          = "%s needs you"
	textLater             = "The question stays: gq shows it again."
	textSignIn            = "Nothing is lost and nothing was changed. Mend the account file, then try again."
	textVanished          = "%d messages of %s are no longer on the server, and were not deleted here. " +
		"They stay until you decide."
	textClock = "The clock of this machine jumped by more than a day. Rules that delete mail by its age wait " +
		"until you say that the clock is right."
	textAbout     = "About your message \"%s\":"
	textAskSent   = "It waits in the outbox until you decide. Look in the folder of sent mail, or ask whom you wrote to."
	textAskUnsent = "It waits in the outbox, nothing of it was sent."
	textRetry     = "Try again now"
	textKeep      = "Keep them here, as mail of this machine"
	textLetGo     = "Remove them here too"
	textBelieve   = "The clock is right, go on"
	textWasSent   = "It was sent, do not send it again"
	textResend    = "Send it again, even if it then comes twice"
	textDiscard   = "Delete it for good, unsent"
)
