package main

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mailtui/mailtui/config"
)

// refusing serves IMAP without TLS and refuses a command with a text.
func refusing(t *testing.T, command, text string) config.Server {
	t.Helper()
	server := startLines(t, "* OK "+text, func(line string) string {
		switch {
		case strings.Contains(line, command):
			return "%s NO " + text
		case strings.Contains(line, "CAPABILITY"):
			return "* CAPABILITY IMAP4rev1\r\n%s OK " + text
		default:
			return "%s OK " + text
		}
	})
	server.TLS = config.NoTLS
	return server
}

// TestHostileServerIsPrinted: what a server says is printed with its tricks as
// words, by the commands and in the list of problems.
func TestHostileServerIsPrinted(t *testing.T) {
	t.Parallel()
	for i, trick := range tricks() {
		if strings.ContainsAny(trick.text, "\x00") {
			continue // nothing that may be in a line
		}
		t.Run(trick.name, func(t *testing.T) {
			t.Parallel()
			around := before(i) + trick.text + after(i)
			h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: refusing(t, "LOGIN", around)})
			r := h.run("sync")
			checkWords(t, trick.name, r.stdout+r.stderr)
			if r.code == exitOK || !strings.Contains(r.stderr, before(i)) || !strings.Contains(r.stderr, after(i)) {
				t.Errorf("exit code %d, %q", r.code, r.stderr)
			}
		})
	}
}

// TestHostileServerOnTheScreen shows a problem with what a server says, in the
// line of the status and in the list of problems.
func TestHostileServerOnTheScreen(t *testing.T) {
	t.Parallel()
	for i, trick := range telling {
		t.Run(trick.name, func(t *testing.T) {
			t.Parallel()
			around := before(i) + trick.text + after(i)
			h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: refusing(t, "LIST", around)})
			s := h.open()
			s.until(before(i), after(i))
			s.press("ge")
			s.until("What went wrong", before(i), after(i))
			raw := s.quit("\x03\x03")
			checkBytes(t, raw)
			if isControl(trick.text) && strings.Contains(raw, trick.text+after(i)) {
				t.Error("it reached the terminal")
			}
		})
	}
}

// TestHostileFolders: folders with tricks in their names are listed, shown and
// opened, which puts their name into the title of the window.
func TestHostileFolders(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("compilers"))
	words := map[string]trick{}
	for i, trick := range tricks() {
		if !utf8.ValidString(trick.text) || strings.Contains(trick.text, "\x00") || strings.Contains(trick.text, "/") {
			continue
		}
		name := fmt.Sprint(before(i), trick.text, after(i))
		if err := server.user.Create(name, nil); err != nil {
			t.Fatalf("%s: %v", trick.name, err)
		}
		words[after(i)] = trick
	}
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync", "-q")
	list := h.ok("folders")
	checkWords(t, "folders", list)
	for word, trick := range words {
		if !strings.Contains(list, word) {
			t.Errorf("%s is not listed", trick.name)
		}
	}
	h.ok("folders", "--json")

	s := h.openSized(120, 2*uint16(len(words))+20)
	s.until("1 home ✓", "compilers")
	s.press("`")
	for range len(words) {
		s.press("j")
	}
	s.press("\r")
	raw := s.quit("\x03\x03")
	checkBytes(t, raw)
	for word, trick := range words {
		if isControl(trick.text) && strings.Contains(raw, trick.text+word) {
			t.Errorf("%s reached the terminal", trick.name)
		}
	}
	if !strings.Contains(raw, "\x1b]2;ax") {
		t.Error("no folder of these was opened")
	}
}
