// Package message reads Internet messages: header fields (RFC 5322, 2047,
// 2231), the MIME tree (RFC 2045, 2046), transfer encodings and charsets, for
// mail as it really is, broken and hostile mail included.
//
// It is pure: no file, no network, no clock, no goroutine. Work and memory are
// bounded by the limits of limits.go, whatever the input. Nothing is an error
// but a failing reader: what cannot be understood is decoded as far as it goes.
//
// The reading half of go-message is not used to read: one header line that it
// does not like makes the whole mail unreadable, a part without a header hides
// the parts after it, and it has no limit on depth or parts. It is the oracle of
// the tests instead: what it can read, this package reads in the same way.
// Charsets come from golang.org/x/text.
package message
