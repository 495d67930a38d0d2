package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
)

const (
	largeBomb = 500_000   // bytes
	maxMemory = 300 << 20 // bytes that a program may take for one message

	// maxFactor is how many bytes are allocated for each byte of a message, in
	// all, to read it and to lay it out; maxFixed are those of any message.
	maxFactor = 600
	maxFixed  = 100 << 20
)

// TestBombsAreCounted: what a message makes the program do is in proportion to
// its size, whatever is in it. No other test runs beside this one.
func TestBombsAreCounted(t *testing.T) {
	var costs []string
	for _, size := range []int{largeBomb / 20, largeBomb / 2} {
		for i, b := range bombs(size) {
			raw := letterOf(i, b.template, "")
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			lines := layOut(t, raw)
			runtime.ReadMemStats(&after)
			allocated := int(after.TotalAlloc - before.TotalAlloc)
			if allocated > maxFixed+maxFactor*len(raw) {
				t.Errorf("%s of %d bytes: %d bytes were allocated", b.name, len(raw), allocated)
			}
			if lines > 20_000 {
				t.Errorf("%s: %d lines", b.name, lines)
			}
			costs = append(costs, fmt.Sprintf("%4d MB for %7d bytes, %5d lines: %s", allocated>>20, len(raw), lines, b.name))
		}
	}
	slices.Sort(costs)
	t.Logf("the most was\n%s", strings.Join(costs[len(costs)-10:], "\n"))
}

// layOut reads a message and lays it out, and returns how many lines it has.
func layOut(tb testing.TB, raw string) int {
	tb.Helper()
	m, err := message.Parse(strings.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	m.Fields()
	m.Attachments()
	return len(render.Render(m, render.Options{Width: 80, Profile: render.TrueColor, Prefer: render.HTMLText}).Lines)
}

// TestBombsFitIntoMemory fetches bombs and reads each with a program of its own.
func TestBombsFitIntoMemory(t *testing.T) {
	t.Parallel()
	server := backendtest.Dovecot(t)
	list := bombs(largeBomb)
	start := time.Now().Add(-time.Hour)
	for i, b := range list {
		server.DeliverAt(t, "ada", "INBOX", start.Add(time.Duration(i)*time.Second), []byte(letterOf(i, b.template, "")))
	}
	h := newHome(t).config("[sync]\noffline_days = 0\n").account(dovecotAccount(server, config.IMAP))
	report := filepath.Join(t.TempDir(), "report")
	h.prepare = func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, measureVar+"="+report) }
	cost := func(what string) string {
		var memory, ms int
		if _, err := fmt.Sscan(readText(t, report), &memory, &ms); err != nil {
			t.Fatal(err)
		}
		if memory > maxMemory || memory == 0 {
			t.Errorf("%s took %d bytes", what, memory)
		}
		return fmt.Sprintf("%4d ms, %3d MB: %s", ms, memory>>20, what)
	}
	h.ok("sync", "-q")
	t.Log(cost(fmt.Sprintf("sync of %d bombs", len(list))))
	rows := objects(t, h.ok("list", "--json", "--limit", "1000"))
	if len(rows) != len(list) {
		t.Fatalf("%d of %d are here", len(rows), len(list))
	}
	slices.Reverse(rows)
	var costs []string
	for i, b := range list {
		text := h.ok("read", "--html", rows[i]["id"].(string))
		if !strings.Contains(text, inText(i)) {
			t.Errorf("%s: %.300q", b.name, text)
		}
		costs = append(costs, cost(b.name))
	}
	slices.Sort(costs)
	t.Logf("the slowest were\n%s", strings.Join(costs[len(costs)-10:], "\n"))
}

// measureVar makes the test binary run itself once more without it, and write
// into a file how much memory (bytes) and time (ms) that took. A program is
// charged for the memory of the one that started it, and a test has much.
const measureVar = "MAILTUI_TEST_MEASURE"

func runMeasured(report string) int {
	cmd := exec.CommandContext(context.Background(), os.Args[0], os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := os.Unsetenv(measureVar); err != nil {
		return exitInternal
	}
	_ = cmd.Run() // its exit code says how it went
	state := cmd.ProcessState
	memory := state.SysUsage().(*syscall.Rusage).Maxrss << 10 // Linux tells KiB
	text := fmt.Sprintln(memory, (state.UserTime() + state.SystemTime()).Milliseconds())
	if err := os.WriteFile(report, []byte(text), 0o600); err != nil {
		return exitInternal
	}
	return state.ExitCode()
}

// BenchmarkBombs shows what bombs of 5 MB cost, to read and to lay out.
func BenchmarkBombs(b *testing.B) {
	for i, bomb := range bombs(5_000_000) {
		raw := letterOf(i, bomb.template, "")
		b.Run(strings.TrimPrefix(bomb.name, "bomb: "), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				layOut(b, raw)
			}
		})
	}
}
