package main

import (
	"strconv"
	"strings"
)

// bomb is a message that is meant to cost more than its size: in depth, in
// number, in what is compared with what. What stands between « and » in its text
// is repeated up to the size; %d is the number of the repetition.
type bomb struct{ name, text string }

// bombs returns all of them, of about a size in bytes.
func bombs(size int) []attempt {
	var list []attempt
	for _, kind := range []struct {
		bombs    []bomb
		template func(text string) string
	}{
		{bombsInFields, func(s string) string { return strings.TrimSuffix(s, "\n") + "\n" + plainText }},
		{bombsInParts, multipart},
		{bombsInText, func(s string) string { return textType + "\n{text}\n" + s + "\n" }},
		{bombsInFlowedText, func(s string) string { return "Content-Type: text/plain; format=flowed\n\n{text}\n" + s }},
		{bombsInHTML, inHTML},
	} {
		for _, b := range kind.bombs {
			list = append(list, attempt{name: "bomb: " + b.name, template: kind.template(b.of(size))})
		}
	}
	return list
}

// of returns the bomb's text of a size in bytes.
func (b bomb) of(size int) string {
	var out strings.Builder
	rest := b.text
	for {
		before, again, found := strings.Cut(rest, "«")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		again, rest, _ = strings.Cut(again, "»")
		end := out.Len() + size
		for i := 0; out.Len() < end; i++ {
			out.WriteString(strings.ReplaceAll(again, "%d", strconv.Itoa(i)))
		}
	}
}

var bombsInFields = []bomb{
	{"many fields", "«X-Field-%d: x\n»"},
	{"long field", "X-Long: «x»"},
	{"folded field", "X-Long: x«\n x»"},
	{"many addresses", "To: «a%d@b.example, »ada@home.example"},
	{"semicolons", "To: «;»"},
	{"comments in comments", "From: «(» m@hostile.example"},
	{"quoted string without an end", "From: \"«\\\"»"},
	{"brackets", "From: «<»m@hostile.example"},
	{"encoded words", "Subject: «=?utf-8?q?a?= »"},
	{"beginnings of encoded words", "Subject: «=?utf-8?q?»"},
	{"references", "References: «<%d@x> »"},
	{"received", "«Received: from x by y; %d Nov 2026 00:00:00 +0000\n»"},
	{"addresses that failed", "From: mailer-daemon@hostile.example\nX-Failed-Recipients: «a%d@b.example, »x@b.example"},
	{"answers to a list", "Reply-To: «l@b.example, »\nTo: «a%d@b.example, »l@b.example\nList-Post: <mailto:l@b.example>"},
	{"results", "Authentication-Results: mx.home.example; «dkim=pass header.d=a; »spf=pass"},
	{"fields of one name", "Subject: Number {n}\n«Subject: %d\n»"},
	{"false ends of the header", "«X: y\n\r\r\n»"},
	{"parameters", "Content-Disposition: inline; «a%d=b; »x=y"},
	{"pieces of a name", "Content-Disposition: inline; «filename*%d*=x; »x=y"},
	{"unsubscribing", "List-Unsubscribe: «<https://x.example/%d>, »<mailto:x@x.example>"},
}

var bombsInParts = []bomb{
	{"parts", "«Content-Type: text/plain\n\nx\n--b\n»"},
	{"parts in parts", "«Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n»Content-Type: text/plain\n\nx\n"},
	{"messages in messages", "«Content-Type: message/rfc822\n\n»"},
	{"boundaries", "«--b\n»\n"},
	{"almost boundaries", "«--b x\n»"},
	{"wrong base64", "Content-Transfer-Encoding: base64\n\n«=*»\n"},
	{"attachments", "«Content-Disposition: attachment; filename=x\n\nx\n--b\n»"},
	{"events", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n«BEGIN:VEVENT\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n»END:VCALENDAR\n"},
	{"recipients", "Content-Type: message/delivery-status\n\n«Final-Recipient: rfc822; x@y\nAction: failed\n\n»"},
}

var bombsInText = []bomb{
	{"line without spaces", "«x»"},
	{"line of words", "«word »"},
	{"line breaks", "«\n»"},
	{"short lines", "«x\n»"},
	{"quote marks", "«>»"},
	{"quotes", "«> x\n> x\n> x\n> x\n> x\n> x\n> x\nx\n»"},
	{"attributions", "«On Monday somebody wrote:\n> x\n»"},
	{"addresses of the web", "«http://a.example/%d »"},
	{"open brackets", "«<http://a\n»"},
	{"emphasis", "«*a _b »"},
	{"tabs", "«\t»"},
	{"combining marks", "e«\u0301»"},
	{"joiners", "«\U0001f469\u200d»"},
	{"uuencoded", "begin 644 x\n«MAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n»"},
	{"beginnings of uuencoding", "«begin 644 x\n»"},
	{"diff", "--- a/x\n+++ b/x\n«+x\n»"},
}

var bombsInFlowedText = []bomb{{"flowed paragraph", "«word \n»"}}

var bombsInHTML = []bomb{
	{"blocks in blocks", "«<div>»"},
	{"open styles", "«<b><i><font>»"},
	{"open styles and paragraphs", "«<b>»«<p>x»"},
	{"open links", "«<a href=//x.example>x»"},
	{"closing tags", "«</div></p></b>»"},
	{"tables in tables", "«<table><tr><td>»"},
	{"lists in lists", "«<ul><li>»"},
	{"quotes in quotes", "«<blockquote>x»"},
	{"text in tables", "«<table>x»"},
	{"options", "«<select><option>x»"},
	{"table", "<table border=1>«<tr><td>1<td>2<td>three</tr>»</table>"},
	{"row", "<table border=1><tr>«<td>1»</table>"},
	{"columns", "<table border=1>«<tr><td colspan=1000000>1<td>2»</table>"},
	{"rows", "<table border=1>«<tr><td rowspan=1000000 colspan=1000>1<td>2»</table>"},
	{"entities", "«&amp;&#x1b;&nGt;&#99999999999;»"},
	{"beginnings of references", "«&»"},
	{"attribute", "<p title=\"«x»\">x"},
	{"attributes", "<p «a%d=x »>x"},
	{"style", "<p style=\"«color:red;»\">x"},
	{"rules", "<style>«.c%d{color:red}»</style>«<p class=c1>x»"},
	{"selectors", "<style>«a »{color:red}«div div »{color:red}</style><p>x"},
	{"rules for all", "<style>«* *{color:red}»</style>«<p>x»"},
	{"braces", "<style>«{»</style>x"},
	{"comments", "«<!--x-->»«<!--»"},
	{"small tags", "«<p>»"},
	{"broken lines", "«<br>»"},
	{"pictures", "«<img src=x alt=x>»"},
	{"classes", "<style>.a{color:red}</style><p class=\"«a »\">x"},
	{"plain text", "<plaintext>«x »"},
	{"SVG", "«<svg><g>»"},
}
