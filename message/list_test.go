package message

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	const post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
	tests := []struct{ name, header, want string }{ // one click | page | mail
		{"no list", "Subject: x\n", "||"},
		{
			"all ways", "List-Unsubscribe: <mailto:leave@l.example?subject=u42>, <https://l.example/u?id=42>\n" + post,
			"https://l.example/u?id=42|https://l.example/u?id=42|mailto:leave@l.example?subject=u42",
		},
		{"no post", "List-Unsubscribe: <https://l.example/u>\n", "|https://l.example/u|"},
		{"post in another way", "List-Unsubscribe: <https://l.example/u>\nList-Unsubscribe-Post: yes\n", "|https://l.example/u|"},
		{
			"post in small letters", "List-Unsubscribe: <https://l.example/u>\nList-Unsubscribe-Post: list-unsubscribe=one-click \n",
			"https://l.example/u|https://l.example/u|",
		},
		{"not by http", "List-Unsubscribe: <http://l.example/u>\n" + post, "|http://l.example/u|"},
		{"https behind http", "List-Unsubscribe: <http://l.example/u>, <HTTPS://l.example/u>\n" + post, "HTTPS://l.example/u|http://l.example/u|"},
		{"folded in the middle", "List-Unsubscribe: <https://l.example/\n  u>\n" + post, "https://l.example/u|https://l.example/u|"},
		{"comments", "List-Unsubscribe: (Use this) <mailto:leave@l.example> (or that), <https://l.example/u>\n", "|https://l.example/u|mailto:leave@l.example"},
		{"no brackets", "List-Unsubscribe: https://l.example/u\n", "|https://l.example/u|"},
		{"another scheme", "List-Unsubscribe: <javascript:alert(1)>, <file:///etc/passwd>, <ftp://l.example>\n" + post, "||"},
		{"somebody in the host", "List-Unsubscribe: <https://bank.example@l.example/u>\n" + post, "||"},
		{"no host", "List-Unsubscribe: <https:///u>\n" + post, "||"},
		{"bracket without an end", "List-Unsubscribe: <https://l.example/u\n" + post, "||"},
		{"mail with a field smuggled in", "List-Unsubscribe: <mailto:leave@l.example?subject=x%0d%0aBcc:%20eve@y.example>\n", "||"},
		{"mail to nobody", "List-Unsubscribe: <mailto:?subject=x>\n", "||"},
		{
			"mail of many words", "List-Unsubscribe: <mailto:a@l.example?body=" + strings.Repeat("x", 201) + ">, <mailto:b@l.example>\n",
			"||mailto:b@l.example",
		},
		{"mail of several lines", "List-Unsubscribe: <mailto:a@l.example?body=I%20quit.%0D%0AYours>\n", "||"},
		{"mail about much", "List-Unsubscribe: <mailto:a@l.example?subject=" + strings.Repeat("x", 101) + ">\n", "||"},
		{"controls", "List-Unsubscribe: <https://l.example/\x1b[2J>, <https://l.example/\u202e>\n" + post, "||"},
		{"empty", "List-Unsubscribe: <>, < >\n" + post, "||"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u, ok := parse(t, []byte(tt.header+"\nx")).Unsubscribe()
			if got := fmt.Sprintf("%s|%s|%s", u.OneClick, u.Web, u.Mail); got != tt.want || ok != (tt.want != "||") {
				t.Errorf("got %q, %v, want %q", got, ok, tt.want)
			}
		})
	}
}

