package keymap

import "strings"

// The actions.
const (
	Down       Action = "cursor.down"
	Up         Action = "cursor.up"
	HalfDown   Action = "cursor.half-down"
	HalfUp     Action = "cursor.half-up"
	PageDown   Action = "cursor.page-down"
	PageUp     Action = "cursor.page-up"
	Top        Action = "cursor.top"
	Bottom     Action = "cursor.bottom"
	Open       Action = "open"
	Back       Action = "back"
	Cancel     Action = "cancel"
	Quit       Action = "quit"
	Interrupt  Action = "quit.interrupt"
	Suspend    Action = "suspend"
	Redraw     Action = "redraw"
	ToggleRead Action = "message.read"
	ToggleStar Action = "message.star"
	NextUnread Action = "unread.next"
	PrevUnread Action = "unread.previous"
	Next       Action = "message.next"
	Previous   Action = "message.previous"
	Headers    Action = "message.headers"
	Quotes     Action = "message.quotes"
	Form       Action = "message.form"
	Link       Action = "link.number"
	Copy       Action = "copy"
	Save       Action = "attachment.save"
	Images     Action = "message.images"
	Invite     Action = "message.invite"
	Verify     Action = "message.verify"
	ShowLinks  Action = "links"
	Browse     Action = "message.browse"
	Pipe       Action = "message.pipe"
	NextTarget Action = "attachment.next"
	PrevTarget Action = "attachment.previous"
	Left       Action = "scroll.left"
	Right      Action = "scroll.right"
	NextPane   Action = "pane.next"
	PrevPane   Action = "pane.previous"
	FolderPane Action = "folders"
	Account    Action = "account.pick"
	AllInboxes Action = "account.all"
	Inbox      Action = "folder.inbox"
	Refresh    Action = "sync"
	Offline    Action = "offline"
	ShowHelp   Action = "help"
	ShowErrors Action = "problems"
	Ask        Action = "questions"
	Widen      Action = "help.all"
)

// The groups of the help.
const (
	moving   = "Moving"
	reading  = "Reading"
	mailing  = "Messages"
	places   = "Places"
	program  = "Program"
	answered = "Dialog"
)

// Default returns the bindings that mailtui comes with. Only what works is
// bound.
func Default() Map {
	return Map{
		Folders: append(movement(), append([]Binding{
			{Open, []string{"enter", "o", "l", "right"}, "open", "open the folder", places},
			{Back, []string{"q", "esc"}, "back", "back to the messages", places},
		}, around()...)...),
		List: append(movement(), append([]Binding{
			{Open, []string{"enter", "o", "l", "right"}, "open", "read the message", reading},
			{ToggleRead, []string{"u"}, "read/unread", "mark read or unread", mailing},
			{ToggleStar, []string{"s"}, "star", "star or remove the star", mailing},
			{NextUnread, []string{"n"}, "next unread", "go to the next unread message", reading},
			{PrevUnread, []string{"N"}, "", "go to the previous unread message", reading},
			{FolderPane, []string{"h", "left"}, "folders", "go to the folders", places},
			{Quit, []string{"q"}, "quit", "leave mailtui", program},
		}, around()...)...),
		Message: append(movement(), []Binding{
			{Back, []string{"q", "h", "left"}, "back", "back to the list", reading},
			{Cancel, []string{"esc"}, "", "take a fetch or a choice back; else back to the list", reading},
			{Next, []string{"J"}, "next", "read the next message", reading},
			{Form, []string{"v"}, "view", "show the next form of it: plain, HTML, source", reading},
			{ShowLinks, []string{"l"}, "links", "list where the links lead", reading},
			{Save, []string{"S"}, "save", "save the attachment, or all of them", reading},
			{Quotes, []string{"T"}, "quotes", "show or fold quoted text and footers", reading},
			{Images, []string{"i"}, "images", "load the pictures of this message, and show them", reading},
			{Invite, []string{"I"}, "answer", "answer the invitation", reading},
			{NextUnread, []string{"n"}, "next unread", "read the next unread message", reading},
			{ToggleRead, []string{"u"}, "read/unread", "mark read or unread", mailing},
			{ToggleStar, []string{"s"}, "star", "star or remove the star", mailing},
			{Headers, []string{"H"}, "headers", "show all header fields, or the usual ones", reading},
			{Previous, []string{"K"}, "previous", "read the previous message", reading},
			{Open, []string{"enter"}, "", "open what is chosen; else read what was only shown", reading},
			{PageDown, []string{"space"}, "", "one page down, at the end the next unread message", reading},
			{PrevUnread, []string{"N"}, "", "read the previous unread message", reading},
			{Link, digits(), "", "choose a link by its number", reading},
			{Copy, []string{"y"}, "", "copy the address of the link whose number was typed", reading},
			{NextTarget, []string{"tab"}, "", "to the next attachment, then the next pane", reading},
			{PrevTarget, []string{"shift+tab"}, "", "to the previous attachment, then the previous pane", reading},
			{Verify, []string{"V"}, "", "check who signed it, with the DNS", reading},
			{Browse, []string{"O"}, "", "show it in the browser, nothing loaded unasked", reading},
			{Pipe, []string{"|"}, "", "pipe the message into a command", mailing},
			{Left, []string{"<", "shift+left"}, "", "scroll long lines to the left", moving},
			{Right, []string{">", "shift+right"}, "", "scroll long lines to the right", moving},
		}...),
		Global:   global(),
		Always:   always(),
		Help:     helpKeys(),
		Question: answerKeys("later", "answer later"),
		Choice:   answerKeys("cancel", "answer nothing"),
		Prompt:   lineKeys("run", "run the command"),
		SaveIn:   lineKeys("save", "save in this folder"),
		Links:    linkKeys(),
		Problems: append(movement(), Binding{Back, []string{"q", "esc", "h", "left"}, "close", "close", answered}),
	}
}

