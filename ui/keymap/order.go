package keymap

import "slices"

// Place returns the place of an action among all of them: first moving, then what
// is done with messages, roughly as often as it is done, last the program.
func Place(a Action) int {
	return slices.Index([]Action{
		Down, Up, HalfDown, HalfUp, PageDown, PageUp, Top, Bottom, Left, Right,
		Open, Back, Cancel, NextUnread, PrevUnread, Next, Previous, ToggleStar, ToggleRead,
		Form, Headers, Quotes, NextTarget, PrevTarget, Save, ShowLinks, Link, Copy,
		Images, Browse, Invite, Verify, Pipe,
		Inbox, Account, AllInboxes, FolderPane, NextPane, PrevPane,
		ShowHelp, Quit, Refresh, Offline, ShowErrors, Ask, Redraw, Suspend, Interrupt, Widen,
	}, a)
}
