// Package imap reads a mail account over IMAP4rev1 (RFC 3501, RFC 9051) with
// what of CONDSTORE, ESEARCH, LIST-STATUS, SPECIAL-USE and IDLE a server has.
//
// The commands are those of go-imap, which never sees the socket: package wire
// stands in between.
//
// A Sync asks for the UIDs that are there and for what has changed, then for
// the headers of what is not here yet, newest first. Its cursor says which UIDs
// are done, so that it can go on after any interruption.
package imap
