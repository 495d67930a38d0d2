package backend_test

import (
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

const outgoingHeader = "From: Ada <ada@x.example>\r\nTo: bob@y.example,\r\n\teve@z.example\r\n" +
	"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x.example>\r\n"

func TestCheckOutgoing(t *testing.T) {
	t.Parallel()
	good := backend.Outgoing{From: "ada@x.example", To: []string{"bob@y.example"}, Message: []byte(outgoingHeader + "\r\nHi.\r\n")}
	change := func(old, by string) func(*backend.Outgoing) {
		return func(m *backend.Outgoing) { m.Message = []byte(strings.Replace(string(m.Message), old, by, 1)) }
	}
	to := func(list ...string) func(*backend.Outgoing) {
		return func(m *backend.Outgoing) { m.To = list }
	}
	for _, tt := range []struct {
		name   string
		change func(*backend.Outgoing)
		cause  mail.Cause
		what   string
	}{
		{"good", func(*backend.Outgoing) {}, 0, ""},
		{"good with LF", func(m *backend.Outgoing) {
			m.Message = []byte(strings.ReplaceAll(string(m.Message), "\r\n", "\n"))
		}, 0, ""},
		{"good without a text", change("\r\nHi.\r\n", ""), 0, ""},
		{"any line end in the text", change("Hi.", "a\nb\rc\r\nd\n\re"), 0, ""},
		{"good beyond ASCII", to("jürgen@münchen.example"), 0, ""},
		{"no recipient", to(), mail.BadAddress, ""},
		{"no domain", to("bob"), mail.BadAddress, "bob"},
		{"no name", to("@y.example"), mail.BadAddress, "@y.example"},
		{"nobody", to(""), mail.BadAddress, ""},
		{"CRLF", to("bob@y.example", "b@y.example\r\nDATA"), mail.BadAddress, "b@y.example  DATA"},
		{"LF", to("b@y.example\nDATA"), mail.BadAddress, "b@y.example DATA"},
		{"CR", to("b@y.example\rDATA"), mail.BadAddress, "b@y.example DATA"},
		{"NUL", to("b@y.example\x00"), mail.BadAddress, "b@y.example\uFFFD"},
		{"C1", to("b@y.example\u0085DATA"), mail.BadAddress, "b@y.example DATA"},
		{"line separator", to("b@y.example\u2028DATA"), mail.BadAddress, "b@y.example DATA"},
		{"a parameter", to("b@y.example> NOTIFY=NEVER"), mail.BadAddress, "b@y.example> NOTIFY=NEVER"},
		{"brackets", to("<b@y.example>"), mail.BadAddress, "<b@y.example>"},
		{"no UTF-8", to("b\xff@y.example"), mail.BadAddress, "b\uFFFD@y.example"},
		{"sender", func(m *backend.Outgoing) { m.From = "a@x.example\r\nRCPT" }, mail.BadAddress, "a@x.example  RCPT"},
		{"no sender", func(m *backend.Outgoing) { m.From = "" }, mail.BadAddress, ""},
		{"LF in a field", change("Ada <", "Ada\nBcc: eve@z.example <"), mail.BadMessage, "Bcc"},
		{"CR in a field", change("Ada <", "Ada\rBcc: eve@z.example <"), mail.BadMessage, "From"},
		{"NUL in a field", change("Ada <", "Ada\x00 <"), mail.BadMessage, "From"},
		{"LF in a folded field", change("\teve", "\tx\neve"), mail.BadMessage, "To"},
		{"NUL in the text", change("Hi.", "Hi\x00."), mail.BadMessage, "NUL"},
		{"no field", change("Date: ", "Date "), mail.BadMessage, "Date Mon, 23 Nov 2026 10"},
		{"a name with a space", change("Date:", "Date :"), mail.BadMessage, "Date "},
		{"no name of a field", change("Date:", ":"), mail.BadMessage, ""},
		{"folded first", change("From", " From"), mail.BadMessage, " From"},
		{"the last line is not ended", change("\r\n\r\nHi.\r\n", ""), mail.BadMessage, "Message-ID"},
		{"no From", change("From", "Sender"), mail.BadMessage, "From"},
		{"no Date", change("Date", "X-Date"), mail.BadMessage, "Date"},
		{"no Message-ID", change("Message-ID", "X-ID"), mail.BadMessage, "Message-ID"},
		{"nothing", func(m *backend.Outgoing) { m.Message = nil }, mail.BadMessage, "From"},
		{"a long line", change("Hi.", strings.Repeat("x", 999)), mail.BadMessage, "line too long"},
		{"a line as long as it may be", change("Hi.", strings.Repeat("x", 998)), 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := good
			tt.change(&m)
			p := backend.ProblemOf(m.Check(), "")
			if p.Cause != tt.cause || p.What.String() != tt.what {
				t.Errorf("the problem is %+v", p)
			}
			if p.Cause != 0 && (p.Kind != mail.Rejected || p.Scope != mail.ScopeMessage) {
				t.Errorf("it is of kind %d", p.Kind)
			}
		})
	}
}
