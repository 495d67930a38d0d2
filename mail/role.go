package mail

// Role is what a folder is for (RFC 6154 special-use, and the inbox).
type Role uint8

// The roles. Their values are stored: never renumber.
const (
	RoleNone Role = iota
	RoleInbox
	RoleDrafts
	RoleOutbox
	RoleSent
	RoleArchive
	RoleJunk
	RoleTrash
	RoleAll
)

// String returns the word for the role, "" for none.
func (r Role) String() string {
	switch r {
	case RoleInbox:
		return "inbox"
	case RoleDrafts:
		return "drafts"
	case RoleOutbox:
		return "outbox"
	case RoleSent:
		return "sent"
	case RoleArchive:
		return "archive"
	case RoleJunk:
		return "junk"
	case RoleTrash:
		return "trash"
	case RoleAll:
		return "all"
	default:
		return ""
	}
}
