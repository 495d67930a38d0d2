package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestReadTellsOfLinks: those that lead elsewhere are warned of, in words and for
// programs.
func TestReadTellsOfLinks(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(letter("bank"), "\r\n\r\n")
	h, id := holding(t, head+"\r\nContent-Type: text/html\r\n\r\n"+
		"<p>See <a href='https://x.example/'>there</a> and <a href='https://evil.example/x'>https://bank.example/</a>.")
	const warning = "The text says bank.example, but the link leads to evil.example"
	out := h.ok("read", id)
	if !strings.Contains(out, "\n[1] https://x.example/\n[2] https://evil.example/x\n    "+warning) {
		t.Errorf("printed %q", out)
	}
	m := objects(t, h.ok("read", "--json", id))[0]
	if got := fmt.Sprint(m["links"]); got != "[map[n:1 url:https://x.example/] map[n:2 url:https://evil.example/x]]" {
		t.Errorf("the links are %s", got)
	}
	if got := fmt.Sprint(m["warnings"]); !strings.Contains(got, "code:link-misleads text:[2] "+warning) {
		t.Errorf("the warnings are %s", got)
	}
}

// TestReadKnowsWhoOwnsAHost: by the public suffixes, not by the last dots of it.
func TestReadKnowsWhoOwnsAHost(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(letter("sites"), "\r\n\r\n")
	h, id := holding(t, head+"\r\nContent-Type: text/html\r\n\r\n"+
		"<p><a href='https://shop.bank.example/x'>www.bank.example</a> <a href='https://evil.co.uk/'>bank.co.uk</a>"+
		" <a href='https://evil.github.io/'>bank.github.io</a>")
	out := h.ok("read", id)
	for shown, want := range map[string]int{"www.bank.example": 0, "bank.co.uk": 1, "bank.github.io": 1} {
		if got := strings.Count(out, "The text says "+shown); got != want {
			t.Errorf("%d warnings of %s, want %d: %q", got, shown, want, out)
		}
	}
}

// TestReadTellsThatTextIsCut: a program must not take the beginning for the whole.
func TestReadTellsThatTextIsCut(t *testing.T) {
	t.Parallel()
	h, id := holding(t, letter("long")+strings.Repeat("a line of many\r\n", 400_000))
	const note = "This message is very long: only its beginning is shown."
	if out := h.ok("read", id); strings.Count(out, note) != 1 {
		t.Errorf("said %d times", strings.Count(out, note))
	}
	if got := fmt.Sprint(objects(t, h.ok("read", "--json", id))[0]["notes"]); got != "["+note+"]" {
		t.Errorf("the notes are %s", got)
	}
}