func movement() []Binding {
	return []Binding{
		{Down, []string{"j", "down"}, "", "one down", moving},
		{Up, []string{"k", "up"}, "", "one up", moving},
		{HalfDown, []string{"ctrl+d"}, "", "half a page down", moving},
		{HalfUp, []string{"ctrl+u"}, "", "half a page up", moving},
		{PageDown, []string{"pgdown", "ctrl+f"}, "", "one page down", moving},
		{PageUp, []string{"pgup", "ctrl+b"}, "", "one page up", moving},
		{Top, []string{"g g", "home"}, "", "to the top", moving},
		{Bottom, []string{"G", "end"}, "", "to the bottom", moving},
	}
}

func digits() []string { return strings.Split("1234567890", "") }

// around is what the tab key and digits mean where there are no attachments and
// no links.
func around() []Binding {
	return []Binding{
		{NextPane, []string{"tab"}, "", "go to the next pane", places},
		{PrevPane, []string{"shift+tab"}, "", "go to the previous pane", places},
		{Account, digits()[:9], "", "go to the inbox of that account", places},
		{AllInboxes, digits()[9:], "", "go to all inboxes as one list", places},
	}
}

func global() []Binding {
	return []Binding{
		{FolderPane, []string{"`"}, "", "go to the folders", places},
		{Inbox, []string{"g i"}, "", "go to the inbox of this account", places},
		{ShowErrors, []string{"g e"}, "problems", "show what went wrong", program},
		{Ask, []string{"g q"}, "questions", "show what mailtui needs to know from you", program},
		{Refresh, []string{"R", "f5", "$"}, "sync", "look for mail now", program},
		{Offline, []string{"w"}, "offline", "work offline, or online again", program},
		{ShowHelp, []string{"?", "f1"}, "help", "show the keys", program},
	}
}

func always() []Binding {
	return []Binding{
		{Interrupt, []string{"ctrl+c"}, "", "leave mailtui (twice)", program},
		{Suspend, []string{"ctrl+z"}, "", "suspend", program},
		{Redraw, []string{"ctrl+l"}, "", "draw the screen again", program},
	}
}

func helpKeys() []Binding {
	return []Binding{
		{Down, []string{"down"}, "", "one down", moving},
		{Up, []string{"up"}, "", "one up", moving},
		{PageDown, []string{"pgdown"}, "", "one page down", moving},
		{PageUp, []string{"pgup"}, "", "one page up", moving},
		{Top, []string{"home"}, "", "to the top", moving},
		{Bottom, []string{"end"}, "", "to the bottom", moving},
		{Open, []string{"enter"}, "run", "do what the line says", answered},
		{Widen, []string{"?"}, "all keys", "show the keys of every pane", answered},
		{Back, []string{"esc"}, "close", "close", answered},
	}
}

func linkKeys() []Binding {
	return []Binding{
		{Down, []string{"down"}, "", "one down", moving},
		{Up, []string{"up"}, "", "one up", moving},
		{PageDown, []string{"pgdown"}, "", "one page down", moving},
		{PageUp, []string{"pgup"}, "", "one page up", moving},
		{Open, []string{"enter"}, "open", "open the link", answered},
		{Copy, []string{"ctrl+y"}, "copy", "copy its address", answered},
		{Back, []string{"esc"}, "close", "close", answered},
	}
}

func lineKeys(hint, help string) []Binding {
	return []Binding{
		{Open, []string{"enter"}, hint, help, answered},
		{Back, []string{"esc"}, "cancel", "close", answered},
	}
}

func answerKeys(hint, help string) []Binding {
	return []Binding{
		{Down, []string{"j", "down", "tab"}, "", "next answer", answered},
		{Up, []string{"k", "up", "shift+tab"}, "", "previous answer", answered},
		{Open, []string{"enter"}, "answer", "give this answer", answered},
		{Back, []string{"esc", "q"}, hint, help, answered},
	}
}
