package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/mailtui/mailtui/config"
)

// patience is how long a test waits for the screen before it fails: longer than
// the longest of them takes.
const patience = 5 * time.Minute

// screen is mailtui in a terminal of the test's own.
type screen struct {
	t   *testing.T
	tty *os.File
	em  *vt.Emulator
	cmd *exec.Cmd

	mu   sync.Mutex
	news *sync.Cond // something was drawn, or the program has ended
	done bool
	raw  []byte
}

// open starts mailtui with args in a terminal of 120 by 30 cells.
func (h *home) open(args ...string) *screen {
	h.t.Helper()
	return h.openSized(120, 30, args...)
}

// openSized starts mailtui with args in a terminal of that size in cells.
func (h *home) openSized(width, height uint16, args ...string) *screen {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	cmd := h.command(ctx, args...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		h.t.Fatal(err)
	}
	s := &screen{t: h.t, tty: tty, em: vt.NewEmulator(int(width), int(height)), cmd: cmd}
	s.news = sync.NewCond(&s.mu)
	var both sync.WaitGroup
	both.Go(s.draw)
	both.Go(s.answer)
	h.t.Cleanup(func() {
		cancel()
		_ = tty.Close()
		both.Wait()
	})
	return s
}

// draw shows what the program writes.
func (s *screen) draw() {
	buf := make([]byte, 32<<10)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		_, _ = s.em.Write(buf[:n])
		s.raw = append(s.raw, buf[:n]...)
		s.done = err != nil
		s.news.Broadcast()
		s.mu.Unlock()
		if err != nil {
			// The emulator's own Close races with its Read.
			if pipe, ok := s.em.InputPipe().(io.Closer); ok {
				_ = pipe.Close()
			}
			return
		}
	}
}

// answer returns what a terminal says when it is asked.
func (s *screen) answer() {
	buf := make([]byte, 1<<10)
	for {
		n, err := s.em.Read(buf)
		if err != nil {
			return
		}
		_, _ = s.tty.Write(buf[:n])
	}
}

// until waits until every word is on the screen.
func (s *screen) until(words ...string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		text, missing := s.em.String(), ""
		for _, word := range words {
			if !strings.Contains(text, word) {
				missing = word
			}
		}
		if missing == "" {
			return
		}
		if s.done {
			s.t.Fatalf("%q never came on the screen:\n%s", missing, text)
		}
		s.news.Wait()
	}
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// quit leaves the program by keys and returns all the bytes that it wrote.
func (s *screen) quit(keys string) string {
	s.t.Helper()
	s.press(keys)
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("it ended with %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.done {
		s.news.Wait()
	}
	return string(s.raw)
}

func TestDemoOpensWithMailInThreeAccounts(t *testing.T) {
	t.Parallel()
	s := newHome(t).open("demo")
	s.until("1 personal ✓", "2 shop ✓", "3 work ✓", "Compiler schedule", "Jumping from one part to another")
	s.press("3")
	s.until("work › INBOX", "Fwd: Order of brass")
	s.press("2")
	s.until("shop › INBOX", "Your bill for November")
	s.quit("q")
}

func TestDemoLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := h.open("demo")
	s.until("Compiler schedule")
	if during, err := os.ReadDir(h.tmp); err != nil || len(during) != 1 {
		t.Errorf("%v, %v", during, err)
	}
	s.quit("q")
	if after, err := os.ReadDir(h.tmp); err != nil || len(after) != 0 {
		t.Errorf("%v, %v", after, err)
	}
}

func TestHostileMailReachesTheScreenAsWordsOnly(t *testing.T) {
	t.Parallel()
	s := newHome(t).open("demo")
	s.until("1 personal ✓", "Harmless before")
	s.press("jjjjjjjj\r") // the message with raw escape sequences is the ninth
	s.until("tries to set the title of the", "after")
	raw := s.quit("qq") // back to the list, and out
	for _, bad := range []string{"\x1b]0;owned", "\x1b[2J\x1b[H after", "\u009b", "\u202e", "\x1b]52;", "hostile.example\x07"} {
		if strings.Contains(raw, bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

func TestInterfaceOpensWithoutANetwork(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("compilers"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	server.stop()
	s := h.open()
	s.until("compilers", "⊘", "this is about compilers")
	s.quit("q")
}

func TestInterfaceSaysWhichFileIsWrong(t *testing.T) {
	t.Parallel()
	server := startIMAP(t, nil, letter("compilers"))
	h := newHome(t).account(config.Account{Protocol: config.IMAP, Server: server.Server})
	h.ok("sync")
	h.write(filepath.Join(h.dirs.Accounts(), "home.toml"), "emial = 1\n")
	s := h.open()
	s.until("compilers", "1 home !")
	s.quit("q")
}
