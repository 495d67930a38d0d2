package message

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gomail "github.com/emersion/go-message/mail"

	"github.com/mailtui/mailtui/mail"
)

func addressStrings(list []mail.Address) []string {
	var s []string
	for _, a := range list {
		s = append(s, a.String())
	}
	return s
}

// TestRawHeaderIsInTheCharsetOfItsBody: who writes a body in a charset and a field
// without encoding it writes both in the same one.
func TestRawHeaderIsInTheCharsetOfItsBody(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, charset, raw, want string }{
		{"Russian", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
		{"Greek", "ISO-8859-7", "\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1", "Καλημέρα"},
		{"Chinese", "gb2312", "\xd6\xd0\xce\xc4", "中文"},
		{"Japanese", "shift_jis", "\x93\xfa\x96\x7b", "日本"},
		{"folded", "koi8-r", "\xf0\xd2\r\n \xc9\xd7", "Пр ив"},
		{"UTF-8 all the same", "koi8-r", "Привет", "Привет"},
		{"with an encoded word", "koi8-r", "=?utf-8?q?=C3=A9?= \xf0", "é П"},
		{"another charset", "us-ascii", "caf\xe9", "café"},
		{"not in that one", "shift_jis", "caf\xe9", "café"},
		{"no charset", "", "caf\xe9", "café"},
		{"a charset nobody knows", "x-unknown", "caf\xe9", "café"},
		{"Japanese in seven bits", "", "\x1b$BF|K\\\x1b(B", "日本"},
		{"another field", "utf-16be", "\xe9\x00\x0aF\x00r", "é\ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := ParseHeader([]byte("Subject: " + tt.raw + "\r\nFrom: a@b\r\nContent-Type: text/plain; charset=" + tt.charset + "\r\n\r\n"))
			if h.Subject.String() != tt.want || len(h.From) != 1 {
				t.Errorf("got %q of %v, want %q", h.Subject, h.From, tt.want)
			}
		})
	}
}

