package smtp_test

import (
	"strings"
	"testing"
)

// TestOneFormOfLineEnd: whatever ends a line here, on the wire it is CRLF, and
// no text ends a message or begins another one.
func TestOneFormOfLineEnd(t *testing.T) {
	t.Parallel()
	const end = "\r\n"
	for _, tt := range []struct{ name, body, want string }{
		{"nothing", "", ""},
		{"no end", "a", "a" + end},
		{"CRLF", "a\r\nb\r\n", "a\r\nb\r\n"},
		{"LF", "a\nb\n", "a\r\nb\r\n"},
		{"CR", "a\rb\r", "a\r\nb\r\n"},
		{"all of them", "a\n\rb\r\r\nc\n\n", "a\r\n\r\nb\r\n\r\nc\r\n\r\n"},
		{"a dot", ".\r\n", "..\r\n"},
		{"smuggled by LF", "a\n.\nMAIL FROM:<x@y>\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by CR", "a\r.\rMAIL FROM:<x@y>\r", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by LF and CRLF", "a\n.\r\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"smuggled by CRLF and CR", "a\r\n.\rMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n"},
		{"dots at the end", "a\r\n.", "a\r\n..\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{}).start(t)
			if p := sendThis(t, f.options(), outgoing(tt.body)); p != nil {
				t.Fatal(p)
			}
			_, taken := f.got()
			if len(taken) != 1 || taken[0] != header+"\r\n"+tt.want {
				t.Errorf("the server has %q", taken)
			}
		})
	}
}

func TestHeaderAsSent(t *testing.T) {
	t.Parallel()
	m := outgoing("Hi.\r\n")
	for _, tt := range []struct{ name, message, want string }{
		{"blind copies", "Bcc: a@x,\r\n b@x\r\n" + header + "BCC: c@x\r\nResent-Bcc: d@x\r\n\r\nHi.", header + "\r\nHi.\r\n"},
		{"of LF", strings.ReplaceAll("Bcc: a@x\n b@x\n"+header+"\nHi.", "\r\n", "\n"), header + "\r\nHi.\r\n"},
		{"alone", header, header + "\r\n"},
		{"a name that begins alike", header + "Bcc-Not: x\r\n\r\n", header + "Bcc-Not: x\r\n\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{}).start(t)
			m := m
			m.Message = []byte(tt.message)
			if p := sendThis(t, f.options(), m); p != nil {
				t.Fatal(p)
			}
			if _, taken := f.got(); len(taken) != 1 || taken[0] != tt.want {
				t.Errorf("the server has %q", taken)
			}
		})
	}
}

// FuzzSmuggle sends any bytes as the text of a message to a strict server (CRLF
// alone ends a line) and to go-smtp's: each gets one message, of the same lines.
func FuzzSmuggle(f *testing.F) {
	for _, seed := range []string{"a\n.\nb", "a\r.\rb", "a\r\n.\rb", ".", "\r\n.\r\n.\r\n", "\n.\r\n", "\r\r\n.", "\x80\xff\n"} {
		f.Add([]byte(seed))
	}
	kept, port := serveSink(f, nil, false)
	f.Fuzz(func(t *testing.T, body []byte) {
		m := outgoing(string(body))
		if m.Check() != nil { // refused: a NUL, a long line
			return
		}
		strict := (&fake{caps: []string{"8BITMIME"}}).start(t)
		opts := strict.options()
		if p := sendThis(t, opts, m); p != nil {
			t.Fatal(p)
		}
		lines, taken := strict.got()
		opts.Dial.Port = port
		if p := sendThis(t, opts, m); p != nil {
			t.Fatal(p)
		}
		got := kept.take()
		if len(taken) != 1 || len(got) != 1 || len(lines) != 6 {
			t.Fatalf("%q came as %d and %d messages, %q", body, len(taken), len(got), lines)
		}
		if rest := strings.ReplaceAll(taken[0], "\r\n", ""); strings.ContainsAny(rest, "\r\n") {
			t.Errorf("a bare CR or LF in %q", taken[0])
		}
		same := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(header + "\r\n" + string(body))
		if !strings.HasSuffix(same, "\n") {
			same += "\n"
		}
		if text := strings.ReplaceAll(string(got[0].Message), "\r\n", "\n"); text != same {
			t.Errorf("%q came as %q", same, text)
		}
	})
}
