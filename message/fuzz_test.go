package message

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode"
	"unicode/utf8"
)

// checkText fails when text that is shown holds anything but text.
func checkText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r <= 0x9f || unicode.Is(unicode.Bidi_Control, r) {
			t.Fatalf("%U in %q", r, s)
		}
	}
}

func FuzzHeaderDecode(f *testing.F) {
	for _, seed := range []string{
		benchHeader, "Subject: =?utf-8?q?=1b]0;x=07?=", "Subject: a\x9b2J\u009b", "From: =?utf-8?b?4oCu?= <a@b>",
		"Subject: =?utf-8?q?=E6=97?= =?utf-8?q?=A5?=", "Subject: =?x?b?gA?=", "List-Id: \x00", " Subject: x\n y",
		"Subject: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "Message-ID: <a@b\x1b>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h := ParseHeader(b)
		checkText(t, h.Subject.String())
		checkText(t, h.ListID.String())
		for _, a := range h.From {
			checkText(t, a.String())
		}
		if len(h.References) > MaxReferences {
			t.Fatalf("%d references", len(h.References))
		}
		if s := decodeWords(string(b)); !utf8.ValidString(s) {
			t.Fatalf("%q is not UTF-8", s)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{
		"Sun, 22 Nov 2026 14:05:00 +0100", "22 Nov 26 14:05 PM EST", "2026-11-22T14:05:00Z", "Sun Nov 22 14:05:00 2026",
		"1 Jan 0000 24:60:60 -2359", "31 Feb 99999", "((((", "1 2 3 4 5 6",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := parseDate(s)
		if d.IsZero() {
			return
		}
		text := d.Format(time.RFC3339)
		again, err := time.Parse(time.RFC3339, text)
		if err != nil || again.Unix() != d.Unix() && d.Second() == again.Second() {
			t.Fatalf("%q became %s: %v", s, text, err)
		}
	})
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		mixed, "Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--", "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nx",
		"Content-Type: multipart/digest; boundary=b\n\n--b\n\n--b\n\nSubject: x\n\ny", "\n\nx", "Content-Type: multipart/x\n\n--\n--x\n--x--",
		"Content-Type: text/html; charset=utf-16\nContent-Transfer-Encoding: base64\n\nPABwAD4=", "From x\nA: b\n\n",
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte("\nHi\n" + uuencode("a.png", png) + "Ada\n"))
	f.Add(attach("Content-Type: application/ms-tnef", newTNEF().file("A.PDF", pdf).String()))
	f.Add(attach("Content-Type: message/rfc822", mixed))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := parse(t, raw)
		if len(m.Parts) > MaxParts {
			t.Fatalf("%d parts", len(m.Parts))
		}
		size := int64(0)
		for _, p := range m.Parts {
			if p.Number != "" && !isContainer(p) && p.Type != "message/rfc822" {
				size += p.Size
			}
			checkText(t, p.FileName.String())
			var b bytes.Buffer
			if err := extractOne(bytes.NewReader(raw), p.Number, &b); err != nil && p.Number != "" {
				t.Fatalf("part %q: %v", p.Number, err)
			}
			if b.Len() > len(raw) {
				t.Fatalf("part %q has %d bytes of %d", p.Number, b.Len(), len(raw))
			}
		}
		if size > int64(len(raw)) {
			t.Fatalf("parts of %d bytes in a message of %d", size, len(raw))
		}
		for _, b := range m.Bodies(Plain) {
			if !utf8.ValidString(b.Text) {
				t.Fatalf("%q is not UTF-8", b.Text)
			}
			checkText(t, Snippet(b.Text).String())
		}
		for _, field := range m.Fields() {
			checkText(t, field.Name.String())
			checkText(t, field.Value.String())
		}
		for _, a := range m.Attachments() {
			checkText(t, a.Name.String())
			if !reName.MatchString(a.Name.String()) || !a.Here {
				t.Fatalf("attachment %+v", a)
			}
			var b bytes.Buffer
			if err := extractOne(bytes.NewReader(raw), a.Part.Number, &b); err != nil || int64(b.Len()) != a.Size {
				t.Fatalf("attachment %s: %v, %d bytes, not %d", a.Part.Number, err, b.Len(), a.Size)
			}
		}
		slowly, err := Parse(iotest.OneByteReader(bytes.NewReader(raw)))
		if got, want := fmt.Sprint(slowly), fmt.Sprint(m); err != nil || got != want {
			t.Fatalf("one byte at a time: %v, %s, want %s", err, got, want)
		}
		_ = extractOne(io.MultiReader(strings.NewReader("X: y\n"), bytes.NewReader(raw)), "1", io.Discard)
	})
}
