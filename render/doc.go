// Package render turns a message into lines for a screen: plain text with its
// quotes, links and signature told apart, HTML as readable text.
//
// It is pure: no I/O, never any network, no clock, no terminal. Every text in a
// [Document] is sanitised and no line is wider than asked. Limits are counted,
// never timed.
//
// A message goes this way: choose.go takes the better form of it; plain.go and
// kind.go, or html.go with block.go, inline.go, image.go, table.go, layout.go
// and quote.go, make runs of text; look.go says how an element is shown, by
// sheet.go and color.go; writer.go and word.go wrap runs into rows; fold.go and
// footer.go find the rows that one row can stand for.
package render
