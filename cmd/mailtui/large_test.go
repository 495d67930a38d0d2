package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// maxResident is how much memory a client of a large mailbox may take at most.
const maxResident = 100 << 20

func TestHundredThousandMessagesInFlatMemory(t *testing.T) {
	const n = 100_000
	s := backendtest.Dovecot(t)
	received := time.Now().AddDate(-1, 0, 0) // too old for its text to be fetched
	for i := range n {
		s.DeliverAt(t, "ada", "INBOX", received.Add(time.Duration(i)*time.Second), fmt.Appendf(nil, "Date: Sat, 22 Nov 2025 13:58:00 +0100\r\n"+
			"From: Person %d <person%d@navy.example>\r\nTo: Ada <ada@home.example>\r\n"+
			"Subject: Weekly report number %d\r\nMessage-ID: <%d@navy.example>\r\nReferences: <%d@navy.example>\r\n"+
			"Content-Type: text/plain; charset=utf-8\r\n\r\nNothing to report.\r\n", i%500, i%500, i, i, i/7*7))
	}
	report := filepath.Join(t.TempDir(), "report")
	measured := func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, measureVar+"="+report) }
	h := newHome(t).account(dovecotAccount(s, config.IMAP))
	h.prepare = measured
	cmd := h.command(t.Context(), "sync", "-q")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	wantFlat(t, "sync", report)
	if folders := objects(t, h.ok("folders", "--json")); folders[0]["total"] != float64(n) {
		t.Errorf("got %v", folders[0])
	}

	// The interface, with an empty store: the first sync runs while it is used.
	h = newHome(t).account(dovecotAccount(s, config.IMAP))
	h.prepare = measured
	screen := h.open()
	screen.until("Weekly report number 99999", "↻") // nobody moved: the newest mail is in view
	screen.press("s")
	screen.until("★", "↻") // the star is on the screen before the sync is done
	screen.until("INBOX  100,000 messages", "1 home ✓")
	screen.press("G")
	screen.until("Weekly report number 0 ")
	screen.quit("q")
	wantFlat(t, "the interface", report)
}

// wantFlat checks how much memory a process that has ended took at its peak, as
// it was reported for measureVar.
func wantFlat(t *testing.T, name, report string) {
	t.Helper()
	var peak, ms int
	if _, err := fmt.Sscan(readText(t, report), &peak, &ms); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s took %d MB at its peak", name, peak>>20)
	if peak > maxResident || peak == 0 {
		t.Errorf("%s took %d MB, %d are allowed", name, peak>>20, maxResident>>20)
	}
}
