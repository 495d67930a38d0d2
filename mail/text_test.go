package mail

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestSafe runs every class of trick through the three forms. The words before
// and behind each trick are harmless and must survive.
func TestSafe(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                  string
		trick                 string
		line, identity, block string
	}{
		{"plain", " ", " ", " ", " "},
		{"window title", "\x1b]0;x\a", "\uFFFD]0;x\uFFFD", "\uFFFD]0;x\uFFFD", "\uFFFD]0;x\uFFFD"},
		{"clipboard", "\x1b]52;c;eA==\x1b\\", "\uFFFD]52;c;eA==\uFFFD\\", "\uFFFD]52;c;eA==\uFFFD\\", "\uFFFD]52;c;eA==\uFFFD\\"},
		{"colour", "\x1b[31m", "\uFFFD[31m", "\uFFFD[31m", "\uFFFD[31m"},
		{"device control", "\x1bPq#0\x1b\\", "\uFFFDPq#0\uFFFD\\", "\uFFFDPq#0\uFFFD\\", "\uFFFDPq#0\uFFFD\\"},
		{"reset", "\x1bc", "\uFFFDc", "\uFFFDc", "\uFFFDc"},
		{"raw C1 byte", "\x9b2J", "\uFFFD2J", "\uFFFD2J", "\uFFFD2J"},
		{"C1 in UTF-8", "\u009b2J", "\uFFFD2J", "\uFFFD2J", "\uFFFD2J"},
		{"C1 OSC in UTF-8", "\u009d0;x\u009c", "\uFFFD0;x\uFFFD", "\uFFFD0;x\uFFFD", "\uFFFD0;x\uFFFD"},
		{"NUL", "\x00", "\uFFFD", "\uFFFD", "\uFFFD"},
		{"backspace", "\b\b", "\uFFFD\uFFFD", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
		{"shift out", "\x0e", "\uFFFD", "\uFFFD", "\uFFFD"},
		{"form feed", "\f", "\uFFFD", "\uFFFD", "\uFFFD"},
		{"DEL", "\x7f", "\uFFFD", "\uFFFD", "\uFFFD"},
		{"carriage return", "\r", " ", " ", "\n"},
		{"CRLF", "\r\n", "  ", "  ", "\n"},
		{"newline", "\n", " ", " ", "\n"},
		{"tab", "\t", " ", " ", "\t"},
		{"next line", "\u0085", " ", " ", " "},
		{"line separator", "\u2028", " ", " ", " "},
		{"paragraph separator", "\u2029", " ", " ", " "},
		{"override", "\u202e", "⟦U+202E⟧", "⟦U+202E⟧", ""},
		{"isolate", "\u2066\u2069", "⟦U+2066⟧⟦U+2069⟧", "⟦U+2066⟧⟦U+2069⟧", ""},
		{"marks", "\u200e\u200f\u061c", "⟦U+200E⟧⟦U+200F⟧⟦U+061C⟧", "⟦U+200E⟧⟦U+200F⟧⟦U+061C⟧", ""},
		{"tag characters", "\U000e0041\U000e007f", "", "", ""},
		{"zero width", "\u200b\u2060\ufeff\u00ad", "\u200b\u2060\ufeff\u00ad", "", "\u200b\u2060\ufeff\u00ad"},
		{"Hangul filler", "\u3164", "\u3164", "", "\u3164"},
		{"joiner", "\u200d", "\u200d", "\u200d", "\u200d"},
		{
			"joiner flood", strings.Repeat("\u200d", 50),
			strings.Repeat("\u200d", maxMarks), strings.Repeat("\u200d", maxMarks), strings.Repeat("\u200d", maxMarks),
		},
		{
			"combining flood", strings.Repeat("\u0301", 50),
			strings.Repeat("\u0301", maxMarks), strings.Repeat("\u0301", maxMarks), strings.Repeat("\u0301", maxMarks),
		},
		{"broken UTF-8", "\xc3\x28\xff", "\uFFFD(\uFFFD", "\uFFFD(\uFFFD", "\uFFFD(\uFFFD"},
		{"surrogate", "\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
		{"writing", "日本語 हिन्दी עברית é 👩‍👩‍👧", "日本語 हिन्दी עברית é 👩‍👩‍👧", "日本語 हिन्दी עברית é 👩‍👩‍👧", "日本語 हिन्दी עברית é 👩‍👩‍👧"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := "before" + tt.trick + "after"
			for _, c := range []struct{ form, got, want string }{
				{"Line", Line(in).String(), tt.line},
				{"Identity", Identity(in).String(), tt.identity},
				{"Block", Block(in).String(), tt.block},
			} {
				if want := "before" + c.want + "after"; c.got != want {
					t.Errorf("%s(%q) = %q, want %q", c.form, in, c.got, want)
				}
			}
		})
	}
}

// TestSafeLookAlikes: what is told apart only by characters that do not show is
// the same identity.
func TestSafeLookAlikes(t *testing.T) {
	t.Parallel()
	for _, fake := range []string{"pay\u200bpal", "pay\u2060pal", "\ufeffpaypal", "pay\u00adpal", "paypal\u3164", "pay\U000e0020pal"} {
		if got := Identity(fake).String(); got != "paypal" {
			t.Errorf("Identity(%q) = %q", fake, got)
		}
	}
}

// TestSafeKeepsCleanText: text without a trick is not copied.
func TestSafeKeepsCleanText(t *testing.T) {
	s := "A perfectly normal Subject: Größe 日本語"
	if n := testing.AllocsPerRun(100, func() { Line(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzSafe(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "\x1b]0;x\a", "\x9b2J", "\u009b2J", "a\rb\r\nc", "\u202eabc\u2066", "e" + strings.Repeat("\u0301", 20),
		"e\u0301\u0301\u0301\u0301\u202e\u0301\u0301\u0301\u0301\u0301", "\U000e0041", "\u2028", "\xff\xfe", "👩\u200d\u200d\u200d👩",
	} {
		f.Add(seed)
	}
	forms := []func(string) Text{Line, Identity, Block}
	f.Fuzz(func(t *testing.T, s string) {
		for i, form := range forms {
			out := form(s).String()
			if !utf8.ValidString(out) {
				t.Fatalf("form %d: %q is not UTF-8", i, out)
			}
			if again := form(out).String(); again != out {
				t.Fatalf("form %d: %q becomes %q when it is sanitised again", i, out, again)
			}
			checkSafe(t, out, i == 2)
		}
	})
}

// checkSafe fails when text could do anything to a terminal but be shown.
func checkSafe(t *testing.T, s string, block bool) {
	t.Helper()
	marks := 0
	for _, r := range s {
		switch {
		case block && (r == '\n' || r == '\t'):
		case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029:
			t.Fatalf("control %U in %q", r, s)
		case unicode.Is(unicode.Bidi_Control, r):
			t.Fatalf("bidi control %U in %q", r, s)
		case r >= 0xe0000 && r <= 0xe007f:
			t.Fatalf("tag %U in %q", r, s)
		}
		if !unicode.Is(unicode.M, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			t.Fatalf("too many marks in %q", s)
		}
	}
}
