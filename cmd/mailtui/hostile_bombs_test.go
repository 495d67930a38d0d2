package main

import (
	"fmt"
	"strings"
)

// bombs are messages of about a size in bytes that are meant to cost more than
// it: in depth, in number, in what is compared with what.
func bombs(size int) []attempt {
	times := func(s string) string { return strings.Repeat(s, size/len(s)) }
	each := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	text := func(name, s string) attempt {
		return attempt{name: "bomb: " + name, template: textType + "\n{text}\n" + s + "\n"}
	}
	html := func(name, s string) attempt { return attempt{name: "bomb: " + name, template: inHTML(s)} }
	field := func(name, s string) attempt {
		return attempt{name: "bomb: " + name, template: s + "\n" + plainText}
	}
	part := func(name, s string) attempt { return attempt{name: "bomb: " + name, template: multipart(s)} }
	list := []attempt{
		field("many fields", strings.TrimSuffix(each("X-Field-%d: x\n"), "\n")),
		field("long field", "X-Long: "+times("x")),
		field("folded field", "X-Long: x"+times("\n x")),
		field("many addresses", "To: "+each("a%d@b.example, ")+"ada@home.example"),
		field("semicolons", "To: "+times(";")),
		field("comments in comments", "From: "+times("(")+" m@hostile.example"),
		field("quoted string without an end", "From: \""+times("\\\"")),
		field("brackets", "From: "+times("<")+"m@hostile.example"),
		field("encoded words", "Subject: "+times("=?utf-8?q?a?= ")),
		field("beginnings of encoded words", "Subject: "+times("=?utf-8?q?")),
		field("references", "References: "+each("<%d@x> ")),
		field("received", strings.TrimSuffix(each("Received: from x by y; %d Nov 2026 00:00:00 +0000\n"), "\n")),
		field("addresses that failed", "From: mailer-daemon@hostile.example\nX-Failed-Recipients: "+each("a%d@b.example, ")+"x@b.example"),
		field("answers to a list", "Reply-To: "+times("l@b.example, ")+"\nTo: "+each("a%d@b.example, ")+
			"l@b.example\nList-Post: <mailto:l@b.example>"),
		field("results", "Authentication-Results: mx.home.example; "+times("dkim=pass header.d=a; ")+"spf=pass"),
		field("fields of one name", "Subject: Number {n}\n"+strings.TrimSuffix(each("Subject: %d\n"), "\n")),
		field("false ends of the header", strings.TrimSuffix(times("X: y\n\r\r\n"), "\n")),
		field("parameters", "Content-Disposition: inline; "+each("a%d=b; ")+"x=y"),
		field("pieces of a name", "Content-Disposition: inline; "+each("filename*%d*=x; ")+"x=y"),
		field("unsubscribing", "List-Unsubscribe: "+each("<https://x.example/%d>, ")+"<mailto:x@x.example>"),
		part("parts", times("Content-Type: text/plain\n\nx\n--b\n")),
		part("parts in parts", nestedParts(size/60)),
		part("messages in messages", times("Content-Type: message/rfc822\n\n")),
		part("boundaries", times("--b\n")+"\n"),
		part("almost boundaries", times("--b x\n")),
		part("wrong base64", "Content-Transfer-Encoding: base64\n\n"+times("=*")+"\n"),
		part("attachments", times("Content-Disposition: attachment; filename=x\n\nx\n--b\n")),
		part("events", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"+times("BEGIN:VEVENT\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n")+"END:VCALENDAR\n"),
		part("recipients", "Content-Type: message/delivery-status\n\n"+times("Final-Recipient: rfc822; x@y\nAction: failed\n\n")),
		text("line without spaces", times("x")),
		text("line of words", times("word ")),
		text("line breaks", times("\n")),
		text("short lines", times("x\n")),
		text("quote marks", times(">")),
		text("quotes", times("> x\n> x\n> x\n> x\n> x\n> x\n> x\nx\n")),
		text("attributions", times("On Monday somebody wrote:\n> x\n")),
		text("addresses of the web", each("http://a.example/%d ")),
		text("open brackets", times("<http://a\n")),
		text("emphasis", times("*a _b ")),
		text("tabs", times("\t")),
		text("combining marks", "e"+times("\u0301")),
		text("joiners", times("\U0001f469\u200d")),
		text("uuencoded", "begin 644 x\n"+times("M"+strings.Repeat("A", 60)+"\n")),
		text("beginnings of uuencoding", times("begin 644 x\n")),
		text("diff", "--- a/x\n+++ b/x\n"+times("+x\n")),
		{name: "bomb: flowed paragraph", template: "Content-Type: text/plain; format=flowed\n\n{text}\n" + times("word \n")},
	}
	return append(list, htmlBombs(html, times, each)...)
}

func htmlBombs(html func(name, s string) attempt, times, each func(string) string) []attempt {
	return []attempt{
		html("blocks in blocks", times("<div>")),
		html("open styles", times("<b><i><font>")),
		html("open styles and paragraphs", times("<b>")+times("<p>x")),
		html("open links", times("<a href=//x.example>x")),
		html("closing tags", times("</div></p></b>")),
		html("tables in tables", times("<table><tr><td>")),
		html("lists in lists", times("<ul><li>")),
		html("quotes in quotes", times("<blockquote>x")),
		html("text in tables", times("<table>x")),
		html("options", times("<select><option>x")),
		html("table", "<table border=1>"+times("<tr><td>1<td>2<td>three</tr>")+"</table>"),
		html("row", "<table border=1><tr>"+times("<td>1")+"</table>"),
		html("columns", "<table border=1>"+times("<tr><td colspan=1000000>1<td>2")+"</table>"),
		html("rows", "<table border=1>"+times("<tr><td rowspan=1000000 colspan=1000>1<td>2")+"</table>"),
		html("entities", times("&amp;&#x1b;&nGt;&#99999999999;")),
		html("beginnings of references", times("&")),
		html("attribute", "<p title=\""+times("x")+"\">x"),
		html("attributes", "<p "+each("a%d=x ")+">x"),
		html("style", "<p style=\""+times("color:red;")+"\">x"),
		html("rules", "<style>"+each(".c%d{color:red}")+"</style>"+times("<p class=c1>x")),
		html("selectors", "<style>"+times("a ")+"{color:red}"+times("div div ")+"{color:red}</style><p>x"),
		html("rules for all", "<style>"+times("* *{color:red}")+"</style>"+times("<p>x")),
		html("braces", "<style>"+times("{")+"</style>x"),
		html("comments", times("<!--x-->")+times("<!--")),
		html("small tags", times("<p>")),
		html("broken lines", times("<br>")),
		html("pictures", times("<img src=x alt=x>")),
		html("classes", "<style>.a{color:red}</style><p class=\""+times("a ")+"\">x"),
		html("plain text", "<plaintext>"+times("x ")),
		html("SVG", times("<svg><g>")),
	}
}

// nestedParts is a multipart in a multipart, and so on.
func nestedParts(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n", i, i)
	}
	return b.String() + "Content-Type: text/plain\n\nx\n"
}
