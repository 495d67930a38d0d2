// Package smtp submits messages over SMTP (RFC 6409), with go-smtp on a
// connection of package dial.
//
// What the library leaves out is done here before it has the connection: the
// greeting and STARTTLS, of which it would keep bytes that came in clear. What
// it gets to send has CRLF as its only line end, because it lets a bare CR
// through and servers disagree about what ends a line (SMTP smuggling).
package smtp
