// Package maildrop is a small POP3 server over a maildrop in memory (RFC 1939,
// with the CAPA, STLS and UTF8 of RFC 2449, 2595 and 6856).
//
// The demo serves its sample mail with it. Tests give it a [Script], which sees
// every answer before it is sent and may change it, cut it at any byte, or have
// the server claim what it does not do.
package maildrop
