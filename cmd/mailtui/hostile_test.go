package main

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// trap is an address at which nobody must ever arrive.
type trap struct {
	url     string
	arrived atomic.Int32
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	l := listen(t)
	x := &trap{url: "http://" + l.Addr().String() + "/"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			x.arrived.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		if n := x.arrived.Load(); n > 0 {
			t.Errorf("%d connections were made for what is in a message", n)
		}
	})
	return x
}

// slow is longer than it takes to open any message.
const slow = 30 * time.Second

// hostileHome is a user to whom all hostile mail was delivered, by a real server
// that passes it on as it is. The last one of it is the newest.
func hostileHome(t *testing.T) (*home, []hostileMail) {
	t.Helper()
	s := backendtest.Dovecot(t)
	mails := hostileMails(newTrap(t).url)
	start := time.Now().Add(-24 * time.Hour)
	for i, m := range mails {
		s.DeliverAt(t, "ada", "INBOX", start.Add(time.Duration(i)*time.Second), []byte(m.raw))
	}
	h := newHome(t).config("[sync]\noffline_days = 0\n").account(dovecotAccount(s, config.IMAP))
	h.ok("sync", "-q")
	return h, mails
}

// TestHostileSet says how many messages there are, of tricks and places.
func TestHostileSet(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	mails := hostileMails("http://127.0.0.1:1/")
	for _, m := range mails {
		if names[m.name] {
			t.Errorf("%q twice", m.name)
		}
		names[m.name] = true
		if !strings.Contains(m.raw, "\n\n") || strings.Contains(m.raw, "{text}") {
			t.Errorf("%s: %.300q", m.name, m.raw)
		}
	}
	t.Logf("%d messages of %d tricks in %d places, and others", len(mails), len(tricks()), len(places))
	if len(mails) < 120 {
		t.Errorf("only %d messages", len(mails))
	}
}

// TestHostileMailOnTheScreen opens every hostile message, its header fields and
// its end: the harmless words are there, and the terminal was sent nothing but
// what draws a screen. Two programs do it, from both ends of the folder.
func TestHostileMailOnTheScreen(t *testing.T) {
	t.Parallel()
	h, mails := hostileHome(t)
	half := len(mails) / 2
	older, newer := mails[:half], slices.Clone(mails[half:])
	slices.Reverse(newer)
	for _, way := range []struct {
		name, first, next string
		mails             []hostileMail
	}{{"newest first", "gg", "J", newer}, {"oldest first", "G", "K", older}} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := h.of(t).openSized(79, 100)
			s.until(fmt.Sprintf("%d messages", len(mails)), fmt.Sprintf("Number %d", len(mails)-1), "1 home ✓")
			s.press(way.first)
			s.until(listed(way.mails[0]))
			key, failed := "\r", 0
			for _, m := range way.mails {
				s.press(key)
				key = way.next
				if failed += s.reads(m); failed > 10 {
					t.Fatal("and so on")
				}
			}
			raw := s.quit("qq")
			checkBytes(t, raw)
			for _, m := range way.mails {
				if isControl(m.trick) && strings.Contains(raw, m.trick) {
					t.Errorf("%s: it reached the terminal", m.name)
				}
			}
		})
	}
}

// listed returns a word by which a message is known in the list.
func listed(m hostileMail) string {
	_, subject, _ := strings.Cut(m.raw, "\nSubject: ")
	return strings.FieldsFunc(subject, unicode.IsControl)[0]
}

// reads tests that the words of a message that was just opened are on the
// screen, and counts what is not.
func (s *screen) reads(m hostileMail) (failed int) {
	s.t.Helper()
	failed += s.shows(m.name, m.shown)
	if len(m.field) > 0 {
		s.press("H")
		failed += s.shows(m.name, m.field)
		s.press("H")
	}
	return failed
}

// of returns the same user for another test.
func (h *home) of(t *testing.T) *home {
	return &home{t: t, dirs: h.dirs, tmp: h.tmp, prepare: h.prepare}
}

// shows tests that words come on the screen, and counts a failure.
func (s *screen) shows(name string, words []string) int {
	s.t.Helper()
	if s.sees(words...) {
		return 0
	}
	s.t.Errorf("%s: %q is not on the screen:\n%.2000s", name, words, trimmed(s.text()))
	return 1
}

// sees waits until every word is on the screen, or for longer than any message
// takes, and reports whether they are there.
func (s *screen) sees(words ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	late := false
	timer := time.AfterFunc(slow, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		late = true
		s.news.Broadcast()
	})
	defer timer.Stop()
	for {
		text := s.em.String()
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			return true
		}
		if s.done || late {
			return false
		}
		s.news.Wait()
	}
}

// text returns what is on the screen.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.String()
}

// trimmed returns a screen without its empty rows.
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Trim(line, " \n\u2502") != "" {
			b.WriteString(line)
		}
	}
	return b.String()
}
