package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"syscall"
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
	h := newHome(t).account(dovecotAccount(s, config.IMAP))
	cmd := h.command(t.Context(), "sync", "-q")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if folders := objects(t, h.ok("folders", "--json")); folders[0]["total"] != float64(n) {
		t.Errorf("got %v", folders[0])
	}
	wantFlat(t, "sync", cmd)

	// The interface, with an empty store: the first sync runs while it is used.
	screen := newHome(t).account(dovecotAccount(s, config.IMAP)).open()
	screen.until("Weekly report number 99999", "↻") // nobody moved: the newest mail is in view
	screen.press("s")
	screen.until("★", "↻") // the star is on the screen before the sync is done
	screen.until("INBOX  100,000 messages", "1 home ✓")
	screen.press("G")
	screen.until("Weekly report number 0 ")
	screen.quit("q")
	wantFlat(t, "the interface", screen.cmd)
}

// wantFlat checks how much memory a process that has ended took at its peak.
func wantFlat(t *testing.T, name string, cmd *exec.Cmd) {
	t.Helper()
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("no figures of the process")
	}
	peak := usage.Maxrss << 10 // Linux tells KiB
	t.Logf("%s took %d MB at its peak", name, peak>>20)
	if peak > maxResident {
		t.Errorf("%s took %d MB, %d are allowed", name, peak>>20, maxResident>>20)
	}
}
