// Package demo is a small world to try mailtui in: an IMAP server with two
// accounts, a POP3 server with one, and an SMTP server that takes the mail of all
// three, on free ports of the loopback interface, and about 300 messages written
// for them. What one account sends to another one comes; nothing leaves the world.
//
// The world is the same every time: its clock stands at [Now] and nothing in it
// is random. It shares no code with the client, which reads it over IMAP and
// POP3 like any other.
package demo
