package message

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

// TestLimits: at a limit everything is read, beyond it what is too much is left
// out, and the message says so where it tells what is cut.
func TestLimits(t *testing.T) {
	t.Parallel()
	repeat := strings.Repeat
	parts := func(m *Message) int { return len(m.Parts) }
	text := func(m *Message) int { return len(m.Bodies(Plain)[0].Text) }
	levels := func(of string) func(n int) string {
		return func(n int) string {
			raw := "\n"
			for i := range n {
				raw = strings.ReplaceAll(of, "#", fmt.Sprint(i)) + raw
			}
			return raw
		}
	}
	tests := []struct {
		name  string
		raw   func(n int) string
		count func(m *Message) int
		limit int
		more  int // what is counted is so much more than what is limited
		cut   bool
	}{
		{"levels", levels("Content-Type: multipart/mixed; boundary=b#\n\n--b#\n"), parts, 50, 1, true},
		{"messages in messages", levels("Content-Type: message/rfc822\n\n"), parts, 50, 1, true},
		{"parts", func(n int) string {
			return "Content-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\n\nx\n", n-1)
		}, parts, 1000, 0, true},
		{"bytes of a header", func(n int) string { return "Subject: " + repeat("x", n-10) + "\n\n" }, func(m *Message) int {
			return len(m.header)
		}, 1 << 20, 0, true},
		{"fields", func(n int) string { return repeat("X: y\n", n) }, func(m *Message) int { return len(m.Fields()) }, 2000, 0, false},
		{"encoded words", func(n int) string {
			return "Subject: " + repeat("=?x?q?a?=", 1+n) + "\n"
		}, func(m *Message) int {
			before, _, _ := strings.Cut(m.Header.Subject.String(), "=?")
			return len(before)
		}, 2000, 0, false},
		{"addresses", func(n int) string { return "To: " + repeat("a@b,", n) + "\n" }, func(m *Message) int {
			return len(m.Header.To)
		}, 5000, 0, false},
		{"addresses of several fields", func(n int) string { return repeat("Cc: "+repeat("a@b,", 100)+"\n", (n+99)/100) }, func(m *Message) int {
			return len(m.Header.Cc)
		}, 5000, 0, false},
		{"references", func(n int) string { return "References: " + repeat("<a@b> ", n) + "\n" }, func(m *Message) int {
			return len(m.Header.References)
		}, 500, 0, false},
		{"plain text", func(n int) string { return "\n" + repeat("x", n) }, text, 1 << 20, 0, true},
		{"HTML", func(n int) string { return "Content-Type: text/html\n\n" + repeat("x", n) }, text, 2 << 20, 0, true},
		{"an invitation", func(n int) string { return "Content-Type: text/calendar\n\n" + repeat("x", n) }, func(m *Message) int {
			b, _ := m.Text("1")
			return len(b)
		}, 256 << 10, 0, true},
		{"a report", func(n int) string { return "Content-Type: message/delivery-status\n\n" + repeat("x", n) }, func(m *Message) int {
			b, _ := m.Text("1")
			return len(b)
		}, 64 << 10, 0, true},
		{"files in a text", func(n int) string { return "\n" + repeat("begin 644 x\n#4$%!\nend\n", n) }, func(m *Message) int {
			return len(m.Attachments())
		}, 1000, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			full := parse(t, []byte(tt.raw(tt.limit)))
			if got := tt.count(full); got != tt.limit+tt.more || full.Cut {
				t.Errorf("at the limit: %d, cut %v, want %d", got, full.Cut, tt.limit+tt.more)
			}
			over := parse(t, []byte(tt.raw(tt.limit+1)))
			if got := tt.count(over); got > tt.limit+tt.more || over.Cut != tt.cut {
				t.Errorf("beyond it: %d, cut %v, want %d", got, over.Cut, tt.limit+tt.more)
			}
		})
	}
}

// TestCharsetsHideNothing: whatever is said of a text, what is shown of it has no
// control in it, and UTF-7 and what is like it stays as it is written.
func TestCharsetsHideNothing(t *testing.T) {
	t.Parallel()
	const escape = "\x1b[2J\x1b]0;x\x07\x9b2J"
	tests := []struct{ charset, in, want string }{
		{"utf-7", "+ABs-[2J +ADw-b+AD4-", "+ABs-[2J +ADw-b+AD4-"},
		{"utf-7-imap", "&ABs-", "&ABs-"},
		{"iso-2022-kr", "\x1b$)C\x0e\x1b[2J\x0fx", "\uFFFD$)C\uFFFD\uFFFD[2J\uFFFDx"},
		{"iso-2022-jp", "\x1b$B$\"\x1b(B" + "\x1b[2J", "あ\uFFFD[2J"},
		{"hz-gb-2312", "~{VPND~}\x1b[2J", "中文\uFFFD[2J"},
		{"utf-16le", "a\x00\x1b\x00[\x00\x9b\x00", "a\uFFFD[\uFFFD"},
		{"utf-16", "\xfe\xff\x20\x2ea", "\uFFFD"},
		{"ibm037", "\x27", "\uFFFD"},
		{"iso-8859-1", "\x9b2J", "›2J"},
		{"x-user-defined", "\x1b", "\uFFFD"},
		{"nobody knows", "\x1b\x80", "\uFFFD€"},
	}
	for _, tt := range tests {
		t.Run(tt.charset, func(t *testing.T) {
			t.Parallel()
			raw := "Content-Type: text/plain; charset=\"" + tt.charset + "\"\nContent-Transfer-Encoding: base64\n\n" +
				base64.StdEncoding.EncodeToString([]byte(tt.in))
			if got := mail.Block(parse(t, []byte(raw)).Bodies(Plain)[0].Text).String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			word := "=?" + strings.ReplaceAll(tt.charset, " ", "-") + "?b?" + base64.StdEncoding.EncodeToString([]byte(escape)) + "?="
			h := ParseHeader([]byte("Subject: " + word + "\nFrom: " + word + " <a@b>\n"))
			checkText(t, h.Subject.String())
			checkText(t, h.From[0].Name.String())
		})
	}
}
