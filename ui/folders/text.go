package folders

// What people read.
const (
	textAllInboxes = "All inboxes"
	textNoMail     = "This folder holds other folders only."
	textLocal      = " (here only)"
	textNoServer   = "local"
	textNoAccounts = "No accounts."
	textReading    = "Reading…"
)
