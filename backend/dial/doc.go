// Package dial opens the connections that the protocols speak over.
//
// It is the one place that knows TLS, deadlines and the errors of the network:
// what IMAP, POP3 and SMTP share below their first line. A [Conn] is either
// verified by TLS or, where the account says so, knowingly in clear; a secret
// leaves only through [Conn.SendSecret], which refuses anything else,
// and [Conn.Hide] keeps it out of what a server's words become.
//
// One goroutine may read while another one writes; Cut and Close may be called
// by any.
package dial
