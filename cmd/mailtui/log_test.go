package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
)

// TestLogOfHostileText: whatever is logged, at whatever level, each record is one
// line that holds no control, not even an escaped one, which a program that shows
// the log may unescape.
func TestLogOfHostileText(t *testing.T) {
	t.Parallel()
	const bad = "x\x1b[2J\u009b2J\x9b\u202e\U000E0041\x00\a\r\nlevel=ERROR msg=forged"
	hostile := errors.New(bad)
	values := []any{
		bad, hostile, fmt.Errorf("sync %q: %w", "a", hostile),
		mail.Problem{Op: bad, Path: bad},
		[2]error{hostile},
		[]byte(bad),
		[]string{bad},
		map[string]string{bad: bad},
		struct{ S string }{bad},
		&hostileValue{bad}, (*hostileValue)(nil),
		slog.GroupValue(slog.String("s", bad), slog.Any("e", hostile)),
	}
	c := &client{dirs: config.Inside(t.TempDir()), log: logFile{level: "debug"}}
	if err := c.openLog(); err != nil {
		t.Fatal(err)
	}
	records := 0
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		for _, v := range values {
			c.logger().With("with", v, bad, 1).Log(t.Context(), level, bad, "value", v)
			records++
		}
	}
	if err := c.closeLog(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(c.logPath())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	if len(lines) != records {
		t.Errorf("%d lines of %d records", len(lines), records)
	}
	for _, line := range lines {
		if i := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Fatalf("%q at %d of %q", line[i:i+1], i, line)
		}
		for _, escape := range []string{`\x`, `\u`, `\U`, `\a`, `\r`} {
			if strings.Contains(line, escape) {
				t.Fatalf("%s in %s", escape, line)
			}
		}
		if !strings.HasPrefix(line, "time=") || !strings.Contains(line, "[2J") {
			t.Errorf("not what was logged: %s", line)
		}
	}
}

// hostileValue tells something hostile as three interfaces that a log asks for.
type hostileValue struct{ s string }

func (b *hostileValue) Error() string                { return b.s }
func (b *hostileValue) String() string               { return b.s }
func (b *hostileValue) MarshalText() ([]byte, error) { return []byte(b.s), nil }

// TestLogOfAConversation: at debug the log tells what was said to a server, at
// info what came of it, and neither tells a password or anything of a mail.
func TestLogOfAConversation(t *testing.T) {
	t.Parallel()
	const mail = "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\nFrom: Quercus <oak@forest.example>\r\nSubject: Ferns\r\n" +
		"Message-ID: <moss@forest.example>\r\n\r\n* Lichen\r\n+ Heather\r\na1 OK Bracken\r\n"
	for _, tt := range []struct {
		level    string
		protocol config.Protocol
		want     []string
		not      []string
	}{
		{"debug", config.IMAP, []string{`msg="logged in"`, `line="C: `, "SELECT", "FETCH", "added=2", "***"}, nil},
		{"info", config.IMAP, []string{`msg="logged in"`, "added=2"}, []string{"C: ", "SELECT"}},
		{"debug", config.POP, []string{`line="C: PASS ***"`, `line="C: RETR 1"`, `line="S: +OK`, "confirmed=2"}, nil},
	} {
		t.Run(tt.level+" "+string(tt.protocol), func(t *testing.T) {
			t.Parallel()
			s := backendtest.Dovecot(t)
			s.Deliver(t, "ada", "INBOX", []byte(mail), []byte(mail+strings.Repeat("Juniper\r\n", 40_000)))
			h := newHome(t).account(dovecotAccount(s, tt.protocol))
			h.ok("sync", "-q", "--log-level", tt.level)
			b, err := os.ReadFile(filepath.Join(h.dirs.State, "log", "mailtui.log"))
			if err != nil {
				t.Fatal(err)
			}
			log := string(b)
			for _, want := range tt.want {
				if !strings.Contains(log, want) {
					t.Errorf("not in the log: %s", want)
				}
			}
			for _, not := range append(tt.not, " "+backendtest.Password, `\"`+backendtest.Password,
				base64.StdEncoding.EncodeToString([]byte("\x00ada\x00"+backendtest.Password)),
				"Quercus", "forest", "Ferns", "Lichen", "Heather", "Bracken", "Juniper") {
				if strings.Contains(log, not) {
					t.Errorf("in the log: %s", not)
				}
			}
			if t.Failed() {
				t.Log(log)
			}
		})
	}
}