// What is sent is what a person can be asked about: one address and few words.
func TestUnsubscribeRequest(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{ // to | subject | body
		{"address", "mailto:leave@l.example", "leave@l.example|unsubscribe|"},
		{"words", "mailto:leave@l.example?subject=off%20you%20go&body=token%2042%0D%0A", "leave@l.example|off you go|token 42"},
		{"others", "mailto:leave@l.example,eve@evil.example?cc=you@evil.example", "leave@l.example|unsubscribe|"},
		{
			"as long as can be", "mailto:leave@l.example?subject=" + strings.Repeat("%C3%A9", 100) + "&body=" + strings.Repeat("b", 200),
			"leave@l.example|" + strings.Repeat("é", 100) + "|" + strings.Repeat("b", 200),
		},
		{"hidden controls", "mailto:leave@l.example?body=a%E2%80%AEb", "leave@l.example|unsubscribe|ab"},
		{"a NUL", "mailto:leave@l.example?body=a%00b", ""},
		{"no address", "mailto:", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, ok := (Unsubscribe{Mail: mail.Line(tt.in)}).Request()
			got := ""
			if ok {
				got = fmt.Sprintf("%s|%s|%s", r.To.Addr, r.Subject, r.Body)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseMailto(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{ // to | cc | subject | body | in-reply-to | dropped
		{"address", "mailto:ada@x.example", "ada@x.example|||||"},
		{"scheme in capitals", "MAILTO:ada@x.example", "ada@x.example|||||"},
		{"nobody", "mailto:", "|||||"},
		{"two", "mailto:ada@x.example,bob@y.example?to=cy%40z.example", "ada@x.example bob@y.example cy@z.example|||||"},
		{
			"fields", "mailto:ada@x.example?SUBJECT=Re%3A%20hi&cc=bob@y.example&body=one%0D%0Atwo&in-reply-to=%3C1@x%3E",
			"ada@x.example|bob@y.example|Re: hi|one\ntwo|1@x|",
		},
		{"plus is no space", "mailto:ada+news@x.example?subject=a+b", "ada+news@x.example||a+b|||"},
		{"encoded words", "mailto:ada@x.example?subject=%3D%3Futf-8%3FQ%3Fcaf%3DC3%3DA9%3F%3D", "ada@x.example||café|||"},
		{"UTF-8", "mailto:ada@x.example?subject=caf%C3%A9", "ada@x.example||café|||"},
		{
			"what a stranger may not ask for", "mailto:ada@x.example?bcc=eve@y.example&attach=/etc/passwd&attachment=x&from=a@b&insert=/x&attach=y",
			"ada@x.example|||||bcc attach attachment from insert",
		},
		{"empty pairs", "mailto:ada@x.example?&&subject&=x", "ada@x.example|||||"},
		{"fragment", "mailto:ada@x.example#top", "ada@x.example|||||"},
		{"escape sequence", "mailto:ada@x.example?subject=%1b[2J&body=%1b]0;x%07", "ada@x.example||\ufffd[2J|\ufffd]0;x\ufffd||"},
		{"right to left", "mailto:ada@x.example?subject=%E2%80%AEx", "ada@x.example||⟦U+202E⟧x|||"},
		{"no address in it", "mailto:ada", "|||||"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := ParseMailto(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			var dropped []string
			for _, d := range m.Dropped {
				dropped = append(dropped, d.String())
			}
			got := strings.Join([]string{
				strings.Join(addressStrings(m.To), " "), strings.Join(addressStrings(m.Cc), " "), m.Subject.String(),
				m.Body.String(), m.InReplyTo, strings.Join(dropped, " "),
			}, "|")
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestMailtoIsRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "ada@x.example", "http://x.example", "mailto:ada@x.example%0d%0aBcc:eve@y.example", "mailto:ada@x.example%00",
		"mailto:ada@x.example?subject=x%0aBcc:eve@y.example", "mailto:ada@x.example?subject=x%0D", "mailto:ada@x.example?cc=x%0a",
		"mailto:ada@x.example?in-reply-to=x%0a", "mailto:ada@x.example?body=x%00", "mailto:ada@x.example?x%0d%0ay=z",
		"mailto:ada@x.example?subject=%zz", "mailto:ada@x.example?subject=\r\nBcc: eve@y.example",
		"mailto:ada@x.example?body=" + strings.Repeat("x", maxMailto),
	} {
		if m, err := ParseMailto(s); !errors.Is(err, ErrMailto) {
			t.Errorf("%q gave %+v, %v", s, m, err)
		}
	}
}

func FuzzMailto(f *testing.F) {
	f.Add("mailto:ada@x.example?subject=a%0d&body=%00&cc=%22a%22%20%3Cb%40c%3E&x=y#z")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMailto(s)
		if err != nil {
			return
		}
		checkText(t, m.Subject.String())
		checkText(t, strings.NewReplacer("\n", "", "\t", "").Replace(m.Body.String()))
		for _, a := range append(m.To, m.Cc...) {
			checkText(t, a.String())
		}
		for _, d := range m.Dropped {
			checkText(t, d.String())
		}
		if strings.ContainsAny(m.InReplyTo, "\r\n\x00") {
			t.Fatalf("in-reply-to %q", m.InReplyTo)
		}
		parseUnsubscribe("<"+s+">", "List-Unsubscribe=One-Click")
	})
}
