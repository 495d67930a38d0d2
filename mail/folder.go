package mail

// Folder is one folder as the folder pane shows it.
type Folder struct {
	ID      FolderID
	Account AccountID
	Box     RemoteBox // empty for a folder that is only here
	Name    Text      // the last part of the name
	Path    Text      // the whole name, parts joined by "/"
	Depth   int       // how many parents it has
	Role    Role
	Total   int  // messages shown in it
	Unread  int  // of these, the unread ones
	NoMail  bool // holds other folders only (\Noselect)
	Synced  bool // all of its headers were in the store at least once
}
