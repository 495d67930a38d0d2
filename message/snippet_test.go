package message

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSnippet(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"short", "Hello", "Hello"},
		{"lines", "Dear Ada,\r\n\r\nthe  engine\tworks.\r\n", "Dear Ada, the engine works."},
		{"answer", "On Monday, Ada wrote:\n> question\n> more\n\nYes.\n", "Yes."},
		{"answer in German", "Am Montag schrieb:\n> Frage\nJa.", "Ja."},
		{"signature", "Yes.\n-- \nAda\n", "Yes."},
		{"rules", "=====\nTitle\n-----\ntext", "Title text"},
		{"quotes only", "> a\n> b\n", ""},
		{"control", "a\x1b]0;x\ab", "a\uFFFD]0;x\uFFFDb"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Snippet(tt.in).String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, long := range []string{strings.Repeat("word ", 10000), strings.Repeat("日本", 50000), strings.Repeat("x", 1<<20)} {
		got := Snippet(long).String()
		if len(got) > snippetBytes || len(got) < snippetBytes/2 || !utf8.ValidString(got) {
			t.Errorf("%d bytes: %q", len(got), got)
		}
	}
}
