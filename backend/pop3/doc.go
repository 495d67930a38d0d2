// Package pop3 is the backend for POP3 servers (RFC 1939, 2449, 2595, 6856).
//
// It lists, reads, and deletes what it is told; what is to be deleted, and when,
// is the engine's business. Nothing that the server says is trusted: listings
// must agree in their counts, a message must be as long as was announced, an id
// of an earlier session proves nothing by itself, and an id that is missing or
// listed twice is no id. A message is deleted only by the session that has
// proved that the store holds it.
//
// A session sees the maildrop as it was at the login: to see new mail, Close
// and Connect.
package pop3
