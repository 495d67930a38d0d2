package main

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// drawing is every escape sequence that the program writes: what Bubble Tea
// draws a screen with and asks a terminal for, the title, and links.
var drawing = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\x1b\[[0-9;:]*[mHABCDGKLMPSTXZdr@]`, `\x1b\[[012]?J`, `\x1bM`,
	`\x1b\[\?(?:1|7|25|1000|1002|1003|1004|1006|1049|2004|2026|2027)[hl]`,
	`\x1b\[\?(?:2026|2027)\$p`, `\x1b\[\?5W`, `\x1b\[\d q`,
	`\x1b\[(?:[>=<]\d|\?|<)(?:;\d)?u`, `\x1b\[>4(?:;2)?m`,
	`\x1b\]2;[^\x00-\x1f\x7f-\x{9f}]*\a`,
	`\x1b\]11;\?\a`, `\x1b\[c`, `\x1b\[>0?q`, `\x1b\[16t`,
	`\x1b\]8;[a-z0-9=]*;(?:(?:https?://|mailto:)[!-~]+)?(?:\a|\x1b\\)`,
}, "|") + `)$`)

// sequence is an escape sequence of any kind, as a terminal reads it.
var sequence = regexp.MustCompile(`\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x1b\a]*(?:\a|\x1b\\)|[ -/]*[0-Z\\` + "`" + `a-~])`)

// checkBytes fails for bytes that a terminal was sent and that are not there to
// draw a screen.
func checkBytes(t *testing.T, raw string) {
	t.Helper()
	if !utf8.ValidString(raw) {
		t.Error("bytes that are not UTF-8 were written")
	}
	// A link goes to where the mail says, a title is the name of a folder.
	kinds := map[string]int{}
	words := sequence.ReplaceAllStringFunc(raw, func(s string) string {
		kinds[s]++
		return ""
	})
	for s, n := range kinds {
		if !drawing.MatchString(s) {
			t.Errorf("%d times %q was written", n, s)
		}
		if s[1] != ']' && strings.Contains(s, "1337") {
			t.Errorf("%d times %q was written", n, s)
		}
	}
	checkWords(t, "the screen", words)
}

// checkWords fails when text that is printed is more than words.
func checkWords(t *testing.T, name, words string) {
	t.Helper()
	marks := 0
	for _, r := range words {
		switch {
		case r == '\r' || r == '\n' || r == '\b' || r == '\t':
		case r < ' ', r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029, unicode.Is(unicode.Bidi_Control, r), r >= 0xe0000 && r <= 0xe007f:
			t.Fatalf("%s: %U was written", name, r)
		}
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > 8 {
			t.Fatalf("%s: %d marks were put on one character", name, marks)
		}
	}
}

// isControl reports whether a trick has characters that a terminal acts on.
func isControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f && r <= 0x9f })
}
