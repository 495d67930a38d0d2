package message

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSafeFileName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 100)
	tests := []struct{ name, in, want string }{
		{"plain", "report.pdf", "report.pdf"},
		{"other scripts", "отчёт 日本.pdf", "отчёт 日本.pdf"},
		{"empty", "", "attachment"},
		{"only dots", "...", "attachment"},
		{"parent", "../../etc/passwd", "passwd"},
		{"parent alone", "..", "attachment"},
		{"absolute", "/etc/passwd", "passwd"},
		{"Windows path", `C:\TEMP\a.txt`, "a.txt"},
		{"folder only", "a/", "attachment"},
		{"hidden", ".bashrc", "bashrc"},
		{"option", "-rf", "rf"},
		{"space first", " -rf ", "rf"},
		{"NUL", "a\x00.txt", "a_.txt"},
		{"newline", "a\nb.txt", "a b.txt"},
		{"escape", "a\x1b]0;x\a.txt", "a_]0;x_.txt"},
		{"override", "invoice\u202efdp.exe", "invoice⟦U+202E⟧fdp.exe"},
		{"zero width", "a\u200b.pdf", "a.pdf"},
		{"shell", "a|b>c<d*?\".txt", "a_b_c_d___.txt"},
		{"stream", "a.txt:evil", "a.txt_evil"},
		{"dot at the end", "a.exe. ", "a.exe"},
		{"long", long + ".pdf", strings.TrimRight(long[:196], " ") + ".pdf"},
		{"long without extension", strings.Repeat("x", 300), strings.Repeat("x", 200)},
		{"long in other scripts", strings.Repeat("日", 100) + ".pdf", strings.Repeat("日", 65) + ".pdf"},
		{"long extension", "a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 198)},
		{"broken UTF-8", "a\xff.txt", "a_.txt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := SafeFileName(tt.in); got != tt.want {
				t.Errorf("SafeFileName(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzSafeName(f *testing.F) {
	for _, seed := range []string{"report.pdf", "../x", "..", ".", "-", "\x00", "a\x1b", `C:\x`, "\u202e", strings.Repeat("日.", 200)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkFileName(t, SafeFileName(s))
		_, params := parseType("attachment; " + s)
		checkFileName(t, SafeFileName(params["filename"]))
	})
}

// checkFileName is the rule of what may be created in a folder.
func checkFileName(t *testing.T, name string) {
	t.Helper()
	if name == "" || len(name) > 255 || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\") ||
		strings.ContainsAny(name[:1], ".- ") || name != SafeFileName(name) {
		t.Fatalf("%q", name)
	}
	for _, r := range name {
		if r < 0x20 || r >= 0x7f && r <= 0x9f {
			t.Fatalf("control in %q", name)
		}
	}
}
