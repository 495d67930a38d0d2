package message

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

func draft() Draft {
	return Draft{
		From: mail.Address{Name: mail.Line("Ada Lovelace, née Byron"), Addr: mail.Line("ada@x.example")},
		To:   []mail.Address{{Name: mail.Line(`Grace "G" Hopper`), Addr: mail.Line("grace@navy.example")}},
		Cc:   []mail.Address{{Addr: mail.Line("bøb@y.example")}}, Subject: "Zusage: Mühle " + strings.Repeat("lang ", 30),
		Date: time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("", 3600)), MessageID: "abc@x.example",
		InReplyTo: []string{"1@navy.example"}, Text: "Grüße,\n.\nFrom Ada\r\n" + strings.Repeat("long ", 300),
	}
}

func TestCompose(t *testing.T) {
	t.Parallel()
	d := draft()
	raw, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, raw)
	h := m.Header
	if len(h.From) != 1 || h.From[0] != d.From || len(h.To) != 1 || h.To[0] != d.To[0] || len(h.Cc) != 1 || h.Cc[0] != d.Cc[0] ||
		h.Subject.String() != d.Subject || !h.Date.Equal(d.Date) || h.MessageID != d.MessageID ||
		len(h.InReplyTo) != 1 || h.InReplyTo[0] != "1@navy.example" || len(h.References) != 1 {
		t.Errorf("%s\nis read as %+v", raw, h)
	}
	text := strings.ReplaceAll(m.Bodies(Plain)[0].Text, "\r\n", "\n")
	if want := strings.ReplaceAll(d.Text, "\r\n", "\n"); text != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
	checkLines(t, raw)
}

// checkLines fails when a message is not one that every server takes.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	if bytes.Count(raw, []byte("\n")) != bytes.Count(raw, []byte("\r\n")) || bytes.Count(raw, []byte("\r")) != bytes.Count(raw, []byte("\n")) {
		t.Errorf("a line break is not CRLF: %q", raw)
	}
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestComposeCalendar(t *testing.T) {
	t.Parallel()
	d := draft()
	d.Calendar, d.Method = []byte("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nSUMMARY:Mühle\r\nEND:VCALENDAR\r\n"), "REPLY"
	raw, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, raw)
	if got := strings.Join(strings.Fields(outline(m)), " "); got !=
		"multipart/alternative 1 text/plain 2 text/calendar" {
		t.Errorf("got %s", got)
	}
	text, ok := m.Calendar()
	if !ok || string(text) != string(d.Calendar) {
		t.Errorf("got %q", text)
	}
	if !strings.Contains(string(raw), "text/calendar; charset=utf-8; method=REPLY") {
		t.Errorf("no method in %s", raw)
	}
	checkLines(t, raw)
}

func TestComposeRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*Draft){
		"line break in the subject": func(d *Draft) { d.Subject = "x\r\nBcc: eve@y.example" },
		"NUL in the subject":        func(d *Draft) { d.Subject = "x\x00" },
		"line break in the id":      func(d *Draft) { d.MessageID = "x\ny" },
		"line break in an answer":   func(d *Draft) { d.InReplyTo = []string{"x\r\nBcc: eve@y.example"} },
		"line break in the method":  func(d *Draft) { d.Method = "REPLY\r\nX: y" },
		"nobody":                    func(d *Draft) { d.To = nil },
		"no id":                     func(d *Draft) { d.MessageID = "" },
		"no sender":                 func(d *Draft) { d.From = mail.Address{} },
		"no address":                func(d *Draft) { d.To[0].Addr = mail.Line("grace") },
		"two addresses in one":      func(d *Draft) { d.To[0].Addr = mail.Line("a@b,c@d") },
		"a bracket in an address":   func(d *Draft) { d.To[0].Addr = mail.Line("a@b> RCPT TO:<c@d") },
		"what was made safe":        func(d *Draft) { d.Cc[0].Addr = mail.Line("a\u202e@b") },
		"a damaged address":         func(d *Draft) { d.Cc[0].Addr = mail.Line("a\x00@b") },
	}
	for name, spoil := range tests {
		d := draft()
		spoil(&d)
		if raw, err := Compose(d); !errors.Is(err, ErrDraft) {
			t.Errorf("%s: %q, %v", name, raw, err)
		}
	}
}

func TestCalendarPart(t *testing.T) {
	t.Parallel()
	part := func(fields, text string) string { return "--b\n" + fields + "\n\n" + text + "\n" }
	tests := []struct{ name, parts, want string }{
		{"none", part("Content-Type: text/plain", "x"), ""},
		{"alternative", part("Content-Type: text/calendar; method=REQUEST; charset=iso-8859-1\nContent-Transfer-Encoding: base64", "TfxobGU="), "Mühle"},
		{"alternative before file", part("Content-Type: application/ics; name=x.ics", "file") + part("Content-Type: text/calendar", "alternative"), "alternative"},
		{"file", part("Content-Type: text/calendar\nContent-Disposition: attachment", "file") + part("Content-Type: application/ics", "second"), "file"},
		{"too long", part("Content-Type: text/calendar", strings.Repeat("x", maxCalendar+1)), ""},
		{"of a forwarded message", part("Content-Type: message/rfc822", "Content-Type: text/calendar\n\nx"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text, ok := parse(t, crlf("Content-Type: multipart/mixed; boundary=b\n\n"+tt.parts+"--b--\n")).Calendar()
			if string(text) != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, %v", text, ok)
			}
		})
	}
}
