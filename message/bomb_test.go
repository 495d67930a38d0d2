package message

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

// flood is a message that is written while it is read: a beginning, a pattern up
// to a size, an end.
type flood struct {
	begin, pattern string
	size           int64
	end            string
}

// repeat returns the pattern over and over.
type repeat struct {
	pattern string
	at      int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := copy(p, r.pattern[r.at:])
	r.at = (r.at + n) % len(r.pattern)
	for n+len(r.pattern) <= len(p) {
		n += copy(p[n:], r.pattern)
	}
	return n, nil
}

func (f flood) reader() io.Reader {
	return io.MultiReader(strings.NewReader(f.begin), io.LimitReader(&repeat{pattern: f.pattern}, f.size), strings.NewReader(f.end))
}

func (f flood) length() int64 { return int64(len(f.begin)) + f.size + int64(len(f.end)) }

const (
	kb = 1 << 10
	mb = 1 << 20

	inMixed = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
)

// times writes a pattern with a number in it, over and over.
func times(n int, pattern string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, strings.ReplaceAll(pattern, "#", "%[1]d"), i)
	}
	return b.String()
}

// base64Flood writes content in base64, of which a padding ends no more than a
// group.
func base64Flood(fields, begin, pattern string, size int64) flood {
	encode := base64.StdEncoding.EncodeToString
	return flood{
		begin:   fields + "\nContent-Transfer-Encoding: base64\n\n" + encode([]byte(begin)),
		pattern: encode([]byte(pattern)), size: size,
	}
}

// tnefHead begins a TNEF stream.
const tnefHead = "\x78\x9f\x3e\x22\x01\x00"

// lies is an attribute of an attachment whose data says that it is 4 GiB long.
func lies(id uint16, data string) string {
	b := []byte{tnefAttachment}
	b = binary.LittleEndian.AppendUint32(b, uint32(id))
	b = binary.LittleEndian.AppendUint32(b, 1<<32-1)
	return string(b) + data
}

