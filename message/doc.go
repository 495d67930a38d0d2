// Package message reads Internet messages: header fields (RFC 5322, 2047,
// 2231), the MIME tree (RFC 2045, 2046), transfer encodings and charsets, for
// mail as it really is, broken and hostile mail included.
//
// It is pure: no file, no network, no clock, no goroutine. Work and memory are
// bounded by the limits of limits.go, whatever the input. Nothing is an error
// but a failing reader: what cannot be understood is decoded as far as it goes.
//
// The libraries come first: go-message reads the header block, address lists,
// dates, ids and charsets, the standard library encoded words, media types,
// base64 and quoted-printable, as it does below go-message. What is ours repairs
// the input before them (repairHeader, base64Reader, quotedRepair) or is asked
// when they return an error or are known to read wrongly without one
// (lenientWords, lenientAddresses, lenientIDs, lenientDate, lenientParameters);
// its comments name the cases.
//
// The split into parts is ours (splitter). go-message v0.18.2 has no limit on
// depth or parts (a mail of 198 KB with 3,000 levels allocates 8.8 GB), does not
// look into embedded messages, and gives up at a part without a header, a
// boundary that is not told or not found, and an end that is missing: of the 355
// messages of the test corpora it stops inside 59, and it loses a part of 2
// more without an error. It says so only when it comes to the place, and then
// what is before it was already handed on: to start again, every body would have
// to be read twice, and the splitter that starts again would be this one.
// The tests compare the two on all mail that the library can read.
//
// Files that are packed in a part are found, too. Uuencode (POSIX uuencode) no
// library of Go reads as it stands in mail: between lines of text, with white
// space lost, without an end. TNEF ([MS-OXTNEF]) teamwork/tnef reads, the only
// one that the module proxy has; it panics on 2 of the 18 samples of its own tests
// and on any that is cut off, holds all of it in memory, and knows neither long
// names nor content in properties. unpackTNEF reads one attribute at a time and
// holds none.
package message
