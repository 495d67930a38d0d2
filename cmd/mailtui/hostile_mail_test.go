package main

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// hostileMail is a message that tries something.
type hostileMail struct {
	name  string   // of the trick, and of the place where it is
	raw   string   // the whole message
	shown []string // on the screen when it is open, all the same
	field []string // on the screen when all its header fields are
	trick string   // with the word behind it
}

// hostileMails returns one message for each trick in each place, and those that
// are a trick as a whole. What they want to have loaded is at trap.
func hostileMails(trap string) []hostileMail {
	var all []hostileMail
	put := func(name, template string, shown ...string) {
		n := len(all)
		all = append(all, hostileMail{name: name, raw: letterOf(n, template, trap), shown: append(shown, inText(n))})
	}
	for i, p := range places {
		list := tricks()
		if i >= everywhere {
			list = telling
		}
		for _, t := range list {
			n := len(all)
			put(t.name+" in "+p.name, p.template(before(n)+t.text+after(n)))
			around := []string{before(n), after(n)}
			if !p.unseen {
				all[n].shown = append(all[n].shown, around...)
			}
			if p.field {
				all[n].field = around
			}
			all[n].trick = t.text + after(n)
		}
	}
	for _, list := range [][]attempt{liars, files, remoteParts, badLinks, charsets, requests, bombs(smallBomb)} {
		for _, a := range list {
			put(a.name, a.template, a.shown...)
		}
	}
	return all
}

// smallBomb is the size of a bomb that is opened on a screen among all others.
const smallBomb = 100_000

// before and after are the harmless words around the trick of a message, inText
// is one in its text, and beside every {text} of a template.
func before(n int) string { return fmt.Sprintf("ax%dx", n) }
func after(n int) string  { return fmt.Sprintf("y%dby", n) }
func inText(n int) string { return fmt.Sprintf("text%dt", n) }

// letterOf makes a message of a template: header fields that are missing are
// added.
func letterOf(n int, template, trap string) string {
	head, body, _ := strings.Cut(template, "\n\n")
	for name, value := range map[string]string{
		"From": "Mallory <m@hostile.example>", "To": "Ada <ada@home.example>", "Subject": "Number {n}",
		"Date": "Sun, 22 Nov 2026 13:58:00 +0100", "Message-ID": "<{n}@hostile.example>", "MIME-Version": "1.0",
	} {
		if !strings.Contains("\n"+head, "\n"+name+":") {
			head = name + ": " + value + "\n" + head
		}
	}
	head = "X-Number: field{n}f\n" + strings.TrimRight(head, "\n")
	return strings.NewReplacer(
		"{n}", fmt.Sprint(n), "{text}", inText(n), "{trap}", trap, "{bare}", strings.TrimPrefix(trap, "http:"),
	).Replace(head + "\n\n" + body)
}

// place is where a trick can be.
type place struct {
	name     string
	template func(around string) string // of a message with the words and the trick there
	unseen   bool                       // the words are not on the screen when it is open
	field    bool                       // they are when all header fields are
}

// everywhere is how many places every trick is put in; in the others are those
// that tell most.
const everywhere = 3

// telling are the tricks that show whether a place is guarded at all.
var telling = []trick{
	{"OSC 0, title", "\x1b]0;owned\a"},
	{"C1 OSC", "\u009d0;owned\u009c"},
	{"right-to-left override", "\u202efdp.exe"},
}

const textType = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"

// plainText is the end of a template whose text is only words.
const plainText = textType + "\nHello, {text} is here.\n"