// bombs are messages that are made to hurt. cut tells whether a limit is met.
var bombs = []struct {
	name string
	flood
	cut bool
}{
	{"100,000 levels", flood{begin: times(100000, "Content-Type: multipart/mixed; boundary=b#\n\n--b#\n")}, true},
	{"one boundary for all levels", flood{pattern: "Content-Type: multipart/mixed; boundary=b\n\n--b\n", size: 4 * mb}, true},
	{"messages in messages", flood{pattern: "Content-Type: message/rfc822\n\n", size: 4 * mb}, true},
	{"digests in digests", flood{begin: times(100000, "Content-Type: multipart/digest; boundary=b#\n\n--b#\n\n")}, true},
	{"200,000 parts", flood{begin: inMixed, pattern: "\nx\n--b\n", size: 200000 * 7}, true},
	{"parts without anything", flood{begin: inMixed, pattern: "--b\n", size: 4 * mb}, true},
	{"lines that begin like delimiters", flood{begin: times(49, "Content-Type: multipart/mixed; boundary="+strings.Repeat("-", 60)+"#\n\n--"+strings.Repeat("-", 60)+"#\n"), pattern: strings.Repeat("-", 62) + "\n", size: 16 * mb}, true},
	{"a boundary of 1 MiB", flood{begin: "Content-Type: multipart/mixed; boundary=" + strings.Repeat("b", mb-200) + "\n\n", pattern: "--b\n", size: 4 * mb}, true},
	{"64 MiB header, one field", flood{begin: "Subject: ", pattern: "x", size: 64 * mb}, true},
	{"64 MiB header, many fields", flood{pattern: "X: y\n", size: 64 * mb}, true},
	{"64 MiB header, folded", flood{begin: "Subject: x\n", pattern: " x\n", size: 64 * mb}, true},
	{"64 MiB header of a part", flood{begin: inMixed + "Content-Type: image/png\n", pattern: "X: y\n", size: 64 * mb}, true},
	{"64 MiB header of a message in it", flood{begin: inMixed + "Content-Type: message/rfc822\n\n", pattern: "Subject: x\n", size: 64 * mb}, true},
	{"an endless line", flood{begin: "\n", pattern: "x", size: 16 * mb}, true},
	{"16 MiB of text", flood{begin: "\n", pattern: "text\n", size: 16 * mb}, true},
	{"16 MiB of empty lines", flood{begin: "\n", pattern: "\n", size: 16 * mb}, true},
	{"16 MiB of HTML", flood{begin: "Content-Type: text/html\n\n", pattern: "<b>", size: 16 * mb}, true},
	{"many texts", flood{begin: inMixed, pattern: "\n" + strings.Repeat("text ", 5000) + "\n--b\n", size: 16 * mb}, true},
	{"many forms", flood{begin: "Content-Type: multipart/alternative; boundary=b\n\n--b\n", pattern: "\n \n--b\nContent-Type: text/html\n\n<p>\n--b\n", size: 4 * mb}, true},
	{"many other forms", flood{begin: "Content-Type: multipart/alternative; boundary=b\n\n--b\n", pattern: "Content-Type: text/x\n\nx\n--b\n", size: 4 * mb}, true},
	{"16 MiB attachment of short lines", flood{begin: "Content-Type: application/zip\n\n", pattern: "x\n", size: 16 * mb}, false},
	{"a preamble", flood{begin: "Content-Type: multipart/mixed; boundary=b\n\n", pattern: "text\n", size: 16 * mb}, false},
	{"base64 that is none", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n", pattern: "!\"§$%&\n", size: 16 * mb}, false},
	{"base64 of paddings", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n", pattern: "A=", size: 16 * mb}, false},
	{"base64 text without end", flood{begin: "Content-Transfer-Encoding: base64\n\n", pattern: "QUJD", size: 16 * mb}, true},
	{"quoted-printable without end", flood{begin: "Content-Transfer-Encoding: quoted-printable\n\n", pattern: "=", size: 16 * mb}, true},
	{"quoted-printable of soft breaks", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: quoted-printable\n\n", pattern: "=\n", size: 16 * mb}, false},
	{"quoted-printable of controls", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: quoted-printable\n\n", pattern: "\x00", size: 16 * mb}, false},
	{"quoted-printable of spaces", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: quoted-printable\n\n", pattern: " ", size: 16 * mb}, false},
	{"10,000 pieces of a parameter", flood{begin: "Content-Type: image/png" + times(10000, "; name*#*=%%41") + "\n\n"}, false},
	{"100,000 parameters", flood{begin: "Content-Type: image/png", pattern: "; a=b", size: 500 * kb, end: "\n\n"}, false},
	{"a file name of 1 MiB", flood{begin: "Content-Type: image/png\nContent-Disposition: attachment; filename=\"", pattern: "../x", size: mb - 200, end: "\"\n\n"}, false},
	{"100,000 encoded words", flood{begin: "Subject: ", pattern: "=?utf-8?q?a?= ", size: mb, end: "\n\n"}, true},
	{"encoded words that do not end", flood{begin: "Subject: ", pattern: "=?utf-8?q?", size: mb - 20, end: "\n\n"}, false},
	{"encoded words in addresses", flood{begin: "To: ", pattern: "=?utf-8?q?", size: mb - 20, end: "\n\n"}, false},
	{"encoded words of all charsets", flood{begin: "Subject: ", pattern: "=?iso-2022-jp?b?GyRC?= =?gb18030?b?gQ==?= =?utf-16?q?=00?= ", size: mb - 20, end: "\n\n"}, false},
	{"semicolons", flood{begin: "From: ", pattern: ";", size: mb - 20, end: "\n\n"}, false},
	{"commas", flood{begin: "To: ", pattern: "a@b,", size: mb - 20, end: "\n\n"}, false},
	{"groups", flood{begin: "Cc: ", pattern: "a:", size: mb - 20, end: "\n\n"}, false},
	{"quotes", flood{begin: "To: ", pattern: `"\"`, size: mb - 20, end: "\n\n"}, false},
	{"angle brackets", flood{begin: "To: ", pattern: "<", size: mb - 20, end: "\n\n"}, false},
	{"comments", flood{begin: "To: ", pattern: "(", size: mb - 20, end: "\n\n"}, false},
	{"comments in many fields", flood{begin: strings.Repeat("To: a@b "+strings.Repeat("(", 60*kb)+"\n", 17)}, false},
	{"words in many fields", flood{begin: strings.Repeat("To: "+strings.Repeat("=?utf-8?q?", 6*kb)+"\n", 17)}, false},
	{"quotes in many fields", flood{begin: strings.Repeat("To: "+strings.Repeat(`"\"`, 20*kb)+"\n", 17)}, false},
	{"comments in ids", flood{begin: "References: ", pattern: "(", size: 60 * kb, end: "\n\n"}, false},
	{"ids", flood{begin: "References: ", pattern: "<a@b>", size: mb - 20, end: "\n\n"}, false},
	{"a date of numbers", flood{begin: "Date: ", pattern: "1 ", size: mb - 20, end: "\n\n"}, false},
	{"uuencode: begin without end", flood{begin: "\n", pattern: "begin 644 x\n", size: 16 * mb}, true},
	{"uuencode: a million files", flood{begin: "\n", pattern: "begin 644 x\n!  \nend\n", size: 16 * mb}, true},
	{"uuencode: 16 MiB", flood{begin: "\nbegin 644 x\n", pattern: "M" + strings.Repeat("!", 60) + "\n", size: 16 * mb}, false},
	{"uuencode: empty lines", flood{begin: "\nbegin 644 x\n!  \n", pattern: "\n", size: 16 * mb}, true},
	{"uuencode as an encoding", flood{begin: "Content-Type: image/png\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n", pattern: "M\n", size: 16 * mb}, false},
	{"TNEF: data that lies", base64Flood("Content-Type: application/ms-tnef", tnefHead, lies(attAttachData, ""), 16*mb), false},
	{"TNEF: properties that lie", base64Flood("Content-Type: application/ms-tnef", tnefHead+lies(attAttachment, "\xff\xff\xff\xff\x00\x10\x01\x37\xff\xff\xff\xff__"), "\x00", 16*mb), false},
	{"TNEF: names that lie", base64Flood("Content-Type: application/ms-tnef", tnefHead+lies(attAttachTitle, ""), "name", 16*mb), false},
	{"TNEF: a million files", base64Flood("Content-Type: application/ms-tnef", tnefHead, "\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00", 16*mb), true},
	{"old office files without end", flood{begin: inMixed, pattern: "Content-Type: application/msword\n\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\xff\x00\x01\x02", 800) + "\n--b\n", size: 4 * mb}, true},
	{"invitations", flood{begin: inMixed, pattern: "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + strings.Repeat("X:y\n", 60*kb) + "\n--b\n", size: 16 * mb}, true},
	{"a report without end", flood{begin: "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n", pattern: "Status: 5.1.1\n\n", size: 16 * mb}, true},
	{"an UTF-16 text", base64Flood("Content-Type: text/plain; charset=utf-16", "\xfe\xffa", "\xd8\x00", 16*mb), true},
	{"escapes of a charset", flood{begin: "Content-Type: text/plain; charset=iso-2022-jp\n\n", pattern: "\x1b$B\x1b(B", size: 16 * mb}, true},
	{"text to guess", flood{begin: "Content-Type: text/plain; charset=x\n\n", pattern: "\xff\xfe\x80 ", size: 16 * mb}, true},
}

// defuse does with a message all that is done with one that is opened.
func defuse(tb testing.TB, r io.Reader) *Message {
	tb.Helper()
	m, err := Parse(r)
	if err != nil {
		tb.Fatal(err)
	}
	for _, a := range m.Attachments() {
		if n := len(a.Name.String()); n == 0 || n > 255 {
			tb.Fatalf("a name of %d bytes", n)
		}
	}
	for _, form := range []Form{Plain, HTML} {
		for _, b := range m.Bodies(form) {
			if len(b.Text) > m.maxText(b.Part) {
				tb.Errorf("%d bytes of text", len(b.Text))
			}
			Snippet(b.Text)
		}
	}
	m.Fields()
	m.Warnings(nil, publicsuffix.List)
	m.Security()
	m.Report()
	m.Calendar()
	m.Unsubscribe()
	m.AuthResults(nil, publicsuffix.List)
	m.HasHTML()
	return m
}

// What a message may take: so much memory while it is read, whatever its size,
// and so many bytes allocated, garbage included, for each of its own.
const (
	maxBombHeld  = 40 * mb
	maxBombWaste = 128 * mb
	maxBombRatio = 8
)

// TestBombs: what a message that is made to hurt takes is bounded. It measures
// the whole process, so nothing runs beside it.
func TestBombs(t *testing.T) {
	for _, tt := range bombs {
		t.Run(tt.name, func(t *testing.T) {
			var before, after, held runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			m := defuse(t, tt.reader())
			runtime.ReadMemStats(&after)
			runtime.GC()
			runtime.ReadMemStats(&held)
			wasted, kept := int64(after.TotalAlloc-before.TotalAlloc), int64(held.HeapAlloc)-int64(before.HeapAlloc)
			if os.Getenv("MAILTUI_BOMBS") != "" {
				t.Logf("%d MiB: allocated %d MiB, held %d KiB", tt.length()/mb, wasted/mb, kept/kb)
			}
			if wasted > maxBombWaste+maxBombRatio*tt.length() {
				t.Errorf("%d MiB were allocated for %d MiB", wasted/mb, tt.length()/mb)
			}
			if kept > maxBombHeld {
				t.Errorf("%d MiB are held", kept/mb)
			}
			if len(m.Parts) > MaxParts || len(m.Attachments()) > 2*MaxParts {
				t.Errorf("%d parts, %d attachments", len(m.Parts), len(m.Attachments()))
			}
			if m.Cut != tt.cut {
				t.Errorf("Cut = %v", m.Cut)
			}
		})
	}
}

// TestExtractBombs: extracting takes no more memory than reading.
func TestExtractBombs(t *testing.T) {
	for _, tt := range bombs {
		t.Run(tt.name, func(t *testing.T) {
			f := tt.flood
			f.size = min(f.size, 4*mb)
			for _, number := range []string{"1", "1#1", "1#1001", "7"} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				_ = extractOne(f.reader(), number, io.Discard)
				runtime.ReadMemStats(&after)
				if wasted := int64(after.TotalAlloc - before.TotalAlloc); wasted > 16*mb+maxBombRatio*f.length() {
					t.Errorf("part %s: %d MiB were allocated for %d MiB", number, wasted/mb, f.length()/mb)
				}
			}
		})
	}
}
