package imap

import (
	"fmt"
	"strconv"

	"github.com/mailtui/mailtui/mail"
)

// remoteID returns the id of a message: its strings sort as the UIDs do.
func remoteID(validity, uid uint32) mail.RemoteID {
	return mail.RemoteID(fmt.Sprintf("%08x%08x", validity, uid))
}

// parseID takes an id apart. It returns false for one that is not IMAP's.
func parseID(id mail.RemoteID) (validity, uid uint32, ok bool) {
	const digits = 8
	if len(id) != 2*digits {
		return 0, 0, false
	}
	v, err := strconv.ParseUint(string(id[:digits]), 16, 32)
	if err != nil {
		return 0, 0, false
	}
	u, err := strconv.ParseUint(string(id[digits:]), 16, 32)
	return uint32(v), uint32(u), err == nil && u > 0
}
