package ui

// What people read.
const (
	textName         = "mailtui"
	textTooSmall     = "mailtui needs %d×%d (now %d×%d)"
	textPasteIgnored = "Pasted text is ignored here: it would be taken for keys."
	textQuitAgain    = "Press ctrl+c again to leave mailtui."
	textLooking      = "Looking for mail…"
	textStillOffline = "You work offline: w goes online, then mail is looked for."
	textGoOffline    = "You work offline now: w goes online again."
	textGoOnline     = "Going online…"
	textNoAccount    = "There is no account %s."
	textNoInbox      = "%s has no inbox yet."
	textNewMail      = "New mail in %s"
	textNoQuestions  = "mailtui has no questions for you."
	textConnecting   = "connecting"
	textSyncing      = "syncing"
	textOffline      = "offline"
	textStopped      = "needs you"
	textSynced       = "synced %s"
	textOneMessage   = "%s  1 message, %s unread"
	textMessages     = "%s  %s messages, %s unread"
	textPosition     = "%d/%d"
	textPreview      = "Preview"
	textMessage      = "Message"
	textFolders      = "Folders"
)
