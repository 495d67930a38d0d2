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

	"github.com/mailtui/mailtui/app"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/render"
	"github.com/mailtui/mailtui/ui/reader"
)

const (
	largeBomb = 500_000   // bytes
	maxMemory = 300 << 20 // bytes that a program may take for one message

	// maxFactor is how many bytes each look at a message may allocate for each
	// byte of it, in all; maxFixed are those of any message.
	maxFactor = 600
	maxFixed  = 100 << 20
)

// looks are all that is done with a message when it is read, and when its pictures
// are asked for. Each returns how many lines there are to show.
var looks = []struct {
	what string
	do   func(m *message.Message) int
}{
	{"lines", func(m *message.Message) int {
		return len(render.Render(m, render.Options{Width: 80, Profile: render.TrueColor, Prefer: render.HTMLText}).Lines)
	}},
	{"fields", func(m *message.Message) int { return len(m.Fields()) }},
	{"warnings", func(m *message.Message) int {
		return len(m.Warnings([]mail.Address{{Name: mail.Line("Ada Lovelace"), Addr: mail.Line("ada@home.example")}}, app.Suffixes()))
	}},
	{"results", func(m *message.Message) int {
		r, _ := m.AuthResults([]string{"mx.home.example"}, app.Suffixes())
		return len(r.Results)
	}},
	{"what is beside the text", func(m *message.Message) int { return len(reader.Inspect(m).Attachments) }},
	{"pictures", func(m *message.Message) int { return len(render.Images(m)) }},
	{"page", func(m *message.Message) int {
		render.Page(m, render.PageOptions{Remote: true})
		return 0
	}},
}

// TestBombsAreCounted: what a message makes the program do is in proportion to
// its size, whatever is in it. No other test runs beside this one.
func TestBombsAreCounted(t *testing.T) {
	var costs []string
	for _, size := range []int{largeBomb / 20, largeBomb / 2} {
		for i, b := range bombs(size) {
			raw := letterOf(i, b.template, "")
			var m *message.Message
			check := func(what string, do func() int) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				lines := do()
				runtime.ReadMemStats(&after)
				allocated := int(after.TotalAlloc - before.TotalAlloc)
				if allocated > maxFixed+maxFactor*len(raw) {
					t.Errorf("%s of %d bytes, %s: %d bytes were allocated", b.name, len(raw), what, allocated)
				}
				if lines > 20_000 {
					t.Errorf("%s: %d %s", b.name, lines, what)
				}
				costs = append(costs, fmt.Sprintf("%4d MB for %7d bytes, %5d %s: %s", allocated>>20, len(raw), lines, what, b.name))
			}
			check("parts", func() int {
				m = open(t, raw)
				return len(m.Parts)
			})
			for _, look := range looks {
				check(look.what, func() int { return look.do(m) })
			}
		}
	}
	slices.Sort(costs)
	t.Logf("the most was\n%s", strings.Join(costs[len(costs)-10:], "\n"))
}

func open(tb testing.TB, raw string) *message.Message {
	tb.Helper()
	m, err := message.Parse(strings.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	return m
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

// BenchmarkBombs shows what bombs of 5 MB cost, to read and to look at.
func BenchmarkBombs(b *testing.B) {
	for i, bomb := range bombs(5_000_000) {
		raw := letterOf(i, bomb.template, "")
		b.Run(strings.TrimPrefix(bomb.name, "bomb: "), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				m := open(b, raw)
				for _, look := range looks {
					look.do(m)
				}
			}
		})
	}
}
