package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// TestLogOfAConversation: at debug the log tells what was said to a server, at
// info what came of it, and neither tells a password or anything of a mail.
func TestLogOfAConversation(t *testing.T) {
	t.Parallel()
	const mail = "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\nFrom: Quercus <oak@forest.example>\r\nSubject: Ferns\r\n" +
		"Message-ID: <moss@forest.example>\r\n\r\n* Lichen\r\n+ Heather\r\na1 OK Bracken\r\n"
	s := backendtest.Dovecot(t)
	s.Deliver(t, "ada", "INBOX", []byte(mail), []byte(mail+strings.Repeat("Juniper\r\n", 40_000)))
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
