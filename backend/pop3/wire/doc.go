// Package wire guards a POP3 connection: it stands between the socket and
// go-pop3 and is the only code that sees the raw bytes of the protocol.
//
// [Open] does the greeting, CAPA and STLS itself. go-pop3 then gets the [Conn]
// from its Dialer and reads from it exactly one validated status line per
// answer, nothing else: its own readers of listings and messages take a blank
// line for success, cut ids at a space, stop in silence at a line they do not
// understand, end a message at a bare LF and buffer without limit. What follows
// a status line is read beside the library through [Conn.Answer], which ends
// only at CRLF.CRLF, and the listings are parsed by [ReadList] and [ReadUIDL].
package wire