var places = []place{
	{name: "the subject", template: func(s string) string { return "Subject: " + s + "\n" + plainText }},
	{name: "plain text", template: func(s string) string { return textType + "\n{text} " + s + "\n" }},
	{name: "HTML", template: func(s string) string { return inHTML(s) }},

	{name: "the sender's name", template: func(s string) string {
		return "From: \"" + s + "\" <m@hostile.example>\n" + plainText
	}},
	{name: "an encoded subject", template: func(s string) string { return "Subject: " + wordQ(s) + "\n" + plainText }},
	{name: "a subject split at each byte", template: func(s string) string {
		words := make([]string, 0, len(s))
		for _, c := range []byte(s) {
			words = append(words, wordB(string(c)))
		}
		return "Subject: " + strings.Join(words, "\n ") + "\n" + plainText
	}},
	{name: "an encoded name", template: func(s string) string {
		return "From: " + wordQ(s) + " <m@hostile.example>\n" + plainText
	}},
	{name: "an address", template: func(s string) string { return "From: <" + s + "@hostile.example>\n" + plainText }, unseen: true, field: true},
	{name: "the comment of an address", template: func(s string) string {
		return "From: m@hostile.example (" + s + ")\n" + plainText
	}, unseen: true, field: true},
	{name: "To", template: func(s string) string { return "To: \"" + s + "\" <ada@home.example>\n" + plainText }},
	{name: "Cc", template: func(s string) string { return "Cc: " + wordB(s) + " <ada@home.example>\n" + plainText }},
	{name: "Reply-To", template: func(s string) string {
		return "Reply-To: \"" + s + "\" <r@hostile.example>\n" + plainText
	}, unseen: true, field: true},
	{name: "Date", template: func(s string) string { return "Date: " + s + "\n" + plainText }, unseen: true, field: true},
	{name: "Message-ID", template: func(s string) string { return "Message-ID: <" + s + "@x>\n" + plainText }, unseen: true, field: true},
	{name: "the name of a field", template: func(s string) string { return "X-" + s + ": x\n" + plainText }, unseen: true},
	{name: "List-Unsubscribe", template: func(s string) string {
		return "List-Unsubscribe: <https://hostile.example/" + s + ">, <mailto:" + s + "@hostile.example>\n" +
			"List-Unsubscribe-Post: List-Unsubscribe=One-Click\nList-Id: " + s + " <l.hostile.example>\n" + plainText
	}, unseen: true, field: true},
	{name: "Authentication-Results", template: func(s string) string {
		return "Authentication-Results: " + s + "; dkim=pass reason=\"" + s + "\"\n" + plainText
	}, unseen: true, field: true},
	{name: "the name of a charset", template: func(s string) string {
		return "Content-Type: text/plain; charset=\"" + s + "\"\n\nHello, {text} is here.\n"
	}, unseen: true},
	{name: "quoted-printable text", template: func(s string) string {
		return "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{text} " + quoted(s, "=") + "\n"
	}},
	{name: "quoted-printable text with soft breaks", template: func(s string) string {
		return "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{text} " +
			strings.ReplaceAll(quoted(s, "="), "=", "=\n=") + "\n"
	}},
	{name: "base64 text", template: func(s string) string {
		return multipart("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
			lines(base64.StdEncoding.EncodeToString([]byte(s+"\n")), 7) + "\n")
	}},
	{name: "flowed text", template: func(s string) string {
		return "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n{text} \n" + s + "\n"
	}},
	{name: "quoted text", template: func(s string) string { return textType + "\n{text}\n> " + s + "\n" }},
	{name: "a link in text", template: func(s string) string {
		return textType + "\n{text} https://hostile.example/" + s + "\n"
	}},
	{name: "a diff", template: func(s string) string { return textType + "\n{text}\n\n--- a/x\n+++ b/x\n+" + s + "\n" }},
	{name: "references in HTML", template: func(s string) string { return inHTML(references(s)) }},
	{name: "preformatted HTML", template: func(s string) string { return inHTML("<pre>" + s + "</pre>") }},
	{name: "a heading", template: func(s string) string { return inHTML("<h1>" + references(s) + "</h1>") }},
	{name: "the words for a picture", template: func(s string) string { return inHTML("<img src=cid:x alt='" + references(s) + "'>") }},
	{name: "the target of a link", template: func(s string) string {
		return inHTML("<a href=\"https://hostile.example/" + references(s) + "\">here</a>")
	}, unseen: true},
	{name: "the host of a link", template: func(s string) string {
		return inHTML("<a href='https://" + references(s) + ".hostile.example/'>here</a>")
	}, unseen: true},
	{name: "a link to mail", template: func(s string) string {
		return inHTML("<a href='mailto:m@hostile.example?subject=" + references(s) + "'>here</a>")
	}, unseen: true},
	{name: "a table", template: func(s string) string {
		return inHTML("<table border=1><tr><th>a<th>b<tr><td>1<td>" + references(s) + "</table>")
	}},
	{name: "a button", template: func(s string) string {
		return inHTML("<a style='background:#00f' href=https://hostile.example>" + references(s) + "</a>")
	}},
	{name: "hidden text before all", template: func(s string) string {
		return "Content-Type: text/html; charset=utf-8\n\n<div style='display:none'>" + references(s) + "</div><p>{text}</p>"
	}, unseen: true},
	{name: "a style", template: func(s string) string { return inHTML("<p style='color:" + references(s) + "'>x") }, unseen: true},
	{name: "the name of a file", template: func(s string) string { return withFile(`filename="` + s + `.txt"`) }},
	{name: "the name of a file by RFC 2231", template: func(s string) string { return withFile("filename*=utf-8''" + quoted(s, "%") + ".txt") }},
	{name: "the continued name of a file", template: func(s string) string {
		half := quoted(s, "%")
		at := strings.IndexByte(half, '%') + 3
		return withFile("filename*0*=utf-8''" + half[:at] + "; filename*1*=" + half[at:] + ".txt")
	}},
	{name: "the encoded name of a file", template: func(s string) string { return withFile(`filename="` + wordB(s+".txt") + `"`) }},
	{name: "the type of a file", template: func(s string) string {
		return multipart("Content-Type: application/x-" + s + "\nContent-Disposition: attachment; filename=x\n\nx\n")
	}, unseen: true},
	{name: "an encoding", template: func(s string) string {
		return "Content-Transfer-Encoding: " + s + "\n\nHello, {text} is here.\n"
	}, unseen: true},
	{name: "a boundary", template: func(s string) string {
		return "Content-Type: multipart/mixed; boundary=\"" + s + "\"\n\n--" + s + "\n\n{text}\n--" + s + "--\n"
	}, unseen: true},
	{name: "an embedded message", template: func(s string) string {
		return multipart("Content-Type: message/rfc822\n\nFrom: " + s + " <a@b.example>\nSubject: " + s + "\n\n" + s + "\n")
	}, unseen: true},
	{name: "an invitation", template: func(s string) string {
		return multipart("Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n" +
			"BEGIN:VEVENT\nUID:" + s + "\nSUMMARY:" + s + "\nLOCATION:" + s + "\nORGANIZER;CN=\"" + s + "\":mailto:m@hostile.example\n" +
			"DTSTART:20261201T100000Z\nEND:VEVENT\nEND:VCALENDAR\n")
	}, unseen: true},
	{name: "a bounce", template: func(s string) string {
		return "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n{text}\n--b\n" +
			"Content-Type: message/delivery-status\n\nReporting-MTA: dns; " + s + "\n\nFinal-Recipient: rfc822; " + s + "@x.example\n" +
			"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 " + s + "\n--b--\n"
	}, unseen: true},
}

func inHTML(s string) string {
	return "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>{text}</p><div>" + s + "</div>\n"
}

// withFile is a template with a file of that name beside its text.
func withFile(name string) string {
	return multipart("Content-Type: application/octet-stream\nContent-Disposition: attachment; " + name + "\n\nx\n")
}

// multipart is a template with a part beside its text.
func multipart(part string) string {
	return "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + textType + "\n{text}\n--b\n" + part + "--b--\n"
}

func wordB(s string) string {
	return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
}

func wordQ(s string) string { return "=?utf-8?q?" + quoted(s, "=") + "?=" }

// quoted writes what is no letter or digit as a mark and two hexadecimal digits.
func quoted(s, mark string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%s%02X", mark, c)
		}
	}
	return b.String()
}

// references writes what is no ASCII character to be seen as character
// references of HTML.
func references(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > ' ' && r < 0x7f {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "&#x%x;", r)
		}
	}
	return b.String()
}

// lines breaks a text after every n bytes.
func lines(s string, n int) string {
	var b strings.Builder
	for ; len(s) > n; s = s[n:] {
		b.WriteString(s[:n] + "\n")
	}
	return b.String() + s
}
