package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

func TestReadInBothForms(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(letter("forms"), "\r\n\r\n")
	h, id := holding(t, head+"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe plain words "+strings.Repeat("go on ", 40)+"\r\n> quoted\r\n"+
		"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The <b>HTML</b> words</p>\r\n--b--\r\n")
	for _, tt := range []struct{ flag, want, from string }{
		{"--plain", "The plain words go on", "plain"},
		{"--html", "The HTML words", "html"},
	} {
		if text := h.ok("read", tt.flag, "--width", "40", id); !strings.Contains(text, tt.want) {
			t.Errorf("%s: %q", tt.flag, text)
		}
		m := objects(t, h.ok("read", tt.flag, "--width", "40", "--json", id))[0]
		if text := m["text"].(string); !strings.Contains(text, tt.want) || m["text_from"] != tt.from || m["html"] != true {
			t.Errorf("%s: %v", tt.flag, m)
		}
	}
	m := objects(t, h.ok("read", "--plain", "--width", "40", "--json", id))[0]
	if !strings.Contains(m["text"].(string), strings.TrimSpace(strings.Repeat("go on ", 40))) {
		t.Errorf("it is wrapped: %q", m["text"])
	}
	for line := range strings.Lines(h.ok("read", "--plain", "--width", "40", id)) {
		if strings.Contains(line, "go on") && len(line) > 41 {
			t.Errorf("it is not wrapped: %q", line)
		}
	}
	for _, flags := range [][]string{{"--plain", "--html"}, {"--raw", "--html"}, {"--headers", "--json"}, {"--raw", "--json"}} {
		if r := h.run(append([]string{"read", id}, flags...)...); r.code != exitUsage {
			t.Errorf("%v: exit code %d", flags, r.code)
		}
	}
}

// TestReadIsNotFolded: nobody can unfold what a pipe is given.
func TestReadIsNotFolded(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(letter("quotes"), "\r\n\r\n")
	var quote strings.Builder
	for n := range 60 {
		fmt.Fprintf(&quote, "> quoted line %d\r\n", n)
	}
	h, id := holding(t, head+"\r\n\r\nYes.\r\n\r\nOn Monday Grace wrote:\r\n"+quote.String()+"\r\n-- \r\nAda\r\nthe last line\r\n")
	text := objects(t, h.ok("read", "--json", id))[0]["text"].(string)
	for _, out := range []string{text, h.ok("read", id), h.ok("read", "--plain", id)} {
		for _, want := range []string{"Yes.", "quoted line 0\n", "quoted line 31\n", "quoted line 59\n", "the last line"} {
			if strings.Count(out, want) != 1 {
				t.Errorf("%q is %d times in %q", want, strings.Count(out, want), out)
			}
		}
	}
}

func TestReadTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, date string }{
		{"no date", ""}, {"no date at all", "Date: yesterday, or so\r\n"}, {"an empty date", "Date:\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			odd := strings.Replace(letter("odd"), "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\n", tt.date, 1)
			odd = strings.Replace(odd, "From: Grace Hopper <grace@navy.example>",
				"From: \"grace@navy.example\" <eve@evil.example>\r\nReply-To: mallory@else.example", 1)
			h, id := holding(t, odd)
			m := objects(t, h.ok("read", "--json", id))[0]
			if date, there := m["date"]; !there || date != nil {
				t.Errorf("the date is %v", date)
			}
			var codes []string
			for _, w := range m["warnings"].([]any) {
				codes = append(codes, w.(map[string]any)["code"].(string))
			}
			if got := strings.Join(codes, " "); !strings.Contains(got, "name-is-address") || !strings.Contains(got, "reply-to-differs") {
				t.Errorf("warned of %q", got)
			}
			if out := h.ok("read", id); strings.Count(out, "\nWarning: ") != len(codes) || strings.Contains(out, "Date:") {
				t.Errorf("printed %q", out)
			}
		})
	}
}

// TestReadHasNoColourInAPipe: whatever the environment says.
func TestReadHasNoColourInAPipe(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(letter("colours"), "\r\n\r\n")
	h, id := holding(t, head+"\r\nContent-Type: text/html\r\n\r\n<h1 style='color:red'>Red</h1><a href='https://x.example/'>there</a>")
	h.prepare = func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "CLICOLOR_FORCE=1", "COLORTERM=truecolor") }
	for _, args := range [][]string{{"read", id}, {"read", "--html", "--width", "30", id}, {"attachment", "list", id}, {"list"}} {
		if out := h.ok(args...); strings.Contains(out, "\x1b") {
			t.Errorf("%v: %q", args, out)
		}
	}
	if out := h.ok("read", id); !strings.Contains(out, "Red") || !strings.Contains(out, "https://x.example/") {
		t.Errorf("printed %q", out)
	}
}
