package folders

// What people read.
const (
	textAllInboxes = "All inboxes"
	textNoInbox    = "This account has no inbox yet."
	textNoMail     = "This folder holds other folders only."
	textLocal      = " (here only)"
	textNoAccounts = "No accounts."
	textReading    = "Reading…"
)
