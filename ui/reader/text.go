package reader

// What people read.
const (
	textNoMessage   = "No message is open."
	textReading     = "Reading…"
	textFetching    = "Fetching this message from the server…"
	textAsk         = "The text of this message is not on this machine yet: Enter fetches it."
	textOffline     = textNotHere + "%s is offline%s: it is fetched when the connection is back."
	textOnDemand    = textNotHere + "You work offline: it is fetched when you go online (w)."
	textNoFile      = textNotHere + "The account file of %s is gone, so it cannot be fetched."
	textStopped     = textNotHere + "%s is stopped and needs you (gq): it is fetched after that."
	textNotHere     = "The text of this message is not on this machine. "
	textSince       = ", last in touch %s"
	textFrom        = "From"
	textTo          = "To"
	textCc          = "Cc"
	textDate        = "Date"
	textSubject     = "Subject"
	textMore        = " +%d"
	textNoSubject   = "(no subject)"
	textStarred     = "starred"
	textUnread      = "unread"
	textTheirs      = " (sender's clock: %s)"
	textQuotedLines = "%d quoted lines (T shows them)"
	textLinks       = "Links"
	textAttachments = "Attachments"
	textUnnamed     = "(no name)"
)
