// Package render turns a message into lines for a screen: plain text with its
// quotes, links and signature told apart, HTML as readable text.
//
// It is pure: no I/O, never any network, no clock, no terminal. Every text in a
// [Document] is sanitised and no line is wider than asked. Limits are counted,
// never timed.
package render
