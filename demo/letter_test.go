package demo

import (
	"strings"
	"testing"
)

func TestLetterBytes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		letter letter
		want   []string
		err    bool
	}{
		{
			"charset",
			letter{id: "a", from: person{"Jürgen", "j@x.example"}, subject: "Grüße", charset: "iso-8859-1", text: "Öl\n"},
			[]string{"Subject: =?iso-8859-1?b?R3L832U=?=\r\n", "=?iso-8859-1?b?Svxy", "charset=iso-8859-1", "\r\n\r\n=D6l\r\n"},
			false,
		},
		{
			"utf-8",
			letter{id: "a", from: person{"A, B", "a@x.example"}, subject: "שלום", text: "x\n"},
			[]string{`From: "A, B" <a@x.example>`, "=?utf-8?q?=D7=A9"},
			false,
		},
		{
			"answer",
			letter{id: "c", parents: []string{"a", "b"}},
			[]string{"In-Reply-To: <b@demo.example>\r\n", "References: <a@demo.example>\r\n <b@demo.example>\r\n"},
			false,
		},
		{
			"both forms",
			letter{id: "a", text: "plain\n", html: "<p>rich</p>\n"},
			[]string{"multipart/alternative; boundary=\"=_a_alternative\"", "text/plain", "<p>rich</p>"},
			false,
		},
		{
			"attachment",
			letter{id: "a", text: "x\n", files: []file{{"ü.bin", "application/octet-stream", make([]byte, 100)}}},
			[]string{"multipart/mixed", "filename*=utf-8''%C3%BC.bin", strings.Repeat("A", 76) + "\r\n"},
			false,
		},
		{"raw", letter{raw: "a\nb\n", date: Now()}, []string{"a\r\nb\r\n"}, false},
		{"unknown charset", letter{charset: "baudot", subject: "x"}, nil, true},
		{"letters that the charset lacks", letter{charset: "koi8-r", text: "日本"}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body, err := tt.letter.bytes()
			if (err != nil) != tt.err {
				t.Fatalf("error %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(body), want) {
					t.Errorf("%q is not in\n%s", want, body)
				}
			}
			if strings.Contains(strings.ReplaceAll(string(body), "\r\n", ""), "\n") {
				t.Errorf("a bare line feed in\n%q", body)
			}
		})
	}
}

func TestConversationAnswersItsParents(t *testing.T) {
	t.Parallel()
	got := conversation("c", "Tea", nil, turn{}, turn{on: 0}, turn{on: 0}, turn{on: 2, seen: true})
	want := [][]string{nil, {"c.0"}, {"c.0"}, {"c.0", "c.2"}}
	for i, l := range got {
		if strings.Join(l.parents, " ") != strings.Join(want[i], " ") {
			t.Errorf("letter %d answers %v, want %v", i, l.parents, want[i])
		}
	}
	if got[0].subject != "Tea" || got[3].subject != "Re: Tea" || len(got[3].flags) != 1 {
		t.Errorf("got %+v", got)
	}
}