func TestParseHeader(t *testing.T) {
	t.Parallel()
	h := ParseHeader([]byte("From: Grace Hopper <grace@navy.example>\r\n" +
		"Sender: <sec@navy.example>\r\n" +
		"reply-to: grace@home.example\r\n" +
		"To: ada@example.org,\r\n\t\"Babbage, Charles\" <cb@example.org>\r\n" +
		"CC: list@example.org\r\n" +
		"Subject: Compiler\r\n schedule\r\n" +
		"Date: Sun, 22 Nov 2026 14:05:00 +0100\r\n" +
		"Message-ID: <1@navy.example>\r\n" +
		"In-Reply-To: <0@example.org>\r\n" +
		"References: <a@example.org>\r\n <0@example.org>\r\n" +
		"List-Id: Compilers <compilers.example.org>\r\n" +
		"Content-Type: multipart/mixed; boundary=x\r\n\r\nFrom: not@a.header\r\n"))
	check := func(name string, got, want any) {
		t.Helper()
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	check("From", addressStrings(h.From), []string{"Grace Hopper <grace@navy.example>"})
	check("Sender", addressStrings(h.Sender), []string{"sec@navy.example"})
	check("ReplyTo", addressStrings(h.ReplyTo), []string{"grace@home.example"})
	check("To", addressStrings(h.To), []string{"ada@example.org", "Babbage, Charles <cb@example.org>"})
	check("Cc", addressStrings(h.Cc), []string{"list@example.org"})
	check("Subject", h.Subject.String(), "Compiler schedule")
	check("Date", h.Date.Format(time.RFC3339), "2026-11-22T14:05:00+01:00")
	check("MessageID", h.MessageID, "1@navy.example")
	check("InReplyTo", h.InReplyTo, []string{"0@example.org"})
	check("References", h.References, []string{"a@example.org", "0@example.org"})
	check("ListID", h.ListID.String(), "Compilers <compilers.example.org>")
	check("ContentType", h.ContentType, "multipart/mixed")
	if !h.HasAttachment {
		t.Error("multipart/mixed is taken for mail without attachment")
	}
}

// TestBrokenHeader: one line that is no field never costs the others.
func TestBrokenHeader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header string }{
		{"mbox line first", "From ada Thu Jan  1 00:00:00 1970\nSubject: found\nFrom: a@b.example\n"},
		{"quoted mbox line", ">From ada Thu Jan  1\r\nSubject: found\r\nFrom: a@b.example\r\n"},
		{"no colon", "From: a@b.example\r\nthis is no field\r\nSubject: found\r\n"},
		{"empty name", "From: a@b.example\r\n: value\r\nSubject: found\r\n"},
		{"8-bit name", "From: a@b.example\r\nB\xe9d: x\r\nSubject: found\r\n"},
		{"NUL in a name", "From: a@b.example\r\nX\x00Y: x\r\nSubject: found\r\n"},
		{"fold first", " folded\r\nFrom: a@b.example\r\nSubject: found\r\n"},
		{"space before the first field", " From: a@b.example\r\nSubject: found\r\n"},
		{"LF only", "From: a@b.example\nSubject: found\n"},
		{"CR CR LF", "From: a@b.example\r\r\nSubject: found\r\r\n"},
		{"space before the colon", "From : a@b.example\r\nSubject\t: found\r\n"},
		{"upper case", "FROM: a@b.example\r\nSUBJECT: found\r\n"},
		{"no line break at the end", "From: a@b.example\r\nSubject: found"},
		{"twice, the first counts", "From: a@b.example\r\nSubject: found\r\nSubject: other\r\n"},
		{"first one empty", "From: a@b.example\r\nSubject:\r\nSubject: found\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := ParseHeader([]byte(tt.header))
			if h.Subject.String() != "found" {
				t.Errorf("Subject = %q", h.Subject)
			}
			if len(h.From) != 1 || h.From[0].Addr.String() != "a@b.example" {
				t.Errorf("From = %v", h.From)
			}
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"none", "plain text", "plain text"},
		{"Q", "=?utf-8?Q?Gr=C3=B6=C3=9Fe?=", "Größe"},
		{"B", "=?UTF-8?B?R3LDtsOfZQ==?=", "Größe"},
		{"underscore", "=?utf-8?q?a_b?=", "a b"},
		{"among text", "Re: =?utf-8?q?caf=C3=A9?= ok", "Re: café ok"},
		{"neighbours", "=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
		{"neighbours of two charsets", "=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=", "éé"},
		{"split inside a character, Q", "=?utf-8?q?=E6=97?= =?utf-8?q?=A5?=", "日"},
		{"split inside a character, B", "=?utf-8?b?5pc=?= =?utf-8?b?pQ==?=", "日"},
		{"no padding", "=?utf-8?b?R3LDtsOfZQ?=", "Größe"},
		{"language", "=?utf-8*en?q?caf=C3=A9?=", "café"},
		{"unknown charset, UTF-8 inside", "=?x-none?q?caf=C3=A9?= and =?utf-8?q?=C3=A9?=", "café and é"},
		{"unknown charset, 8-bit inside", "=?x-none?q?caf=E9?=", "café"},
		{"Latin 1 is windows-1252", "=?iso-8859-1?q?=80_=93x=94?=", "€ “x”"},
		{"Japanese", "=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"},
		{"cp932", "=?cp932?b?k/qWew==?=", "日本"},
		{"Korean uhc", "=?uhc?b?x9GxuQ==?=", "한국"},
		{"Chinese", "=?gb2312?b?1tDOxA==?=", "中文"},
		{"Cyrillic", "=?koi8-r?b?8NLJ18XU?=", "Привет"},
		{"utf-7 refused", "=?utf-7?q?+ADw-script?=", "+ADw-script"},
		{"spaces inside", "=?utf-8?Q?a b c?=", "a b c"},
		{"not one", "=? what ?= and =?utf-8?x?a?=", "=? what ?= and =?utf-8?x?a?="},
		{"never closed", "=?utf-8?q?abc", "=?utf-8?q?abc"},
		{"raw UTF-8", "Grüße", "Grüße"},
		{"raw 8-bit", "Gr\xfc\xdfe", "Grüße"},
		{"bad escape", "=?utf-8?q?50=25 =zz?=", "50% =zz"},
		{"empty", "=?utf-8?q??=x", "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := decodeWords(tt.in); got != tt.want {
				t.Errorf("decodeWords(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []string
	}{
		{"bare", "ada@example.org", []string{"ada@example.org"}},
		{"name", "Ada <ada@example.org>", []string{"Ada <ada@example.org>"}},
		{"quoted name", `"Ada \"Countess\" L." <ada@example.org>`, []string{`Ada "Countess" L. <ada@example.org>`}},
		{"comment as name", "ada@example.org (Ada Lovelace)", []string{"Ada Lovelace <ada@example.org>"}},
		{"nested comment", "Ada (a (b) c) <ada@example.org>", []string{"Ada <ada@example.org>"}},
		{"list", "a@x.example, B <b@x.example>,c@x.example", []string{"a@x.example", "B <b@x.example>", "c@x.example"}},
		{"group", "Friends: a@x.example, b@x.example;", []string{"a@x.example", "b@x.example"}},
		{"empty group", "undisclosed-recipients:;", nil},
		{"comment behind a group", "Friends (some): a@x.example, b; (the end)", []string{"a@x.example", "b"}},
		{"comment alone", "(nobody)", []string{"nobody"}},
		{"semicolons", "a@x.example; b@x.example; c@x.example", []string{"a@x.example", "b@x.example", "c@x.example"}},
		{"comma in a name", "Lovelace, Ada <ada@example.org>", []string{"Lovelace, Ada <ada@example.org>"}},
		{"brackets in a name", "[List] Ada <ada@example.org>", []string{"[List] Ada <ada@example.org>"}},
		{"8-bit name", "J\xfcrgen <j@example.org>", []string{"Jürgen <j@example.org>"}},
		{"encoded name", "=?utf-8?q?J=C3=BCrgen?= <j@example.org>", []string{"Jürgen <j@example.org>"}},
		{"encoded name in quotes", `"=?utf-8?q?J=C3=BCrgen?=" <j@example.org>`, []string{"Jürgen <j@example.org>"}},
		{"raw comma in an encoded name", "=?utf-8?q?L, A?= <a@example.org>", []string{"L, A <a@example.org>"}},
		{"encoded text never makes an address", "=?utf-8?q?a=40evil.example=00?= <b@example.org>", []string{"a@evil.example\uFFFD <b@example.org>"}},
		{"an encoded address is a name", "=?utf-8?q?a=40b.example?=", []string{"a@b.example"}},
		{"route", "<@a.example,@b.example:ada@example.org>", []string{"ada@example.org"}},
		{"space in the local part", "<ada lovelace@example.org>", []string{"adalovelace@example.org"}},
		{"spaces around the at", "ada @ example . org", []string{"ada@example.org"}},
		{"name without brackets", "Ada Lovelace ada@example.org", []string{"Ada Lovelace <ada@example.org>"}},
		{"missing comma", "<a@x.example> <b@x.example>", []string{"a@x.example", "b@x.example"}},
		{"doubled brackets", "Ada <<ada@example.org>>", []string{"Ada <ada@example.org>"}},
		{"bracket never closed", "Ada <ada@example.org, b@x.example", []string{"Ada <ada@example.org>", "b@x.example"}},
		{"quote never closed", `"Ada <ada@example.org>`, []string{"Ada <ada@example.org>"}},
		{"comment never closed", "ada@example.org (Ada", []string{"Ada <ada@example.org>"}},
		{"quoted local part", `"a b"@example.org`, []string{`"a b"@example.org`}},
		{"only a name", "MAILER-DAEMON", []string{"MAILER-DAEMON"}},
		{"only commas", ",,,", nil},
		{"empty brackets", "Ada <>", []string{"Ada"}},
		{"control in a name", "Ada\x1b]0;x\a <ada@example.org>", []string{"Ada\uFFFD]0;x\uFFFD <ada@example.org>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := addressStrings(appendAddresses(nil, tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"RFC 5322", "Sun, 22 Nov 2026 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"no weekday, no seconds", "22 Nov 2026 14:05 -0330", "2026-11-22T14:05:00-03:30"},
		{"comment", "Sun, 22 Nov 2026 14:05:00 +0100 (CET)", "2026-11-22T14:05:00+01:00"},
		{"comment in the middle", "22 Nov 2026 (a (b)) 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"GMT", "Sun, 22 Nov 2026 14:05:00 GMT", "2026-11-22T14:05:00Z"},
		{"EST", "Sun, 22 Nov 2026 14:05:00 EST", "2026-11-22T14:05:00-05:00"},
		{"EST5EDT", "Sun, 22 Nov 2026 14:05:00 EST5EDT", "2026-11-22T14:05:00-05:00"},
		{"seven letters", "Sun, 22 Nov 2026 14:05:00 ABCDEDT", "2026-11-22T14:05:00Z"},
		{"PDT", "Sun, 22 Nov 2026 14:05:00 PDT", "2026-11-22T14:05:00-07:00"},
		{"no zone", "Sun, 22 Nov 2026 14:05:00", "2026-11-22T14:05:00Z"},
		{"ISO 8601", "2026-11-22T14:05:00+01:00", "2026-11-22T14:05:00+01:00"},
		{"ISO 8601 with a space", "2026-11-22 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"weekday in full", "Sunday, 22 November 2026 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"asctime", "Sun Nov 22 14:05:00 2026", "2026-11-22T14:05:00Z"},
		{"dots in the time", "Sun, 22 Nov 2026 14.05.00 +0100", "2026-11-22T14:05:00+01:00"},
		{"dashes", "22-Nov-2026 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"two digits", "22 Nov 96 14:05:00 +0100", "1996-11-22T14:05:00+01:00"},
		{"two digits of this century", "22 Nov 26 14:05:00 +0100", "2026-11-22T14:05:00+01:00"},
		{"three digits", "22 Nov 126 14:05:00 +0000", "2026-11-22T14:05:00Z"},
		{"three-digit zone", "22 Nov 2026 14:05:00 -600", "2026-11-22T14:05:00-06:00"},
		{"zone glued to the time", "22 Nov 2026 14:05+0100", "2026-11-22T14:05:00+01:00"},
		{"zone with a name", "22 Nov 2026 14:05:00 GMT+0100", "2026-11-22T14:05:00+01:00"},
		{"afternoon", "Nov 22, 2026 2:05 PM", "2026-11-22T14:05:00Z"},
		{"midnight", "Nov 22, 2026 12:05 AM", "2026-11-22T00:05:00Z"},
		{"nothing", "", ""},
		{"words", "the day before yesterday", ""},
		{"absurd zone", "22 Nov 2026 14:05:00 +9999", "2026-11-22T14:05:00Z"},
		{"no day", "Nov 2026", ""},
		{"hostile", "\x1b[2J 22 Nov", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if d := parseDate(tt.in); !d.IsZero() {
				got = d.Format(time.RFC3339)
			}
			if got != tt.want {
				t.Errorf("parseDate(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// idsOf reads a field with ids.
func idsOf(value string) []string {
	f := gomail.Header{}
	f.Set("X", value)
	return messageIDs(&f, "X")
}

func TestIDs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []string
	}{
		{"one", "<a@b>", []string{"a@b"}},
		{"several", "<a@b> <c@d>\t<e@f>", []string{"a@b", "c@d", "e@f"}},
		{"glued", "<a@b><c@d>", []string{"a@b", "c@d"}},
		{"phrase around", "Your message of Monday <a@b> (thanks)", []string{"a@b"}},
		{"no brackets", "a@b c@d", []string{"a@b", "c@d"}},
		{"never closed", "<a@b", []string{"a@b"}},
		{"folded inside", "<a@\tb>", []string{"a@\tb"}},
		{"empty", "<> < >", nil},
		{"none", "nothing", nil},
		{"too long", "<" + strings.Repeat("x", 2000) + "@b> <a@b>", []string{"a@b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := idsOf(tt.in); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := messageID(readFields([]byte("X: 102.105")), "X"); got != "102.105" {
		t.Errorf("an id without @ is %q", got)
	}
}

func TestReferencesAreTheNewest(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, "<%d@x> ", i)
	}
	ids := idsOf(b.String())
	if len(ids) != MaxReferences || ids[len(ids)-1] != "1999@x" {
		t.Errorf("%d ids, the last is %q", len(ids), ids[len(ids)-1])
	}
}

const benchHeader = "Date: Sun, 22 Nov 2026 14:05:00 +0100\r\n" +
	"From: =?utf-8?q?Gr=C3=A1ce_Hopper?= <grace@navy.example>\r\n" +
	"To: Ada Lovelace <ada@example.org>, Charles Babbage <cb@example.org>\r\n" +
	"Cc: compilers@lists.example.org\r\n" +
	"Subject: Re: [compilers] schedule of the A-0 compiler for next week\r\n" +
	"Message-ID: <4f3a9c0e-1b2d-4e5f-8a9b-0c1d2e3f4a5b@navy.example>\r\n" +
	"In-Reply-To: <20261121.120000.1234567890.ada@example.org>\r\n" +
	"References: <20261120.090000.1234567890.cb@example.org>\r\n" +
	" <20261121.120000.1234567890.ada@example.org>\r\n" +
	"List-Id: Compilers <compilers.lists.example.org>\r\n" +
	"List-Unsubscribe: <mailto:leave@lists.example.org>\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\n" +
	"Authentication-Results: mx.example.org; dkim=pass header.d=navy.example\r\n\r\n"

// maxHeaderAllocs is what reading a header may allocate: a first sync reads
// 100,000 of them. Nearly all of it is net/mail's and textproto's.
const maxHeaderAllocs = 150

func TestParseHeaderAllocations(t *testing.T) {
	header := []byte(benchHeader)
	if n := testing.AllocsPerRun(100, func() { ParseHeader(header) }); n > maxHeaderAllocs {
		t.Errorf("%v allocations, at most %d are allowed", n, maxHeaderAllocs)
	}
}

func BenchmarkParseHeader(b *testing.B) {
	header := []byte(benchHeader)
	b.SetBytes(int64(len(header)))
	b.ReportAllocs()
	for b.Loop() {
		ParseHeader(header)
	}
}
