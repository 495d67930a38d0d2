package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/demo"
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

func TestReadRawIsByteExact(t *testing.T) {
	t.Parallel()
	texts := []string{
		letter("one"), letter("two") + "a\tb \xe9\xff\r\n.\r\n..\r\n", letter("three") + strings.Repeat("long line ", 3000),
		letter("four") + "no line break at the end", letter("five") + strings.Repeat("0123456789\r\n", 60_000),
	}
	h := newHome(t).account(config.Account{
		Name: "drop", Protocol: config.POP, Server: startPOP3(t, nil, texts...), POP3: config.POP3{OnServer: config.Delete},
	})
	h.ok("sync", "-q")
	got := map[string]bool{}
	for _, row := range objects(t, h.ok("list", "--json")) {
		got[h.ok("read", "--raw", row["id"].(string))] = true
	}
	for i, text := range texts {
		if !strings.HasSuffix(text, "\r\n") {
			text += "\r\n" // POP3 ends every line (RFC 1939 §3)
		}
		if !got[text] {
			t.Errorf("message %d is not here as it was delivered", i+1)
		}
	}
}

func TestReadShowsNoControlCharacters(t *testing.T) {
	t.Parallel()
	h, _ := demoHome(t)
	h.ok("sync", "personal")
	printed := h.ok("list", "--limit", "1000000")
	for _, row := range objects(t, h.ok("list", "--json", "--limit", "1000000", "--account", "personal")) {
		id := row["id"].(string)
		printed += h.ok("read", id) + h.ok("read", "--headers", id) + h.ok("read", "--json", id)
	}
	for _, bad := range []string{"\x1b", "\x07", "\r", "\u009b", "\u202e"} {
		if i := strings.Index(printed, bad); i >= 0 {
			t.Errorf("%q was printed: %q", bad, printed[max(0, i-80):i+40])
		}
	}
	for _, word := range []string{"Harmless before", "and harmless after", "before", "after"} {
		if !strings.Contains(printed, word) {
			t.Errorf("%q was not printed", word)
		}
	}
}

func TestReadByMessageID(t *testing.T) {
	t.Parallel()
	answer := strings.Replace(letter("an answer"), "\r\nSubject", "\r\nReferences: <plan@navy.example>\r\nSubject", 1)
	server := startIMAP(t, nil, answer, letter("plan"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	for _, word := range []string{"mid:plan@navy.example", "mid:<plan@navy.example>"} {
		if m := objects(t, h.ok("read", "--json", word))[0]; m["subject"] != "plan" {
			t.Errorf("%s is %v", word, m["subject"])
		}
	}
	if raw := h.ok("read", "--raw", "mid:an.answer@navy.example"); raw != answer {
		t.Errorf("got %q", raw)
	}
}

func TestMessageThatIsNotHereYet(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil)
	h := newHome(t).config("[sync]\noffline_days = 1\n").account(config.Account{Protocol: config.IMAP, Server: server.Server})
	server.deliverAt(t, demo.Now().AddDate(-1, 0, 0), letter("an old one"))
	h.ok("sync")
	id := objects(t, h.ok("list", "--json"))[0]["id"].(string)
	for _, args := range [][]string{{"read", id}, {"read", "--raw", id}} {
		r := h.run(args...)
		if r.code != exitTryLater || !strings.Contains(r.stderr, "not on this machine yet") {
			t.Errorf("exit code %d, %q", r.code, r.stderr)
		}
	}
	if header := h.ok("read", "--headers", id); !strings.Contains(header, "Subject: an old one") {
		t.Errorf("the header is %q", header)
	}
	h.ok("sync") // whoever read it asked for it
	if text := h.ok("read", id); !strings.Contains(text, "this is about an old one") {
		t.Errorf("it reads %q", text)
	}
}

func TestLargeMailIsReadOnceItIsWanted(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{
		Protocol: config.POP, Server: startPOP3(t, nil, letter("a large one")+strings.Repeat("line\r\n", 500)),
		POP3: config.POP3{OnServer: config.Keep, MaxSize: 1000},
	})
	h.ok("sync")
	id := objects(t, h.ok("list", "--json"))[0]["id"].(string)
	if r := h.run("read", id); r.code != exitTryLater || !strings.Contains(r.stderr, "not on this machine yet") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
	h.ok("sync")
	if text := h.ok("read", id); !strings.Contains(text, "this is about a large one") {
		t.Errorf("it reads %q", text)
	}
}

func TestHostileNamesOfFilesAreNotPrinted(t *testing.T) {
	t.Parallel()
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: startIMAP(t, nil).Server})
	h.write(filepath.Join(h.dirs.Accounts(), "e\x1b]0;x\ax.toml"), "nonsense")
	for _, args := range [][]string{{"accounts"}, {"accounts", "--json"}, {"sync"}, {"sync", "--json"}} {
		r := h.run(args...)
		out := r.stdout + r.stderr
		if strings.ContainsAny(out, "\x1b\a") || strings.Contains(out, `\u001b`) || !strings.Contains(out, "rename it") {
			t.Errorf("%v: %q", args, out)
		}
	}
}
