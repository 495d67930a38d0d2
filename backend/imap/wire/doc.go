// Package wire stands between the socket and the IMAP library.
//
// [Open] does by itself what happens before the mailbox is open: greeting,
// STARTTLS, authentication, ID and NAMESPACE. The [Conn] that it returns begins
// with a made-up "* PREAUTH" and passes on only what the library can take: the
// library closes the connection at any line that it does not know, buffers
// without limit and follows any nesting. Lines are therefore parsed here once,
// written anew, and left out when they make no sense.
//
// The names that mailboxes go by on the wire are modified UTF-7 (RFC 3501
// §5.1.3). IMAP4rev2 and UTF8=ACCEPT are never shown to the library: it would
// choose another encoding for them.
//
// One goroutine reads a Conn while others write to it.
package wire
